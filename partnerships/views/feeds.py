"""One's own calendar address: made, replaced, revoked; and the calendar that stands at it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from outbox.links import absolute
from outbox.rendering import reading_as
from partnerships import actions, calendars
from partnerships.actions.feeds import digest_of
from partnerships.models import CalendarFeed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_settings(request: HttpRequest) -> HttpResponse:
    """Whether there is a calendar address, and since when. POST makes a new one, which is shown in this one answer only."""
    address = ""
    if request.method == "POST":
        key = actions.make_feed(by=request.user, now=timezone.now())
        address = absolute(reverse("partnerships:calendar-feed", args=[key]))
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "partnerships/calendar_settings.html", {"feed": feed, "address": address})


@login_required
@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """The address stops at once."""
    actions.revoke_feed(by=request.user, now=timezone.now())
    return redirect("partnerships:calendar-settings")


# Calendar programs come without a cookie; the key in the address is the permission, and revoking it ends it.
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of whoever made this key, while they may use the site."""
    feed = CalendarFeed.objects.filter(digest=digest_of(key)).select_related("user").first()
    if feed is None or feed.user.is_suspended or not feed.user.is_active:
        raise Http404
    with reading_as(feed.user.language, feed.user.time_zone):
        body = calendars.feed(feed.user, now=timezone.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")

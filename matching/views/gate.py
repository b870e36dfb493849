"""What every page of this floor asks first."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from accounts.prepared import Prepared
from matching import candidates


class KnowYourselfFirst(LoginRequiredMixin):
    """Finishing one's own profile comes before browsing: the order needs something to order by."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not has_profile(request.user):
            messages.info(
                request, _("Finish your own profile first. The list is put in order by what you say there.")
            )
            return redirect("accounts:profile")
        return super().dispatch(request, *args, **kwargs)


def has_profile(user: User) -> bool:
    return bool(COMPLETE.rows([user.pk]))


COMPLETE = Prepared(lambda users: Profile.objects.complete().filter(user__in=users).values_list("pk"))


def visible_mentor(request: HttpRequest, person: UUID) -> Profile:
    """The approved mentor of that public id, or 404: strangers, blocked and suspended people do not exist."""
    mentors = candidates.mentors_visible_to(request.user).select_related("user")
    return get_object_or_404(mentors, user__public_id=person)


def move(view: Callable[[HttpRequest, UUID], HttpResponse]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """A button of a page: POST only. Who was signed out meanwhile comes back to that page, and reads that nothing has happened."""

    @wraps(view)
    def asked(request: HttpRequest, person: UUID) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                messages.warning(
                    request,
                    _("You were signed out, so nothing has been changed. Sign in, and press it once more."),
                )
            return redirect_to_login(next_page(request) or reverse("matching:mentor-detail", args=[person]))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return view(request, person)

    return asked


def undoable(request: HttpRequest, text: str, *, url: str) -> None:
    """Say what has been done, with a button beside it that posts to ``url`` and so undoes it."""
    messages.success(request, text, extra_tags=f"undo {url}")


def next_page(request: HttpRequest) -> str:
    """The page named in the form's ``next``, if it is one of ours."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None) and not urlsplit(target).netloc:
        return target
    return ""


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page named in the form's ``next``, if it is one of ours."""
    return redirect(next_page(request) or reverse(fallback))

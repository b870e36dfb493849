"""What the frame of every page shows of the reader: emblem, name, the four steps, how much waits."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Profile, User
from matching.models import Request, Shortlisting
from partnerships.models import Check, Partnership


def frame(request: HttpRequest) -> dict[str, Any]:
    """``site_name``, and ``nav`` for who is signed in. Lazy: a page without the frame, such as a redirect, asks for nothing."""
    context: dict[str, Any] = {"site_name": settings.SITE_NAME}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["nav"] = SimpleLazyObject(lambda: _navigation(user))
    return context


def _navigation(user: User) -> dict[str, Any]:
    """Three queries: the person with what is done, their values, and what waits for them."""
    me = (
        User.objects.filter(pk=user.pk)
        .annotate(
            knows=Exists(Profile.objects.complete().filter(user=OuterRef("pk"))),
            keeps=Exists(Shortlisting.objects.filter(mentee=OuterRef("pk"))),
            asked=Exists(Request.objects.filter(mentee=OuterRef("pk"))),
            together=Exists(Partnership.objects.filter(Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk")))),
        )
        .values("knows", "keeps", "asked", "together")
        .get()
    )
    done = {
        "know": me["knows"],
        "consider": me["keeps"] or me["asked"],
        "decide": me["asked"],
        "together": me["together"],
    }
    values = user.profile.ranked_values.select_related("value") if hasattr(user, "profile") else ()
    return {
        "first_name": user.short_name,
        "emblem_values": [(ranked.value.place, ranked.rank) for ranked in values],
        "steps_done": {step for step, is_done in done.items() if is_done},
        "inbox_count": _waiting(user),
    }


def _waiting(user: User) -> int:
    """Letters to answer as a mentor, and answered checks that wait for the mentor's word."""
    letters = Request.objects.pending().filter(mentor=user).count()
    checks = Check.objects.visible_to(user).filter(
        partnership__mentor=user, state=Check.State.ANSWERED, replied_at__isnull=True
    )
    return letters + checks.filter(partnership__state__in=Partnership.LIVE).count()

"""One's own profile: as others see it once it is complete, and the way back into it until then."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from accounts import actions, guide
from accounts.hours import offset_hours
from accounts.models import Profile
from accounts.readiness import what_is_missing
from accounts.views.entries import BridgesStep, GoalsStep, PassagesStep
from accounts.views.step_values import ValuesStep
from accounts.views.steps import InterestsStep, PracticalStep, StandStep, WhoStep, own_profile

STEP_PAGES = {
    page.slug: page.as_view()
    for page in (
        WhoStep,
        StandStep,
        ValuesStep,
        InterestsStep,
        PassagesStep,
        GoalsStep,
        BridgesStep,
        PracticalStep,
    )
}


def profile_step(request: HttpRequest, step: str) -> HttpResponse:
    """The page of one step; it asks to sign in by itself, and keeps what is posted too late."""
    if step not in STEP_PAGES:
        raise Http404
    return STEP_PAGES[step](request)


class ProfileHome(LoginRequiredMixin, View):
    """The finished profile with a way to change each part; until it is finished, what is missing and where to go on."""

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = own_profile(request.user)
        if not profile.is_complete:
            return render(request, "accounts/profile_unfinished.html", self.unfinished(profile))
        context = definition_context(profile) | {
            "edit": True,
            "may_sort_again": profile.may_sort_again(timezone.now()),
            "beads": guide.beads(profile),
            "has_community": request.user.memberships.open().exists(),
        }
        return render(request, "accounts/profile.html", context)

    @staticmethod
    def unfinished(profile: Profile) -> dict[str, Any]:
        missing = what_is_missing(profile)
        return {
            "profile": profile,
            "beads": guide.beads(profile),
            "missing": [{"what": item.what, "step": guide.BY_SLUG[item.step]} for item in missing],
            "next_step": guide.first_open(profile, missing),
            "minutes": guide.minutes_left(profile),
            "has_begun": bool(profile.steps_done),
            "emblem_values": [
                (ranked.value.place, ranked.rank) for ranked in profile.ranked_values.select_related("value")
            ],
        }


@login_required
@require_POST
def sort_later(request: HttpRequest) -> HttpResponse:
    """Not now: ask again in half a year."""
    actions.sort_later(profile=own_profile(request.user), now=timezone.now())
    return redirect("accounts:profile")


class ProfilePreview(LoginRequiredMixin, View):
    """The profile as the members of one's communities read it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = own_profile(request.user)
        memberships = request.user.memberships.active().select_related("community")
        names = [membership.community.name for membership in memberships]
        context = definition_context(profile) | {"communities": names, "edit": False}
        return render(request, "accounts/profile_preview.html", context)


def definition_context(profile: Profile) -> dict[str, Any]:
    """The whole self-definition, and the facts under the name."""
    profile = Profile.objects.with_definition().get(pk=profile.pk)
    return {"profile": profile, "whose": "own", "where": where(profile)}


def where(profile: Profile) -> str:
    """Place and offset from UTC today: "Porto, UTC+0"."""
    offset = offset_hours(profile.user.time_zone, timezone.now())
    zone = f"UTC{offset:+d}" if offset else "UTC+0"
    return _("%(place)s, %(zone)s") % {"place": profile.place, "zone": zone} if profile.place else zone

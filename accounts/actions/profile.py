"""The steps of a profile, and the offer to mentor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import Area, MentorState, Passage, Profile, ProfileVersion, User
from accounts.models.profile import SORT_AGAIN_AFTER
from accounts.moves import IllegalMove
from accounts.readiness import what_is_missing

from .changes import note_change
from .communities import caretakers_of
from .versions import keep_version, must_be_own, write_back


@transaction.atomic
def save_step(*, profile: Profile, step: str, now: datetime) -> Profile:
    """Mark a step of the guided profile as done, and the profile as complete once nothing is missing."""
    if step not in profile.steps_done:
        profile.steps_done = [*profile.steps_done, step]
    if step == "values":
        profile.sort_again_at = now + SORT_AGAIN_AFTER
    profile.save(update_fields=["steps_done", "sort_again_at", "updated_at"])
    return complete_if_ready(profile=profile, now=now)


@transaction.atomic
def add_passage(
    *,
    profile: Profile,
    area: Area,
    began: int,
    ended: int | None,
    depth: str,
    asked_of_me: str,
    differently: str,
    is_offered: bool,
    now: datetime,
) -> Passage:
    """Write down something this person has been through; ranking knows of it at the next request."""
    passage = Passage.objects.create(
        profile=profile,
        area=area,
        began=began,
        ended=ended,
        depth=depth,
        asked_of_me=asked_of_me,
        differently=differently,
        is_offered=is_offered,
    )
    save_step(profile=profile, step="passages", now=now)
    return passage


@transaction.atomic
def sort_later(*, profile: Profile, now: datetime) -> None:
    """Put off being asked to sort the values again, for another half a year. Ranking does not know of it."""
    Profile.objects.filter(pk=profile.pk).update(sort_again_at=now + SORT_AGAIN_AFTER)


@transaction.atomic
def complete_if_ready(*, profile: Profile, now: datetime) -> Profile:
    """Set or clear ``completed_at`` by what is there now, tell ranking, and keep a complete profile as a version."""
    ready = not what_is_missing(profile)
    if ready != profile.is_complete:
        profile.completed_at = now if ready else None
        profile.save(update_fields=["completed_at", "updated_at"])
    note_change(profile.user)
    if ready:
        keep_version(profile=profile, now=now)
    return profile


@transaction.atomic
def restore_version(*, version: ProfileVersion, by: User, now: datetime) -> list[str]:
    """Describe oneself again as in an earlier version.

    1. What stands now is kept, if no version says it.
    2. The profile says what the version says; words that the vocabulary has lost are left out, and their slugs are returned.
    3. Ranking and search hear of it; what stands afterwards is a version of its own.
    """
    must_be_own(version, by)
    profile = Profile.objects.select_for_update().get(pk=version.profile_id)
    keep_version(profile=profile, now=now)
    gone = write_back(profile, version.content, now)
    keep_version(profile=profile, now=now, is_restored=True)
    complete_if_ready(profile=profile, now=now)
    return gone


@transaction.atomic
def offer_to_mentor(*, profile: Profile, places: int, now: datetime) -> Profile:
    """Say for how many one would mentor; 0 takes the offer back.

    A first offer awaits approval, and those who look after the person's communities get a mail; a change of places does not.
    """
    profile.places = places
    if places == 0:
        profile.mentor_state = MentorState.NONE
        profile.paused_at = None
    elif profile.mentor_state == MentorState.NONE:
        profile.mentor_state = MentorState.AWAITING
        for caretaker in caretakers_of(profile.user):
            emails.mentor_offered(profile, to=caretaker)
    profile.save(update_fields=["places", "mentor_state", "paused_at", "updated_at"])
    note_change(profile.user)
    return profile


@transaction.atomic
def approve_mentor(*, profile: Profile, by: User, now: datetime) -> Profile:
    """An admin approves: mentees can find them from the next page on; the mentor is mailed."""
    _decide_mentor(profile, to=MentorState.APPROVED, by=by, now=now)
    emails.mentor_approved(profile)
    return profile


@transaction.atomic
def refuse_mentor(*, profile: Profile, by: User, now: datetime) -> Profile:
    """An admin does not approve; the person is mailed, kindly, and can offer again by saving the step."""
    _decide_mentor(profile, to=MentorState.REFUSED, by=by, now=now)
    emails.mentor_refused(profile)
    return profile


def _decide_mentor(profile: Profile, *, to: str, by: User, now: datetime) -> None:
    moved = (
        Profile.objects.filter(pk=profile.pk)
        .exclude(mentor_state__in=[MentorState.NONE, to])
        .update(mentor_state=to, mentor_decided_at=now, mentor_decided_by=by)
    )
    profile.refresh_from_db(fields=["mentor_state", "mentor_decided_at", "mentor_decided_by"])
    if not moved:
        raise IllegalMove(
            _("%(name)s does not offer to mentor.") % {"name": profile.user}
            if profile.mentor_state == MentorState.NONE
            else _("That has been decided already.")
        )
    note_change(profile.user)


@transaction.atomic
def set_available(*, profile: Profile, available: bool, by: User | None, now: datetime) -> bool:
    """Pause new requests, or come back; returns whether anything changed. ``by`` None: the system, after a silence."""
    changed = Profile.objects.filter(pk=profile.pk, paused_at__isnull=not available).update(
        paused_at=None if available else now
    )
    profile.refresh_from_db(fields=["paused_at"])
    if changed:
        note_change(profile.user)
    return bool(changed)

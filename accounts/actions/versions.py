"""Keep how somebody described themself, and bring an earlier version back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import (
    Area,
    Bridge,
    DrainingValue,
    Goal,
    Interest,
    Language,
    Passage,
    Profile,
    ProfileVersion,
    RankedValue,
    Stance,
    Statement,
    User,
    Value,
)
from accounts.moves import IllegalMove
from accounts.versions import Content, snapshot


@transaction.atomic
def keep_version(*, profile: Profile, now: datetime, is_restored: bool = False) -> ProfileVersion | None:
    """Keep the profile as it stands, unless the latest version says the same.

    Within :attr:`ProfileVersion.SITTING` of its last touch the latest version becomes what stands now; a version that was restored, and
    the first of all, stay as they are. Returns the version, or None when there was nothing to keep.
    """
    content = snapshot(profile)
    latest = profile.versions.first()
    if latest and latest.content == content:
        return None
    is_same_sitting = (
        latest is not None
        and not latest.is_restored
        and not is_restored
        and now - latest.touched_at < ProfileVersion.SITTING
        and profile.versions.count() > 1
    )
    if latest and is_same_sitting:
        latest.content, latest.touched_at = content, now
        latest.save(update_fields=["content", "touched_at"])
        return latest
    version = ProfileVersion.objects.create(
        profile=profile, made_at=now, touched_at=now, content=content, is_restored=is_restored
    )
    kept = profile.versions.values_list("pk", flat=True)[: ProfileVersion.MOST]
    profile.versions.exclude(pk__in=list(kept)).delete()
    return version


def write_back(profile: Profile, content: Content, now: datetime) -> list[str]:
    """Make the profile say what ``content`` says. Returns the slugs of words that are gone and were left out.

    Entries that still exist are changed in place, because letters and partnerships name goals; a goal that is in none of the words
    is closed, as it is on its own page.
    """
    gone: list[str] = []
    for name in ("headline", "opening", "more", "place"):
        setattr(profile, name, content[name])
    profile.hours_per_month = content["hours"]
    profile.formats, profile.free_slots = content["formats"], content["free_slots"]
    profile.save()
    values = _found(Value, [*(one["value"] for one in content["values"]), *content["draining"]], gone)
    _values(profile, content, values)
    _stances(profile, content, gone)
    interests = _found(Interest, content["interests"], gone)
    profile.interests.set(interests.values())
    profile.languages.set(Language.objects.filter(pk__in=content["languages"]))
    areas = _found(
        Area,
        [
            *(one["area"] for one in [*content["passages"], *content["goals"]]),
            *(one[end] for one in content["bridges"] for end in ("from", "to")),
        ],
        gone,
    )
    _passages(profile, content, areas)
    _goals(profile, content, areas, now)
    profile.bridges.all().delete()
    Bridge.objects.bulk_create(
        Bridge(profile=profile, from_area=areas[one["from"]], to_area=areas[one["to"]], text=one["text"])
        for one in content["bridges"]
        if one["from"] in areas and one["to"] in areas
    )
    return gone


def _found(model: Any, slugs: list[str], gone: list[str]) -> dict[str, Any]:
    found = {one.slug: one for one in model.objects.filter(slug__in=slugs)}
    gone += [slug for slug in dict.fromkeys(slugs) if slug not in found]
    return found


def _values(profile: Profile, content: Content, values: dict[str, Value]) -> None:
    profile.ranked_values.all().delete()
    kept = [one for one in content["values"] if one["value"] in values]
    RankedValue.objects.bulk_create(
        RankedValue(
            profile=profile,
            value=values[one["value"]],
            rank=rank,
            line=one["line"],
            is_essential=one["essential"],
        )
        for rank, one in enumerate(kept, start=1)
    )
    profile.held_values.add(*(values[one["value"]] for one in kept))
    profile.draining_values.all().delete()
    own = {one["value"] for one in kept}
    DrainingValue.objects.bulk_create(
        DrainingValue(profile=profile, value=values[slug])
        for slug in content["draining"]
        if slug in values and slug not in own
    )


def _stances(profile: Profile, content: Content, gone: list[str]) -> None:
    statements = _found(Statement, [one["statement"] for one in content["stances"]], gone)
    profile.stances.all().delete()
    Stance.objects.bulk_create(
        Stance(
            profile=profile,
            statement=statements[one["statement"]],
            position=one["position"],
            note=one["note"],
        )
        for one in content["stances"]
        if one["statement"] in statements
    )


def _passages(profile: Profile, content: Content, areas: dict[str, Area]) -> None:
    here = {one.pk: one for one in profile.passages.all()}
    wanted = [one for one in content["passages"] if one["area"] in areas]
    profile.passages.exclude(pk__in=[one["id"] for one in wanted]).delete()
    for one in wanted:
        passage = here.get(one["id"]) or Passage(profile=profile)
        passage.area, passage.began, passage.ended = areas[one["area"]], one["began"], one["ended"]
        passage.depth, passage.is_offered = one["depth"], one["offered"]
        passage.asked_of_me, passage.differently = one["asked_of_me"], one["differently"]
        passage.save()


def _goals(profile: Profile, content: Content, areas: dict[str, Area], now: datetime) -> None:
    here = {one.pk: one for one in profile.goals.all()}
    wanted = [one for one in content["goals"] if one["area"] in areas]
    left = profile.goals.filter(closed_at__isnull=True).exclude(pk__in=[one["id"] for one in wanted])
    for one in wanted:
        goal = here.get(one["id"]) or Goal(profile=profile)
        goal.area, goal.text, goal.why = areas[one["area"]], one["text"], one["why"]
        goal.by = date.fromisoformat(one["by"]) if one["by"] else None
        goal.is_stretch, goal.closed_at = one["stretch"], None
        goal.save()
    left.update(closed_at=now)


def must_be_own(version: ProfileVersion, by: User) -> None:
    """Nobody else restores a profile."""
    if version.profile.user_id != by.pk:
        raise IllegalMove(_("That is not your profile."))

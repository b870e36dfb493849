"""A self-definition as plain data, what changed from one to the next in words, and who may read that: its owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.differences import Difference, differences
from accounts.models import (
    Area,
    Bridge,
    Format,
    Goal,
    Interest,
    Language,
    Passage,
    Profile,
    ProfileVersion,
    RankedValue,
    Stance,
    Statement,
    Value,
)

Content = dict[str, Any]


def snapshot(profile: Profile) -> Content:
    """Everything that somebody says of themself, by slugs, ready for JSON. Places, approval and the clock are no part of it."""
    profile = Profile.objects.with_definition().get(pk=profile.pk)
    return {
        "headline": profile.headline,
        "opening": profile.opening,
        "more": profile.more,
        "place": profile.place,
        "values": [
            {"value": one.value.slug, "line": one.line, "essential": one.is_essential}
            for one in sorted(profile.ranked_values.all(), key=lambda one: one.rank)
        ],
        "draining": sorted(one.value.slug for one in profile.draining_values.all()),
        "stances": [
            {"statement": one.statement.slug, "position": one.position, "note": one.note}
            for one in sorted(profile.stances.all(), key=lambda one: one.statement.slug)
        ],
        "interests": sorted(one.slug for one in profile.interests.all()),
        "passages": [
            {
                "id": one.pk,
                "area": one.area.slug,
                "began": one.began,
                "ended": one.ended,
                "depth": one.depth,
                "asked_of_me": one.asked_of_me,
                "differently": one.differently,
                "offered": one.is_offered,
            }
            for one in sorted(profile.passages.all(), key=lambda one: one.pk)
        ],
        "goals": [
            {
                "id": one.pk,
                "area": one.area.slug,
                "text": one.text,
                "why": one.why,
                "by": one.by.isoformat() if one.by else None,
                "stretch": one.is_stretch,
            }
            for one in sorted(profile.goals.all(), key=lambda one: one.pk)
        ],
        "bridges": [
            {"from": one.from_area.slug, "to": one.to_area.slug, "text": one.text}
            for one in sorted(profile.bridges.all(), key=lambda one: (one.from_area.slug, one.to_area.slug))
        ],
        "languages": sorted(one.pk for one in profile.languages.all()),
        "formats": sorted(profile.formats),
        "hours": profile.hours_per_month,
        "free_slots": sorted(profile.free_slots),
    }


@dataclass
class Names:
    """What slugs are called, read once for all versions on a page. A word that is gone is called by its slug."""

    _known: dict[type, dict[str, str]] = field(default_factory=dict)

    def __call__(self, model: type, slug: str) -> str:
        if model not in self._known:
            self._known[model] = dict(
                model._default_manager.values_list("pk" if model is Language else "slug", "name")
            )  # type: ignore[attr-defined]
        return self._known[model].get(slug) or slug.replace("-", " ").capitalize()

    @cached_property
    def statements(self) -> Mapping[str, Statement]:
        return {one.slug: one for one in Statement.objects.all()}


def in_words(found: Iterable[Difference], names: Names) -> list[str]:
    """One sentence for each difference."""
    return [sentence for one in found if (sentence := _sentence(one, names))]


def changes(old: Content, new: Content, names: Names) -> list[str]:
    """What changed from one to the other, in sentences."""
    return in_words(differences(old, new), names)


def _sentence(one: Difference, names: Names) -> str:
    maker = _MAKERS.get(one.part)
    return maker(one, names) if maker else ""


def _text(label: str) -> Any:
    def sentence(one: Difference, names: Names) -> str:
        said = {
            "added": _("%(part)s: written"),
            "removed": _("%(part)s: taken out"),
            "changed": _("%(part)s: rewritten"),
        }
        return said[one.kind] % {"part": _(label)}

    return sentence


def _value(one: Difference, names: Names) -> str:
    facts = {"value": names(Value, one.key), "before": one.before, "after": one.after}
    said = {
        "added": _("%(value)s came in at place %(after)s"),
        "removed": _("%(value)s left your values"),
        "moved": _("%(value)s moved from place %(before)s to place %(after)s"),
        "changed": _("%(value)s: what it looks like, or whether it is essential"),
    }
    return said[one.kind] % facts


def _draining(one: Difference, names: Names) -> str:
    said = {
        "added": _("%(value)s: on your private list of draining values"),
        "removed": _("%(value)s: off your private list of draining values"),
    }
    return said[one.kind] % {"value": names(Value, one.key)}


def _stance(one: Difference, names: Names) -> str:
    statement = names.statements.get(one.key["statement"])
    return _("How you like to work: %(statement)s") % {
        "statement": statement.question if statement else one.key["statement"]
    }


def _entry(added: str, removed: str, changed: str) -> Any:
    def sentence(one: Difference, names: Names) -> str:
        said = {"added": _(added), "removed": _(removed), "changed": _(changed)}
        words = one.key.get("text") or names(Area, one.key["area"])
        return said[one.kind] % {"entry": words}

    return sentence


def _bridge(one: Difference, names: Names) -> str:
    said = {
        "added": _("A bridge from %(start)s to %(end)s"),
        "removed": _("The bridge from %(start)s to %(end)s was taken out"),
        "changed": _("The bridge from %(start)s to %(end)s: rewritten"),
    }
    return said[one.kind] % {"start": names(Area, one.key["from"]), "end": names(Area, one.key["to"])}


def _listed(model: type, added: str, removed: str) -> Any:
    def sentence(one: Difference, names: Names) -> str:
        name = (
            str(Format(one.key).label)
            if model is Format and one.key in Format.values
            else names(model, one.key)
        )
        return (_(added) if one.kind == "added" else _(removed)) % {"name": name}

    return sentence


def _hours(one: Difference, names: Names) -> str:
    if not one.after:
        return _("Hours a month: taken out")
    return ngettext("%(n)s hour a month", "%(n)s hours a month", one.after) % {"n": one.after}


_MAKERS: dict[str, Any] = {
    "headline": _text(gettext_noop("The line under your name")),
    "opening": _text(gettext_noop("Who I am")),
    "more": _text(gettext_noop("More about you")),
    "place": _text(gettext_noop("Where you live")),
    "values": _value,
    "draining": _draining,
    "stances": _stance,
    "passages": _entry(
        gettext_noop("Been through, added: %(entry)s"),
        gettext_noop("Been through, taken out: %(entry)s"),
        gettext_noop("Been through, rewritten: %(entry)s"),
    ),
    "goals": _entry(
        gettext_noop("Entering, added: %(entry)s"),
        gettext_noop("Entering, closed: %(entry)s"),
        gettext_noop("Entering, rewritten: %(entry)s"),
    ),
    "bridges": _bridge,
    "interests": _listed(
        Interest, gettext_noop("Interest added: %(name)s"), gettext_noop("Interest taken out: %(name)s")
    ),
    "languages": _listed(
        Language, gettext_noop("Language added: %(name)s"), gettext_noop("Language taken out: %(name)s")
    ),
    "formats": _listed(
        Format, gettext_noop("Way to talk added: %(name)s"), gettext_noop("Way to talk taken out: %(name)s")
    ),
    "hours": _hours,
    "free_slots": lambda one, names: _("When you are usually free"),
}


@dataclass(frozen=True)
class Step:
    """One version in the list: what changed in it, in sentences."""

    version: ProfileVersion
    sentences: list[str]
    is_first: bool
    is_now: bool


def history(profile: Profile) -> list[Step]:
    """Every version, the latest first."""
    versions = list(profile.versions.all())
    names = Names()
    older = [*versions[1:], None]
    return [
        Step(
            version,
            changes(before.content, version.content, names) if before else [],
            is_first=before is None,
            is_now=place == 0,
        )
        for place, (version, before) in enumerate(zip(versions, older, strict=False))
    ]


def readable(content: Content) -> Content:
    """The same with rows that are not saved, and names instead of slugs, for the page that shows one version."""
    names = Names()

    def area(slug: str) -> Area:
        return Area(name=names(Area, slug))

    return content | {
        "values": [
            RankedValue(
                value=Value(name=names(Value, one["value"])),
                rank=rank,
                line=one["line"],
                is_essential=one["essential"],
            )
            for rank, one in enumerate(content["values"], start=1)
        ],
        "draining": [names(Value, one) for one in content["draining"]],
        "stances": [
            Stance(statement=statement, position=one["position"], note=one["note"])
            for one in content["stances"]
            if (statement := names.statements.get(one["statement"]))
        ],
        "interests": [names(Interest, one) for one in content["interests"]],
        "passages": [
            Passage(
                area=area(one["area"]),
                began=one["began"],
                ended=one["ended"],
                depth=one["depth"],
                asked_of_me=one["asked_of_me"],
                differently=one["differently"],
                is_offered=one["offered"],
            )
            for one in content["passages"]
        ],
        "goals": [
            Goal(
                area=area(one["area"]),
                text=one["text"],
                why=one["why"],
                by=date.fromisoformat(one["by"]) if one["by"] else None,
                is_stretch=one["stretch"],
            )
            for one in content["goals"]
        ],
        "bridges": [
            Bridge(from_area=area(one["from"]), to_area=area(one["to"]), text=one["text"])
            for one in content["bridges"]
        ],
        "languages": [names(Language, one) for one in content["languages"]],
        "formats": [str(Format(one).label) for one in content["formats"] if one in Format.values],
    }

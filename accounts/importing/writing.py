"""Does the import: what is known already, and then everybody in one transaction."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts import emails, zones
from accounts.desk import enrol, prepare
from accounts.models import (
    Area,
    Community,
    Goal,
    Interest,
    Language,
    Membership,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    User,
    Value,
)
from accounts.models.vocabulary import Term

from .checking import Candidate, Known, Result, check
from .columns import plain
from .tables import read


class NotClean(Exception):
    """The file has errors, so nothing was imported. ``result`` says which."""

    def __init__(self, result: Result):
        super().__init__("the file has errors")
        self.result = result


def known_for(community: Community, *, now: datetime) -> Known:
    """What a file is held against, as it stands now; seven queries."""
    people = {email.lower(): "elsewhere" for email in User.objects.values_list("email", flat=True)}
    standing = {Membership.State.ACTIVE: "member", Membership.State.REMOVED: "removed"}
    for email, state in community.memberships.values_list("user__email", "state"):
        people[email.lower()] = standing.get(state, "elsewhere")
    languages: dict[str, str] = {}
    shown: dict[str, str] = {}
    for language in Language.objects.all():
        for name in filter(None, (language.code, language.name, language.own_name)):
            languages[plain(name)], shown[plain(name)] = language.code, language.name
    return Known(
        values=_words(Value, shown),
        areas=_words(Area, shown),
        interests=_words(Interest, shown),
        languages=languages,
        zones=frozenset(
            name for __, group in zones.grouped_zones() if isinstance(group, list) for name, __ in group
        )
        | {"UTC"},
        people=people,
        is_email=_is_email,
        this_year=now.year,
        shown=shown,
    )


def _words(model: type[Term], shown: dict[str, str]) -> dict[str, int]:
    words: dict[str, int] = {}
    for key, slug, name in model._default_manager.filter(is_active=True).values_list("pk", "slug", "name"):
        words |= {slug: key, plain(name): key}
        shown |= {slug: name, plain(name): name}
    return words


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


def look(
    data: bytes, community: Community, *, now: datetime, heard: Callable[[], object] = lambda: None
) -> Result:
    """The dry run: what an import of this file would do. Changes nothing."""
    return check(read(data), known_for(community, now=now), heard)


@transaction.atomic
def bring_in(
    data: bytes,
    community: Community,
    *,
    by: User | None,
    now: datetime,
    heard: Callable[[], object] = lambda: None,
) -> Result:
    """Import everybody in one transaction; raises :class:`NotClean`, and has done nothing, when a single cell is wrong.

    1. Looks at the file again: people may have joined since the dry run.
    2. Who has an account joins the community and is told so; nothing else of theirs changes.
    3. Everybody else gets an account without a password, a profile as far as the file knows, and an invitation.
    """
    result = look(data, community, now=now)
    if not result.is_clean:
        raise NotClean(result)
    for candidate in result.candidates:
        if candidate.standing == "elsewhere":
            user = User.objects.get(email__iexact=candidate.email)
            emails.membership_decided(enrol(community=community, user=user, by=by, now=now), asked=False)
        elif candidate.standing == "new":
            prepare(
                user=User(
                    email=candidate.email,
                    first_name=candidate.first_name,
                    last_name=candidate.last_name,
                    time_zone=candidate.zone,
                    date_joined=now,
                ),
                community=community,
                by=by,
                fill_in=lambda profile, candidate=candidate: _fill_in(profile, candidate),
                now=now,
            )
        heard()
    return result


def _fill_in(profile: Profile, candidate: Candidate) -> None:
    """What the file knows of somebody. They become findable once they have taken it over and it is complete."""
    profile.headline, profile.opening, profile.place = (
        candidate.texts[key] for key in ("headline", "opening", "place")
    )
    profile.formats, profile.hours_per_month = candidate.formats, candidate.hours
    if candidate.places:
        profile.places, profile.mentor_state = candidate.places, MentorState.AWAITING
    profile.save()
    profile.languages.set(candidate.languages)
    profile.interests.set(candidate.interests)
    RankedValue.objects.bulk_create(
        RankedValue(profile=profile, value_id=value, rank=rank, line=line, is_essential=essential)
        for rank, (value, line, essential) in enumerate(candidate.values, start=1)
    )
    Passage.objects.bulk_create(
        Passage(profile=profile, area_id=area, began=began, ended=ended)
        for area, began, ended in candidate.passages
    )
    Goal.objects.bulk_create(Goal(profile=profile, area_id=area, text=text) for area, text in candidate.goals)

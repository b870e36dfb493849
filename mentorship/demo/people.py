"""Brings the demo's communities and people: accounts, self-definitions, memberships, approvals."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts import actions as accounts
from accounts.actions.versions import write_back
from accounts.models import (
    Area,
    Bridge,
    Community,
    DrainingValue,
    Goal,
    Interest,
    Membership,
    Passage,
    Profile,
    RankedValue,
    Stance,
    Statement,
    User,
    Value,
)
from accounts.versions import snapshot
from matching.models import OpposedValues

from . import ADMINISTRATOR, PASSWORD
from .files import read
from .moments import Moments
from .postmarks import Postmarks

STEPS = ["who", "stand", "values", "interests", "passages", "goals", "bridges", "practical"]
FOUNDED = timedelta(days=200)
ANSWERED = timedelta(hours=20)
JOINED_FROM, JOINED_NEWLY = 180, 6
"""Days ago that the first person joined; and that those joined who still await approval as a mentor."""


@dataclass(frozen=True)
class Terms:
    """The vocabulary by slug. A slug that is not there raises KeyError with its name."""

    values: dict[str, Value]
    areas: dict[str, Area]
    interests: dict[str, Interest]
    statements: dict[str, Statement]

    @classmethod
    def load(cls) -> "Terms":
        return cls(
            *(
                {term.slug: term for term in model.objects.all()}
                for model in (Value, Area, Interest, Statement)
            )
        )


def load_communities(terms: Terms, *, now: datetime) -> dict[str, Community]:
    """Make the communities, with the values each has declared opposed; by slug."""
    made = {}
    for data in read("communities"):
        community = Community.objects.create(
            **{
                name: data[name]
                for name in ("slug", "name", "summary", "description", "admission", "code_of_conduct")
            }
        )
        Community.objects.filter(pk=community.pk).update(created_at=now - FOUNDED)
        for one, other, degree in data["declared_opposites"]:
            first, second = sorted((terms.values[one], terms.values[other]), key=lambda value: value.pk)
            OpposedValues.objects.create(community=community, first=first, second=second, degree=degree)
        accounts.note_rules(community)
        made[community.slug] = community
    return made


def load_people(
    terms: Terms, communities: dict[str, Community], moments: Moments, postmarks: Postmarks
) -> dict[str, User]:
    """Make everybody, organisers first; by key. Mentors are approved unless they still wait."""
    everybody = read("people")
    password = make_password(PASSWORD)  # once: hashing it for each would take longer than all the rest
    people: dict[str, User] = {}
    for place, data in enumerate(everybody):
        ago = JOINED_NEWLY if data["approval"] == "awaiting" else JOINED_FROM - place // 2
        people[data["key"]] = _account(data, password, moments.now - timedelta(days=ago))
    for data in everybody:
        for slug in data["organiser_of"]:
            Membership.objects.create(
                community=communities[slug],
                user=people[data["key"]],
                state=Membership.State.ACTIVE,
                is_organiser=True,
                state_at=moments.now - FOUNDED,
            )
    for data in everybody:
        user = people[data["key"]]
        profile = _definition(data, user, terms, moments)
        _enter(data, profile, communities, people[ADMINISTRATOR], postmarks)
    return people


def _account(data: dict[str, Any], password: str, joined: datetime) -> User:
    user = User.objects.create(
        email=data["email"],
        first_name=data["first_name"],
        last_name=data["last_name"],
        time_zone=data["time_zone"],
        password=password,
        date_joined=joined,
        is_staff=data["key"] == ADMINISTRATOR,
        is_superuser=data["key"] == ADMINISTRATOR,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    accounts.agree(user=user, now=joined)
    return user


def _definition(data: dict[str, Any], user: User, terms: Terms, moments: Moments) -> Profile:
    """Who somebody is, in the words of the file."""
    profile, __ = Profile.objects.update_or_create(
        user=user,
        defaults={
            name: data[name]
            for name in ("headline", "opening", "more", "place", "formats", "hours_per_month", "free_slots")
        }
        | {"steps_done": STEPS},
    )
    profile.languages.set(data["languages"])
    profile.interests.set(terms.interests[slug] for slug in data["interests"])
    for rank, value in enumerate(data["values"], start=1):
        RankedValue.objects.create(
            profile=profile,
            value=terms.values[value["value"]],
            rank=rank,
            line=value["line"],
            is_essential=value["essential"],
        )
    for slug in data["draining"]:
        DrainingValue.objects.create(profile=profile, value=terms.values[slug])
    for slug, (position, *note) in data["stances"].items():
        Stance.objects.create(
            profile=profile, statement=terms.statements[slug], position=position, note="".join(note)
        )
    for passage in data["passages"]:
        Passage.objects.create(
            profile=profile,
            area=terms.areas[passage["area"]],
            began=passage["began_year"],
            ended=passage["ended_year"],
            depth=passage["depth"],
            asked_of_me=passage["asked_of_me"],
            differently=passage["differently"],
            is_offered=passage["offered"],
        )
    for bridge in data["bridges"]:
        Bridge.objects.create(
            profile=profile,
            from_area=terms.areas[bridge["from"]],
            to_area=terms.areas[bridge["to"]],
            text=bridge["text"],
        )
    for goal in data["goals"]:
        _goal(goal, profile, terms, moments)
    return profile


def _goal(data: dict[str, Any], profile: Profile, terms: Terms, moments: Moments) -> None:
    user, by_days, closed_days = profile.user, data["by_days"], data["closed_days"]
    Goal.objects.create(
        profile=profile,
        area=terms.areas[data["area"]],
        text=data["text"],
        why=data["why"],
        by=None if by_days is None else moments.today(user) + timedelta(days=by_days),
        is_stretch=data["beyond_comfort"],
        closed_at=None if closed_days is None else moments.from_today(user, closed_days, "goal"),
    )


def _as_before(data: dict[str, Any], profile: Profile) -> None:
    """Two versions: another headline and another order of the values on the day of joining, and what stands now so many days later."""
    now, joined = snapshot(profile), profile.user.date_joined
    by_slug = {one["value"]: one for one in now["values"]}
    before = now | {"headline": data["headline"], "values": [by_slug[slug] for slug in data["values"]]}
    for content, when in ((before, joined), (now, joined + timedelta(days=data["days"]))):
        write_back(profile, content, when)
        accounts.complete_if_ready(profile=profile, now=when)


def _enter(
    data: dict[str, Any],
    profile: Profile,
    communities: dict[str, Community],
    admin: User,
    postmarks: Postmarks,
) -> None:
    """Join the communities and offer to mentor, each answered a day later."""
    user, joined = profile.user, profile.user.date_joined
    if "before" in data:
        _as_before(data["before"], profile)
    accounts.complete_if_ready(profile=profile, now=joined)
    for slug in data["communities"]:
        membership = accounts.join(community=communities[slug], user=user, now=joined)
        postmarks.stamp(joined)
        if membership.state == Membership.State.PENDING:
            accounts.admit(membership=membership, by=admin, now=joined + ANSWERED)
            postmarks.stamp(joined + ANSWERED)
    if data["mentors"]:
        offered = joined + ANSWERED + timedelta(hours=2)
        accounts.offer_to_mentor(profile=profile, places=data["places"], now=offered)
        postmarks.stamp(offered)
        if data["approval"] == "approved":
            accounts.approve_mentor(profile=profile, by=admin, now=offered + ANSWERED)
            postmarks.stamp(offered + ANSWERED)

"""People for tests: complete, plausible, and cheap to make."""

import itertools
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from accounts import actions
from accounts.consent import VERSIONS
from accounts.models import (
    Area,
    AreaGroup,
    Basic,
    Community,
    Consent,
    Goal,
    Interest,
    Language,
    Membership,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    Statement,
    User,
    Value,
)

PASSWORD = "weaving-slowly-together"  # noqa: S105
_numbers = itertools.count(1)


def make_value(slug: str, basic: str = Basic.BENEVOLENCE) -> Value:
    """The value with this slug, made on first use."""
    value, made = Value.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").capitalize(), "basic": basic}
    )
    if made:
        actions.note_vocabulary()
    return value


def make_area(slug: str, group: str = "work") -> Area:
    """The area with this slug, made on first use."""
    holder, _ = AreaGroup.objects.get_or_create(slug=group, defaults={"name": group.capitalize()})
    area, made = Area.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").capitalize(), "group": holder}
    )
    if made:
        actions.note_vocabulary()
    return area


def make_interest(slug: str) -> Interest:
    return Interest.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})[
        0
    ]


def make_statement(slug: str) -> Statement:
    return Statement.objects.get_or_create(
        slug=slug,
        defaults={"question": f"{slug}?", "left": f"{slug} left", "right": f"{slug} right"},
    )[0]


def make_community(slug: str = "weavers", **fields) -> Community:
    fields = {
        "name": slug.capitalize(),
        "summary": "People who weave.",
        "admission": Community.Admission.PUBLIC,
    } | fields
    return Community.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_user(first_name: str = "", **fields) -> User:
    """An account that can sign in with :data:`PASSWORD`, its address verified, and nothing else."""
    number = next(_numbers)
    first_name = first_name or f"Person{number}"
    fields = {"email": f"{first_name.lower()}.{number}@example.org", "last_name": "Test"} | fields
    user = User.objects.create_user(password=PASSWORD, first_name=first_name, **fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def give_consent(user: User) -> None:
    """Agree to everything in its present version."""
    for document, version in VERSIONS.items():
        Consent.objects.get_or_create(
            user=user,
            document=document,
            version=version,
            defaults={"is_adult": True, "agreed_at": timezone.now()},
        )


def make_newcomer(first_name: str = "", **fields) -> User:
    """An account that has agreed to the texts and said nothing about itself yet."""
    user = make_user(first_name, **fields)
    give_consent(user)
    return user


def join(user: User, community: Community, **fields) -> Membership:
    fields = {"state": Membership.State.ACTIVE, "state_at": timezone.now()} | fields
    membership = Membership.objects.update_or_create(user=user, community=community, defaults=fields)[0]
    actions.note_change(user)
    return membership


def make_person(
    first_name: str = "",
    *,
    values: Sequence[tuple[str, str]] = (
        ("honesty", "benevolence"),
        ("fairness", "universalism"),
        ("courage", "stimulation"),
    ),
    goals: Sequence[str] = ("managing-people",),
    passages: Sequence[str] = (),
    interests: Sequence[str] = (),
    communities: Sequence[Community] | None = None,
    places: int = 0,
    mentor_state: str | None = None,
    languages: Sequence[str] = ("en",),
    **user_fields,
) -> User:
    """Somebody with a complete profile, in the community “weavers” unless told otherwise.

    ``places`` above zero makes an approved mentor unless ``mentor_state`` says otherwise.
    """
    user = make_user(first_name, **user_fields)
    give_consent(user)
    now = timezone.now()
    profile, _ = Profile.objects.update_or_create(
        user=user,
        defaults={
            "headline": f"{user.first_name} in one line",
            "opening": f"I am {user.first_name}, and I say so myself.",
            "formats": ["video"],
            "hours_per_month": 4,
            "free_slots": ["wed-evening"],
            "places": places,
            "mentor_state": mentor_state or (MentorState.APPROVED if places else MentorState.NONE),
            "completed_at": now,
            "steps_done": [
                "who",
                "stand",
                "values",
                "interests",
                "passages",
                "goals",
                "bridges",
                "practical",
            ],
        },
    )
    for rank, (slug, basic) in enumerate(values, start=1):
        RankedValue.objects.create(
            profile=profile, value=make_value(slug, basic), rank=rank, line=f"I act on {slug}."
        )
    for slug in goals:
        Goal.objects.create(profile=profile, area=make_area(slug), text=f"Entering {slug}")
    for slug in passages:
        Passage.objects.create(
            profile=profile, area=make_area(slug), began=date.today().year - 5, ended=date.today().year - 1
        )
    profile.interests.set([make_interest(slug) for slug in interests])
    profile.languages.set(
        [Language.objects.get_or_create(code=code, defaults={"name": code})[0] for code in languages]
    )
    for community in communities if communities is not None else [make_community()]:
        join(user, community)
    actions.note_change(user)
    return user


def make_mentor(
    first_name: str = "", *, passages: Sequence[str] = ("managing-people",), places: int = 2, **fields
) -> User:
    """An approved mentor with free places who has been through what :func:`make_mentee` enters."""
    return make_person(first_name, passages=passages, places=places, goals=(), **fields)


def make_mentee(first_name: str = "", **fields) -> User:
    """A mentee with a complete profile and one goal."""
    return make_person(first_name, **fields)

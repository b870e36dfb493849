"""The guided profile: its eight steps in order, what each takes, and how far somebody has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile
from accounts.readiness import Missing


@dataclass(frozen=True)
class Step:
    """One step: ``slug`` as in its address and in ``Profile.steps_done``; ``minutes`` most people need for it."""

    slug: str
    name: str | Promise
    minutes: int

    @property
    def url(self) -> str:
        return reverse("accounts:profile-step", args=[self.slug])


STEPS = (
    Step("who", _("Who I am"), 3),
    Step("stand", _("What I stand for"), 3),
    Step("values", _("Values"), 6),
    Step("interests", _("Interests"), 2),
    Step("passages", _("What I have been through"), 4),
    Step("goals", _("What I am entering"), 3),
    Step("bridges", _("Bridges"), 2),
    Step("practical", _("Practical things"), 2),
)
BY_SLUG = {step.slug: step for step in STEPS}


@dataclass(frozen=True)
class Bead:
    """A step as ``components/_beads.html`` draws it; ``state`` is "done", "now" or "todo"."""

    name: str | Promise
    url: str
    state: str


def beads(profile: Profile, now: str = "") -> list[Bead]:
    """Every step, with the one called ``now`` marked."""

    def state(step: Step) -> str:
        if step.slug == now:
            return "now"
        return "done" if step.slug in profile.steps_done else "todo"

    return [Bead(step.name, step.url, state(step)) for step in STEPS]


def number(slug: str) -> int:
    """The step's number, from 1."""
    return STEPS.index(BY_SLUG[slug]) + 1


def minutes_left(profile: Profile) -> int:
    """Minutes for the steps that are not done."""
    return sum(step.minutes for step in STEPS if step.slug not in profile.steps_done)


def next_step(slug: str) -> Step | None:
    """The step after this one; None after the last."""
    place = number(slug)
    return STEPS[place] if place < len(STEPS) else None


def first_open(profile: Profile, missing: Sequence[Missing] = ()) -> Step:
    """Where to go on: the first step that is not done; when all are, the first one that lacks something; else the first."""
    for step in STEPS:
        if step.slug not in profile.steps_done:
            return step
    return BY_SLUG[missing[0].step] if missing else STEPS[0]

"""The shortlist side by side: a column for each person, a row for each criterion, the same one across everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accounts.free_hours import hours_together
from accounts.models import Goal, Profile, User
from matching import candidates
from matching.cards import Card, cards
from matching.meeting import meet_all
from matching.models import Hidden, Shortlisting
from matching.notes import Note
from matching.phrases import ORDINALS
from matching.wording import Words

FORM = "side-by-side"
"""Id of the form that all notes and buttons of the table belong to: whichever is pressed, no note that was typed is lost."""


@dataclass(frozen=True)
class HeldValue:
    """One of their values in order; ``own_place`` is where the reader ranks the same, in words, if they do."""

    rank: int
    name: str
    own_place: str | Promise


@dataclass
class Column:
    """One person. ``place`` counts from one; ``before`` and ``after`` are the names beside them."""

    card: Card
    note: Note
    place: int = 1
    before: str = ""
    after: str = ""

    @property
    def user(self) -> User:
        return self.card.user

    @property
    def words(self) -> Words:
        return self.card.words

    @property
    def key(self) -> str:
        return str(self.user.public_id)

    @property
    def values(self) -> list[HeldValue]:
        own = {ranked.value_id: ORDINALS[ranked.rank - 1] for ranked in self.words.own.ranked_values.all()}
        return [
            HeldValue(ranked.rank, ranked.value.name, own.get(ranked.value_id, ""))
            for ranked in self.words.other.ranked_values.all()
        ]

    @property
    def untold_pulls(self) -> int:
        """Pulls that stand on the person's page alone."""
        return len(self.words.all_pulls) - len(self.words.leading_pulls)

    @property
    def week(self) -> list[str]:
        """When both are usually free, by the reader's clock."""
        return hours_together(self.words.own, self.words.other)


@dataclass(frozen=True)
class Answer:
    """How one person's experience answers one goal; without a sentence nothing of it comes near."""

    column: Column
    sentence: SafeString | None
    words: str


@dataclass(frozen=True)
class GoalRow:
    """One goal of the reader's, with everybody's answer to it."""

    key: str
    goal: Goal
    answers: list[Answer]


class SideBySide:
    """Everybody on one's shortlist whom one can still see. ``data``: notes that were posted, or kept for their writer."""

    def __init__(self, reader: User, data: Mapping[str, Any] | None = None) -> None:
        self.reader = reader
        entries = list(Shortlisting.objects.filter(mentee=reader))
        people = candidates.mentors_visible_to(reader).filter(user__in=[e.mentor_id for e in entries])
        self.people = {profile.user_id: profile.user for profile in people.select_related("user")}
        hidden = set(
            Hidden.objects.filter(person=reader, mentor__in=self.people).values_list("mentor_id", flat=True)
        )
        self.gone = len(entries) - len(self.people)
        self.entries = [entry for entry in entries if entry.mentor_id in self.people]
        self.notes = {
            entry.mentor_id: Note(self.people[entry.mentor_id], entry, data, form_id=FORM)
            for entry in self.entries
        }
        self._aside = {entry.mentor_id for entry in self.entries if entry.is_aside} | hidden

    @property
    def aside(self) -> list[User]:
        """Whom the reader has set aside. A note that has just been typed beside them brings their column back."""
        return [
            self.people[entry.mentor_id]
            for entry in self.entries
            if entry.mentor_id in self._aside and not self.notes[entry.mentor_id].is_changed
        ]

    @cached_property
    def columns(self) -> list[Column]:
        aside = {person.pk for person in self.aside}
        met = meet_all(
            self.reader, [entry.mentor_id for entry in self.entries if entry.mentor_id not in aside]
        )
        columns = [
            Column(card, self.notes[card.user.pk], place)
            for place, card in enumerate(cards(list(met.values()), reader=self.reader), 1)
        ]
        for one, other in pairwise(columns):
            one.after, other.before = other.user.short_name, one.user.short_name
        return columns

    @property
    def goals(self) -> list[GoalRow]:
        if not self.columns:
            return []
        own: Profile = self.columns[0].words.own
        return [
            GoalRow(
                f"goal{place}",
                goal,
                [
                    Answer(column, *(column.words.answer_to(goal.area.slug) or (None, "")))
                    for column in self.columns
                ],
            )
            for place, goal in enumerate(own.goals.all(), 1)
        ]

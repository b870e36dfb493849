"""Ours, filled from plain records: `matching/columns.py` and `matching/engine.py` without a database."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from accounts.hours import SLOTS
from benchmarks._joins import COMMUNITY, ELSEWHERE
from benchmarks._scene import DEPTHS, TOP, Dictionary, Filter, Listed, Mentor, clock
from matching.best import best
from matching.columns import Columns, Fact, MentorFacts
from matching.engine import Scorer, Seeker, Terms, Words, barred
from mentorship.synthetic import SyntheticPerson

BATCH = 2_000
ROW = 42
"""Bytes: the smallest row that holds one mentor's values, stances, interests, passages, languages and hours."""


def facts_of(mentor: Mentor, words: Dictionary) -> MentorFacts:
    who = mentor.who
    return MentorFacts(
        user=mentor.key,
        public_id=who.public_id,
        values=[(value, rank == 0 and who.has_essential) for rank, value in enumerate(who.values)],
        draining=who.draining,
        passages=[(lived.area, DEPTHS[lived.depth]) for lived in who.passages if lived.is_offered],
        bridges=[who.bridge] if who.bridge else [],
        stances=dict(who.stances),
        interests=who.interests,
        languages=who.languages,
        communities=[COMMUNITY if mentor.is_member else ELSEWHERE],
        formats=who.formats,
        slots=[SLOTS.index(slot) for slot in who.free_slots],
        zone=who.time_zone,
        hours=who.hours,
        places=who.places,
        taken=mentor.taken,
        is_open=not who.is_paused,
    )


def terms_of(words: Dictionary) -> Terms:
    return Terms(declared={frozenset(pair): degree for pair, degree in words.declared.items()})


def words_of(words: Dictionary) -> Words:
    groups = {
        slug: key for key, slug in enumerate(dict.fromkeys(group for __, group in words.areas.values()))
    }
    related: dict[int, set[int]] = {}
    for one, other in words.related:
        related.setdefault(one, set()).add(other)
        related.setdefault(other, set()).add(one)
    return Words(
        place={key: place for key, (__, place) in words.values.items()},
        group_of={key: groups[group] for key, (__, group) in words.areas.items()},
        related={area: frozenset(areas) for area, areas in related.items()},
    )


def seeker_of(mentee: SyntheticPerson) -> Seeker:
    return Seeker(
        values=tuple((value, rank == 0 and mentee.has_essential) for rank, value in enumerate(mentee.values)),
        draining=frozenset(mentee.draining),
        wanted=tuple(mentee.goals),
        stances=dict(mentee.stances),
        interests=frozenset(mentee.interests),
    )


class Rows:
    """All mentors in memory."""

    def __init__(self, mentors: Iterable[Mentor], words: Dictionary, size: int) -> None:
        self.words, self.terms = words_of(words), terms_of(words)
        self.columns = Columns(size)
        self.columns.place_values(self.words.place)
        self.price = np.zeros(self.columns.bits.capacity)
        mentors = iter(mentors)
        while batch := list(islice(mentors, BATCH)):
            self.columns.write([facts_of(mentor, words) for mentor in batch])
            for mentor in batch:
                self.price[self.columns.row_of(mentor.key)] = mentor.price
        self.floor_rows = np.ones(size * ROW // 8, np.uint64)

    @property
    def nbytes(self) -> int:
        return self.columns.nbytes + self.price.nbytes

    def best(self, mentee: SyntheticPerson, keep: Filter) -> tuple[float, list[Listed]]:
        """Milliseconds, and the list."""
        seeker = seeker_of(mentee)
        began = clock()
        columns, bits = self.columns, self.columns.bits
        among = (
            columns.here()
            & bits.column(Fact.OPEN)
            & bits.column(Fact.FREE)
            & bits.column((Fact.COMMUNITY, COMMUNITY))
            & bits.any_of((Fact.LANGUAGE, language) for language in mentee.languages)
            & ~barred(columns, seeker, self.terms)
        )
        if keep.language:
            among &= bits.column((Fact.LANGUAGE, keep.language))
        if keep.way:
            among &= bits.column((Fact.FORMAT, keep.way))
        scorer = Scorer(columns, seeker, self.words, self.terms)
        found = best(scorer, among, TOP, [(bits.column((Fact.COMMUNITY, COMMUNITY)), self.price)])
        found = found.sorted(columns.public)
        listed = [
            (columns.public[row], float(score))
            for row, score in zip(found.rows[:TOP], found.order, strict=False)
        ]
        took = clock() - began
        return took, [(uuid_of(halves), score) for halves, score in listed]

    def floor(self) -> float:
        """Milliseconds to read so many bytes once, as NumPy adds them up."""
        began = clock()
        self.floor_rows.sum()
        return clock() - began


def uuid_of(halves: np.ndarray) -> str:
    text = f"{int(halves[0]):016x}{int(halves[1]):016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

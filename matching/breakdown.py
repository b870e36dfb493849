"""How a score was worked out, in names and numbers: one function for page, mail and admin.

`matching.sums` has the numbers, the meeting the names; here they come together, told to one of the two or to a third person.
Nothing private is in it: no draining value, no note, no passage that is not offered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _

from accounts.models import Statement
from matching.explaining import ComponentName, MissingPassage, PassageMatch, Role, SharedValue, Tension, Via
from matching.meeting import Meeting
from matching.phrases import COMPONENT_NAMES, NUMBERS, ORDINALS, VIAS, clause, sentence
from matching.sums import Kind, Line, Part, Two, sums

LITTLE = {
    ComponentName.VALUES: 4,
    ComponentName.EXPERIENCE: 1,
    ComponentName.MINDSET: 4,
    ComponentName.INTERESTS: 4,
}
"""So few answers, and the part says that it counts for less."""
NAMED = 6
"""So many names stand in one note; the others are on the page."""


@dataclass(frozen=True)
class Row:
    """One line: figures in hundredths, the reader's direction first; None: not known."""

    label: str
    mine: int | None
    theirs: int | None
    note: str = ""
    said: str = ""
    """What one of the two wrote, in their own words."""


@dataclass(frozen=True)
class Section:
    """A part of the score: its own row, and the rows that add up to it."""

    head: Row
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Breakdown:
    """Sections add up to ``together``; the last rows have one figure for both directions."""

    mine: str
    """What the first column is: “Hanna for you”."""
    theirs: str
    sections: tuple[Section, ...]
    together: Row
    results: tuple[tuple[str, int, str], ...]
    """Label, figure, note: the mean, and what demand takes off it."""

    @property
    def lines(self) -> Iterator[str]:
        """The same as plain text, a line each: for the text of a mail."""
        yield f"{self.mine} / {self.theirs}"
        for section in self.sections:
            yield _line(section.head)
            yield from (f"  {_line(row)}" for row in section.rows)
        yield _line(self.together)
        for label, figure, note in self.results:
            yield f"{label}: {signed(figure)}{f' ({note})' if note else ''}"


def _line(row: Row) -> str:
    figures = figure(row.mine) if row.mine is None else f"{figure(row.mine)} / {figure(row.theirs)}"
    said = f" “{row.said}”" if row.said else ""
    return f"{row.label}: {figures}{f' ({row.note})' if row.note else ''}{said}"


def figure(points: int | None) -> str:
    return _("not known yet") if points is None else signed(points)


def signed(points: int) -> str:
    """With a true minus: “−4”."""
    return f"−{-points}" if points < 0 else str(points)


def breakdown(meeting: Meeting, viewer: Role | None) -> Breakdown:
    """Names and numbers that add up, as ``viewer`` reads them; None: somebody who is neither of the two."""
    return _Teller(meeting, viewer).tell()


class _Teller:
    """Puts names to the sums of one meeting."""

    def __init__(self, meeting: Meeting, viewer: Role | None) -> None:
        self.meeting, self.facts = meeting, meeting.pair.explanation
        self.language = get_language()
        self._ = partial(_phrase, self.language)
        self.viewer = viewer
        self.first = viewer or Role.MENTEE
        self.second = Role.MENTOR if self.first is Role.MENTEE else Role.MENTEE
        self.names = {
            role: self._("you") if role is viewer else profile.user.short_name
            for role, profile in ((Role.MENTEE, meeting.mentee), (Role.MENTOR, meeting.mentor))
        }

    def tell(self) -> Breakdown:
        found = sums(self.meeting.pair)
        one, other = self.names[self.first], self.names[self.second]
        sections = [self._section(part) for part in found.parts]
        if any(found.rest):
            sections.append(
                Section(
                    self._row(
                        self._("What anybody would have"), found.rest, self._("too little is known yet")
                    )
                )
            )
        sections.append(self._pulls(found.pull, found.pulls))
        a, b = found.totals
        results = [
            (
                self._("Both directions as one"),
                found.score,
                self._("2 × %(a)s × %(b)s ÷ %(sum)s: neither of the two carries a poor direction")
                % {"a": self._of(found.totals)[0], "b": self._of(found.totals)[1], "sum": a + b}
                if a + b
                else "",
            )
        ]
        if self.meeting.pair.price > 0 and self.viewer is not Role.MENTOR:
            results += [
                (
                    self._("In high demand"),
                    -found.price,
                    self._(
                        "so that others who would suit as well are seen too; it changes nothing about the fit"
                    )
                    if found.price
                    else self._("less than one hundredth"),
                ),
                (self._("Place in the list by"), found.rank, ""),
            ]
        return Breakdown(
            mine=self._("%(name)s for %(other)s") % {"name": sentence(other), "other": one},
            theirs=self._("%(name)s for %(other)s") % {"name": sentence(one), "other": other},
            sections=tuple(sections),
            together=self._row(self._("Together"), found.totals),
            results=tuple(results),
        )

    # --- parts

    def _section(self, part: Part) -> Section:
        name = _part(self.language, part.name)
        if part.limit is None:
            note = self._("%(why)s; its weight goes to the other parts") % {"why": self._why_unknown(part)}
            return Section(self._row(name, part.points, note))
        head = self._row(name, part.points, self._("up to %(n)d") % {"n": part.limit})
        lines = [line for line in part.lines if any(line.points) or line.kind is not Kind.ANYBODY]
        return Section(head, tuple(self._told(part, line) for line in lines))

    def _told(self, part: Part, line: Line) -> Row:
        fact = line.fact
        if isinstance(fact, SharedValue):
            return self._row(self._value(fact.slug), line.points, self._ranks(fact))
        if isinstance(fact, PassageMatch):
            return self._passage(fact, line.points)
        if isinstance(fact, MissingPassage):
            return self._row(self._area(fact.goal), line.points, self._("nothing offered is near it"))
        if line.kind is Kind.INTERESTS:
            label = ngettext("%(n)s shared interest", "%(n)s shared interests", line.count) % {
                "n": _number(line.count)
            }
            return self._row(sentence(label), line.points, self._interests())
        if line.kind is Kind.ANYBODY:
            return self._row(self._("What anybody would have"), line.points, self._shrinkage(part))
        return self._views(part, line)

    def _views(self, part: Part, line: Line) -> Row:
        labels = {
            Kind.NEAR: self._("Close on %(n)d of %(of)d views"),
            Kind.BETWEEN: self._("Some way apart on %(n)d of %(of)d"),
            Kind.FAR: self._("Far apart on %(n)d of %(of)d"),
        }
        told = {Kind.NEAR: self.facts.agreeing, Kind.FAR: self.facts.differing}.get(line.kind, ())
        names = []
        for pair in told:
            if statement := self._statements.get(pair.statement):
                middle = f"{statement.left} / {statement.right}"
                lean = statement.left if pair.mentee < 3 else statement.right
                names.append(lean if line.kind is Kind.NEAR and pair.mentee != 3 else middle)
        label = labels[line.kind] % {"n": line.count, "of": part.answers[0]}
        return self._row(label, line.points, _some(names, most=3, apart="; "))

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        return {stance.statement.slug: stance.statement for stance in self.meeting.mentee.stances.all()}

    def _pulls(self, points: Two, lines: tuple[Line, ...]) -> Section:
        """Each pull that takes off a hundredth, and how many there are besides."""
        rows = [
            self._row(self._against(line.fact), line.points, self._degree(line.fact))
            for line in lines
            if any(line.points) and isinstance(line.fact, Tension)
        ]
        slight = len(lines) - len(rows)
        if slight:
            rows.append(
                self._row(
                    ngettext("%(n)s slighter pull", "%(n)s slighter pulls", slight)
                    % {"n": sentence(_number(slight))},
                    Two(0, 0),
                    self._("under one hundredth"),
                )
            )
        note = "" if lines else self._("none")
        return Section(self._row(self._("Pull between values"), points, note), tuple(rows))

    # --- words

    def _why_unknown(self, part: Part) -> str:
        return {
            ComponentName.VALUES: self._("fewer than three values named"),
            ComponentName.EXPERIENCE: self._("no goal named"),
            ComponentName.MINDSET: self._("fewer than three statements answered by both"),
            ComponentName.INTERESTS: self._("fewer than three interests named"),
        }[part.name]

    def _shrinkage(self, part: Part) -> str:
        """“counts for less: only three answers”, where little is known."""
        few = [
            (role, answers)
            for role, answers in zip(Role, part.answers, strict=True)
            if answers <= LITTLE[part.name]
        ]
        if not few:
            return ""
        if part.name is ComponentName.EXPERIENCE:
            return self._("counts for less: only one goal")
        answers = few[0][1]
        if part.name is ComponentName.MINDSET:
            return ngettext(
                "counts for less: only %(n)s answer from both",
                "counts for less: only %(n)s answers from both",
                answers,
            ) % {"n": _number(answers)}
        told = [
            ngettext("only %(n)s answer from %(who)s", "only %(n)s answers from %(who)s", answers)
            % {"n": _number(answers), "who": self.names[role]}
            for role, answers in sorted(few, key=lambda found: found[0] is not self.first)
        ]
        return self._("counts for less: %(why)s") % {"why": ", ".join(told)}

    def _ranks(self, fact: SharedValue | Tension) -> str:
        """“you first, Hanna second”."""
        return self._("%(one)s %(rank)s, %(other)s %(other_rank)s") % {
            "one": self.names[self.first],
            "rank": _ordinal(self.language, fact.rank(self.first)),
            "other": self.names[self.second],
            "other_rank": _ordinal(self.language, fact.rank(self.second)),
        }

    def _against(self, fact: Tension) -> str:
        slugs = {Role.MENTEE: fact.mentee_value, Role.MENTOR: fact.mentor_value}
        return self._("%(mine)s against %(theirs)s") % {
            "mine": self._value(slugs[self.first]),
            "theirs": self._value(slugs[self.second]),
        }

    def _degree(self, fact: Tension) -> str:
        words = (
            self._("%(ranks)s; degree %(degree)s, declared")
            if fact.declared
            else self._("%(ranks)s; degree %(degree)s")
        )
        return words % {"ranks": self._ranks(fact), "degree": _decimal(self.language, fact.degree)}

    def _way(self, match: PassageMatch) -> str:
        """“Leading a church choir → First time managing people”; one name where they are the same."""
        if match.via is Via.SAME:
            return self._area(match.goal)
        return f"{self._area(match.passage)} → {self._area(match.goal)}"

    def _passage(self, match: PassageMatch, points: Two) -> Row:
        words = (
            self._("%(way)s %(rel)s × depth %(depth)s")
            if match.for_mentee
            else self._("%(way)s %(rel)s, which counts from the mentor’s side")
        )
        note = words % {
            "way": _via(self.language, match.via),
            "rel": _decimal(self.language, match.rel),
            "depth": _decimal(self.language, match.depth),
        }
        carried = self.meeting.carried_over(match)
        if match.via is Via.BRIDGE:
            return self._row(self._way(match), points, note, carried)
        return self._row(self._way(match), points, f"{note}: {clause(carried)}" if carried else note)

    def _interests(self) -> str:
        names = {interest.slug: interest.name for interest in self.meeting.mentee.interests.all()}
        return _some([names.get(slug, slug) for slug in self.facts.shared_interests], most=NAMED)

    def _value(self, slug: str) -> str:
        ranked = self.meeting.mentee_values.get(slug) or self.meeting.mentor_values[slug]
        return ranked.value.name

    def _area(self, slug: str) -> str:
        return self.meeting.area_names[slug]

    def _row(self, label: str, points: Two, note: str = "", said: str = "") -> Row:
        return Row(label, *self._of(points), note, said)

    def _of(self, points: Two) -> tuple[int | None, int | None]:
        """The reader's direction first."""
        return (points.mentee, points.mentor) if self.first is Role.MENTEE else (points.mentor, points.mentee)


@lru_cache(maxsize=1024)
def _phrase(language: str | None, phrase: str) -> str:
    """The phrase in the active language, which is ``language``; kept, for a page says each of them dozens of times."""
    return gettext(phrase)


@lru_cache(maxsize=1024)
def _ordinal(language: str | None, rank: int) -> str:
    return str(ORDINALS[rank - 1])


@lru_cache(maxsize=1024)
def _via(language: str | None, via: Via) -> str:
    return str(VIAS[via])


@lru_cache(maxsize=1024)
def _part(language: str | None, name: ComponentName) -> str:
    return str(COMPONENT_NAMES[name])


def _number(count: int) -> str:
    return str(NUMBERS[count]) if count < len(NUMBERS) else str(count)


@lru_cache(maxsize=1024)
def _decimal(language: str | None, number: float) -> str:
    """“0.81”, in the reader's way of writing it."""
    return number_format(f"{number:.2f}".rstrip("0").rstrip("."))


def _some(names: Iterable[str], *, most: int, apart: str = ", ") -> str:
    """The first few, and how many more there are."""
    names = list(names)
    told = apart.join(names[:most])
    more = len(names) - most
    return told if more <= 0 else _("%(names)s and %(n)d more") % {"names": told, "n": more}

"""A decision sheet as its pages read it: the cells in their order, and whose names stand over them.

The shine guard is here: until the reveal a page is handed a :class:`Seat`, which has a name and one or two lines on the criterion, and nothing else
of a mentor. A constant number of queries, whatever the size of the sheet.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from accounts.models import Goal, Passage, Profile, RankedValue, User
from matching import candidates
from matching.actions.sheets import Wanted
from matching.models import Criterion, DecisionSheet, Judgement, Option, SecondThought


@dataclass(frozen=True)
class Seat:
    """A mentor on a sheet, under the name alone."""

    option: Option
    name: str
    """First name; with the last name's initial where two have the same."""
    is_paused: bool = False
    is_full: bool = False
    can_be_asked: bool = True

    @property
    def not_now(self) -> str:
        """Why they cannot be asked just now, in words; empty where they can. What lies between the two is worded like any other absence."""
        if self.is_paused:
            return _("takes no requests just now")
        if self.is_full:
            return _("has no free place just now")
        return "" if self.can_be_asked else _("cannot be asked just now")


@dataclass(frozen=True)
class Cell:
    """One seat on one criterion."""

    seat: Seat
    judgement: Judgement | None

    @property
    def is_complete(self) -> bool:
        return bool(self.judgement and self.judgement.is_complete)


@dataclass(frozen=True)
class Row:
    """One criterion across all seats."""

    criterion: Criterion
    cells: Sequence[Cell]

    @property
    def is_complete(self) -> bool:
        return all(cell.is_complete for cell in self.cells)


class Table:
    """A sheet with everything on it. Whom its owner may no longer see is as if not there; ``gone`` says how many."""

    def __init__(self, sheet: DecisionSheet) -> None:
        self.sheet = sheet
        options = list(sheet.options.all())
        can_be_asked = Exists(candidates.mentors_open_to(sheet.mentee).filter(pk=OuterRef("pk")))
        profiles = {
            profile.user_id: profile
            for profile in candidates.mentors_visible_to(sheet.mentee)
            .filter(user__in=[option.mentor_id for option in options if option.mentor_id])
            .select_related("user")
            .annotate(can_be_asked=can_be_asked)
        }
        here = [option for option in sheet.shuffled(options) if option.mentor_id in profiles]
        self.absent = [option for option in options if option.mentor_id not in profiles]
        self.mentors: dict[int, User] = {
            option.pk: profiles[option.mentor_id].user for option in here if option.mentor_id
        }
        twice = Counter(user.short_name for user in self.mentors.values())
        self.seats = [
            Seat(
                option,
                name_of(self.mentors[option.pk], full=twice[self.mentors[option.pk].short_name] > 1),
                bool(profiles[option.mentor_id].paused_at),  # type: ignore[index]
                profiles[option.mentor_id].taken >= profiles[option.mentor_id].places,  # type: ignore[index,attr-defined]
                profiles[option.mentor_id].can_be_asked,  # type: ignore[index,attr-defined]
            )
            for option in here
        ]
        thoughts = Prefetch("second_thoughts", SecondThought.objects.order_by("at", "pk"))
        judged = {
            (judgement.criterion_id, judgement.option_id): judgement
            for judgement in Judgement.objects.filter(criterion__sheet=sheet).prefetch_related(thoughts)
        }
        self.rows = [
            Row(criterion, [Cell(seat, judged.get((criterion.pk, seat.option.pk))) for seat in self.seats])
            for criterion in sheet.criteria.all()
        ]

    @property
    def gone(self) -> int:
        return len(self.absent)

    @property
    def to_ask(self) -> list[Seat]:
        """Who can be asked now, in the sheet's order."""
        return [seat for seat in self.seats if seat.can_be_asked]

    @property
    def is_filled(self) -> bool:
        return bool(self.seats) and all(row.is_complete for row in self.rows)

    @property
    def left(self) -> int:
        """Cells still to be filled."""
        return sum(not cell.is_complete for row in self.rows for cell in row.cells)

    @property
    def first_open(self) -> Row:
        """The first criterion with a cell to fill; the last one where there is none."""
        return next((row for row in self.rows if not row.is_complete), self.rows[-1])

    @cached_property
    def chosen(self) -> Seat | None:
        return next((seat for seat in self.seats if seat.option.pk == self.sheet.choice_id), None)

    @property
    def of_the_chosen(self) -> Iterator[tuple[Criterion, Judgement]]:
        """What was written about the one who was chosen: reasons and questions, for the letter."""
        for row in self.rows:
            for cell in row.cells:
                if cell.seat == self.chosen and cell.judgement:
                    yield row.criterion, cell.judgement


def name_of(user: User, *, full: bool) -> str:
    return f"{user.short_name} {user.last_name[:1]}." if full and user.last_name else user.short_name


@dataclass(frozen=True)
class Said:
    """What somebody has written themselves on what a criterion asks."""

    text: str
    source: str


def said(criterion: Criterion, mentors: Sequence[int]) -> dict[int, list[Said]]:
    """Mentor → their line on the value, or what their passages asked of them, where the criterion came from there. Never a rank."""
    found: dict[int, list[Said]] = {pk: [] for pk in mentors}
    if criterion.value_id:
        for ranked in (
            RankedValue.objects.filter(profile__user__in=mentors, value=criterion.value_id)
            .exclude(line="")
            .select_related("value", "profile")
        ):
            source = _("From what they stand for: %(value)s") % {"value": ranked.value.name}
            found[ranked.profile.user_id].append(Said(ranked.line, source))
    if criterion.area_id:
        for passage in (
            Passage.objects.filter(profile__user__in=mentors, area=criterion.area_id, is_offered=True)
            .exclude(asked_of_me="")
            .select_related("area", "profile")
        ):
            source = _("From %(area)s") % {"area": passage.area.name}
            found[passage.profile.user_id].append(Said(passage.asked_of_me, source))
    return found


def suggestions(profile: Profile) -> list[Wanted]:
    """Criteria out of somebody's own values and goals, then two that suit most people."""
    own = [
        Wanted(_("Lives by %(value)s") % {"value": ranked.value.name}, value=ranked.value)
        for ranked in profile.ranked_values.select_related("value")
    ]
    goals = [
        Wanted(_("Has been through %(area)s") % {"area": goal.area.name}, area=goal.area)
        for goal in Goal.objects.filter(profile=profile, closed_at__isnull=True).select_related("area")
    ]
    plain = [Wanted(_("Would tell me when I am wrong")), Wanted(_("Has time when I have time"))]
    return [*goals[:1], *own[:2], *plain, *goals[1:], *own[2:]]


def sourced(text: str, weight: int | None, offered: Sequence[Wanted]) -> Wanted:
    """A criterion as written, tied to the value or area that its words name."""
    folded = text.casefold()
    for wanted in offered:
        name = wanted.value.name if wanted.value else wanted.area.name if wanted.area else ""
        if name and name.casefold() in folded:
            return Wanted(text, weight, wanted.value, wanted.area)
    return Wanted(text, weight)

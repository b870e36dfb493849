"""The decision sheet of a mentee. Nobody else can read it, so nobody is told anything.

Two tabs: whoever saves a cell names the version they have read. What was saved in between is never written over silently.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Area, Goal, User, Value
from accounts.moves import IllegalMove
from matching import candidates
from matching.models import Criterion, DecisionSheet, Judgement, Option, SecondThought
from matching.models.decision import FEWEST_CRITERIA, FEWEST_MENTORS, MOST_CRITERIA, MOST_MENTORS

State = DecisionSheet.State


@dataclass(frozen=True)
class Wanted:
    """A criterion as its owner writes it."""

    text: str
    weight: int | None = None
    value: Value | None = None
    area: Area | None = None


class StaleJudgement(IllegalMove):
    """The cell was saved elsewhere since it was read. ``current`` is how it stands now; nothing has been changed."""

    def __init__(self, current: Judgement) -> None:
        super().__init__(_("You have saved this in another tab in the meantime. Both texts are here."))
        self.current = current


@transaction.atomic
def open_sheet(
    *, by: User, goal: Goal, mentors: Sequence[User], criteria: Sequence[Wanted], now: datetime
) -> DecisionSheet:
    """Begin a sheet for one goal: the mentors in an order drawn by lot, the criteria as given."""
    if not FEWEST_MENTORS <= len({mentor.pk for mentor in mentors}) == len(mentors) <= MOST_MENTORS:
        raise IllegalMove(_("Choose two to five people."))
    if not FEWEST_CRITERIA <= len(criteria) <= MOST_CRITERIA:
        raise IllegalMove(_("Write three to five criteria."))
    if goal.profile.user_id != by.pk or goal.closed_at:
        raise IllegalMove(_("Choose one of your goals."))
    seen = candidates.mentors_visible_to(by).filter(user__in=mentors).count()
    if seen != len(mentors):
        raise IllegalMove(_("Somebody you chose cannot be met any more."))
    sheet = DecisionSheet.objects.create(
        mentee=by, goal=goal, goal_text=goal.text, seed=secrets.randbelow(2**31), made_at=now
    )
    Option.objects.bulk_create(Option(sheet=sheet, mentor=mentor) for mentor in mentors)
    Criterion.objects.bulk_create(
        Criterion(
            sheet=sheet,
            position=position,
            text=wanted.text,
            weight=wanted.weight,
            value=wanted.value,
            area=wanted.area,
        )
        for position, wanted in enumerate(criteria, start=1)
    )
    return sheet


@transaction.atomic
def judge(
    *,
    by: User,
    sheet: DecisionSheet,
    criterion: Criterion,
    option: Option,
    level: str,
    text: str,
    version: int,
    now: datetime,
) -> Judgement | None:
    """Save one cell, complete or not. ``version`` is that of the cell as it was read, 0 for an empty one.

    The same content again changes nothing; an empty cell stays no row. Raises :class:`StaleJudgement` where somebody was faster.
    """
    sheet = _lock(sheet, by=by, states=[State.OPEN])
    if criterion.sheet_id != sheet.pk or option.sheet_id != sheet.pk:
        raise IllegalMove(_("That is not on this sheet."))
    current = Judgement.objects.filter(criterion=criterion, option=option).first()
    if (current.level, current.text) == (level, text) if current else not (level or text):
        return current
    if current is None:
        try:
            with transaction.atomic():
                return Judgement.objects.create(
                    criterion=criterion, option=option, level=level, text=text, saved_at=now
                )
        except IntegrityError:
            current = Judgement.objects.get(criterion=criterion, option=option)
            raise StaleJudgement(current) from None
    changed = Judgement.objects.filter(pk=current.pk, version=version).update(
        level=level, text=text, version=F("version") + 1, saved_at=now
    )
    if not changed:
        raise StaleJudgement(current)
    current.refresh_from_db()
    return current


@transaction.atomic
def reveal(*, by: User, sheet: DecisionSheet, now: datetime) -> DecisionSheet:
    """Everything back, once every cell of those who are still here is filled."""
    sheet = _lock(sheet, by=by, states=[State.OPEN])
    here = present(sheet)
    if len(here) < 1 or missing(sheet, here):
        raise IllegalMove(_("Fill in every criterion for everybody first."))
    sheet.state, sheet.revealed_at = State.REVEALED, now
    sheet.save(update_fields=["state", "revealed_at"])
    return sheet


@transaction.atomic
def change_mind(
    *, by: User, sheet: DecisionSheet, judgement: Judgement, level: str, why: str, now: datetime
) -> SecondThought:
    """Another level than before the reveal, with what swayed one; the reason written at first stays as it was."""
    sheet = _lock(sheet, by=by, states=[State.REVEALED])
    judgement = Judgement.objects.select_for_update().get(pk=judgement.pk, criterion__sheet=sheet)
    if level == judgement.level:
        raise IllegalMove(_("That is what you said before."))
    if level not in Judgement.Level.values or not why.strip():
        raise IllegalMove(_("Say what changed your mind."))
    before, judgement.level = judgement.level, level
    judgement.version, judgement.saved_at = judgement.version + 1, now
    judgement.save(update_fields=["level", "version", "saved_at"])
    return SecondThought.objects.create(judgement=judgement, before=before, after=level, why=why, at=now)


@transaction.atomic
def decide(*, by: User, sheet: DecisionSheet, option: Option, why: str, now: datetime) -> DecisionSheet:
    """Choose one of those who are here and can be asked now, with a sentence of why."""
    sheet = _lock(sheet, by=by, states=[State.REVEALED])
    if not why.strip():
        raise IllegalMove(_("One sentence is enough. Without it you will not know next year why you chose."))
    if option not in present(sheet):
        raise IllegalMove(_("That person is no longer here."))
    if not candidates.mentors_open_to(by).filter(user=option.mentor_id).exists():
        raise IllegalMove(
            _("That person cannot be asked just now. Choose another, or keep the sheet for later.")
        )
    sheet.state, sheet.decided_at, sheet.choice, sheet.why = State.DECIDED, now, option, why.strip()
    sheet.save(update_fields=["state", "decided_at", "choice", "why"])
    return sheet


@transaction.atomic
def reopen(*, by: User, sheet: DecisionSheet) -> DecisionSheet:
    """Back from a decision, or out of the archive: judgements and second thoughts stay, and so does the sentence, to be written again."""
    sheet = _lock(sheet, by=by, states=[*State], archived=True)
    if not sheet.is_decided and not sheet.archived_at:
        raise IllegalMove(_("This sheet is open already."))
    if sheet.is_decided and not sheet.archived_at:
        sheet.state, sheet.decided_at = State.REVEALED, None
    sheet.archived_at = None
    sheet.save(update_fields=["state", "decided_at", "archived_at"])
    return sheet


@transaction.atomic
def archive(*, by: User, sheet: DecisionSheet, now: datetime) -> DecisionSheet:
    """Put a sheet away as it stands; :func:`reopen` brings it back."""
    sheet = _lock(sheet, by=by, states=[*State])
    sheet.archived_at = now
    sheet.save(update_fields=["archived_at"])
    return sheet


def present(sheet: DecisionSheet) -> list[Option]:
    """The options that their owner may see, in the sheet's order. Who left, is suspended, or stands behind a block is not told apart."""
    options = sheet.shuffled(list(sheet.options.all()))
    mentors = [option.mentor_id for option in options if option.mentor_id]
    seen = set(
        candidates.mentors_visible_to(sheet.mentee).filter(user__in=mentors).values_list("user", flat=True)
    )
    return [option for option in options if option.mentor_id in seen]


def missing(sheet: DecisionSheet, here: Sequence[Option]) -> int:
    """How many cells of those people are not filled yet."""
    filled = (
        Judgement.objects.filter(criterion__sheet=sheet, option__in=here)
        .exclude(level="")
        .exclude(text="")
        .count()
    )
    return len(here) * sheet.criteria.count() - filled


def _lock(sheet: DecisionSheet, *, by: User, states: Sequence[str], archived: bool = False) -> DecisionSheet:
    """The row as it stands, if ``by`` owns it and it is in one of these states."""
    row = DecisionSheet.objects.select_for_update().visible_to(by).filter(pk=sheet.pk).first()
    if row is None:
        raise IllegalMove(_("There is no such sheet."))
    if row.archived_at and not archived:
        raise IllegalMove(_("This sheet is in the archive. Take it out first."))
    if row.state not in states:
        raise IllegalMove(_("The sheet has moved on in the meantime. Here it is as it stands."))
    return row

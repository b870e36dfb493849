"""After the reveal: beside each judgement what our score goes by, in words, and where the two lie apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import AreaRelation, Profile
from matching.differing import Differs, differs, of_area, of_value
from matching.models import Criterion
from matching.phrases import listed
from matching.sheets import Cell, Table
from partnerships.wording import place


@dataclass(frozen=True)
class Beside:
    """A cell, and what we go by on its criterion; ``ours`` is empty where the criterion is the mentee's alone."""

    cell: Cell
    ours: str
    differs: Differs = Differs.UNTOLD

    @property
    def apart(self) -> str:
        """Where the two views lie apart, in a sentence; empty where they do not."""
        if self.differs is Differs.MORE:
            return _("You see more here than we do.")
        return _("You see less here than we do.") if self.differs is Differs.LESS else ""


@dataclass(frozen=True)
class BesideRow:
    criterion: Criterion
    cells: Sequence[Beside]

    @property
    def more(self) -> str:
        """Names of those in whom one sees more here than we do."""
        return self._names(Differs.MORE)

    @property
    def less(self) -> str:
        return self._names(Differs.LESS)

    def _names(self, which: Differs) -> str:
        names = [one.cell.seat.name for one in self.cells if one.differs is which]
        return listed(names) if names else ""


def beside_ours(table: Table, profiles: Sequence[Profile]) -> list[BesideRow]:
    """Every row of a revealed sheet; ``profiles`` of those who are here, in the order of the seats, with their definition fetched."""
    related = _related({row.criterion.area_id for row in table.rows if row.criterion.area_id})
    return [
        BesideRow(
            row.criterion,
            [
                _beside(row.criterion, cell, profile, related)
                for cell, profile in zip(row.cells, profiles, strict=True)
            ],
        )
        for row in table.rows
    ]


def _related(areas: set[int]) -> dict[int, set[int]]:
    """Area → those that prepare for it."""
    found: dict[int, set[int]] = {area: set() for area in areas}
    if not areas:
        return found
    pairs = AreaRelation.objects.filter(Q(first__in=areas) | Q(second__in=areas))
    for first, second in pairs.values_list("first", "second"):
        found.get(first, set()).add(second)
        found.get(second, set()).add(first)
    return found


def _beside(criterion: Criterion, cell: Cell, profile: Profile, related: dict[int, set[int]]) -> Beside:
    mine = cell.judgement.stitches if cell.judgement else 0
    if criterion.value_id:
        rank = next(
            (one.rank for one in profile.ranked_values.all() if one.value_id == criterion.value_id), None
        )
        level = of_value(rank)
        ours = (
            _("Puts this value %(place)s.") % {"place": place(rank)}
            if rank
            else _("It is not among their five values.")
        )
    elif criterion.area_id:
        offered = [one for one in profile.passages.all() if one.is_offered]
        direct = [one for one in offered if one.area_id == criterion.area_id]
        near = [one for one in offered if one.area_id in related[criterion.area_id]]
        level = of_area([one.depth for one in direct], has_related=bool(near))
        if direct:
            ours = _("Has been through it. %(depth)s.") % {"depth": direct[0].get_depth_display()}
        elif near:
            ours = _("Has been through something near: %(area)s.") % {"area": near[0].area.name}
        else:
            ours = _("Has not written that they have been through it.")
    else:
        return Beside(cell, "")
    return Beside(cell, ours, differs(mine, level))

"""Pins and bans of a round from a CSV file, and its outcome as one: addresses on paper, places in the lists of the round inside."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from django.utils.translation import gettext as _

from accounts.importing import tables, wording
from accounts.importing.checking import GUARDED, guarded

COLUMNS = ("mentee", "mentor")


class WrongFile(ValueError):
    """A file that cannot be used; the words say where and why. Nothing of it counts."""


@dataclass(frozen=True)
class Addresses:
    """The people of a round by their e-mail addresses, in the order of the round's lists. Compared without case."""

    mentees: Sequence[str]
    mentors: Sequence[str]
    _places: Mapping[str, Mapping[str, int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lists = {"mentee": self.mentees, "mentor": self.mentors}
        places = {
            role: {address.lower(): place for place, address in enumerate(addresses)}
            for role, addresses in lists.items()
        }
        object.__setattr__(self, "_places", places)

    def place(self, role: str, address: str) -> int | None:
        """Where in the list of mentees or mentors the person stands; None if not there."""
        return self._places[role].get(address.lower())


def read_pairs(name: str, data: bytes, people: Addresses) -> dict[tuple[int, int], int]:
    """Each pair of the file (mentee's place, mentor's place) → its row. The first row names the columns ``mentee`` and ``mentor``; others
    may stand beside them, so that an outcome can be corrected and handed in again.

    Raises:
        WrongFile: the file cannot be read, a row is malformed, or names somebody who is not in the round.
    """
    table = tables.read(data)
    for finding in table.findings:
        if finding.is_error and finding.code != "no_rows":
            raise _wrong(name, finding)
    header = [title.lower() for title in table.header]
    for column in COLUMNS:
        if header.count(column) != 1:
            raise (
                _wrong(name, tables.Finding("column_twice", column=column))
                if column in header
                else _wrong(name, tables.Finding("missing_column", about=column))
            )
    pairs: dict[tuple[int, int], int] = {}
    for row, cells in table.rows:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise _wrong(name, tables.Finding("too_many_cells", row=row))
        found = dict(zip(header, cells, strict=False))
        mentee, mentor = (_person(name, row, column, found.get(column, ""), people) for column in COLUMNS)
        pairs.setdefault((mentee, mentor), row)
    return pairs


def write_outcome(file: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Mentee, mentor, score and reason of each row; no cell can be taken for a formula."""
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, "score", "reason"])
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])


def _person(name: str, row: int, column: str, cell: str, people: Addresses) -> int:
    address = cell.strip()
    if address.startswith("'") and address[1:].startswith(GUARDED):  # as write_outcome() wrote it
        address = address[1:]
    if not address:
        raise _wrong(name, tables.Finding("missing", row=row, column=column))
    place = people.place(column, address)
    if place is not None:
        return place
    other = COLUMNS[column == COLUMNS[0]]
    if people.place(other, address) is not None:
        said = _("%(address)s is in this round, but not as a %(role)s.")
    else:
        said = _("Nobody in this round has the address “%(address)s”.")
    where = wording.place(tables.Finding("", row=row, column=column))
    raise WrongFile(f"{name}, {where}: {said % {'address': address, 'role': column}}")


def _wrong(name: str, finding: tables.Finding) -> WrongFile:
    return WrongFile(f"{name}, {wording.place(finding)}: {wording.sentence(finding)}")

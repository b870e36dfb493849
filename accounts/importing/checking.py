"""What stands in the cells, and what is wrong with it. Pure: what exists already is handed in as :class:`Known`."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .columns import BY_KEY, COLUMNS, NAMES, REQUIRED, TITLES, Column, plain
from .tables import Finding, Table

MAX_VALUES = 5
MAX_PLACES, MAX_HOURS = 20, 40
FIRST_YEAR = 1930
HINTED = 60
"""How many unknown words get a "did you mean": the search is slow, and nobody reads more."""
GUARDED = ("=", "@", "+", "-", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula."""
YES = frozenset({"yes", "y", "true", "1", "x", "oui", "sim", "si", "sí", "ja"})
NO = frozenset({"no", "n", "false", "0", "", "-", "non", "não", "nao", "nein"})
FORMATS = {
    "video": "video",
    "video call": "video",
    "phone": "phone",
    "voice": "phone",
    "phone or voice notes": "phone",
    "text": "text",
    "writing": "text",
    "in person": "in_person",
    "in_person": "in_person",
}
YEARS = re.compile(r"(?P<began>\d{4})(?:\s?(?P<dash>[-–—])\s?(?P<ended>\d{4})?)?\)?$", re.ASCII)
"""At the end of an area lived: "2018", "2018-2022", "2018-" for what goes on."""


def guarded(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: a quotation mark goes before one that begins like one."""
    text = str(cell)
    return f"'{text}" if text.startswith(GUARDED) else text


@dataclass(frozen=True)
class Known:
    """What a file is held against. Words map from :func:`plain` names and slugs to keys; ``people`` from lower-case addresses to
    ``"member"`` of this community, ``"elsewhere"`` or ``"removed"`` from it."""

    values: Mapping[str, int]
    areas: Mapping[str, int]
    interests: Mapping[str, int]
    languages: Mapping[str, str]
    zones: frozenset[str]
    people: Mapping[str, str]
    is_email: Callable[[str], bool]
    this_year: int
    shown: Mapping[str, str] = field(default_factory=dict)
    """How a word is written on our pages, by its :func:`plain` form: what a "did you mean" shows."""


@dataclass
class Candidate:
    """One person as the file describes them. ``standing`` is ``"new"``, ``"elsewhere"`` (joins only) or ``"member"`` (nothing to do)."""

    row: int
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    standing: str = "new"
    texts: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    languages: list[str] = field(default_factory=list)
    values: list[tuple[int, str, bool]] = field(default_factory=list)
    interests: list[int] = field(default_factory=list)
    passages: list[tuple[int, int, int | None]] = field(default_factory=list)
    goals: list[tuple[int, str]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    hours: int | None = None
    places: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Result:
    """What an import would do. It may go ahead when :attr:`is_clean`."""

    candidates: tuple[Candidate, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def notices(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]

    @property
    def is_clean(self) -> bool:
        return not self.errors and bool(self.candidates)

    def of(self, standing: str) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.standing == standing]


def check(table: Table, known: Known, heard: Callable[[], object] = lambda: None) -> Result:
    """Read every row. ``heard`` is called once for each, for a progress bar."""
    if not table.header:
        return Result((), table.findings)
    return _Checker(table, known).run(heard)


class _Checker:
    def __init__(self, table: Table, known: Known):
        self.table, self.known = table, known
        self.findings = list(table.findings)
        self.columns: dict[str, int] = {}
        self.titles: dict[str, str] = {}
        self.rows_of: dict[str, int] = {}
        self.hints: dict[tuple[int, str], tuple[str, ...]] = {}
        self.zones = {zone.casefold(): zone for zone in known.zones}
        self.towns = {zone.casefold().rpartition("/")[2]: zone for zone in sorted(known.zones)}
        self.row = 0
        self.refused: set[str] = set()
        """Columns of this row whose cell has been refused: it says so once, and not that it is empty, too."""

    def run(self, heard: Callable[[], object]) -> Result:
        if not self._read_header():
            return Result((), tuple(self.findings))
        candidates = []
        for number, cells in self.table.rows:
            self.row = number
            if len(cells) > len(self.table.header) and any(
                cell.strip() for cell in cells[len(self.table.header) :]
            ):
                self.findings.append(Finding("too_many_cells", row=self.row))
            candidates.append(self._candidate(cells))
            heard()
        return Result(tuple(candidates), tuple(self.findings))

    # --- Header

    def _read_header(self) -> bool:
        for place, title in enumerate(self.table.header):
            column = TITLES.get(plain(title))
            if column is None:
                if title:
                    hints = difflib.get_close_matches(plain(title), TITLES, n=1, cutoff=0.75)
                    names = tuple(TITLES[hint].title for hint in hints)
                    self._file("unknown_column", column=title, hints=names, is_error=bool(names))
            elif column.key in self.columns:
                self._file("column_twice", column=title)
            else:
                self.columns[column.key] = place
                self.titles[column.key] = title
        for key in REQUIRED:
            if key not in self.columns:
                self._file("missing_column", about=BY_KEY[key].title)
        if not any(key in self.columns for key in NAMES):
            self._file("missing_column", about=BY_KEY["first_name"].title)
        return not any(finding.code == "missing_column" for finding in self.findings)

    def _file(self, code: str, **fields: object) -> None:
        self.findings.append(Finding(code, **fields))  # type: ignore[arg-type]

    def _say(
        self, key: str, code: str, about: str = "", hints: tuple[str, ...] = (), *, is_error: bool = True
    ) -> None:
        title = self.titles.get(key, BY_KEY[key].title)
        self.findings.append(Finding(code, self.row, title, about[:80], hints, is_error))

    # --- One row

    def _candidate(self, cells: tuple[str, ...]) -> Candidate:
        self.refused = set()
        found = {column.key: self._cell(column, cells) for column in COLUMNS}
        person = Candidate(self.row)
        self._who(person, found)
        person.texts = {key: found[key] for key in ("headline", "opening", "place")}
        person.zone = self._zone(found["zone"])
        person.languages = list(dict.fromkeys(self._words("languages", found, self.known.languages)))
        person.values = self._values(found)
        person.interests = list(dict.fromkeys(self._words("interests", found, self.known.interests)))
        person.passages = list(self._passages(found))
        person.goals = list(self._goals(found))
        person.formats = self._formats(found)
        person.hours = self._number("hours", found["hours"], 1, MAX_HOURS)
        person.places = self._places(found)
        return person

    def _cell(self, column: Column, cells: tuple[str, ...]) -> str:
        place = self.columns.get(column.key)
        raw = cells[place] if place is not None and place < len(cells) else ""
        text = raw.strip()
        if text and text not in NO and (raw.startswith(GUARDED) or text.startswith(GUARDED)):
            return self._refuse(column, "formula", text[:1])
        if not column.lines and any(letter in text for letter in "\r\n\t"):
            return self._refuse(column, "line_break")
        if len(text) > column.longest:
            return self._refuse(column, "too_long", str(column.longest))
        return text

    def _refuse(self, column: Column, code: str, about: str = "") -> str:
        self._say(column.key, code, about)
        self.refused.add(column.key)
        return ""

    def _who(self, person: Candidate, found: dict[str, str]) -> None:
        person.email = found["email"].lower()
        person.first_name, person.last_name = found["first_name"], found["last_name"]
        if not person.first_name and found["name"]:
            person.first_name, __, person.last_name = found["name"].partition(" ")
        for part, key in ((person.first_name, "first_name"), (person.last_name, "last_name")):
            if len(part) > BY_KEY[key].longest:
                self._say("name", "too_long", str(BY_KEY[key].longest))
        if not person.first_name and not self.refused & set(NAMES):
            self._say("first_name" if "first_name" in self.columns else "name", "missing")
        if not person.email:
            if "email" not in self.refused:
                self._say("email", "missing")
        elif not self.known.is_email(person.email):
            self._say("email", "not_an_address", person.email)
        elif person.email in self.rows_of:
            self._say("email", "twice", str(self.rows_of[person.email]))
        else:
            self.rows_of[person.email] = self.row
            self._standing(person)

    def _standing(self, person: Candidate) -> None:
        standing = self.known.people.get(person.email, "new")
        if standing == "removed":
            self._say("email", "removed", person.email)
            return
        person.standing = standing
        if standing != "new":
            self._say("email", standing, person.email, is_error=False)

    def _zone(self, text: str) -> str:
        if not text:
            return "UTC"
        wanted = text.casefold().replace(" ", "_")
        if wanted in self.zones:
            return self.zones[wanted]
        close = self._close(wanted.rpartition("/")[2], self.towns)
        self._say("zone", "unknown_zone", text, tuple(self.towns[name] for name in close))
        return "UTC"

    def _entries(self, key: str, found: dict[str, str]) -> Iterator[str]:
        for entry in re.split(r"[;|\r\n]+", found[key]):
            if entry.strip():
                yield entry.strip()

    def _word(self, key: str, entry: str, words: Mapping[str, int] | Mapping[str, str]) -> int | str | None:
        word = words.get(plain(entry), words.get(plain(entry).replace(" ", "-")))
        if word is None:
            near = (self.known.shown.get(hint, hint) for hint in self._close(entry, words))
            self._say(key, "unknown_word", entry, tuple(dict.fromkeys(near)))
        return word

    def _close(self, entry: str, words: Mapping[str, int] | Mapping[str, str]) -> tuple[str, ...]:
        asked = (id(words), plain(entry)[:80])
        if asked not in self.hints:
            if len(self.hints) >= HINTED:
                return ()
            self.hints[asked] = tuple(difflib.get_close_matches(asked[1], words, n=2, cutoff=0.7))
        return self.hints[asked]

    def _words(self, key: str, found: dict[str, str], words: Mapping) -> Iterator:
        for entry in self._entries(key, found):
            word = self._word(key, entry, words)
            if word is not None:
                yield word

    def _values(self, found: dict[str, str]) -> list[tuple[int, str, bool]]:
        chosen = list(self._words("values", found, self.known.values))
        if len(chosen) > MAX_VALUES:
            self._say("values", "too_many", str(MAX_VALUES))
        if len(set(chosen)) < len(chosen):
            self._say("values", "value_twice")
            return []
        lines = [line.strip() for line in re.split(r"[|\r\n]+", found["lines"])] if found["lines"] else []
        if len(lines) > max(len(chosen), 1):
            self._say("lines", "more_lines_than_values")
        if any(len(line) > 240 for line in lines):
            self._say("lines", "too_long", "240")
        essential = set(self._words("essential", found, self.known.values))
        if essential - set(chosen):
            self._say("essential", "essential_not_ranked")
        lines += [""] * len(chosen)
        return [(value, line, value in essential) for value, line in zip(chosen, lines, strict=False)]

    def _passages(self, found: dict[str, str]) -> Iterator[tuple[int, int, int | None]]:
        for entry in self._entries("passages", found):
            dated = YEARS.search(entry)
            name = entry[: dated.start()].rstrip(" ,(") if dated else entry
            area = self._word("passages", name, self.known.areas)
            if area is None:
                continue
            if dated is None:
                self._say("passages", "no_years", entry, is_error=False)
                yield int(area), self.known.this_year, None
                continue
            began = int(dated["began"])
            ended = int(dated["ended"]) if dated["ended"] else None if dated["dash"] else began
            if not FIRST_YEAR <= began <= self.known.this_year or (ended or began) > self.known.this_year:
                self._say("passages", "year_out_of_range", entry)
            elif ended is not None and ended < began:
                self._say("passages", "ends_before_it_begins", entry)
            else:
                yield int(area), began, ended

    def _goals(self, found: dict[str, str]) -> Iterator[tuple[int, str]]:
        for entry in self._entries("goals", found):
            name, __, text = entry.partition(":")
            area = self._word("goals", name, self.known.areas)
            if len(text.strip()) > 240:
                self._say("goals", "too_long", "240")
            elif area is not None:
                yield int(area), text.strip() or name.strip()

    def _formats(self, found: dict[str, str]) -> list[str]:
        chosen = []
        for entry in self._entries("formats", found):
            for part in entry.split(","):
                code = FORMATS.get(plain(part))
                if code is None:
                    self._say(
                        "formats", "unknown_word", part.strip(), ("video", "phone", "text", "in person")
                    )
                else:
                    chosen.append(code)
        return list(dict.fromkeys(chosen))

    def _number(self, key: str, text: str, least: int, most: int) -> int | None:
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self._say(key, "not_a_number", f"{least}–{most}")
            return None
        return int(text)

    def _places(self, found: dict[str, str]) -> int:
        answer = plain(found["mentor"])
        if answer not in YES | NO:
            self._say("mentor", "yes_or_no", found["mentor"])
        if answer not in YES:
            return 0
        return self._number("places", found["places"], 1, MAX_PLACES) or 1

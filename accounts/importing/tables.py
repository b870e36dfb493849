"""From the bytes of a file to rows of cells. Pure; whatever comes in, it answers with a table or with what is wrong."""

import codecs
import csv
import io
from dataclasses import dataclass, field

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 5_000
DELIMITERS = (",", ";", "\t")
CONTROL = frozenset(map(chr, range(32))) - set("\t\r\n") | {"\x7f"}


@dataclass(frozen=True)
class Finding:
    """Something to say about the file: an error keeps it out, a notice does not.

    ``row`` is the number that the spreadsheet shows (the header is 1), None for the file as a whole; ``column`` is the title as it
    stands there. ``code`` and ``about`` are put into words by :mod:`.wording`.
    """

    code: str
    row: int | None = None
    column: str = ""
    about: str = ""
    hints: tuple[str, ...] = ()
    is_error: bool = True


@dataclass(frozen=True)
class Table:
    """A header and the rows below it, each with its number in the spreadsheet. Empty rows are left out."""

    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass
class _Decoded:
    text: str = ""
    findings: list[Finding] = field(default_factory=list)


def read(data: bytes) -> Table:
    """The table in a CSV file: comma, semicolon or tab; UTF-8, UTF-16, or Windows-1252 with a notice."""
    if not data.strip(b" \t\r\n\0"):
        return Table(findings=(Finding("empty"),))
    if len(data) > MAX_BYTES:
        return Table(findings=(Finding("too_big"),))
    decoded = _decode(data)
    if any(finding.is_error for finding in decoded.findings):
        return Table(findings=tuple(decoded.findings))
    try:
        lines = list(csv.reader(io.StringIO(decoded.text, newline=""), delimiter=_delimiter(decoded.text)))
    except csv.Error:
        return Table(findings=(*decoded.findings, Finding("not_a_table")))
    numbered = [
        (number, tuple(cells))
        for number, cells in enumerate(lines, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if numbered and numbered[0][1][0].strip().lower().startswith("sep="):  # Excel's own first line
        numbered = numbered[1:]
    if not numbered:
        return Table(findings=(*decoded.findings, Finding("empty")))
    header = tuple(cell.strip() for cell in numbered[0][1])
    rows = tuple(numbered[1:])
    findings = list(decoded.findings)
    if not rows:
        findings.append(Finding("no_rows"))
    if len(rows) > MAX_ROWS:
        findings.append(Finding("too_many_rows", about=str(len(rows))))
    return Table(header, rows[:MAX_ROWS], tuple(findings))


def _decode(data: bytes) -> _Decoded:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data[1::2].count(0) > len(data) // 4:
        encodings = ["utf-16-le"]
    elif data[::2].count(0) > len(data) // 4:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL & set(text):
            break
        notices = [Finding("windows_1252", is_error=False)] if encoding == "cp1252" else []
        return _Decoded(text, notices)
    return _Decoded(findings=[Finding("not_text")])


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside quotation marks."""
    first = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""
    if (
        first.strip().lower().startswith("sep=")
        and len(first.strip()) == 5
        and first.strip()[4] in DELIMITERS
    ):
        return first.strip()[4]
    outside = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max(DELIMITERS, key=outside.count)

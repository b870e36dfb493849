"""Findings and columns in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .columns import COLUMNS, Column
from .tables import MAX_BYTES, MAX_ROWS, Finding

SENTENCES = {
    # the file
    "empty": gettext_lazy("The file is empty."),
    "too_big": gettext_lazy("The file is larger than %(megabytes)d MB. Split it in two."),
    "not_text": gettext_lazy(
        "This is not a text file. In your spreadsheet choose “Save as” and then “CSV (UTF-8)”."
    ),
    "not_a_table": gettext_lazy(
        "The file cannot be read as a table: a cell is far too long, or a quotation mark is never closed."
    ),
    "no_rows": gettext_lazy("There is a header, but nobody under it."),
    "too_many_rows": gettext_lazy(
        "There are %(about)s people in the file; at most %(rows)d at once. Split it."
    ),
    "windows_1252": gettext_lazy(
        "The file is not UTF-8, so it was read as Windows-1252. Look at the accents in the names before you go on."
    ),
    # the header
    "missing_column": gettext_lazy("The column “%(about)s” is missing."),
    "unknown_column": gettext_lazy("There is no such column, so it is left out."),
    "column_twice": gettext_lazy("This column stands there twice. Delete one."),
    "too_many_cells": gettext_lazy(
        "This row has more cells than the header. Is there a separator inside a cell that has no quotation marks?"
    ),
    # cells
    "formula": gettext_lazy(
        "Begins with “%(about)s”. A spreadsheet would take that for a formula: put a word before it."
    ),
    "line_break": gettext_lazy("There is a line break or a tab in it. One line, please."),
    "too_long": gettext_lazy("Longer than %(about)s characters."),
    "missing": gettext_lazy("Is empty, and is needed."),
    "not_an_address": gettext_lazy("“%(about)s” is not an e-mail address."),
    "twice": gettext_lazy("The same address stands in row %(about)s."),
    "removed": gettext_lazy(
        "%(about)s was removed from this community. An organiser would have to take that back first."
    ),
    "elsewhere": gettext_lazy(
        "Has an account already. They join the community and are told so; their profile stays as they wrote it."
    ),
    "member": gettext_lazy("Is a member already. Nothing happens."),
    "unknown_zone": gettext_lazy("“%(about)s” is not a time zone. They are named like “Africa/Gaborone”."),
    "unknown_word": gettext_lazy("“%(about)s” is not in our vocabulary."),
    "too_many": gettext_lazy("At most %(about)s."),
    "value_twice": gettext_lazy("One value stands there twice."),
    "more_lines_than_values": gettext_lazy("There are more lines than values. They are separated by “|”."),
    "essential_not_ranked": gettext_lazy("Only a value that is among the ranked ones can be essential."),
    "no_years": gettext_lazy(
        "“%(about)s” has no years. It is written down as begun this year, for the person to correct."
    ),
    "year_out_of_range": gettext_lazy("“%(about)s”: a year is still to come, or too long ago."),
    "ends_before_it_begins": gettext_lazy("“%(about)s” ends before it begins."),
    "not_a_number": gettext_lazy("A whole number, %(about)s."),
    "yes_or_no": gettext_lazy("“%(about)s”: yes or no?"),
}

MEANINGS = {
    "email": gettext_lazy("Needed. The invitation goes there; nobody else sees it before an introduction."),
    "name": gettext_lazy("Instead of the next two: the first word is the first name."),
    "first_name": gettext_lazy("Needed, unless there is a column “Name”."),
    "last_name": gettext_lazy("May be empty."),
    "headline": gettext_lazy("At most 160 characters."),
    "opening": gettext_lazy("At most 1,200 characters; may have several lines."),
    "place": gettext_lazy("As the person would say it: “Porto, Portugal”."),
    "zone": gettext_lazy("A name like “Africa/Gaborone”. Empty: UTC, until the person chooses."),
    "languages": gettext_lazy("English names or ISO codes, separated by semicolons."),
    "values": gettext_lazy(
        "Up to five names from the vocabulary, the most important first, separated by semicolons."
    ),
    "lines": gettext_lazy("What each looks like when acted on, in the same order, separated by “|”."),
    "essential": gettext_lazy("Which of these are essential, separated by semicolons."),
    "interests": gettext_lazy("From the vocabulary, separated by semicolons."),
    "passages": gettext_lazy(
        "Areas from the vocabulary with years, separated by semicolons: “First time managing people 2018-2022”. "
        "“2018-” goes on."
    ),
    "goals": gettext_lazy("“Area” or “Area: in their words”, separated by semicolons."),
    "formats": gettext_lazy("video, phone, text, in person; separated by semicolons."),
    "hours": gettext_lazy("1 to 40."),
    "mentor": gettext_lazy("yes or no. An offer to mentor waits for your approval, like any other."),
    "places": gettext_lazy("For how many at a time, 1 to 20. Empty: one."),
}


def sentence(finding: Finding) -> str:
    """What is to be said, with a "did you mean" where there is something near."""
    said = SENTENCES[finding.code] % {
        "about": finding.about,
        "rows": MAX_ROWS,
        "megabytes": MAX_BYTES // (1024 * 1024),
    }
    if not finding.hints:
        return said
    near = _(" or ").join(f"“{hint}”" for hint in finding.hints)
    return _("%(said)s Did you mean %(near)s?") % {"said": said, "near": near}


def place(finding: Finding) -> str:
    """Where: "row 7, Values in order", a column, or the file."""
    if finding.row and finding.column:
        return _("row %(row)d, %(column)s") % {"row": finding.row, "column": finding.column}
    if finding.row:
        return _("row %(row)d") % {"row": finding.row}
    return _("column %(column)s") % {"column": finding.column} if finding.column else _("the file")


def columns() -> list[tuple[Column, str]]:
    """Every column with its meaning, for the page."""
    return [(column, str(MEANINGS[column.key])) for column in COLUMNS]

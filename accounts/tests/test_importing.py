"""Reading and checking a spreadsheet of members: pure, and never an exception."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.importing import wording
from accounts.importing.checking import Known, check
from accounts.importing.columns import BY_KEY, COLUMNS, TITLES, plain, template_rows
from accounts.importing.tables import MAX_BYTES, MAX_ROWS, read
from accounts.models import Goal, Profile, RankedValue, User

KNOWN = Known(
    values={"honesty": 1, "fairness": 2, "care": 3, "independence-of-mind": 4, "independence of mind": 4},
    areas={"first time managing people": 10, "first-time-managing-people": 10, "doing research": 11},
    interests={"night sky": 20, "radio plays": 21},
    languages={"en": "en", "english": "en", "fr": "fr", "french": "fr", "français": "fr"},
    zones=frozenset({"UTC", "Africa/Gaborone", "Africa/Addis_Ababa"}),
    people={"hanna@example.org": "elsewhere", "esi@example.org": "member", "gone@example.org": "removed"},
    is_email=lambda address: address.count("@") == 1 and " " not in address,
    this_year=2026,
)


def file(*rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def checked(*rows, **how):
    return check(read(file(*rows, **how)), KNOWN)


def one(**cells):
    """The findings about one otherwise good row, as (column, code)."""
    cells = {"E-mail": "a@example.org", "First name": "Ama"} | cells
    result = checked(list(cells), list(cells.values()))
    return [(finding.column, finding.code) for finding in result.findings]


def candidate(**cells):
    cells = {"E-mail": "a@example.org", "First name": "Ama"} | cells
    result = checked(list(cells), list(cells.values()))
    assert result.errors == []
    return result.candidates[0]


# --- The file


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_delimiter_and_encoding_gives_the_same_people(delimiter, encoding):
    result = checked(
        ["First name", "E-mail", "Goals"],
        ["Zoë", "zoe@example.org", "Doing research: to finish, at last"],
        delimiter=delimiter,
        encoding=encoding,
    )
    assert result.errors == []
    assert [person.first_name for person in result.candidates] == ["Zoë"]


def test_windows_1252_is_read_with_a_notice():
    result = checked(["First name", "E-mail"], ["Zoë", "zoe@example.org"], encoding="cp1252")
    assert [(finding.code, finding.is_error) for finding in result.findings] == [("windows_1252", False)]
    assert result.candidates[0].first_name == "Zoë"


def test_a_first_line_that_names_the_separator_is_understood():
    table = read(b"sep=;\r\nE-mail;First name\r\na@example.org;Ama\r\n")
    assert table.header == ("E-mail", "First name")
    assert table.rows == ((3, ("a@example.org", "Ama")),)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
        (b"PK\x03\x04\x14\0\6\0", "not_text"),
        (b"x" * (MAX_BYTES + 1), "too_big"),
        (b"E-mail,First name\n" + b"y" * 200_000, "not_a_table"),
        (b"E-mail,First name\n", "no_rows"),
        (b"E-mail,First name\n" + b"a,b\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    assert code in [finding.code for finding in check(read(data), KNOWN).errors]


# --- The header


@pytest.mark.parametrize("title", ["E-mail", "e-mail", " EMAIL ", "E-mail address", "email"])
def test_titles_are_understood_in_many_ways(title):
    assert checked([title, "First name"], ["a@example.org", "Ama"]).is_clean


def test_a_missing_column_is_named():
    result = checked(["First name"], ["Ama"])
    assert [(finding.code, finding.about) for finding in result.errors] == [("missing_column", "E-mail")]
    assert result.candidates == ()


def test_a_column_nobody_knows_is_left_out_with_a_notice():
    assert one(**{"Shoe size": "38"}) == [("Shoe size", "unknown_column")]
    assert checked(["E-mail", "First name", "Shoe size"], ["a@example.org", "Ama", "38"]).is_clean


def test_a_column_that_looks_misspelt_is_an_error_with_a_hint():
    result = checked(["E-mail", "First name", "Vallues in order"], ["a@example.org", "Ama", "Honesty"])
    assert [(finding.code, finding.hints) for finding in result.errors] == [
        ("unknown_column", ("Values in order",))
    ]


def test_a_column_twice_is_an_error():
    assert one(**{"E-Mail ": "b@example.org"}) == [("E-Mail", "column_twice")]


def test_every_title_means_one_column():
    assert all(
        TITLES[plain(title)] is column for column in COLUMNS for title in (column.title, *column.others)
    )


# --- Cells


def test_a_whole_person_is_read():
    person = candidate(
        **{
            "Last name": "Mensah",
            "Time zone": "africa/gaborone",
            "Languages": "English; français",
            "Values in order": "Fairness; honesty; Independence of mind",
            "Lines to the values": "The quietest first. | The uncomfortable number.",
            "Essential values": "Honesty",
            "Interests": "Night sky; Radio plays; night sky",
            "Areas lived": "Doing research 2012-2015; First time managing people 2020–",
            "Goals": "Doing research: to finish it; First time managing people",
            "How to talk": "video, phone",
            "Hours a month": "4",
            "Offers to mentor": "Yes",
            "Places": "3",
        }
    )
    assert person.full_name == "Ama Mensah"
    assert person.zone == "Africa/Gaborone"
    assert person.languages == ["en", "fr"]
    assert person.values == [
        (2, "The quietest first.", False),
        (1, "The uncomfortable number.", True),
        (4, "", False),
    ]
    assert person.interests == [20, 21]
    assert person.passages == [(11, 2012, 2015), (10, 2020, None)]
    assert person.goals == [(11, "to finish it"), (10, "First time managing people")]
    assert person.formats == ["video", "phone"]
    assert (person.hours, person.places) == (4, 3)


def test_a_full_name_is_parted_at_the_first_space():
    result = checked(["E-mail", "Name"], ["a@example.org", "Ana Lucía Quispe"])
    assert (result.candidates[0].first_name, result.candidates[0].last_name) == ("Ana", "Lucía Quispe")


def test_an_area_with_one_year_lasted_that_year():
    assert candidate(**{"Areas lived": "Doing research 2019"}).passages == [(11, 2019, 2019)]


def test_an_area_without_years_is_a_notice():
    assert one(**{"Areas lived": "Doing research"}) == [("Areas lived", "no_years")]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"E-mail": ""}, "missing"),
        ({"First name": ""}, "missing"),
        ({"E-mail": "nobody"}, "not_an_address"),
        ({"E-mail": "gone@example.org"}, "removed"),
        ({"First name": "=HYPERLINK(1)"}, "formula"),
        ({"First name": "@SUM(A1)"}, "formula"),
        ({"Who I am": "+1 for me"}, "formula"),
        ({"Who I am": "- a list"}, "formula"),
        ({"Place": "\t=1"}, "formula"),
        ({"First name": "Ama\r\nBcc: all@example.org"}, "line_break"),
        ({"First name": "A" * 81}, "too_long"),
        ({"In one line": "x" * 161}, "too_long"),
        ({"Time zone": "Gaboronne"}, "unknown_zone"),
        ({"Languages": "Klingon"}, "unknown_word"),
        ({"Values in order": "Honestly"}, "unknown_word"),
        ({"Values in order": "honesty; Honesty"}, "value_twice"),
        ({"Values in order": "honesty", "Essential values": "care"}, "essential_not_ranked"),
        ({"Values in order": "honesty", "Lines to the values": "a | b"}, "more_lines_than_values"),
        ({"Areas lived": "Doing research 2031"}, "year_out_of_range"),
        ({"Areas lived": "Doing research 1066-1070"}, "year_out_of_range"),
        ({"Areas lived": "Doing research 2015-2012"}, "ends_before_it_begins"),
        ({"Goals": "Dancing: at last"}, "unknown_word"),
        ({"How to talk": "smoke"}, "unknown_word"),
        ({"Hours a month": "many"}, "not_a_number"),
        ({"Hours a month": "41"}, "not_a_number"),
        ({"Hours a month": "٣"}, "not_a_number"),
        ({"Offers to mentor": "perhaps"}, "yes_or_no"),
        ({"Offers to mentor": "yes", "Places": "21"}, "not_a_number"),
    ],
)
def test_a_wrong_cell_is_an_error_that_names_its_column(cells, code):
    column = list(cells)[-1]
    assert (column, code) in one(**cells)


def test_the_row_is_the_one_that_the_spreadsheet_shows():
    result = checked(["E-mail", "First name"], ["a@example.org", "Ama"], ["", ""], ["nobody", "Kofi"])
    assert [(finding.row, finding.code) for finding in result.errors] == [(4, "not_an_address")]


def test_the_same_address_twice_names_the_first_row():
    result = checked(["E-mail", "First name"], ["a@example.org", "Ama"], ["A@Example.org", "Again"])
    assert [(finding.row, finding.code, finding.about) for finding in result.errors] == [(3, "twice", "2")]


def test_people_who_are_here_are_told_apart():
    result = checked(
        ["E-mail", "First name"],
        ["hanna@example.org", "Hanna"],
        ["ESI@example.org", "Esi"],
        ["new@example.org", "New"],
    )
    assert [person.standing for person in result.candidates] == ["elsewhere", "member", "new"]
    assert result.is_clean


def test_an_unknown_word_comes_with_what_is_near():
    result = checked(["E-mail", "First name", "Values in order"], ["a@example.org", "Ama", "Honestyy"])
    assert result.errors[0].hints == ("honesty",)
    assert (
        wording.sentence(result.errors[0]) == "“Honestyy” is not in our vocabulary. Did you mean “honesty”?"
    )
    assert wording.place(result.errors[0]) == "row 2, Values in order"


def test_every_finding_has_a_sentence_and_every_column_a_meaning():
    assert set(wording.MEANINGS) == {column.key for column in COLUMNS}
    for code in wording.SENTENCES:
        assert wording.SENTENCES[code] % {"about": "x", "rows": 1, "megabytes": 2}


def test_limits_are_those_of_the_models():
    assert BY_KEY["email"].longest == User._meta.get_field("email").max_length
    assert BY_KEY["first_name"].longest == User._meta.get_field("first_name").max_length
    assert BY_KEY["last_name"].longest == User._meta.get_field("last_name").max_length
    for key in ("headline", "opening", "place"):
        assert BY_KEY[key].longest == Profile._meta.get_field(key).max_length
    assert RankedValue._meta.get_field("line").max_length == 240
    assert Goal._meta.get_field("text").max_length == 240


def test_the_template_has_two_examples_and_no_unknown_column():
    header, *examples = template_rows()
    assert len(examples) == 2
    assert {title.casefold() for title in header} <= set(TITLES)


# --- Whatever comes in

CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["Honesty", "honesty; care", "=1+1", "yes", "2018-2022", "Doing research 2018-", "a@b.c", ";;;", "|"]
    ),
)
TITLE = st.one_of(st.sampled_from(sorted(TITLES)), st.text(max_size=20))


@given(st.binary(max_size=2000))
@settings(max_examples=300)
def test_any_bytes_give_findings_or_people(data):
    result = check(read(data), KNOWN)
    assert result.findings or result.candidates
    for finding in result.findings:
        assert wording.place(finding)
        assert wording.sentence(finding)


@given(st.lists(TITLE, min_size=1, max_size=8), st.lists(st.lists(CELLS, max_size=8), max_size=6))
@settings(max_examples=300)
def test_any_cells_give_findings_or_people(header, rows):
    result = check(read(file(["E-mail", "First name", *header], *rows).replace(b"\0", b"")), KNOWN)
    assert result.findings or result.candidates
    if result.is_clean:
        for person in result.candidates:
            assert person.email
            assert person.first_name
            assert not any(ord(letter) < 32 for letter in person.full_name + person.email)
            assert all(len(text) <= 1200 for text in person.texts.values())
            assert len({value for value, *__ in person.values}) == len(person.values) <= 5
            assert all(ended is None or began <= ended <= 2026 for __, began, ended in person.passages)

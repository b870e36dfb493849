"""The command that matches a whole cohort, end to end."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import make_community, make_mentee, make_mentor
from matching.meeting import meet
from matching.round_files import Addresses, WrongFile, read_pairs, write_outcome

pytestmark = pytest.mark.django_db

PEOPLE = Addresses(["ama@example.org", "Kofi@example.org", "-dash@example.org"], ["hanna@example.org"])


class Scene:
    """Two mentors of one place each, one of whom speaks French only; four mentees, one of whom shares a language with nobody."""

    def __init__(self) -> None:
        self.community = make_community()
        self.hanna = make_mentor("Hanna", places=1, languages=["en"])
        self.ines = make_mentor("Ines", places=1, languages=["fr"])
        self.ama = make_mentee("Ama", languages=["en", "fr"])
        self.kofi = make_mentee("Kofi", languages=["en"])
        self.lea = make_mentee("Lea", languages=["fr"], values=[("order", "security")] * 1)
        self.sanna = make_mentee("Sanna", languages=["fi"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("match_round", "weavers", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def outcome_of(path, *arguments: str) -> dict[str, dict[str, str]]:
    """What the command writes, by the mentee."""
    run("--out", str(path), *arguments)
    return {row["mentee"]: row for row in csv.DictReader(path.open(encoding="utf-8", newline=""))}


def pairs_file(path, *rows: tuple[str, ...], header=("mentee", "mentor")) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


@pytest.mark.parametrize("mode", ["optimal", "stable"])
def test_everybody_is_in_the_file_with_a_score_or_a_reason(scene, tmp_path, mode):
    rows = outcome_of(tmp_path / "out.csv", "--mode", mode)
    assert set(rows) == {user.email for user in (scene.ama, scene.kofi, scene.lea, scene.sanna)}
    matched = {mentee: row for mentee, row in rows.items() if row["mentor"]}
    assert sorted(row["mentor"] for row in matched.values()) == [scene.hanna.email, scene.ines.email]
    people = {user.email: user for user in vars(scene).values() if hasattr(user, "email")}
    for mentee, row in matched.items():
        pair = meet(people[mentee], people[row["mentor"]]).pair
        assert float(row["score"]) == pytest.approx(pair.score, abs=1e-6)
    assert rows[scene.sanna.email]["reason"].startswith("No mentor of this round may meet them")
    assert all(row["reason"] for row in rows.values())


def test_both_ways_stand_side_by_side_with_the_proof(scene):
    said = run()
    assert "largest total" in said
    assert "stable" in said
    assert "duality gap 0" in said
    assert said.count("2 of 4") == 2
    assert "is full with people" in said
    assert scene.sanna.email in said


def test_pins_and_bans_hold(scene, tmp_path):
    pins = pairs_file(tmp_path / "pins.csv", (scene.lea.email.upper(), scene.ines.email))
    bans = pairs_file(tmp_path / "bans.csv", (scene.ama.email, scene.hanna.email))
    for mode in ("optimal", "stable"):
        rows = outcome_of(tmp_path / "out.csv", "--mode", mode, "--pins", pins, "--bans", bans)
        assert {mentee: row["mentor"] for mentee, row in rows.items()} == {
            scene.ama.email: "",
            scene.kofi.email: scene.hanna.email,
            scene.lea.email: scene.ines.email,
            scene.sanna.email: "",
        }
        assert rows[scene.lea.email]["reason"] == "Pinned."


def test_a_dry_run_writes_no_file(scene, tmp_path):
    said = run("--out", str(tmp_path / "out.csv"), "--dry-run")
    assert "would be written" in said
    assert list(tmp_path.iterdir()) == []


def test_the_outcome_can_be_handed_in_again_as_pins(scene, tmp_path):
    first = outcome_of(tmp_path / "first.csv")
    kept = [(row["mentee"], row["mentor"]) for row in first.values() if row["mentor"]]
    second = outcome_of(tmp_path / "second.csv", "--pins", pairs_file(tmp_path / "pins.csv", *kept))
    assert [(row["mentee"], row["mentor"]) for row in second.values() if row["mentor"]] == kept


def test_the_same_seed_writes_the_same_file(scene, tmp_path):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for file in files:
        run("--out", str(file), "--seed", "7")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_community_without_anybody_is_matched_too(tmp_path):
    make_community()
    assert "0 of 0" in run("--out", str(tmp_path / "out.csv"))


def test_an_unknown_community_is_named():
    make_community("knitters")
    with pytest.raises(CommandError, match="no community “weavers”. There are: knitters"):
        run()


def test_a_pin_that_cannot_be_kept_is_named_by_row(scene, tmp_path):
    pins = pairs_file(
        tmp_path / "pins.csv", (scene.ama.email, scene.ines.email), (scene.kofi.email, scene.ines.email)
    )
    with pytest.raises(CommandError, match=r"pins\.csv, row [23]: ines.* has fewer places"):
        run("--pins", pins, "--out", str(tmp_path / "out.csv"))
    barred = pairs_file(tmp_path / "pins.csv", (scene.kofi.email, scene.ines.email))
    with pytest.raises(CommandError, match=r"pins\.csv, row 2: kofi.* and ines.* may not meet"):
        run("--pins", barred, "--out", str(tmp_path / "out.csv"))
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_is_not_there_is_said(scene, tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
        run("--bans", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError, match=r"out\.csv cannot be written: No such file"):
        run("--out", str(tmp_path / "nowhere" / "out.csv"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "p.csv, the file: The file is empty."),
        ("mentee\nama@example.org\n", "p.csv, the file: The column “mentor” is missing."),
        ("mentee,mentor,mentor\n", "p.csv, column mentor: This column stands there twice. Delete one."),
        ("mentee,mentor\nama@example.org\n", "p.csv, row 2, mentor: Is empty, and is needed."),
        (
            "mentee,mentor\nama@example.org,hanna@example.org\nnobody@example.org,hanna@example.org\n",
            "p.csv, row 3, mentee: Nobody in this round has the address “nobody@example.org”.",
        ),
        (
            "mentee,mentor\nama@example.org,kofi@example.org\n",
            "p.csv, row 2, mentor: kofi@example.org is in this round, but not as a mentor.",
        ),
        (
            "mentee,mentor\nama@example.org,hanna@example.org,x\n",
            "p.csv, row 2: This row has more cells than the header. Is there a separator inside a cell that has no quotation marks?",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_row_and_column(text, said):
    with pytest.raises(WrongFile) as refused:
        read_pairs("p.csv", text.encode(), PEOPLE)
    assert str(refused.value) == said


def test_addresses_are_compared_without_case_and_other_columns_do_not_matter():
    text = "Mentor;Score;Mentee\nHANNA@example.org;0,5;kofi@EXAMPLE.org\n"
    assert read_pairs("p.csv", text.encode(), PEOPLE) == {(1, 0): 2}
    assert read_pairs("p.csv", b"mentee,mentor\n", PEOPLE) == {}


def test_no_cell_of_the_outcome_is_a_formula_and_it_can_be_read_again():
    file = io.StringIO()
    write_outcome(file, [("-dash@example.org", "hanna@example.org", "0.5", "=1+1")])
    assert file.getvalue().splitlines()[1] == "'-dash@example.org,hanna@example.org,0.5,'=1+1"
    assert read_pairs("p.csv", file.getvalue().encode(), PEOPLE) == {(2, 0): 2}

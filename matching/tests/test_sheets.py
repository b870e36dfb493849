"""The decision sheet: its moves, what its pages show and what they keep back, two tabs, and people who leave."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Passage, Profile, RankedValue
from accounts.moves import IllegalMove
from accounts.tests.factories import make_community, make_mentee, make_mentor, make_person
from matching import actions
from matching.actions.sheets import StaleJudgement, Wanted, present
from matching.models import Criterion, DecisionSheet, Judgement, SecondThought
from matching.sheets import Table, sourced, suggestions
from matching.tests.factories import fill, make_sheet
from outbox.models import Mail

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CANARY = "zwitschernder-kanarienvogel"


@pytest.fixture
def naledi():
    return make_mentee("Naledi")


@pytest.fixture
def three():
    return [make_mentor(name, last_name=f"{name}-surname") for name in ("Adaeze", "Hanna", "Zodwa")]


@pytest.fixture
def sheet(naledi, three):
    return make_sheet(by=naledi, mentors=three)


@pytest.fixture
def inside(client, naledi):
    client.force_login(naledi)
    return client


def at(sheet, rest=""):
    return f"/decisions/{sheet.public_id}/{rest}"


def body(response):
    return response.content.decode()


def cell(sheet, place=0, person=0):
    return {"criterion": sheet.criteria.all()[place], "option": sheet.options.all()[person]}


def judge(sheet, *, level="good", text="Because", version=0, **where):
    return actions.judge(
        by=sheet.mentee, sheet=sheet, level=level, text=text, version=version, now=NOW, **cell(sheet, **where)
    )


def cells(sheet, *, level="good", text="Because", version=0):
    """A POST that fills one criterion."""
    data = {}
    for option in sheet.options.all():
        data |= {
            f"cell-{option.pk}-level": level,
            f"cell-{option.pk}-text": text,
            f"cell-{option.pk}-version": str(version),
        }
    return data


# --- moves


@pytest.mark.parametrize(("people", "criteria"), [(1, 3), (2, 2), (2, 6), (6, 3)])
def test_a_sheet_of_another_size_is_refused(naledi, people, criteria):
    mentors = [make_mentor() for _ in range(people)]
    with pytest.raises(IllegalMove):
        make_sheet(by=naledi, mentors=mentors, criteria=[f"c{n}" for n in range(criteria)])


def test_a_sheet_about_somebody_out_of_sight_is_refused(naledi, three):
    far = make_mentor("Far", communities=[make_community("elsewhere")])
    with pytest.raises(IllegalMove):
        make_sheet(by=naledi, mentors=[three[0], far])


def test_a_goal_of_somebody_else_is_refused(naledi, three):
    goal = make_mentee("Other").profile.goals.get()
    with pytest.raises(IllegalMove):
        actions.open_sheet(
            by=naledi, goal=goal, mentors=three, criteria=[Wanted(text) for text in "abc"], now=NOW
        )


def test_nobody_else_can_move_a_sheet(sheet, three):
    with pytest.raises(IllegalMove):
        actions.archive(by=three[0], sheet=sheet, now=NOW)
    with pytest.raises(IllegalMove):
        actions.judge(by=three[0], sheet=sheet, level="good", text="me", version=0, now=NOW, **cell(sheet))


def test_a_reveal_before_all_is_filled_is_refused(sheet):
    fill(sheet)
    judge(sheet, text="", version=1)
    with pytest.raises(IllegalMove):
        actions.reveal(by=sheet.mentee, sheet=sheet, now=NOW)


def test_after_the_reveal_a_cell_changes_with_a_reason_only(naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="revealed")
    with pytest.raises(IllegalMove):
        judge(sheet, level="little", version=1)
    judgement = sheet.criteria.first().judgements.first()
    for level, why in (("good", "Same"), ("little", " "), ("nonsense", "Why")):
        with pytest.raises(IllegalMove):
            actions.change_mind(by=naledi, sheet=sheet, judgement=judgement, level=level, why=why, now=NOW)
    actions.change_mind(by=naledi, sheet=sheet, judgement=judgement, level="little", why="Her title", now=NOW)
    thought = SecondThought.objects.get()
    assert (thought.before, thought.after, thought.why) == ("good", "little", "Her title")
    judgement.refresh_from_db()
    assert (judgement.level, judgement.text) == ("little", "So it seems")


def test_a_choice_needs_a_sentence_and_can_be_opened_again(naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="revealed")
    option = sheet.options.first()
    with pytest.raises(IllegalMove):
        actions.decide(by=naledi, sheet=sheet, option=option, why="  ", now=NOW)
    decided = actions.decide(by=naledi, sheet=sheet, option=option, why="She says it once.", now=NOW)
    assert (decided.state, decided.choice, decided.why) == ("decided", option, "She says it once.")
    assert actions.reopen(by=naledi, sheet=sheet).state == "revealed"


def test_a_sheet_in_the_archive_rests_until_it_is_taken_out(sheet):
    actions.archive(by=sheet.mentee, sheet=sheet, now=NOW)
    with pytest.raises(IllegalMove):
        judge(sheet)
    actions.reopen(by=sheet.mentee, sheet=sheet)
    assert judge(sheet).version == 1


# --- two tabs


def test_a_stale_save_changes_nothing(sheet):
    judge(sheet, text="first tab")
    with pytest.raises(StaleJudgement) as stale:
        judge(sheet, text="second tab")
    assert stale.value.current.text == "first tab"
    assert Judgement.objects.get().text == "first tab"


def test_the_same_again_is_no_conflict(sheet):
    judge(sheet)
    assert judge(sheet).version == 1


def test_two_tabs_show_both_texts_and_the_next_save_goes_on_from_there(inside, sheet):
    inside.post(at(sheet, "1/"), cells(sheet, text="in the first tab"))
    page = inside.post(at(sheet, "1/"), cells(sheet, level="some", text="in the second tab"))
    assert page.status_code == 422
    assert body(page).count("in the first tab") == 3
    assert body(page).count("in the second tab") == 3
    assert set(re.findall(r'name="cell-\d+-version" value="(\d+)"', body(page))) == {"1"}
    assert set(Judgement.objects.values_list("text", flat=True)) == {"in the first tab"}
    again = inside.post(at(sheet, "1/"), cells(sheet, level="some", text="in the second tab", version=1))
    assert again.status_code == 302
    assert set(Judgement.objects.values_list("text", "version")) == {("in the second tab", 2)}


def test_what_was_typed_stays_when_the_sheet_was_put_away_meanwhile(inside, sheet):
    actions.archive(by=sheet.mentee, sheet=sheet, now=NOW)
    page = inside.post(at(sheet, "1/"), cells(sheet, text="Typed too late"))
    assert page.status_code == 422
    assert body(page).count("Typed too late") == 3
    assert not Judgement.objects.exists()


# --- pages


def test_the_way_from_the_shortlist_to_the_letter(inside, naledi, three):
    for mentor in three:
        actions.add_to_shortlist(by=naledi, mentor=mentor)
    assert "/decisions/new/" in body(inside.get("/shortlist/"))
    data = {
        "goal": naledi.profile.goals.get().pk,
        "mentors": [mentor.pk for mentor in three],
        "criterion_1": "Lives by Honesty",
        "criterion_3": "Has time for me",
        "criterion_5": "Has been through Managing people",
        "weight_5": "3",
    }
    begun = inside.post("/decisions/new/", data)
    sheet = DecisionSheet.objects.get()
    assert begun["Location"] == at(sheet, "1/")
    rows = sheet.criteria.values_list("position", "text", "weight", "value__slug", "area__slug")
    assert list(rows) == [
        (1, "Lives by Honesty", None, "honesty", None),
        (2, "Has time for me", None, None, None),
        (3, "Has been through Managing people", 3, None, "managing-people"),
    ]
    assert inside.post(at(sheet, "1/"), cells(sheet))["Location"] == at(sheet, "2/")
    inside.post(at(sheet, "2/"), cells(sheet, level="unknown", text="When do you have time?"))
    assert inside.post(at(sheet, "3/"), cells(sheet))["Location"] == at(sheet)
    inside.post(at(sheet, "reveal/"))
    page = body(inside.get(at(sheet)))
    assert "Hanna in one line" in page and "When do you have time?" in page
    option = sheet.options.get(mentor=three[1])
    nothing = inside.post(at(sheet, "choice/"), {"option": option.pk, "why": ""})
    assert nothing.status_code == 422
    done = inside.post(at(sheet, "choice/"), {"option": option.pk, "why": "She would say it."})
    assert done["Location"] == f"/mentors/{three[1].public_id}/ask/?sheet={sheet.public_id}"
    letter = body(inside.get(done["Location"]))
    assert "When do you have time?" in letter and "She would say it." in letter
    assert "She would say it." in body(inside.get(at(sheet)))


def test_an_empty_form_says_at_each_field_what_it_lacks(inside, naledi, three):
    for mentor in three:
        actions.add_to_shortlist(by=naledi, mentor=mentor)
    page = inside.post(
        "/decisions/new/", {"criterion_1": "One", "criterion_2": "one", "mentors": three[0].pk}
    )
    assert page.status_code == 422
    for words in ("Which of your goals", "Choose two to five people", "Write three at least", 'value="One"'):
        assert words in body(page)


def test_half_a_cell_is_saved_and_said_to_be_half(inside, sheet):
    page = inside.post(at(sheet, "1/"), cells(sheet, text=""))
    assert page.status_code == 422
    assert body(page).count("what makes you think so?") == 3
    assert set(Judgement.objects.values_list("level", "text")) == {("good", "")}
    asks = inside.post(at(sheet, "1/"), cells(sheet, level="unknown", text="", version=1))
    assert body(asks).count("Then write the question") == 3
    none = inside.post(at(sheet, "1/"), cells(sheet, level="", text="Typed", version=2))
    assert body(none).count("Typed") == 3


def test_suggestions_come_from_goals_and_values(naledi):
    offered = suggestions(naledi.profile)
    assert [wanted.text for wanted in offered[:3]] == [
        "Has been through Managing people",
        "Lives by Honesty",
        "Lives by Fairness",
    ]
    assert sourced("Holds to fairness", None, offered).value.slug == "fairness"
    assert sourced("Is funny", None, offered) == Wanted("Is funny")


def test_what_somebody_wrote_on_the_criterion_stands_beside_it(inside, sheet, three):
    criterion = sheet.criteria.first()
    Criterion.objects.filter(pk=criterion.pk).update(value=RankedValue.objects.first().value)
    RankedValue.objects.filter(profile__user=three[0], rank=1).update(line="I shout before the sea.")
    RankedValue.objects.filter(profile__user=three[1], rank=1).update(line="")
    page = body(inside.get(at(sheet, "1/")))
    assert "I shout before the sea." in page
    assert "Hanna has not written about this." in page


def test_the_order_is_the_same_at_each_look_and_differs_between_sheets(naledi):
    mentors = [make_mentor() for _ in range(5)]
    sheets = [make_sheet(by=naledi, mentors=mentors) for _ in range(8)]
    orders = [[option.mentor_id for option in present(sheet)] for sheet in sheets]
    assert orders == [[option.mentor_id for option in present(sheet)] for sheet in sheets]
    assert len({tuple(order) for order in orders}) > 1


def test_two_of_the_same_name_are_told_apart(naledi):
    twins = [make_mentor("Hanna", last_name=last) for last in ("Tesfaye", "Berg")]
    table = Table(make_sheet(by=naledi, mentors=twins))
    assert {seat.name for seat in table.seats} == {"Hanna T.", "Hanna B."}


# --- the shine guard


def test_before_the_reveal_no_body_holds_anything_that_shines(inside, naledi, three):
    for mentor in three:
        Profile.objects.filter(user=mentor).update(
            headline=f"headline-{CANARY}",
            opening=f"opening-{CANARY}",
            more=f"employer-{CANARY}",
            place=f"place-{CANARY}",
        )
        get_user_model().objects.filter(pk=mentor.pk).update(last_name=f"last-{CANARY}")
        Passage.objects.filter(profile__user=mentor).update(differently=f"differently-{CANARY}")
        actions.write_note(by=naledi, mentor=mentor, note=f"note-{CANARY}")
    sheet = make_sheet(by=naledi, mentors=three)
    Criterion.objects.filter(sheet=sheet, position=1).update(value=RankedValue.objects.first().value)
    Criterion.objects.filter(sheet=sheet, position=2).update(
        area=Passage.objects.filter(profile__user=three[0]).first().area
    )
    pages = ["", "1/", "2/", "3/", "print/", "sheet.csv", "sheet.txt"]
    bodies = [body(inside.get(at(sheet, page))) for page in pages]
    bodies.append(body(inside.post(at(sheet, "1/"), cells(sheet, text=""))))
    for place in (1, 2, 3):
        version = 1 if place == 1 else 0
        inside.post(at(sheet, f"{place}/"), cells(sheet, text="Filled", version=version))
    bodies += [body(inside.get(at(sheet, page))) for page in pages]
    for text in bodies:
        main = text[text.find("<main") :]
        assert CANARY not in text
        assert "fit__" not in main and "emblem" not in main.replace("emblems", "")
        assert 'viewBox="0 0 200 200"' not in main and "<img" not in main
        assert all(str(mentor.public_id) not in text for mentor in three)
    inside.post(at(sheet, "reveal/"))
    assert f"headline-{CANARY}" in body(inside.get(at(sheet)))


# --- people who leave


@pytest.mark.parametrize("how", ["blocks", "is blocked", "suspended", "deleted", "no longer a mentor"])
def test_who_is_gone_is_as_if_not_there(inside, naledi, three, sheet, how):
    fill(sheet, text="Kept words")
    gone = three[1]
    if how == "blocks":
        actions.block(by=gone, other=naledi, now=NOW)
    elif how == "is blocked":
        actions.block(by=naledi, other=gone, now=NOW)
    elif how == "suspended":
        get_user_model().objects.filter(pk=gone.pk).update(suspended_at=NOW)
    elif how == "deleted":
        gone.delete()
    else:
        Profile.objects.filter(user=gone).update(mentor_state="none")
    for page in ("", "1/", "print/"):
        text = body(inside.get(at(sheet, page)))
        assert "One person is no longer here." in text
        assert "Hanna" not in text
    assert Judgement.objects.count() == 9
    inside.post(at(sheet, "reveal/"))
    sheet.refresh_from_db()
    assert sheet.state == "revealed"
    assert "Hanna" not in body(inside.get(at(sheet)))


def test_who_takes_no_requests_is_said_to(inside, sheet, three):
    Profile.objects.filter(user=three[0]).update(paused_at=NOW)
    assert body(inside.get(at(sheet, "1/"))).count("Takes no requests just now.") == 1


def test_a_choice_who_has_gone_is_told_in_words(inside, naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="decided")
    sheet.choice.mentor.delete()
    assert "The person you chose is no longer here" in body(inside.get(at(sheet)))


def test_a_sheet_of_which_everybody_has_gone_still_opens(inside, sheet, three):
    for mentor in three:
        mentor.delete()
    for page in ("", "1/", "print/", "sheet.csv"):
        assert inside.get(at(sheet, page)).status_code == 200
    assert inside.post(at(sheet, "1/"), {}).status_code == 302


# --- private


def test_nobody_else_finds_a_sheet(client, naledi, three, caplog):
    sheet = make_sheet(
        by=naledi, mentors=three, criteria=[f"{CANARY}{n}" for n in "abc"], text=CANARY, state="decided"
    )
    others = [*three, make_mentee("Peer"), make_person("Boss", is_staff=True, is_superuser=True)]
    for other in others:
        client.force_login(other)
        for page in ("", "1/", "print/", "sheet.csv", "sheet.txt"):
            assert client.get(at(sheet, page)).status_code == 404
        for page in ("/decisions/", "/mentors/?q=" + CANARY, "/requests/", "/profile/", "/shortlist/"):
            shown = body(client.get(page))
            assert CANARY not in shown.replace(f"“{CANARY}”", "").replace(f'"{CANARY}"', "").replace(
                f"q={CANARY}", ""
            )
        letter = client.get(f"/mentors/{three[0].public_id}/ask/?sheet={sheet.public_id}")
        assert CANARY not in body(letter)
    assert CANARY not in str(list(Mail.objects.values()))
    assert mail.outbox == []
    assert CANARY not in caplog.text


def test_an_export_holds_no_formula(inside, naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="revealed", text='=HYPERLINK("x")')
    text = body(inside.get(at(sheet, "sheet.csv")))
    assert '"\'=HYPERLINK(""x"")"' in text
    assert ',"=HYPERLINK' not in text
    assert "=HYPERLINK" in body(inside.get(at(sheet, "sheet.txt")))


# --- cost


def test_a_large_sheet_asks_as_many_queries_as_a_small_one(inside, naledi):
    mentors = [make_mentor() for _ in range(5)]

    def counted(people, criteria, state):
        sheet = make_sheet(
            by=naledi, mentors=mentors[:people], criteria=[f"c{n}" for n in range(criteria)], state=state
        )
        if state == "open":
            fill(sheet)
        found = []
        for page in ("", "1/", "print/"):
            with CaptureQueriesContext(connection) as captured:
                inside.get(at(sheet, page))
            found.append(len(captured))
        return found

    for state in ("open", "revealed"):
        counted(2, 3, state)
        assert counted(2, 3, state) == counted(5, 5, state)

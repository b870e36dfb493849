"""A decision sheet cell by cell: saved as it is left, never over another tab, and what is typed survives a session that ends."""

import pytest
from django.urls import reverse

from accounts.models import AreaRelation, Passage, Profile, RankedValue
from accounts.moves import IllegalMove
from accounts.tests.factories import make_area, make_mentee, make_mentor
from matching import actions
from matching.differing import Differs, differs, of_area, of_value
from matching.models import Judgement
from matching.sheet_views import beside_ours
from matching.sheets import Table, suggestions
from matching.tests.factories import make_request, make_sheet
from partnerships.models import Partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def naledi():
    return make_mentee("Naledi")


@pytest.fixture
def three():
    return [make_mentor(name) for name in ("Adaeze", "Hanna", "Zodwa")]


@pytest.fixture
def sheet(naledi, three):
    return make_sheet(by=naledi, mentors=three)


@pytest.fixture
def save(client, naledi, sheet):
    """Save one cell of the first criterion, as the page's script does."""
    client.force_login(naledi)

    def save(seat=0, **cell):
        option = Table(sheet).seats[seat].option
        prefix = f"cell-{option.pk}"
        data = {"cell": prefix} | {f"{prefix}-{name}": value for name, value in cell.items()}
        return client.post(reverse("matching:decision-judge", args=[sheet.public_id, 1]), data)

    return save


# Saving one cell


def test_cell_is_saved_by_itself_and_says_its_version(save):
    told = save(level="good", text="Because", version=0)
    assert (told.status_code, told.json()) == (200, {"state": "saved", "version": 1})
    assert save(level="good", text="Because of Tuesday", version=1).json()["version"] == 2
    assert Judgement.objects.get().text == "Because of Tuesday"


def test_half_a_cell_is_saved_too(save):
    assert save(level="", text="Half a thought", version=0).json()["state"] == "saved"
    assert Judgement.objects.get().text == "Half a thought"


def test_other_tab_is_not_written_over_and_its_text_comes_back(save):
    save(level="good", text="First", version=0)
    told = save(level="little", text="Second", version=0)
    assert told.status_code == 409
    assert told.json() == {
        "state": "elsewhere",
        "level": "good",
        "label": "Good",
        "text": "First",
        "version": 1,
    }
    assert Judgement.objects.get().text == "First"
    assert save(level="little", text="Second", version=1).json()["state"] == "saved"


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ({"level": "splendid", "text": "x", "version": 0}, 422),
        ({"level": "good", "text": "x" * 801, "version": 0}, 422),
        ({"level": "good", "text": "x", "version": "y"}, 422),
    ],
)
def test_what_cannot_be_saved_is_refused_in_words(save, cell, status):
    told = save(**cell)
    assert (told.status_code, told.json()["state"]) == (status, "refused")
    assert told.json()["text"]
    assert not Judgement.objects.exists()


def test_cell_of_somebody_who_has_gone_or_of_a_sheet_that_has_moved_on_is_refused(
    save, client, naledi, sheet
):
    address = reverse("matching:decision-judge", args=[sheet.public_id, 1])
    assert client.post(address, {"cell": "cell-0"}).status_code == 404
    actions.archive(by=naledi, sheet=sheet, now=sheet.made_at)
    told = save(level="good", text="Because", version=0)
    assert (told.status_code, told.json()["state"]) == (422, "refused")


def test_what_was_typed_when_the_session_ended_is_offered_after_signing_in(client, naledi, sheet):
    address = reverse("matching:decision-judge", args=[sheet.public_id, 1])
    client.force_login(naledi)
    owner = client.get(address).context["draft_owner"]
    client.logout()
    prefix = f"cell-{Table(sheet).seats[0].option.pk}"
    typed = {f"{prefix}-level": "some", f"{prefix}-text": "Half a sen", "draft_owner": owner}
    assert client.post(address, typed).url.startswith("/accounts/login/")
    client.force_login(naledi)
    page = client.get(address)
    assert "You were signed out before this was saved." in page.content.decode()
    assert "Half a sen" in page.content.decode()
    assert "A few words are enough" not in page.content.decode()
    assert not Judgement.objects.exists()


# Our view beside one's own


@pytest.mark.parametrize(
    ("mine", "ours", "expected"),
    [
        (4, 4, Differs.NOT),
        (4, 3, Differs.NOT),
        (4, 2, Differs.MORE),
        (1, 3, Differs.LESS),
        (0, 4, Differs.UNTOLD),
        (3, None, Differs.UNTOLD),
    ],
)
def test_two_views_lie_apart_by_two_levels_or_more(mine, ours, expected):
    assert differs(mine, ours) is expected


def test_our_side_of_values_and_areas():
    assert [of_value(rank) for rank in (1, 2, 3, 4, 5, None)] == [4, 4, 3, 2, 2, 1]
    assert of_area(["brief", "deep"], has_related=False) == 4
    assert (of_area([], has_related=True), of_area([], has_related=False)) == (2, 1)


def test_reveal_says_what_we_go_by_and_where_the_views_differ(client, naledi, three):
    wanted = [one for one in suggestions(naledi.profile) if one.value or one.area][:2]
    sheet = make_sheet(
        by=naledi, mentors=three, criteria=["Tells me the truth", *[one.text for one in wanted]]
    )
    criteria = list(sheet.criteria.all())
    for criterion, one in zip(criteria[1:], wanted, strict=True):
        criterion.value, criterion.area = one.value, one.area
        criterion.save()
    value = next(criterion for criterion in criteria if criterion.value_id)
    first = Table(sheet).mentors
    without = next(iter(first.values()))
    RankedValue.objects.filter(profile__user=without, value=value.value).delete()
    for row in Table(sheet).rows:
        for cell in row.cells:
            Judgement.objects.create(
                criterion=row.criterion,
                option=cell.seat.option,
                level="strong",
                text="So",
                saved_at=sheet.made_at,
            )
    actions.reveal(by=naledi, sheet=sheet, now=sheet.made_at)
    sheet.refresh_from_db()
    client.force_login(naledi)
    body = client.get(reverse("matching:decision-detail", args=[sheet.public_id])).content.decode()
    assert "It is not among their five values." in body
    assert body.count("You see more here than we do.") >= 1
    table = Table(sheet)
    profiles = [Profile.objects.with_definition().get(user=user) for user in table.mentors.values()]
    rows = beside_ours(table, profiles)
    assert [one.ours for one in rows[0].cells] == ["", "", ""]  # a criterion of one's own


def test_passage_in_a_related_area_counts_as_something_near(naledi, three):
    area, near = sorted([make_area("leading"), make_area("teaching")], key=lambda one: one.pk)
    AreaRelation.objects.create(first=area, second=near)
    sheet = make_sheet(by=naledi, mentors=three)
    criterion = sheet.criteria.first()
    criterion.area = area
    criterion.save()
    for mentor in three:
        mentor.profile.passages.all().delete()
    Passage.objects.create(profile=three[0].profile, area=near, began=2020)
    table = Table(sheet)
    profiles = [Profile.objects.with_definition().get(user=user) for user in table.mentors.values()]
    ours = {
        user: one.ours
        for user, one in zip(table.mentors.values(), beside_ours(table, profiles)[0].cells, strict=True)
    }
    assert ours[three[0]].startswith("Has been through something near")
    assert ours[three[1]] == "Has not written that they have been through it."


# Who cannot be asked just now, and the way back


def test_who_has_no_place_just_now_is_said_to_on_every_page(client, naledi, three):
    make_request(mentor=three[1], mentee=make_mentee("Amara"), state="accepted")
    three[1].profile.places = 1
    three[1].profile.save()
    client.force_login(naledi)
    sheet = make_sheet(by=naledi, mentors=three)
    judging = client.get(reverse("matching:decision-judge", args=[sheet.public_id, 1])).content.decode()
    assert "Has no free place just now." in judging
    revealed = make_sheet(by=naledi, mentors=three, state="revealed")
    page = client.get(reverse("matching:decision-detail", args=[revealed.public_id])).content.decode()
    assert "Hanna: has no free place just now." in page
    gone = revealed.options.get(mentor=three[1])
    assert f'name="option" value="{gone.pk}"' not in page
    address = reverse("matching:decision-choose", args=[revealed.public_id])
    refused = client.post(address, {"option": gone.pk, "why": "Still her."})
    assert refused.status_code == 422
    assert "That person cannot be asked just now." in refused.content.decode()
    with pytest.raises(IllegalMove):
        actions.decide(by=naledi, sheet=revealed, option=gone, why="Still her.", now=revealed.made_at)


def test_when_nobody_can_be_asked_just_now_the_sheet_says_so(client, naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="revealed")
    Profile.objects.filter(user__in=three).update(paused_at=sheet.made_at)
    client.force_login(naledi)
    page = client.get(reverse("matching:decision-detail", args=[sheet.public_id])).content.decode()
    assert "Nobody of this sheet can be asked just now" in page
    assert 'name="option"' not in page


def test_choice_who_pauses_before_the_letter_is_told_in_words_with_a_way_to_choose_anew(
    client, naledi, three
):
    sheet = make_sheet(by=naledi, mentors=three, state="decided")
    Profile.objects.filter(user=sheet.choice.mentor).update(paused_at=sheet.made_at)
    client.force_login(naledi)
    page = client.get(reverse("matching:decision-detail", args=[sheet.public_id])).content.decode()
    assert "takes no requests just now" in page
    assert "Write to" not in page
    assert "Open the sheet again, to choose anew" in page


@pytest.mark.parametrize("one_cell", [True, False])
def test_what_was_typed_about_somebody_who_has_just_gone_is_kept(client, naledi, three, sheet, one_cell):
    client.force_login(naledi)
    here = {seat.option.pk: seat.option for seat in Table(sheet).seats}
    gone = next(option for option in here.values() if option.mentor == three[1])
    actions.block(by=three[1], other=naledi, now=sheet.made_at)
    data = {"cell": f"cell-{gone.pk}"} if one_cell else {}
    for pk in here:
        data |= {f"cell-{pk}-level": "good", f"cell-{pk}-text": f"On {pk}", f"cell-{pk}-version": "0"}
    told = client.post(reverse("matching:decision-judge", args=[sheet.public_id, 1]), data, follow=True)
    assert gone.judgements.get().text == f"On {gone.pk}"
    assert "Somebody has gone while you wrote. What you wrote is kept" in told.content.decode()
    assert "Hanna" not in told.content.decode()
    assert Judgement.objects.count() == (1 if one_cell else 3)


def test_lines_that_end_otherwise_are_the_same_words(save):
    save(level="good", text="One\nTwo", version=0)
    assert save(level="good", text="One\r\nTwo", version=0).json() == {"state": "saved", "version": 1}


def test_way_back_from_a_pair_leads_to_the_sheet_that_led_there_or_to_the_shortlist(client, naledi, three):
    sheet = make_sheet(by=naledi, mentors=three, state="revealed")
    make_request(mentee=naledi, mentor=three[0], state="accepted")
    pair = Partnership.objects.get()
    address = reverse("matching:decision-from-pair", args=[pair.public_id])
    client.force_login(naledi)
    assert client.get(address).url == reverse("matching:shortlist")
    sheet.choice, sheet.why, sheet.state = sheet.options.get(mentor=three[0]), "She asks back.", "decided"
    sheet.decided_at = sheet.made_at
    sheet.save()
    assert client.get(address).url == reverse("matching:decision-detail", args=[sheet.public_id])
    client.force_login(three[0])
    assert client.get(address).status_code == 404

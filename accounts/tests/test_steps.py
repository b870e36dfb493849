"""The guided profile: each step saves by itself, keeps what is typed, and says at the field what is wrong."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts import guide
from accounts.models import Interest, Language, MentorState, Profile, User
from accounts.tests.factories import (
    give_consent,
    join,
    make_area,
    make_community,
    make_interest,
    make_person,
    make_statement,
    make_user,
    make_value,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "\x00",
    "<script>alert(1)</script>",
    "x" * 50_000,
    "9" * 400,
    "\ud800",
    "' OR 1=1 --",
    "-1",
    "ﷺ" * 3000,
]


def step_url(slug: str) -> str:
    return reverse("accounts:profile-step", args=[slug])


@pytest.fixture
def user() -> User:
    user = make_user("Naledi")
    give_consent(user)
    return user


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def english() -> Language:
    return Language.objects.get_or_create(code="en", defaults={"name": "English"})[0]


def practical(**changes: object) -> dict[str, object]:
    return {
        "languages": ["en"],
        "time_zone": "Africa/Johannesburg",
        "formats": ["video"],
        "do": "go",
    } | changes


@pytest.mark.parametrize("slug", guide.BY_SLUG)
def test_step_asks_to_sign_in(client: Client, slug: str) -> None:
    assert client.get(step_url(slug)).status_code == 302


@pytest.mark.parametrize("slug", guide.BY_SLUG)
def test_step_shows_itself_to_a_newcomer(member: Client, slug: str) -> None:
    answer = member.get(step_url(slug), follow=True)

    assert answer.status_code == 200
    assert f"Step {guide.number(slug)} of 8. About 25 minutes left." in answer.content.decode()


def test_unknown_step_is_not_found(member: Client) -> None:
    assert member.get(step_url("fame")).status_code == 404


def test_who_saves_and_goes_on(member: Client, user: User) -> None:
    answer = member.post(
        step_url("who"), {"opening": "I have been a beginner twice.", "place": "Durban", "do": "go"}
    )

    profile = Profile.objects.get(user=user)
    assert answer.headers["Location"] == step_url("stand")
    assert (profile.opening, profile.place, profile.steps_done) == (
        "I have been a beginner twice.",
        "Durban",
        ["who"],
    )


def test_who_without_an_opening_keeps_the_rest(member: Client) -> None:
    answer = member.post(step_url("who"), {"opening": "  ", "headline": "Tram driver", "do": "go"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A few lines are enough." in page
    assert "Tram driver" in page


def test_who_can_stop_half_way(member: Client, user: User) -> None:
    answer = member.post(step_url("who"), {"opening": "", "headline": "Tram driver", "do": "stop"})

    profile = Profile.objects.get(user=user)
    assert answer.headers["Location"] == reverse("accounts:profile")
    assert (profile.headline, profile.steps_done) == ("Tram driver", [])


def test_stand_keeps_places_and_lines(member: Client, user: User) -> None:
    first, second = make_statement("candour"), make_statement("pace")

    member.post(
        step_url("stand"),
        {f"position_{first.pk}": "4", f"note_{first.pk}": "Say it.", f"position_{second.pk}": "", "do": "go"},
    )

    stances = user.profile.stances.values_list("statement", "position", "note")
    assert list(stances) == [(first.pk, 4, "Say it.")]


def test_stand_line_without_a_place_is_kept_and_asked_about(member: Client) -> None:
    statement = make_statement("candour")

    answer = member.post(step_url("stand"), {f"note_{statement.pk}": "Say it.", "do": "go"})

    assert answer.status_code == 422
    assert "Choose a place for this line" in answer.content.decode()
    assert "Say it." in answer.content.decode()


def test_interests_are_saved(member: Client, user: User) -> None:
    make_interest("chess"), make_interest("choir")

    member.post(step_url("interests"), {"interests": ["chess"], "do": "go"})

    assert [interest.slug for interest in user.profile.interests.all()] == ["chess"]


def test_interests_filter_keeps_what_is_ticked(member: Client, user: User) -> None:
    make_interest("chess"), make_interest("choir")

    answer = member.post(
        step_url("interests"), {"interests": ["chess"], "q": "choi", "do": "filter"}, follow=True
    )

    page = answer.content.decode()
    assert [interest.slug for interest in user.profile.interests.all()] == ["chess"]
    assert ('value="choir"' in page, 'value="chess"' in page) == (True, True)


def test_interests_filter_leaves_others_out(member: Client) -> None:
    make_interest("chess"), make_interest("choir")

    page = member.get(step_url("interests"), {"q": "CHOI"}).content.decode()

    assert ('value="choir"' in page, 'value="chess"' in page) == (True, False)


def test_interests_beyond_twenty_are_refused_with_the_ticks_kept(member: Client) -> None:
    slugs = [make_interest(f"interest-{number}").slug for number in range(21)]

    answer = member.post(step_url("interests"), {"interests": slugs, "do": "go"})

    assert answer.status_code == 422
    assert answer.content.decode().count("checked") == 21


def test_interest_off_the_list_stays_with_who_has_it(member: Client, user: User) -> None:
    Profile.objects.create(user=user).interests.add(make_interest("chess"))
    Interest.objects.update(is_active=False)

    member.post(step_url("interests"), {"interests": ["chess"], "do": "go"})

    assert user.profile.interests.count() == 1


def test_practical_saves_everything(member: Client, user: User, english: Language) -> None:
    answer = member.post(
        step_url("practical"), practical(hours_per_month="3", free_slots=["wed-evening", "sun-early"])
    )

    user.refresh_from_db()
    profile = user.profile
    assert answer.headers["Location"] == reverse("accounts:profile")
    assert user.time_zone == "Africa/Johannesburg"
    assert (profile.formats, profile.hours_per_month, profile.free_slots) == (
        ["video"],
        3,
        ["wed-evening", "sun-early"],
    )
    assert list(profile.languages.all()) == [english]
    assert "practical" in profile.steps_done


@pytest.mark.parametrize(
    "changes",
    [
        {"languages": []},
        {"languages": ["tlh"]},
        {"time_zone": "Mars/Olympus"},
        {"formats": ["telepathy"]},
        {"hours_per_month": "0"},
        {"hours_per_month": "41"},
        {"free_slots": ["wed-midnight"]},
        {"mentors": "on", "places": ""},
        {"mentors": "on", "places": "21"},
    ],
)
def test_practical_refuses(member: Client, user: User, english: Language, changes: dict) -> None:
    answer = member.post(step_url("practical"), practical(**changes))

    assert answer.status_code == 422
    assert 'class="field__error"' in answer.content.decode()
    assert Profile.objects.get(user=user).steps_done == []


def test_practical_offer_to_mentor_awaits_approval(member: Client, user: User, english: Language) -> None:
    member.post(step_url("practical"), practical(mentors="on", places="2"))

    profile = user.profile
    assert (profile.mentor_state, profile.places) == (MentorState.AWAITING, 2)


def test_practical_offer_is_taken_back(client: Client) -> None:
    mentor = make_person(places=2)
    client.force_login(mentor)

    client.post(step_url("practical"), practical(places="2"))

    mentor.profile.refresh_from_db()
    assert (mentor.profile.mentor_state, mentor.profile.places) == (MentorState.NONE, 0)


def test_practical_change_of_places_keeps_the_approval(client: Client) -> None:
    mentor = make_person(places=2)
    client.force_login(mentor)

    client.post(step_url("practical"), practical(mentors="on", places="5"))

    mentor.profile.refresh_from_db()
    assert (mentor.profile.mentor_state, mentor.profile.places) == (MentorState.APPROVED, 5)


@pytest.mark.parametrize(("ticked", "state"), [(True, MentorState.AWAITING), (False, MentorState.REFUSED)])
def test_practical_refused_offer_is_made_anew_only_on_asking(
    client: Client, ticked: bool, state: str
) -> None:
    mentor = make_person(places=2, mentor_state=MentorState.REFUSED)
    client.force_login(mentor)

    client.post(step_url("practical"), practical(places="2", **({"mentors": "on"} if ticked else {})))

    mentor.profile.refresh_from_db()
    assert mentor.profile.mentor_state == state


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("slug", guide.BY_SLUG)
def test_hostile_input_never_breaks_a_step(client: Client, slug: str, hostile: str) -> None:
    client.force_login(make_person())
    statement = make_statement("candour")
    names = ["opening", "more", "headline", "place", "interests", "q", "languages", "time_zone", "formats"]
    names += ["hours_per_month", "free_slots", "places", "mentors", "order", "line-honesty", "draining-1"]
    names += [f"position_{statement.pk}", f"note_{statement.pk}"]

    def send(move: str) -> int:
        payload = dict.fromkeys(names, hostile) | {"do": move}
        body = urlencode(payload, errors="surrogatepass")
        return client.post(step_url(slug), body, "application/x-www-form-urlencoded").status_code

    for move in ("go", "filter", f"up:{hostile[:60]}", f"keep:{hostile[:60]}", f"replace:{hostile[:60]}"):
        assert send(move) in (302, 422)
    query = urlencode({"q": hostile[:500], "swap": hostile[:500]}, errors="surrogatepass")
    assert client.get(f"{step_url(slug)}?{query}").status_code == 200


@pytest.mark.parametrize("slug", guide.BY_SLUG)
def test_step_reads_a_constant_number_of_rows(
    client: Client, django_assert_max_num_queries, slug: str
) -> None:
    areas = ("one", "two", "three", "four")
    rich = make_person(
        passages=areas, goals=areas, interests=areas, values=[(f"value-{n}", "security") for n in range(5)]
    )
    for name in areas:
        make_statement(name)
    client.force_login(rich)

    with django_assert_max_num_queries(18):
        client.get(step_url(slug))


def test_profile_is_complete_after_all_steps(member: Client, user: User, english: Language) -> None:
    for slug in ("honesty", "fairness", "courage"):
        make_value(slug)
        member.post(step_url("values"), {"do": f"keep:{slug}"})
    make_area("new-country")
    join(user, make_community())

    member.post(step_url("who"), {"opening": "I am new.", "do": "go"})
    member.post(
        step_url("values"),
        {f"line-{slug}": "So." for slug in ("honesty", "fairness", "courage")} | {"do": "go"},
    )
    member.post(reverse("accounts:goal-create"), {"area": "new-country", "text": "Arriving", "do": "save"})
    before = Profile.objects.get(user=user).is_complete
    member.post(step_url("practical"), practical())

    assert (before, Profile.objects.get(user=user).is_complete) == (False, True)

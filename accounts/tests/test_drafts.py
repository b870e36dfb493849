"""Nothing that is typed gets lost: an ended session, an old token, a second window."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts import drafts
from accounts.models import Draft, Profile, User
from accounts.tests.factories import PASSWORD, make_person

pytestmark = pytest.mark.django_db

WHO = "/profile/steps/who/"
GOAL = "/profile/goals/new/"
VALUES = "/profile/steps/values/"
TYPED = "A line that took me an hour."


@pytest.fixture
def user() -> User:
    return make_person("Naledi")


def fields(client: Client, url: str) -> dict[str, str]:
    context = client.get(url).context
    return {"draft_owner": context["draft_owner"], "draft_base": context["draft_base"]}


def sign_in(client: Client, user: User, url: str) -> None:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": url})


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("url", "name"),
    [(WHO, "opening"), (GOAL, "why"), (VALUES, "line-honesty")],
    ids=["step", "entry", "values"],
)
def test_text_of_an_ended_session_is_offered_after_signing_in(
    member: Client, user: User, url: str, name: str
) -> None:
    hidden = fields(member, url)
    member.session.flush()

    answer = member.post(url, hidden | {name: TYPED})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]
    sign_in(member, user, url)
    page = member.get(url)

    assert page.status_code == 200
    assert TYPED in page.content.decode()
    assert "You were signed out before this was saved." in page.content.decode()
    assert TYPED not in Profile.objects.get(user=user).opening
    assert TYPED not in member.get(url + "?draft=no").content.decode()
    assert TYPED not in member.get(url).content.decode()


def test_draft_is_over_once_it_is_saved(member: Client, user: User) -> None:
    hidden = fields(member, WHO)
    member.session.flush()
    member.post(WHO, hidden | {"opening": TYPED})
    sign_in(member, user, WHO)

    member.post(WHO, fields(member, WHO) | {"opening": TYPED, "do": "stop"})

    assert Profile.objects.get(user=user).opening == TYPED
    assert drafts.KEY not in member.session


def test_draft_is_not_shown_to_somebody_else_at_the_same_browser(member: Client) -> None:
    hidden = fields(member, WHO)
    member.session.flush()
    member.post(WHO, hidden | {"opening": TYPED})
    sign_in(member, make_person("Oksana"), WHO)

    assert TYPED not in member.get(WHO).content.decode()


@pytest.mark.parametrize("owner", ["", "1", "1:forged", "\x00"])
def test_forged_draft_is_not_kept(client: Client, owner: str) -> None:
    client.post(WHO, {"draft_owner": owner, "opening": TYPED})

    assert drafts.KEY not in client.session


def test_draft_that_is_too_long_is_not_kept(member: Client) -> None:
    hidden = fields(member, WHO)
    member.session.flush()

    member.post(WHO, hidden | {"opening": "x" * (drafts.LONGEST + 1)})

    assert drafts.KEY not in member.session


def test_old_token_keeps_the_text_and_saves_nothing(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    hidden = fields(client, WHO)

    answer = client.post(WHO, hidden | {"opening": TYPED, "csrfmiddlewaretoken": "old"}, follow=True)

    assert TYPED in answer.content.decode()
    assert Profile.objects.get(user=user).opening != TYPED
    assert client.post(WHO, {"opening": TYPED}).status_code == 403


@pytest.mark.parametrize(
    ("url", "name"), [(WHO, "opening"), (VALUES, "line-honesty")], ids=["step", "values"]
)
def test_second_window_does_not_write_over_the_first(member: Client, user: User, url: str, name: str) -> None:
    lines = {f"line-{slug}": "So." for slug in ("honesty", "fairness", "courage")} if url == VALUES else {}
    stale = fields(member, url)
    member.post(url, fields(member, url) | lines | {name: "Saved first.", "do": "stop"})

    answer = member.post(url, stale | lines | {name: TYPED, "do": "stop"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Saved first." in page
    assert TYPED in page
    again = {name_: answer.context[name_] for name_ in ("draft_owner", "draft_base")}
    assert member.post(url, again | lines | {name: TYPED, "do": "stop"}).status_code == 302
    profile = Profile.objects.get(user=user)
    saved = profile.opening if url == WHO else profile.ranked_values.get(value__slug="honesty").line
    assert saved == TYPED


def test_saving_the_same_step_twice_in_a_row_is_not_stale(member: Client) -> None:
    for step in ("who", "stand", "values", "interests", "passages", "goals", "bridges", "practical"):
        url = f"/profile/steps/{step}/"
        hidden = fields(member, url)
        assert member.post(url, hidden | {"do": "stop"}).status_code != 409, step


# --- Kept while it is typed


def keep(client: Client, url: str, **typed: str) -> int:
    """What the script of the page at ``url`` sends."""
    context = client.get(url).context
    hidden = {name: context[name] for name in ("draft_owner", "draft_base", "draft_tab")}
    answer = client.post("/profile/draft/", hidden | {"draft_path": url} | typed)
    return answer.status_code


def test_what_is_typed_and_not_saved_is_offered_when_one_comes_back(member: Client, user: User) -> None:
    assert keep(member, WHO, opening=TYPED) == 204
    page = member.get(WHO)
    assert TYPED in page.content.decode()
    assert "have not saved it yet" in page.content.decode()
    assert not page.context["form"].errors
    assert TYPED not in Profile.objects.get(user=user).opening


def test_saving_forgets_what_its_window_had_sent(member: Client) -> None:
    keep(member, WHO, opening=TYPED)
    context = member.get(WHO).context
    hidden = {name: context[name] for name in ("draft_owner", "draft_base", "draft_tab")}
    assert member.post(WHO, hidden | {"opening": TYPED, "headline": "Tram driver"}).status_code == 302
    assert not Draft.objects.exists()


def test_two_windows_keep_a_draft_each(member: Client) -> None:
    first, second = (member.get(GOAL).context for _ in range(2))
    for context, words in ((first, "One."), (second, "Two.")):
        hidden = {name: context[name] for name in ("draft_owner", "draft_base", "draft_tab")}
        member.post("/profile/draft/", hidden | {"draft_path": GOAL, "why": words})
    assert Draft.objects.count() == 2


def test_a_draft_is_put_away_when_asked_to(member: Client) -> None:
    keep(member, WHO, opening=TYPED)
    assert TYPED not in member.get(WHO + "?draft=no").content.decode()
    assert TYPED not in member.get(WHO).content.decode()


def test_a_session_that_ends_while_one_types_keeps_it_too(member: Client, user: User) -> None:
    context = member.get(WHO).context
    hidden = {name: context[name] for name in ("draft_owner", "draft_base", "draft_tab")}
    member.session.flush()
    assert member.post("/profile/draft/", hidden | {"draft_path": WHO, "opening": TYPED}).status_code == 403
    sign_in(member, user, WHO)
    assert TYPED in member.get(WHO).content.decode()


def test_nobody_is_offered_what_somebody_else_typed(member: Client, client: Client) -> None:
    keep(member, WHO, opening=TYPED)
    other = Client()
    other.force_login(make_person("Thabo"))
    assert TYPED not in other.get(WHO).content.decode()


@pytest.mark.parametrize("what", [{"draft_tab": "x"}, {"draft_owner": "x"}, {"draft_path": "elsewhere"}])
def test_what_is_not_ours_is_not_kept(member: Client, what: dict[str, str]) -> None:
    context = member.get(WHO).context
    hidden = {name: context[name] for name in ("draft_owner", "draft_base", "draft_tab")}
    answer = member.post("/profile/draft/", hidden | {"draft_path": WHO, "opening": TYPED} | what)
    assert answer.status_code == 400
    assert not Draft.objects.exists()


def test_drafts_of_one_person_are_bounded_and_old_ones_go(user: User) -> None:
    now = timezone.now()
    for number in range(Draft.MOST + 3):
        drafts.keep_typed(by=user, path=WHO, tab=uuid4(), text=f"opening={number}", now=now)
    assert Draft.objects.count() == Draft.MOST
    drafts.forget_old(now=now + drafts.KEPT_FOR + timedelta(seconds=1))
    assert not Draft.objects.exists()

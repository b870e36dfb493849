"""Sign-up, consent, settings, invitation, report, communities: as pages, with good input and bad."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions
from accounts.models import Block, Community, Consent, Membership, Report, User
from accounts.tests.factories import PASSWORD, join, make_community, make_person, make_user
from outbox.models import Mail

pytestmark = pytest.mark.django_db
HOSTILE = [
    "\x00",
    "<script>alert(1)</script>",
    "a" * 50_000,
    "'; DROP TABLE x; --",
    "\u202e\u0000\ud7ff",
    "{{ 7*7 }}",
]
CONSENT = {"adult": "on", "conduct": "on", "data": "on"}


def sign_up(client, **fields):
    data = {
        "first_name": "Naledi",
        "last_name": "Mokoena",
        "email": "naledi@example.org",
        "password1": PASSWORD,
        "time_zone": "Africa/Gaborone",
    } | fields
    return client.post("/accounts/signup/", data)


def test_sign_up_verifies_the_address_then_asks_for_consent_then_begins(client):
    assert sign_up(client).status_code == 302
    user = User.objects.get(email="naledi@example.org")
    assert (user.first_name, user.time_zone) == ("Naledi", "Africa/Gaborone")
    [mail] = Mail.objects.filter(to_email=user.email)
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.text).group(1)
    client.get(link)
    assert not user.emailaddress_set.get().verified
    client.post(link)
    assert user.emailaddress_set.get().verified
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    response = client.get("/profile/")
    assert response.url == "/welcome/?next=%2Fprofile%2F"
    assert client.post(response.url, CONSENT).url == "/profile/"
    assert client.get("/profile/").status_code == 200
    assert set(user.consents.values_list("document", "is_adult")) == {("conduct", True), ("data", True)}


@pytest.mark.parametrize("left_out", CONSENT)
def test_without_each_of_the_three_there_is_no_consent(client, left_out):
    client.force_login(make_user())
    response = client.post("/welcome/", {name: "on" for name in CONSENT if name != left_out})
    assert response.status_code == 422
    assert Consent.objects.count() == 0


def test_a_new_version_of_a_text_asks_again(client):
    user = make_person()
    client.force_login(user)
    assert client.get("/profile/").status_code == 200
    user.consents.update(version="1999-01")
    assert client.get("/profile/").url.startswith("/welcome/")


def test_signing_up_with_a_known_address_looks_the_same(client):
    known = make_user("Known", email="known@example.org")
    new, old = sign_up(client), sign_up(client.__class__(), email=known.email)
    assert (new.status_code, new.url) == (old.status_code, old.url)
    assert Mail.objects.filter(to_email=known.email).count() == 1


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "naledi@example.org"])
def test_weak_passwords_are_refused_at_the_field(client, password):
    response = sign_up(client, password1=password)
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"password1"}
    assert not User.objects.filter(email="naledi@example.org").exists()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["first_name", "last_name", "email", "time_zone"])
def test_hostile_sign_up_is_answered_and_never_breaks(client, field, text):
    cache.clear()
    assert sign_up(client, **{field: text}).status_code in (200, 302)


def test_names_take_no_line_breaks(client):
    response = sign_up(client, first_name="Eve\r\nBcc: all@example.org")
    assert "first_name" in response.context["form"].errors


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["first_name", "last_name", "language", "time_zone"])
def test_hostile_settings_change_nothing(client, field, text):
    user = make_person()
    client.force_login(user)
    data = {"first_name": "New", "last_name": "Name", "language": "en", "time_zone": "Africa/Lagos"}
    response = client.post("/settings/", data | {field: text})
    assert response.status_code in (302, 422)
    if response.status_code == 422:
        user.refresh_from_db()
        assert user.first_name != "New"


def test_settings_keep_what_was_typed_beside_the_error(client):
    client.force_login(make_person())
    response = client.post(
        "/settings/", {"first_name": "Nala", "last_name": "", "language": "en", "time_zone": "Mars/Olympus"}
    )
    assert response.status_code == 422
    assert b'value="Nala"' in response.content


def test_unblock_takes_back_only_ones_own(client):
    me, other = make_person(), make_person()
    Block.objects.create(blocker=me, blocked=other)
    Block.objects.create(blocker=other, blocked=me)
    client.force_login(me)
    client.post(f"/settings/unblock/{other.public_id}/")
    assert list(Block.objects.values_list("blocker", flat=True)) == [other.pk]


def test_an_invitation_shows_on_get_and_acts_on_post(client):
    user, community = make_person(), make_community()
    invitation = actions.invite(user=user, community=community, by=None, now=timezone.now())
    for _ in range(3):
        assert client.get(f"/invitations/{invitation.token}/").status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    response = client.post(
        f"/invitations/{invitation.token}/", CONSENT | {"password": "weaving-by-lamplight"}
    )
    assert response.url == "/profile/"
    assert client.get("/profile/").status_code == 200
    again = client.__class__().post(f"/invitations/{invitation.token}/", CONSENT | {"password": "x" * 20})
    assert again.status_code == 422


def test_an_invitation_shows_what_is_filled_in_while_it_is_open(client):
    user, community = make_person("Ana"), make_community()
    invitation = actions.invite(user=user, community=community, by=None, now=timezone.now())
    words = (
        user.email,
        "I am Ana, and I say so myself.",
        "Honesty, Fairness, Courage",
        "Entering managing-people",
    )
    page = client.get(f"/invitations/{invitation.token}/").content.decode()
    assert [word in page for word in words] == [True] * 4
    actions.accept_invitation(invitation=invitation, password="weaving-by-lamplight", now=timezone.now())
    page = client.get(f"/invitations/{invitation.token}/").content.decode()
    assert [word in page for word in words] == [False] * 4


def test_a_made_up_invitation_does_not_exist(client):
    assert client.get("/invitations/nothing-of-the-kind/").status_code == 404


@pytest.mark.parametrize("text", [*HOSTILE, ""])
def test_a_report_takes_any_words_or_says_what_is_wrong(client, text):
    client.force_login(make_person())
    response = client.post("/report/?about=not-a-person", {"text": text})
    assert response.status_code in (302, 422)
    assert Report.objects.count() == (response.status_code == 302)


def test_a_report_about_somebody_names_them_only_to_who_can_see_them(client):
    me, neighbour, stranger = (
        make_person(),
        make_person("Near"),
        make_person("Far", communities=[make_community("x")]),
    )
    client.force_login(me)
    assert b"Near Test" in client.get(f"/report/?about={neighbour.public_id}").content
    assert b"Far Test" not in client.get(f"/report/?about={stranger.public_id}").content


def test_join_by_approval_in_the_browser(client):
    community = make_community(admission=Community.Admission.APPROVAL)
    organiser = join(make_person(), community, is_organiser=True).user
    user = make_person(communities=[])
    client.force_login(user)
    client.post(f"/communities/{community.slug}/join/", {"message": "Please"})
    boss = client.__class__()
    boss.force_login(organiser)
    assert b"Please" in boss.get(f"/communities/{community.slug}/").content
    boss.post(f"/communities/{community.slug}/members/{user.public_id}/", {"answer": "yes"})
    assert user.memberships.get().state == Membership.State.ACTIVE


def test_an_organiser_reads_who_waits_before_answering(client):
    community = make_community(admission=Community.Admission.APPROVAL)
    organiser = join(make_person(), community, is_organiser=True).user
    user = make_person("Ana", communities=[])
    join(user, community, state=Membership.State.PENDING, message="Please")
    client.force_login(organiser)
    page = client.get(f"/communities/{community.slug}/members/{user.public_id}/").content.decode()
    assert [words in page for words in ("Please", "I am Ana, and I say so myself.", "I act on honesty.")] == [
        True
    ] * 3
    client.post(f"/communities/{community.slug}/members/{user.public_id}/", {"answer": "no"})
    assert user.memberships.get().state == Membership.State.REFUSED
    assert client.get(f"/communities/{community.slug}/members/{user.public_id}/").status_code == 302


def test_who_waits_without_a_profile_can_be_read_and_answered(client):
    community = make_community(admission=Community.Admission.APPROVAL)
    user = make_user("Ana")
    join(user, community, state=Membership.State.PENDING)
    client.force_login(join(make_person(), community, is_organiser=True).user)
    assert client.get(f"/communities/{community.slug}/").status_code == 200
    assert (
        b"has not written a profile"
        in client.get(f"/communities/{community.slug}/members/{user.public_id}/").content
    )


@pytest.mark.parametrize("role", ["member", "applicant", "stranger"])
def test_nobody_else_reads_who_waits(client, role):
    community = make_community(admission=Community.Admission.APPROVAL)
    applicant = make_person(communities=[])
    join(applicant, community, state=Membership.State.PENDING)
    reader = {
        "member": make_person(communities=[community]),
        "applicant": applicant,
        "stranger": make_person(communities=[]),
    }[role]
    client.force_login(reader)
    url = f"/communities/{community.slug}/members/{applicant.public_id}/"
    assert [client.get(url).status_code, client.post(url, {"answer": "yes"}).status_code] == [404, 404]


def test_too_long_a_line_keeps_what_was_typed(client):
    community = make_community(admission=Community.Admission.APPROVAL)
    client.force_login(make_person(communities=[]))
    response = client.post(f"/communities/{community.slug}/join/", {"message": "wool " * 200})
    assert response.status_code == 422
    assert b"wool wool" in response.content


def test_a_community_by_invitation_does_not_exist_for_others(client):
    community = make_community(admission=Community.Admission.INVITATION)
    assert client.get(f"/communities/{community.slug}/").status_code == 404
    client.force_login(make_person(communities=[community]))
    assert client.get(f"/communities/{community.slug}/").status_code == 200


def test_the_list_of_communities_keeps_a_constant_number_of_queries(client):
    client.force_login(make_person())
    counts = []
    for round_ in range(2):
        for number in range(3):
            make_community(f"community-{round_}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/communities/")
        counts.append(len(queries))
    assert counts[0] == counts[1]

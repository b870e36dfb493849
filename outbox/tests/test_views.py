"""The page of preferences, and the way out that stands in every optional mail."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox import delivery, headers, tokens
from outbox.models import Kind, Mail, Pause, Preference, QuietHours, Suppression

from .factories import person, queue, queued

pytestmark = pytest.mark.django_db

PREFERENCES = "/settings/mail/"
EVERYTHING = {kind.value: "at-once" for kind in Kind.optional()} | {"rest": "none"}


def way_out(mail: Mail) -> str:
    return urlsplit(headers.unsubscribe_url(mail)).path


def switched_off() -> set[tuple[str, str]]:
    return set(Preference.objects.filter(mode="off").values_list("user__email", "kind"))


def test_preferences_need_a_sign_in(client):
    response = client.get(PREFERENCES)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_preferences_show_each_optional_kind_with_its_sentence(client):
    client.force_login(person())
    page = client.get(PREFERENCES).content.decode()
    for kind in Kind.optional():
        assert f'name="{kind.value}"' in page
        assert str(kind.sentence) in page
    assert 'name="account"' not in page


def test_preferences_are_saved_for_the_person_signed_in_only(client):
    hanna = person()
    person("naledi@example.org")
    client.force_login(hanna)
    client.post(PREFERENCES, EVERYTHING | {"checks": "off", "community": "off", "requests": "weekly"})
    assert switched_off() == {("hanna@example.org", "checks"), ("hanna@example.org", "community")}
    assert list(Preference.objects.filter(mode="weekly").values_list("kind", flat=True)) == ["requests"]
    client.post(PREFERENCES, EVERYTHING)
    assert switched_off() == set()


def test_pause_is_set_at_midnight_of_ones_own_zone_and_lifted(client):
    hanna = person(time_zone="Pacific/Auckland")
    client.force_login(hanna)
    day = timezone.localdate(timezone=hanna.zone) + timedelta(days=10)
    client.post(PREFERENCES, EVERYTHING | {"rest": "date", "paused_until": day.isoformat()})
    until = Pause.objects.get(user=hanna).until.astimezone(hanna.zone)
    assert (until.date(), until.hour) == (day, 0)
    assert f'value="{day.isoformat()}"' in client.get(PREFERENCES).content.decode()
    client.post(PREFERENCES, {"end_pause": "1"})
    assert not Pause.objects.exists()


@pytest.mark.parametrize(("rest", "days"), [("week", 7), ("fortnight", 14), ("month", 30)])
def test_pause_by_a_quick_choice_ends_at_midnight(client, rest, days):
    hanna = person(time_zone="America/Lima")
    client.force_login(hanna)
    client.post(PREFERENCES, EVERYTHING | {"rest": rest, "paused_until": "typed and not chosen"})
    until = Pause.objects.get(user=hanna).until.astimezone(hanna.zone)
    today = timezone.localdate(timezone=hanna.zone)
    assert (until.date(), until.hour) == (today + timedelta(days=days), 0)
    client.post(PREFERENCES, EVERYTHING)
    assert not Pause.objects.exists()


def test_quiet_hours_are_saved_and_lifted(client):
    hanna = person()
    client.force_login(hanna)
    hours = {"is_quiet": "on", "quiet_from": "22:15", "quiet_to": "06:30"}
    client.post(PREFERENCES, EVERYTHING | hours)
    assert str(QuietHours.objects.get(user=hanna)) == "22:15–06:30"
    page = client.get(PREFERENCES).content.decode()
    assert 'value="22:15"' in page
    client.post(PREFERENCES, EVERYTHING | hours | {"is_quiet": ""})
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [
        ("", "07:00", "quiet_from"),
        ("21:00", "", "quiet_to"),
        ("late", "07:00", "quiet_from"),
        ("07:00", "07:00", "quiet_to"),
        ("25:00", "\x00", "quiet_from"),
    ],
)
def test_wrong_quiet_hours_are_said_at_the_field_and_what_was_typed_stays(client, begins, ends, field):
    client.force_login(person())
    fields = EVERYTHING | {"checks": "off", "is_quiet": "on", "quiet_from": begins, "quiet_to": ends}
    response = client.post(PREFERENCES, fields)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Preference.objects.exists()
    page = response.content.decode()
    assert f'value="{begins}"' in page or not begins
    assert response.context["form"]["checks"].value() == "off"


@pytest.mark.parametrize(
    "fields", [{"checks": "sometimes"}, {"introductions": "weekly"}, {"rest": "for ever"}]
)
def test_choice_that_is_not_offered_changes_nothing(client, fields):
    client.force_login(person())
    response = client.post(PREFERENCES, EVERYTHING | fields)
    assert response.status_code == 422
    assert not Preference.objects.exists()


@pytest.mark.parametrize("day", ["", "2020-01-01", "2999-01-01", "soon", "2026-02-30", "\x00", "9" * 500])
def test_wrong_day_is_said_at_the_field_and_changes_nothing(client, day):
    client.force_login(person())
    response = client.post(PREFERENCES, EVERYTHING | {"rest": "date", "paused_until": day})
    assert response.status_code == 422
    assert response.context["form"].errors["paused_until"]
    assert not Pause.objects.exists()
    assert switched_off() == set()


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_way_out_changes_nothing(client, method):
    mail = queued(to=person())
    for _ in range(3):
        assert getattr(client, method)(way_out(mail)).status_code == 200
    assert switched_off() == set()


def test_one_click_works_without_cookie_sign_in_or_csrf_token(mailoutbox):
    mail = queued(to=person())
    waiting = queued("waiting", to=mail.to)
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(
        way_out(mail), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert response.cookies == {}
    assert switched_off() == {("hanna@example.org", mail.kind)}
    delivery.deliver(waiting.pk)
    assert queue("next", to=mail.to) is None
    assert queue("another kind", to=mail.to, kind=Kind.CHECKS) is not None
    assert mailoutbox == []


def test_way_out_works_again_and_for_another_persons_session(client):
    mail = queued(to=person())
    client.force_login(person("naledi@example.org"))
    for _ in range(2):
        assert client.post(way_out(mail)).status_code == 200
    assert switched_off() == {("hanna@example.org", mail.kind)}


def test_way_out_without_an_account_suppresses_the_address(client, mailoutbox):
    mail = queued(to_email="Guest@example.org", kind=Kind.COMMUNITY)
    client.post(way_out(mail))
    assert list(Suppression.objects.values_list("address", "reason")) == [
        ("guest@example.org", "unsubscribed")
    ]
    delivery.deliver(queued("next", to_email="guest@example.org", kind=Kind.COMMUNITY).pk)
    assert mailoutbox == []


def test_account_mail_has_no_way_out(client):
    mail = queued(to=person(), kind=Kind.ACCOUNT)
    assert client.post(way_out(mail)).status_code == 404
    assert switched_off() == set()


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "0" * 32 + ".1uABC.sig", "é" * 300])
def test_forged_token_is_not_found(client, token):
    assert client.post(f"/mail/unsubscribe/{token}/").status_code == 404
    assert client.get(f"/mail/unsubscribe/{token}/").status_code == 404


def test_token_of_another_purpose_or_changed_by_one_letter_opens_nothing(settings):
    mail = queued(to=person())
    token = tokens.make(mail.public_id)
    assert tokens.read(token) == mail.public_id
    assert tokens.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    settings.SECRET_KEY = "another " * 8
    assert tokens.read(token) is None


def test_token_says_nothing_about_the_person_and_ends_in_time(time_machine):
    mail = queued(to=person())
    token = tokens.make(mail.public_id)
    assert "hanna" not in token
    time_machine.move_to(timezone.now())
    time_machine.shift(timedelta(days=399))
    assert tokens.read(token) == mail.public_id
    time_machine.shift(timedelta(days=2))
    assert tokens.read(token) is None

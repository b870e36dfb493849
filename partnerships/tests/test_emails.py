"""Every mail of a pair: in the reader's zone, complete in text and HTML, with nothing of anybody else's."""

import re
from datetime import date, timedelta

import pytest

from outbox.models import Kind, Mail
from partnerships import actions
from partnerships.models import Partnership

from .factories import BEGIN, agree, make_opportunity, make_partnership
from .stories import go_to_the_close, plan_talks

pytestmark = pytest.mark.django_db
State = Partnership.State
NAMES = (
    "introduction",
    "agreement_proposed",
    "agreement_nudge",
    "agreement_signed",
    "change_agreed",
    "change_declined",
    "change_proposed",
    "check",
    "check_ahead",
    "check_answered",
    "check_replied",
    "commitment_loosened",
    "fit_asked",
    "opportunity_answered",
    "opportunity_offered",
    "opportunity_reminder",
    "pulse_asked",
    "two_misses",
    "partnership_paused",
    "partnership_resumed",
    "partnership_closed",
    "partnership_at_end",
    "partnership_lapsed",
    "session_agreed",
    "session_cancelled",
    "session_declined",
    "session_proposed",
    "session_reminder",
)


@pytest.fixture
def a_life(db) -> Partnership:
    """A pair that has had every mail there is, with those that came before and after it."""
    pair = go_to_the_close()
    actions.finish(partnership=pair, now=pair.state_at)
    second = make_partnership(mentee=pair.mentee, mentor=pair.mentor)
    actions.lapse(partnership=second, now=BEGIN)
    third = make_partnership(State.ACTIVE, mentee=pair.mentee, mentor=pair.mentor)
    plan_talks(third)
    make_opportunity(third, "declined")
    make_opportunity(third, "outcome", title="A course")
    offer = make_opportunity(third, title="A post", deadline=(BEGIN + timedelta(days=9)).date())
    actions.remind_of_opportunity(opportunity=offer, now=BEGIN + timedelta(days=7))
    actions.reach_end(partnership=third, now=BEGIN + timedelta(weeks=12))
    return pair


def test_every_mail_is_whole(a_life):
    assert set(Mail.objects.values_list("name", flat=True)) == set(NAMES)
    for mail in Mail.objects.all():
        assert mail.subject, mail.name
        assert "\n" not in mail.subject
        assert mail.text.count("You get this because") == 1, mail.name
        assert mail.html.count("You get this because") == 1, mail.name
        assert "None" not in mail.text + mail.html, mail.name
        assert "{{" not in mail.text + mail.html
        assert "{%" not in mail.text + mail.html


def test_text_and_html_link_to_the_same_pages(a_life):
    for mail in Mail.objects.all():
        in_text = set(re.findall(r"http://testserver/\S+", mail.text))
        in_html = set(re.findall(r'href="(http://testserver/[^"]+)"', mail.html))
        assert in_text == in_html, mail.name


def test_text_mails_have_no_stretches_of_empty_lines(a_life):
    for mail in Mail.objects.all():
        assert "\n\n\n" not in mail.text, mail.name


def test_html_mails_fetch_nothing(a_life):
    for mail in Mail.objects.all():
        assert not re.findall(r'(?:src|background)="(?!cid:)', mail.html), mail.name


def test_only_the_introduction_carries_the_address_of_the_other(a_life):
    for mail in Mail.objects.exclude(name="introduction"):
        other = mail.about.email
        assert other not in mail.text + mail.html + mail.reply_to, mail.name


def test_every_mail_is_about_the_other_so_that_a_block_calls_it_off(a_life):
    for mail in Mail.objects.all():
        assert {mail.to, mail.about} == {a_life.mentee, a_life.mentor}, mail.name


def test_kinds_let_a_person_choose(a_life):
    kinds = {mail.name: mail.kind for mail in Mail.objects.all()}
    assert kinds["introduction"] == Kind.INTRODUCTIONS
    assert {kinds[name] for name in NAMES if name.startswith("check")} == {Kind.CHECKS}
    assert {kinds[name] for name in NAMES if name.startswith(("agreement", "partnership"))} == {
        Kind.PARTNERSHIPS
    }


def test_times_are_the_readers_own():
    pair = make_partnership(State.ACTIVE, rhythm="weekly")
    pair.mentor.time_zone = "Asia/Tokyo"
    pair.mentor.save()
    pair = Partnership.objects.get(pk=pair.pk)
    actions.adopt_zones(now=BEGIN)
    now = BEGIN + timedelta(hours=1)
    actions.pause(partnership=pair, by=pair.mentee, back_on=date(2026, 9, 20), now=now)
    actions.resume(partnership=pair, by=None, now=now)
    for person in pair.people:
        text = Mail.objects.get(name="partnership_resumed", to=person).text
        assert "The next check is on Wednesday 2 September, 18:00, your time." in text


def test_reader_of_another_language_gets_dates_in_it():
    pair = make_partnership()
    pair.mentor.language = "fr"
    pair.mentor.save()
    agree(Partnership.objects.get(pk=pair.pk))
    assert "mercredi 2 septembre" in Mail.objects.get(name="agreement_signed", to=pair.mentor).text


def test_ending_by_one_does_not_say_why():
    pair = make_partnership(State.CLOSING)
    mail = Mail.objects.get(name="partnership_closed")
    assert mail.to == pair.mentee
    assert f"/partnerships/{pair.public_id}/reflection/" in mail.text

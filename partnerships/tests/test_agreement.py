"""Terms, signatures, and the clocks that follow."""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.moves import IllegalMove
from outbox.models import Mail
from partnerships import actions
from partnerships.models import Partnership

from .factories import BEGIN, agree, clock_of, make_partnership

pytestmark = pytest.mark.django_db
TERMS = {
    "rhythm": "weekly",
    "weekday": 3,
    "at": time(8, 30),
    "ends_on": (BEGIN + timedelta(weeks=12)).date(),
    "confidentiality": "Here.",
    "candour": "Kindly.",
}


def _propose(pair, by, **other):
    return actions.propose(partnership=pair, by=by, now=BEGIN, **TERMS | other)


def test_proposal_is_signed_by_who_proposes_and_mailed_to_the_other():
    pair = make_partnership()
    agreement = _propose(pair, pair.mentor)
    assert (agreement.mentor_signed_at, agreement.mentee_signed_at) == (BEGIN, None)
    assert Mail.objects.get(name="agreement_proposed").to == pair.mentee


def test_same_proposal_again_changes_nothing():
    pair = make_partnership()
    first = _propose(pair, pair.mentor)
    assert _propose(pair, pair.mentor).version == first.version
    assert Mail.objects.filter(name="agreement_proposed").count() == 1


def test_other_terms_need_both_signatures_again():
    pair = make_partnership()
    _propose(pair, pair.mentor)
    agreement = _propose(pair, pair.mentee, weekday=4)
    assert (agreement.version, agreement.mentor_signed_at, agreement.mentee_signed_at) == (2, None, BEGIN)


def test_second_signature_makes_it_active_and_tells_both():
    pair = make_partnership()
    agree(pair)
    pair.refresh_from_db()
    assert pair.state == Partnership.State.ACTIVE
    assert {mail.to for mail in Mail.objects.filter(name="agreement_signed")} == {pair.mentee, pair.mentor}


def test_signing_an_older_version_is_refused():
    pair = make_partnership()
    first = _propose(pair, pair.mentor)
    _propose(pair, pair.mentor, weekday=4)
    with pytest.raises(IllegalMove, match="have changed"):
        actions.sign(partnership=pair, by=pair.mentee, version=first.version, now=BEGIN)


def test_signing_twice_is_refused():
    pair = make_partnership()
    agreement = _propose(pair, pair.mentor)
    with pytest.raises(IllegalMove, match="signed this already"):
        actions.sign(partnership=pair, by=pair.mentor, version=agreement.version, now=BEGIN)


def test_signing_without_terms_is_refused():
    pair = make_partnership()
    with pytest.raises(IllegalMove):
        actions.sign(partnership=pair, by=pair.mentee, version=1, now=BEGIN)


def test_each_clock_goes_by_its_persons_zone():
    pair = make_partnership()
    agree(pair)  # every second Wednesday at 18:00, signed on Tuesday 1 September
    assert clock_of(pair, pair.mentee).next_due_at == datetime(
        2026, 9, 2, 16, 0, tzinfo=UTC
    )  # Gaborone, UTC+2
    assert clock_of(pair, pair.mentor).next_due_at == datetime(2026, 9, 2, 17, 0, tzinfo=UTC)  # Lagos, UTC+1


def test_signed_mail_names_the_first_check_in_the_readers_zone():
    pair = make_partnership()
    agree(pair, at=time(23, 30))
    for person in pair.people:
        mail = Mail.objects.get(name="agreement_signed", to=person)
        assert "The first check is on Wednesday 2 September, 23:30, your time." in mail.text


def test_nudge_goes_only_to_who_has_not_signed_and_once():
    pair = make_partnership()
    _propose(pair, pair.mentor)
    for _hour in range(3):
        actions.nudge(partnership=pair)
    assert [mail.to for mail in Mail.objects.filter(name="agreement_nudge")] == [pair.mentee]

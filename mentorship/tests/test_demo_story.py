"""What the demo people have lived through by the time it is loaded."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Membership, MentorState, Profile, User
from matching.models import Request, Shortlisting
from mentorship.demo import PASSWORD, SIGN_INS
from mentorship.demo.files import read
from mentorship.demo.loading import load
from mentorship.demo.postmarks import STILL_TO_SEND
from outbox.models import Mail
from partnerships.models import Check, CheckClock, Commitment, Event, Partnership, Pulse

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The whole demo, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_vocabulary", verbosity=0)
        load(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_everybody_has_a_complete_profile(demo):
    assert User.objects.count() == len(read("people"))
    assert list(Profile.objects.filter(completed_at__isnull=True)) == []


@pytest.mark.django_db
def test_mentors_are_approved_but_for_those_who_wait(demo):
    expected = Counter(
        {"approved": MentorState.APPROVED, "awaiting": MentorState.AWAITING}.get(
            person["approval"], MentorState.NONE
        )
        for person in read("people")
    )
    assert Counter(Profile.objects.values_list("mentor_state", flat=True)) == expected


@pytest.mark.django_db
def test_each_request_ends_as_it_is_told(demo):
    told = {(data["mentee"], data["mentor"]): data["outcome"] for data in read("stories")["requests"]}
    emails = {person["email"]: person["key"] for person in read("people")}
    lived = {
        (emails[request.mentee.email], emails[request.mentor.email]): request.state
        for request in Request.objects.select_related("mentee", "mentor")
    }
    assert lived == told


@pytest.mark.django_db
def test_each_partnership_stands_where_it_is_told(demo):
    told = Counter(data["state"] for data in read("stories")["partnerships"])
    assert Counter(Partnership.objects.values_list("state", flat=True)) == told


@pytest.mark.django_db
def test_nothing_happens_in_the_future(demo):
    assert not Mail.objects.filter(created_at__gt=NOW).exists()
    assert not Check.objects.filter(due_at__gt=NOW).exists()
    assert not Commitment.objects.filter(made_at__gt=NOW).exists()
    assert not Partnership.objects.filter(state_at__gt=NOW).exists()


@pytest.mark.django_db
def test_no_clock_is_behind_and_every_active_pair_has_a_check_to_come(demo):
    clocks = CheckClock.objects.filter(partnership__state=Partnership.State.ACTIVE)
    assert not clocks.filter(next_due_at__lte=NOW).exists()
    assert (
        clocks.filter(next_due_at__gt=NOW).count()
        == 2 * Partnership.objects.filter(state=Partnership.State.ACTIVE).count()
    )


@pytest.mark.django_db
def test_mentors_have_replied_to_checks(demo):
    answered = Check.objects.filter(state=Check.State.ANSWERED)
    assert answered.count() > 30
    assert set(answered.values_list("reply_kind", flat=True)) == {"support", "challenge"}


@pytest.mark.django_db
def test_mails_of_the_past_are_history_and_a_handful_waits(demo):
    states = Counter(Mail.objects.values_list("state", flat=True))
    assert states["queued"] <= STILL_TO_SEND
    assert states["sent"] > 300
    assert set(states) <= {"queued", "sent", "cancelled"}


@pytest.mark.django_db
def test_some_wait_for_an_organiser(demo):
    assert Membership.objects.filter(state=Membership.State.PENDING).count() == 2


@pytest.mark.django_db
def test_shortlists_carry_their_notes(demo):
    notes = Counter(entry["note"] for entry in read("stories")["shortlists"])
    assert Counter(Shortlisting.objects.values_list("note", flat=True)) == notes


@pytest.mark.django_db
@pytest.mark.parametrize("email", [sign_in.email for sign_in in SIGN_INS])
def test_each_demo_sign_in_opens_an_account(demo, client, email):
    assert User.objects.get(email=email).check_password(PASSWORD)


@pytest.mark.django_db
def test_only_one_of_them_opens_the_administration(demo):
    assert list(User.objects.filter(is_staff=True).values_list("email", flat=True)) == [SIGN_INS[2].email]


@pytest.mark.django_db
def test_loading_again_changes_nothing(demo):
    before = Mail.objects.count(), Request.objects.count()
    assert load(now=NOW) is False
    assert (Mail.objects.count(), Request.objects.count()) == before


@pytest.mark.django_db
def test_each_of_a_pair_is_asked_alone_as_the_clock_would_ask(demo):
    agreed = Event.objects.filter(kind=Event.Kind.AGREED, at__lt=NOW - timedelta(weeks=4))
    for pair in Partnership.objects.filter(state="active", events__in=agreed):
        assert pair.fit_checks.exclude(answer="").count() == 2
    pulses = Pulse.objects.filter(month="2026-11-01", partnership__state="active")
    assert pulses.filter(answered_at=None).exists()
    assert set(pulses.filter(value=None).values_list("author", flat=True)) <= set(
        Partnership.objects.values_list("mentee", flat=True)
    )

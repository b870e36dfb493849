"""Checks go out on time, once, and are answered once."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentor
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Check, Commitment, Partnership

from .factories import BEGIN, clock_of, make_check, make_commitment, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State


@pytest.fixture
def pair():
    return make_partnership(State.ACTIVE, rhythm="weekly")


def _mails(name: str = "check") -> int:
    return Mail.objects.filter(name=name).count()


def _beat(now: datetime) -> int:
    with time_machine.travel(now, tick=False):
        return tasks.send_due_checks()


def test_check_mail_goes_to_the_mentee_at_the_agreed_local_time(pair):
    make_commitment(pair)
    due = clock_of(pair, pair.mentee).next_due_at
    _beat(due - timedelta(minutes=1))
    assert _mails() == 0
    _beat(due)
    mail = Mail.objects.get(name="check")
    check = pair.checks.get()
    assert (mail.to, mail.key) == (pair.mentee, f"check:{pair.pk}:{check.period}")
    assert "Wednesday 2 September is the day of your check with Adaeze. You said you would:" in mail.text
    assert f"/partnerships/checks/{check.public_id}/" in mail.text


def test_mentor_is_told_at_their_own_local_time(pair):
    _beat(clock_of(pair, pair.mentor).next_due_at)
    assert Mail.objects.get(name="check_ahead").to == pair.mentor


def test_two_beats_send_one_mail(pair):
    clock = clock_of(pair, pair.mentee)
    due = clock.next_due_at
    assert actions.fire(clock=clock, due=due, now=due) is True
    assert actions.fire(clock=clock, due=due, now=due) is False
    _beat(due)
    assert (_mails(), pair.checks.count()) == (1, 1)


def test_three_days_of_outage_on_a_daily_beat_give_one_mail(pair):
    due = clock_of(pair, pair.mentee).next_due_at
    for hours in (24, 25, 30, 35):
        _beat(due + timedelta(hours=hours))
    assert _mails() == 1


def test_more_than_thirty_six_hours_late_is_missed_by_the_system(pair):
    due = clock_of(pair, pair.mentee).next_due_at
    _beat(due + timedelta(days=3))
    check = pair.checks.get()
    assert (check.state, _mails(), _mails("check_ahead")) == (Check.State.SKIPPED, 0, 0)
    assert clock_of(pair, pair.mentee).next_due_at == due + timedelta(weeks=1)


def test_three_weeks_of_outage_give_no_pile_of_mails(pair):
    due = clock_of(pair, pair.mentee).next_due_at
    _beat(due + timedelta(weeks=3, hours=2))
    _beat(due + timedelta(weeks=3, hours=3))
    assert (_mails(), pair.checks.count()) == (0, 1)
    assert clock_of(pair, pair.mentee).next_due_at == due + timedelta(weeks=4)


def test_moving_to_another_zone_never_sends_two_in_a_period(pair):
    mentee = pair.mentee
    due = clock_of(pair, mentee).next_due_at
    _beat(due)
    now = due
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Gaborone"):
        mentee.time_zone = zone
        mentee.save()
        now += timedelta(hours=20)
        _beat(now)
    assert _mails() == 1
    assert clock_of(pair, mentee).zone == "Africa/Gaborone"
    assert clock_of(pair, mentee).next_due_at == due + timedelta(weeks=1)


def test_check_that_is_due_is_fired_before_the_zone_changes(pair):
    due = clock_of(pair, pair.mentee).next_due_at
    pair.mentee.time_zone = "Pacific/Kiritimati"
    pair.mentee.save()
    _beat(due)
    assert _mails() == 1


def test_answered_ahead_of_time_there_is_no_mail_to_either(pair):
    check = actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN)
    actions.answer(check=check, by=pair.mentee, outcome="done", now=BEGIN)
    _beat(clock_of(pair, pair.mentor).next_due_at)
    assert (_mails(), _mails("check_ahead"), pair.checks.count()) == (0, 0, 1)


def test_opening_ahead_twice_gives_the_same_check(pair):
    first = actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN)
    assert actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN) == first


def test_opened_ahead_but_not_answered_the_mail_comes_all_the_same(pair):
    actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN)
    _beat(clock_of(pair, pair.mentee).next_due_at)
    assert (_mails(), pair.checks.count()) == (1, 1)


def test_unanswered_check_goes_by_when_the_next_one_comes(pair):
    first = make_check(pair)
    second = make_check(pair)
    first.refresh_from_db()
    assert (first.state, second.state) == (Check.State.WENT_BY, Check.State.OPEN)
    with pytest.raises(IllegalMove, match="gone by"):
        actions.answer(check=first, by=pair.mentee, outcome="done", now=second.due_at)


def test_paused_pair_gets_no_check(pair):
    due = clock_of(pair, pair.mentee).next_due_at
    actions.pause(partnership=pair, by=pair.mentor, back_on=(due + timedelta(days=9)).date(), now=BEGIN)
    assert _beat(due) == 0
    assert _mails() == 0


def test_pause_calls_off_the_check_that_waits_in_the_queue(pair):
    check = make_check(pair)
    actions.pause(
        partnership=pair, by=pair.mentee, back_on=(check.due_at + timedelta(days=9)).date(), now=check.due_at
    )
    assert Mail.objects.get(name="check").state == Mail.State.CANCELLED


def test_checks_end_with_the_agreement():
    pair = make_partnership(State.ACTIVE, rhythm="weekly", ends_on=BEGIN.date() + timedelta(weeks=4))
    for _week in range(5):
        due = clock_of(pair, pair.mentee).next_due_at
        if due:
            _beat(due)
    assert clock_of(pair, pair.mentee).next_due_at is None
    assert _mails() == 4


@pytest.mark.parametrize(
    ("outcome", "what_next", "settled"),
    [("done", "", "kept"), ("partly", "", "partly"), ("not", "let_go", "let_go")],
)
def test_answer_settles_the_commitment(pair, outcome, what_next, settled):
    commitment = make_commitment(pair)
    check = make_check(pair)
    actions.answer(check=check, by=pair.mentee, outcome=outcome, what_next=what_next, now=check.due_at)
    commitment.refresh_from_db()
    assert commitment.state == settled
    assert Mail.objects.get(name="check_answered").to == pair.mentor


def test_not_this_time_made_smaller_leaves_both_to_be_read(pair):
    commitment = make_commitment(pair)
    check = make_check(pair)
    actions.answer(
        check=check,
        by=pair.mentee,
        outcome="not",
        what_next="smaller",
        next_text="Half of it.",
        next_due_on=(check.due_at + timedelta(days=7)).date(),
        now=check.due_at,
    )
    commitment.refresh_from_db()
    assert (commitment.state, commitment.became.text) == (Commitment.State.SMALLER, "Half of it.")
    assert "Half of it." in Mail.objects.get(name="check_answered").text


def test_answer_calls_off_the_check_mail_that_has_not_left(pair):
    check = make_check(pair)
    actions.answer(check=check, by=pair.mentee, outcome="done", now=check.due_at)
    assert Mail.objects.get(name="check").state == Mail.State.CANCELLED


def test_open_check_asks_after_what_the_commitment_has_become(pair):
    commitment = make_commitment(pair)
    check = make_check(pair)
    larger = actions.resize(
        commitment=commitment, by=pair.mentee, to="grown", text="Twice.", now=check.due_at
    )
    check.refresh_from_db()
    assert check.commitment == larger
    actions.resize(commitment=larger, by=pair.mentee, to="let_go", now=check.due_at)
    check.refresh_from_db()
    assert check.commitment is None


def test_reply_goes_to_the_mentee_once(pair):
    check = make_check(pair, Check.State.ANSWERED)
    actions.reply(check=check, by=pair.mentor, kind="challenge", text="Which one?", now=check.due_at)
    with pytest.raises(IllegalMove, match="already"):
        actions.reply(check=check, by=pair.mentor, kind="support", text="Good.", now=check.due_at)
    mail = Mail.objects.get(name="check_replied")
    assert (mail.to, mail.subject) == (pair.mentee, "Adaeze answers with a challenge")


def test_reply_before_the_answer_is_refused(pair):
    with pytest.raises(IllegalMove, match="nothing to answer"):
        actions.reply(check=make_check(pair), by=pair.mentor, kind="support", text="Good.", now=BEGIN)


@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_each_keeps_to_their_part(pair, who):
    with pytest.raises(IllegalMove):
        if who == "mentor":
            actions.answer(check=make_check(pair), by=pair.mentor, outcome="done", now=BEGIN)
        else:
            check = make_check(pair, Check.State.ANSWERED)
            actions.reply(check=check, by=pair.mentee, kind="support", text="Me.", now=BEGIN)


def test_same_commitment_twice_is_one(pair):
    assert make_commitment(pair) == make_commitment(pair)
    with pytest.raises(IllegalMove):
        make_commitment(pair, "Another one.")


def test_same_note_twice_is_one_and_a_later_one_is_new(pair):
    for minutes in (0, 1, 120):
        actions.write_journal(
            partnership=pair, by=pair.mentee, text="Long sentences.", now=BEGIN + timedelta(minutes=minutes)
        )
    assert pair.journal.count() == 2


def test_resuming_sets_the_clocks_anew_after_the_period_that_had_its_check(pair):
    check = make_check(pair)
    now = check.due_at + timedelta(hours=2)
    actions.pause(partnership=pair, by=pair.mentee, back_on=(now + timedelta(days=9)).date(), now=now)
    actions.resume(partnership=pair, by=pair.mentee, now=now)
    assert clock_of(pair, pair.mentee).next_due_at == check.due_at + timedelta(weeks=1)


def test_summer_time_keeps_the_local_hour():
    from_berlin = make_partnership(State.ACTIVE, rhythm="weekly", weekday=6, at=time(2, 30))
    from_berlin.mentee.time_zone = "Europe/Berlin"
    from_berlin.mentee.save()
    with time_machine.travel(BEGIN, tick=False):
        actions.adopt_zones(now=BEGIN)
    seen = []
    while len(seen) < 9:
        due = clock_of(from_berlin, from_berlin.mentee).next_due_at
        seen.append(due)
        _beat(due)
    assert seen[7] == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )  # 02:30 comes twice that night: the first counts
    assert seen[8] == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)
    assert _mails() == 9


def test_zone_that_this_machine_does_not_know_stops_nobody():
    pair = make_partnership(State.ACTIVE, rhythm="weekly")
    for person, zone in ((pair.mentee, "Mars/Olympus"), (pair.mentor, "Factory")):
        type(person).objects.filter(pk=person.pk).update(time_zone=zone)
    _beat(clock_of(pair, pair.mentee).next_due_at)
    assert (_mails(), clock_of(pair, pair.mentee).zone) == (1, "Africa/Gaborone")
    other = make_partnership(
        State.ACTIVE, mentee=type(pair.mentee).objects.get(pk=pair.mentee.pk), mentor=make_mentor()
    )
    assert clock_of(other, other.mentee).zone == "UTC"

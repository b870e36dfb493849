"""A change of an agreement in force: proposed beside it, in its place once the other agrees, on record for good."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor, make_user
from accounts.tests.undone import undone
from outbox.models import Mail
from partnerships import actions, cadence, tasks
from partnerships.models import Agreement, Check, Partnership, Version

from .factories import BEGIN, clock_of, make_check, make_partnership, make_stranger, propose_change
from .test_states import everything

pytestmark = pytest.mark.django_db
State = Partnership.State
NOW = BEGIN + timedelta(hours=2)  # Tuesday 1 September, noon UTC


@pytest.fixture
def pair():
    return make_partnership(State.ACTIVE, rhythm="weekly")  # Wednesdays at 18:00 in Gaborone and in Lagos


def agree(pair: Partnership, change: Version, *, now: datetime = NOW) -> Agreement:
    other = pair.mentor if change.proposed_by_id == pair.mentee_id else pair.mentee
    return actions.agree_to_change(partnership=pair, by=other, number=change.number, now=now)


def due_of(pair: Partnership, role: str = "mentee") -> datetime:
    return clock_of(pair, getattr(pair, role)).next_due_at


def hour(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tasks.send_due_checks()
        tasks.keep_house()


# What holds, and when


def test_until_the_other_agrees_everything_runs_on(pair):
    due = due_of(pair)
    change = propose_change(pair, pair.mentor, weekday=4, candour="Plainly.")
    agreement = Agreement.objects.get()
    assert (agreement.weekday, agreement.candour, due_of(pair)) == (2, "We say what we see.", due)
    assert (change.mentor_signed_at, change.mentee_signed_at) == (BEGIN, None)
    assert Mail.objects.get(name="change_proposed").to == pair.mentee


def test_agreed_another_day_sets_both_clocks_anew_in_each_ones_zone(pair):
    agreement = agree(pair, propose_change(pair, pair.mentor, weekday=4, at=time(7)))
    assert (agreement.weekday, agreement.at, agreement.anchor) == (4, time(7), NOW.date())
    assert due_of(pair) == datetime(2026, 9, 4, 5, 0, tzinfo=UTC)
    assert due_of(pair, "mentor") == datetime(2026, 9, 4, 6, 0, tzinfo=UTC)
    assert {mail.to for mail in Mail.objects.filter(name="change_agreed")} == set(pair.people)
    assert (
        "Friday 4 September, 07:00, your time" in Mail.objects.get(name="change_agreed", to=pair.mentor).text
    )


def test_other_words_and_another_end_leave_the_clocks_alone(pair):
    before = (due_of(pair), due_of(pair, "mentor"), Agreement.objects.get().anchor)
    change = propose_change(pair, pair.mentee, candour="Plainly.", ends_on=date(2027, 1, 6))
    agreement = agree(pair, change, now=NOW + timedelta(hours=1))
    assert (agreement.candour, agreement.ends_on) == ("Plainly.", date(2027, 1, 6))
    assert (due_of(pair), due_of(pair, "mentor"), agreement.anchor) == before


def test_later_end_brings_back_the_checks_that_had_come_to_theirs():
    pair = make_partnership(State.ACTIVE, rhythm="weekly", ends_on=BEGIN.date() + timedelta(weeks=4))
    while due_of(pair):
        make_check(pair)
    now = clock_of(pair, pair.mentee).last_due_at + timedelta(hours=1)
    agree(pair, propose_change(pair, pair.mentee, ends_on=date(2026, 12, 1), now=now), now=now)
    assert due_of(pair) == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)


def test_rarer_rhythm_begins_with_the_next_period(pair):
    agreement = agree(pair, propose_change(pair, pair.mentee, rhythm="monthly", weekday=0))
    assert (agreement.rhythm, agreement.rhythm_from) == ("weekly", datetime(2026, 9, 6, 23, 0, tzinfo=UTC))
    hour(due_of(pair) + timedelta(hours=2))  # the check of the running week still comes
    assert Check.objects.count() == 1
    hour(agreement.rhythm_from - timedelta(minutes=1))
    assert Agreement.objects.get().rhythm == "weekly"
    hour(agreement.rhythm_from + timedelta(minutes=1))
    agreement.refresh_from_db()
    assert (agreement.rhythm, agreement.rhythm_from, agreement.anchor) == ("monthly", None, date(2026, 9, 7))
    assert due_of(pair) == datetime(2026, 10, 5, 16, 0, tzinfo=UTC)  # September has had its check


def test_rarer_rhythm_begins_before_a_check_fires_that_would_not_be_any_more(pair):
    agree(pair, propose_change(pair, pair.mentee, rhythm="fortnightly"))
    make_check(pair)
    due = due_of(pair)  # the weekly slot of the week after; the hourly task has not come by
    assert actions.fire(clock=clock_of(pair, pair.mentee), due=due, now=due) is False
    assert due_of(pair) == datetime(2026, 9, 23, 16, 0, tzinfo=UTC)
    assert Check.objects.count() == 1


def test_change_of_mind_before_the_rarer_rhythm_begins(pair):
    agree(pair, propose_change(pair, pair.mentee, rhythm="monthly"))
    agreement = agree(pair, propose_change(pair, pair.mentor, rhythm="weekly"))
    assert (agreement.rhythm, agreement.rhythm_from) == ("weekly", None)


def test_rarer_rhythm_of_a_paused_pair_begins_when_it_goes_on(pair):
    agree(pair, propose_change(pair, pair.mentee, rhythm="monthly"))
    actions.pause(partnership=pair, by=pair.mentee, back_on=date(2026, 9, 20), now=NOW)
    hour(NOW + timedelta(days=8))
    assert Agreement.objects.get().rhythm == "monthly"
    assert due_of(pair) is None
    hour(datetime(2026, 9, 20, 8, 0, tzinfo=UTC))
    assert due_of(pair) == datetime(2026, 10, 7, 16, 0, tzinfo=UTC)


def test_what_is_due_is_fired_by_the_old_terms_first(pair):
    due = due_of(pair)
    agree(pair, propose_change(pair, pair.mentee, weekday=4), now=due + timedelta(hours=3))
    assert Check.objects.get().due_at == due
    assert due_of(pair) == datetime(2026, 9, 11, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"weekday": 3}, {"rhythm": "fortnightly", "weekday": 4}])
def test_answered_ahead_nobody_is_asked_again_in_the_period(pair, change):
    check = actions.open_check(partnership=pair, by=pair.mentee, now=NOW)
    actions.answer(check=check, by=pair.mentee, outcome="done", now=NOW)
    agree(pair, propose_change(pair, pair.mentee, **change))
    for hours in range(0, 24 * 6, 6):
        hour(NOW + timedelta(hours=hours))
    assert Check.objects.count() == 1
    assert not Mail.objects.filter(name__in=["check", "check_ahead"]).exists()


def test_opened_ahead_and_not_answered_is_no_miss(pair):
    actions.open_check(partnership=pair, by=pair.mentee, now=NOW)
    agree(pair, propose_change(pair, pair.mentee, weekday=4))
    assert not Check.objects.exists()
    assert make_check(pair).state == Check.State.OPEN


def test_changed_again_and_again_no_period_has_two_checks_and_three_days_lie_between(pair):
    """Every few days other terms, for six weeks. Every slot that fired is compared with the one before."""
    plans = [("weekly", 0), ("weekly", 6), ("fortnightly", 1), ("weekly", 2), ("monthly", 3), ("weekly", 5)]
    now = NOW
    for number in range(10):
        rhythm, weekday = plans[number % len(plans)]
        agree(pair, propose_change(pair, pair.mentee, rhythm=rhythm, weekday=weekday, now=now), now=now)
        for _beat in range(13):
            now += timedelta(hours=8)
            hour(now)
    fired = list(Check.objects.order_by("due_at").values_list("due_at", "period"))
    assert len(fired) > 4
    assert len({period for _due, period in fired}) == len(fired)
    assert all(
        later - earlier >= cadence.MIN_GAP for (earlier, _), (later, _) in zip(fired, fired[1:], strict=False)
    )
    assert Mail.objects.filter(name="check").count() == len(fired)


# The record


def test_every_version_stays_with_both_signatures(pair):
    first = propose_change(pair, pair.mentor, weekday=4)
    second = propose_change(pair, pair.mentee, weekday=3)
    actions.decline_change(
        partnership=pair, by=pair.mentor, number=second.number, word="Not Thursdays.", now=NOW
    )
    third = propose_change(pair, pair.mentor, weekday=1)
    agree(pair, third)
    states = list(pair.versions.order_by("number").values_list("number", "state", "word"))
    assert states == [
        (1, "agreed", ""),
        (first.number, "replaced", ""),
        (second.number, "declined", "Not Thursdays."),
        (third.number, "agreed", ""),
    ]
    third.refresh_from_db()
    assert (third.mentor_signed_at, third.mentee_signed_at) == (BEGIN, NOW)
    assert Agreement.objects.get().version == third.number


def test_mail_about_a_proposal_that_was_replaced_or_taken_back_is_called_off(pair):
    for number in range(2, 13):  # as many as it takes for one number to begin like another
        propose_change(pair, pair.mentor, at=time(number))
    actions.withdraw_change(partnership=pair, by=pair.mentor, number=12, now=NOW)
    assert set(Mail.objects.filter(name="change_proposed").values_list("state", flat=True)) == {"cancelled"}
    propose_change(pair, pair.mentor, at=time(20))
    assert Mail.objects.filter(name="change_proposed", state="queued").count() == 1


def test_same_proposal_again_changes_nothing(pair):
    assert propose_change(pair, pair.mentor, weekday=4) == propose_change(pair, pair.mentor, weekday=4)
    assert Mail.objects.filter(name="change_proposed").count() == 1


@pytest.mark.parametrize(
    ("by", "terms", "says"),
    [("mentee", {}, "agreed on already"), ("mentee", {"weekday": 4}, "exactly this")],
)
def test_proposal_that_is_none_is_refused(pair, by, terms, says):
    propose_change(pair, pair.mentor, weekday=4)
    with pytest.raises(IllegalMove, match=says):
        propose_change(pair, getattr(pair, by), **terms)


def test_end_that_has_come_meanwhile_cannot_be_agreed_to(pair):
    change = propose_change(pair, pair.mentor, ends_on=date(2026, 9, 30))
    with pytest.raises(IllegalMove, match="has come"):
        agree(pair, change, now=datetime(2026, 9, 30, 8, tzinfo=UTC))


# Every move × state of the pair × everybody; and × state of the version

MOVES = {
    "propose": lambda pair, by, number: propose_change(pair, by, weekday=6),
    "agree": lambda pair, by, number: actions.agree_to_change(
        partnership=pair, by=by, number=number, now=NOW
    ),
    "decline": lambda pair, by, number: actions.decline_change(
        partnership=pair, by=by, number=number, word="No.", now=NOW
    ),
    "withdraw": lambda pair, by, number: actions.withdraw_change(
        partnership=pair, by=by, number=number, now=NOW
    ),
}
WHO = {"propose": {"mentee", "mentor"}, "agree": {"mentor"}, "decline": {"mentor"}, "withdraw": {"mentee"}}
WHEN = {
    "propose": {State.ACTIVE},
    "agree": {State.ACTIVE},
    "decline": {State.ACTIVE, State.PAUSED},
    "withdraw": {State.ACTIVE, State.PAUSED},
}


def _cast(in_state):
    mentee, mentor = make_mentee("Naledi"), make_mentor("Adaeze")
    pair = make_partnership(State.ACTIVE, mentee=mentee, mentor=mentor)
    change = propose_change(pair, mentee, weekday=4)
    Partnership.objects.filter(pk=pair.pk).update(state=in_state)
    people = {"mentee": mentee, "mentor": mentor, "stranger": make_stranger()}
    return pair, change, people | {"admin": make_user("Admin", is_staff=True)}


def test_table_of_the_pair(subtests):
    pair, change, people = _cast(State.ACTIVE)
    for in_state in State.values:
        Partnership.objects.filter(pk=pair.pk).update(state=in_state)
        before = everything()
        for move in MOVES:
            for actor, person in people.items():
                with subtests.test(state=in_state, move=move, actor=actor), undone():
                    pair = Partnership.objects.get(pk=pair.pk)
                    if in_state in WHEN[move] and actor in WHO[move]:
                        MOVES[move](pair, person, change.number)
                        assert everything() != before
                        continue
                    with pytest.raises(IllegalMove) as refused:
                        MOVES[move](pair, person, change.number)
                    assert str(refused.value)
                    assert everything() == before


def test_version_that_is_settled_moves_no_more(subtests):
    pair, change, people = _cast(State.ACTIVE)
    for state in sorted(set(Version.State.values) - {"waiting"}):
        Version.objects.filter(pk=change.pk).update(state=state)
        before = everything()
        for move in ("agree", "decline", "withdraw"):
            for actor, person in people.items():
                with subtests.test(state=state, move=move, actor=actor), undone():
                    for number in (change.number, 0, 99):
                        with pytest.raises(IllegalMove):
                            MOVES[move](Partnership.objects.get(pk=pair.pk), person, number)
                    assert everything() == before


def test_rhythm_begins_by_the_system_when_its_time_has_come(subtests):
    pair, change, people = _cast(State.ACTIVE)
    agreement = agree(pair, propose_change(pair, people["mentor"], rhythm="monthly"))
    for in_state in State.values:
        Partnership.objects.filter(pk=pair.pk).update(state=in_state)
        before = everything()
        with subtests.test(state=in_state), undone():
            pair = Partnership.objects.get(pk=pair.pk)
            with pytest.raises(IllegalMove):
                actions.begin_rhythm(partnership=pair, now=agreement.rhythm_from - timedelta(seconds=1))
            assert everything() == before
            if in_state in (State.ACTIVE, State.PAUSED):
                actions.begin_rhythm(partnership=pair, now=agreement.rhythm_from)
                assert Agreement.objects.get(pk=agreement.pk).rhythm == "monthly"
                continue
            with pytest.raises(IllegalMove):
                actions.begin_rhythm(partnership=pair, now=agreement.rhythm_from)
            assert everything() == before


# Pages


def _page(client, person, name, pair, method="get", **data):
    client.force_login(person)
    with time_machine.travel(NOW, tick=False):
        url = reverse(f"partnerships:{name}", args=[pair.public_id])
        return getattr(client, method)(url, data, follow=True).content.decode()


def _terms(pair, **other):
    standing = pair.versions.filter(state="agreed").latest("number")
    data = {name: getattr(standing, name) for name in Version.TERMS}
    return data | {"at": f"{standing.at:%H:%M}", "ends_on": standing.ends_on.isoformat()} | other


def test_proposed_read_and_agreed_on_the_page(client, pair):
    body = _page(client, pair.mentee, "agreement", pair, "post", **_terms(pair, weekday=4))
    assert "Adaeze reads what you propose" in body
    assert "Naledi proposes a change" in _page(client, pair.mentor, "partnership-detail", pair)
    body = _page(client, pair.mentor, "agreement", pair)
    assert "A check every Friday at 18:00." in body
    assert "Now: A check every Wednesday at 18:00." in body
    body = _page(client, pair.mentor, "change-agree", pair, "post", version=2)
    assert "Agreed. You both get it by mail." in body
    for person in pair.people:
        body = _page(client, person, "agreement", pair)
        assert "2 versions on record" in body
        assert "Version 1" in body


def test_declined_with_a_word_that_both_can_read(client, pair):
    propose_change(pair, pair.mentee, weekday=4)
    _page(client, pair.mentor, "change-decline", pair, "post", version=2, word="Fridays are for my children.")
    mail = Mail.objects.get(name="change_declined")
    assert (mail.to, mail.is_private) == (pair.mentee, True)
    assert "Fridays are for my children." in mail.text
    assert "Fridays are for my children." in _page(client, pair.mentee, "agreement", pair)


def test_word_that_is_too_long_is_said_at_the_field_and_stays(client, pair):
    propose_change(pair, pair.mentee, weekday=4)
    body = _page(client, pair.mentor, "change-decline", pair, "post", version=2, word="x" * 401)
    assert "at most 400 characters" in body
    assert "x" * 401 in body
    assert pair.versions.waiting().exists()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣", "\x00", "7"])
@pytest.mark.parametrize("name", ["change-agree", "change-decline"])
def test_forged_version_changes_nothing(client, pair, name, version):
    propose_change(pair, pair.mentee, weekday=4)
    assert "Please read it once more." in _page(client, pair.mentor, name, pair, "post", version=version)
    assert pair.versions.waiting().exists()


def test_refused_proposal_keeps_what_was_typed(client, pair):
    body = _page(client, pair.mentee, "agreement", pair, "post", **_terms(pair))
    assert "agreed on already" in body
    assert "What is said here stays here.</textarea>" in body


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("2026-09-20", "four weeks at least"),
        ("2027-03-01", "Twenty-four weeks at most"),
        ("2026-11-24", "Proposed."),
    ],
)
def test_length_of_a_change(client, pair, end, says):
    """The agreement ends on 24 November; what is said of four weeks counts from its beginning, of twenty-four from today."""
    body = _page(client, pair.mentee, "agreement", pair, "post", **_terms(pair, ends_on=end, weekday=4))
    assert says in body


def test_proposal_is_taken_back_on_the_page(client, pair):
    propose_change(pair, pair.mentee, weekday=4)
    assert "Taken back." in _page(client, pair.mentee, "change-withdraw", pair, "post", version=2)
    assert "no proposal of yours" in _page(client, pair.mentee, "change-withdraw", pair, "post", version=2)

"""Requests: the state table, the limits, and who hears what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import MentorState
from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor
from accounts.tests.undone import undone
from matching import actions, limits
from matching.actions.asking import why_not
from matching.models import Request
from matching.tests.factories import make_request
from outbox.models import Mail
from partnerships.models import Partnership

pytestmark = pytest.mark.django_db
State = Request.State


def mails_of(name: str) -> list[str]:
    return sorted(Mail.objects.filter(name=name).values_list("to_email", flat=True))


MOVES = {
    "accept": lambda r, by: actions.accept(request=r, by=by, now=timezone.now()),
    "decline": lambda r, by: actions.decline(request=r, by=by, reason="later", now=timezone.now()),
    "withdraw": lambda r, by: actions.withdraw(request=r, by=by, now=timezone.now()),
    "ask_question": lambda r, by: actions.ask_question(request=r, by=by, text="Why now?", now=timezone.now()),
}
WHO = {"accept": "mentor", "decline": "mentor", "withdraw": "mentee", "ask_question": "mentor"}
LEADS_TO = {
    "accept": State.ACCEPTED,
    "decline": State.DECLINED,
    "withdraw": State.WITHDRAWN,
    "ask_question": State.PENDING,
}


SYSTEM_MOVES = {
    "expire": lambda r: actions.expire(request=r, now=r.expires_at),
    "void": lambda r: actions.void(request=r, by=None, now=timezone.now()),
}


def request_in(state) -> Request:
    """A request in any state; the two that other people's moves lead to are written as such."""
    if state not in (State.SUPERSEDED, State.VOID):
        return make_request(state=state)
    request = make_request(state=State.WITHDRAWN)
    Request.objects.filter(pk=request.pk).update(state=state)
    return request


@pytest.mark.parametrize("state", State.values)
def test_every_state_move_and_actor(state, subtests):
    request = request_in(state)
    cast = {"mentee": request.mentee, "mentor": request.mentor, "stranger": make_mentor("Zodwa")}
    before, mails = Request.objects.values().get(pk=request.pk), Mail.objects.count()
    for move in MOVES:
        for actor, by in cast.items():
            with subtests.test(move=move, actor=actor), undone():
                asked = Request.objects.get(pk=request.pk)
                if state == State.PENDING and actor == WHO[move]:
                    MOVES[move](asked, by)
                    assert Request.objects.get(pk=request.pk).state == LEADS_TO[move]
                    continue
                with pytest.raises(IllegalMove) as refused:
                    MOVES[move](asked, by)
                assert str(refused.value)
                assert Request.objects.values().get(pk=request.pk) == before
                assert Mail.objects.count() == mails
    for move, leads_to in (("expire", State.EXPIRED), ("void", State.VOID)):
        with subtests.test(move=move, actor="system"), undone():
            asked = Request.objects.get(pk=request.pk)
            if state == State.PENDING:
                SYSTEM_MOVES[move](asked)
                assert Request.objects.get(pk=request.pk).state == leads_to
                continue
            with pytest.raises(IllegalMove):
                SYSTEM_MOVES[move](asked)
            assert Request.objects.values().get(pk=request.pk) == before
            assert Mail.objects.count() == mails


def test_send_mails_the_mentor():
    request = make_request()
    assert mails_of("request_received") == [request.mentor.email]
    assert request.expires_at == request.sent_at + timedelta(days=14)


def test_accept_starts_one_partnership_and_introduces_both():
    request = make_request(state=State.ACCEPTED)
    pair = Partnership.objects.get()
    assert (pair.mentee, pair.mentor, pair.state) == (request.mentee, request.mentor, "introduced")
    assert mails_of("introduction") == sorted([request.mentee.email, request.mentor.email])
    assert (request.ended_by, request.state) == (request.mentor, State.ACCEPTED)


def test_accept_with_no_place_is_refused_and_changes_nothing():
    mentor = make_mentor("Hanna", places=1)
    first, second = make_request(mentor=mentor), make_request(mentor=mentor, mentee=make_mentee("Amara"))
    mentor.profile.places = 0
    mentor.profile.mentor_state = MentorState.NONE
    mentor.profile.save()
    with pytest.raises(IllegalMove):
        actions.accept(request=first, by=mentor, now=timezone.now())
    assert set(Request.objects.values_list("state", flat=True)) == {State.PENDING}
    assert Partnership.objects.count() == 0
    assert second.is_pending


def test_the_last_place_voids_other_letters_and_tells_them():
    mentor = make_mentor("Hanna", places=1)
    first, second = make_request(mentor=mentor), make_request(mentor=mentor, mentee=make_mentee("Amara"))
    actions.accept(request=first, by=mentor, now=timezone.now())
    second.refresh_from_db()
    assert (second.state, second.reason, second.ended_by) == (State.VOID, Request.Reason.FULL, None)
    assert mails_of("mentor_full") == [second.mentee.email]
    assert list(Request.objects.visible_to(second.mentee)) == [second]


def test_the_mentees_own_limit_overtakes_their_other_letters():
    mentee = make_mentee("Naledi", goals=("managing-people", "returning-to-work", "speaking"))
    goals = list(mentee.profile.goals.all())
    community = mentee.memberships.get().community
    sent = [
        actions.send(
            mentee=mentee,
            mentor=make_mentor(),
            community=community,
            goal=goal,
            message="?",
            now=timezone.now(),
        )
        for goal in goals
    ]
    for request in sent[: limits.MAX_MENTORS]:
        actions.accept(request=request, by=request.mentor, now=timezone.now())
    last = Request.objects.get(pk=sent[-1].pk)
    assert last.state == State.SUPERSEDED
    assert mails_of("request_superseded") == [last.mentor.email]


def test_more_than_the_cap_cannot_wait():
    mentee = make_mentee(goals=("a", "b", "c", "d"))
    community, goals = mentee.memberships.get().community, list(mentee.profile.goals.all())
    for goal in goals[: limits.MAX_PENDING]:
        actions.send(
            mentee=mentee,
            mentor=make_mentor(),
            community=community,
            goal=goal,
            message="?",
            now=timezone.now(),
        )
    with pytest.raises(IllegalMove, match="Withdraw one"):
        actions.send(
            mentee=mentee,
            mentor=make_mentor(),
            community=community,
            goal=goals[-1],
            message="?",
            now=timezone.now(),
        )
    assert Request.objects.pending().count() == limits.MAX_PENDING


def test_somebody_else_can_be_asked_about_the_same_goal_from_the_fourth_day():
    request = make_request()
    goal = request.goal
    other = make_mentor("Adaeze")
    day_three = request.sent_at + timedelta(days=3, hours=23)
    assert "someone else" in why_not(mentee=request.mentee, mentor=other, goal=goal, now=day_three)
    day_four = request.sent_at + timedelta(days=4)
    assert why_not(mentee=request.mentee, mentor=other, goal=goal, now=day_four) == ""


def test_a_decline_bars_for_thirty_days_and_not_longer():
    request = make_request(state=State.DECLINED)
    asked = {"mentee": request.mentee, "mentor": request.mentor, "goal": request.goal}
    assert "said no" in why_not(**asked, now=request.ended_at + timedelta(days=29))
    assert why_not(**asked, now=request.ended_at + timedelta(days=30)) == ""


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.EXPIRED])
def test_a_withdrawn_or_expired_request_bars_nothing(state):
    request = make_request(state=state)
    assert why_not(mentee=request.mentee, mentor=request.mentor, goal=request.goal, now=timezone.now()) == ""


def test_an_unfinished_profile_cannot_ask():
    mentee, mentor = make_mentee(), make_mentor()
    mentee.profile.completed_at = None
    mentee.profile.save()
    assert "Finish your own profile" in why_not(mentee=mentee, mentor=mentor, goal=None, now=timezone.now())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda mentor: setattr(mentor.profile, "paused_at", timezone.now()),
        lambda mentor: setattr(mentor.profile, "mentor_state", MentorState.AWAITING),
        lambda mentor: setattr(mentor.profile, "completed_at", None),
    ],
)
def test_a_mentor_who_is_not_open_cannot_be_asked(spoil):
    mentee, mentor = make_mentee(), make_mentor()
    spoil(mentor)
    mentor.profile.save()
    assert "not taking requests" in why_not(mentee=mentee, mentor=mentor, goal=None, now=timezone.now())


def test_withdrawn_before_its_mail_left_the_mentor_hears_nothing():
    request = make_request(state=State.WITHDRAWN)
    assert Mail.objects.get(name="request_received").state == Mail.State.CANCELLED
    assert mails_of("request_withdrawn") == []
    assert request.ended_by == request.mentee


def test_withdrawn_after_its_mail_left_the_mentor_hears_it():
    request = make_request()
    Mail.objects.update(state=Mail.State.SENT, sent_at=timezone.now())
    actions.withdraw(request=request, by=request.mentee, now=timezone.now())
    assert mails_of("request_withdrawn") == [request.mentor.email]


def test_reminders_go_out_once_each():
    request = make_request()
    assert [
        actions.remind(request=Request.objects.get(), now=request.sent_at + timedelta(days=day))
        for day in (3, 4, 5, 10, 11)
    ] == [False, True, False, True, False]
    assert mails_of("request_reminder") == [request.mentor.email] * 2
    assert mails_of("ask_someone_else") == [request.mentee.email]


def test_after_an_outage_only_one_reminder_goes_out():
    request = make_request()
    actions.remind(request=request, now=request.sent_at + timedelta(days=11))
    assert mails_of("request_reminder") == [request.mentor.email]


def test_three_expiries_in_a_row_pause_the_mentor():
    mentor = make_mentor("Hanna", places=5)
    for number in range(limits.PAUSE_AFTER_EXPIRIES):
        mentor.profile.refresh_from_db()
        assert mentor.profile.paused_at is None, number
        make_request(mentor=mentor, mentee=make_mentee(), state=State.EXPIRED)
    mentor.profile.refresh_from_db()
    assert mentor.profile.paused_at is not None
    assert mails_of("mentor_paused") == [mentor.email]


def test_an_answer_breaks_the_row_of_expiries():
    mentor = make_mentor("Hanna", places=5)
    start = timezone.now() - timedelta(days=60)
    for number, state in enumerate((State.EXPIRED, State.EXPIRED, State.DECLINED, State.EXPIRED)):
        sent = start + timedelta(days=15 * number)
        make_request(mentor=mentor, mentee=make_mentee(), state=state, sent=sent)
    mentor.profile.refresh_from_db()
    assert mentor.profile.paused_at is None


def test_question_and_answer_reach_the_other():
    request = make_request()
    actions.ask_question(request=request, by=request.mentor, text="Why now?", now=timezone.now())
    actions.answer_question(request=request, by=request.mentee, text="Because.", now=timezone.now())
    assert mails_of("request_question") == [request.mentee.email]
    assert mails_of("request_answer") == [request.mentor.email]
    with pytest.raises(IllegalMove):
        actions.ask_question(request=request, by=request.mentor, text="And?", now=timezone.now())


def test_seen_is_a_time_not_a_state():
    request = make_request()
    actions.mark_seen(request=request, by=request.mentee, now=timezone.now())
    assert request.seen_at is None
    actions.mark_seen(request=request, by=request.mentor, now=request.sent_at + timedelta(hours=2))
    actions.mark_seen(request=request, by=request.mentor, now=request.sent_at + timedelta(hours=9))
    request.refresh_from_db()
    assert (request.state, request.seen_at) == (State.PENDING, request.sent_at + timedelta(hours=2))


def test_block_ends_everything_between_two_people():
    request = make_request(state=State.ACCEPTED)
    waiting = make_request(mentee=make_mentee("Amara"), mentor=request.mentor)
    actions.add_to_shortlist(by=request.mentee, mentor=request.mentor)
    queued = Mail.objects.filter(state=Mail.State.QUEUED, to__in=[request.mentee, request.mentor]).count()
    assert queued > 0
    actions.block(by=request.mentor, other=request.mentee, now=timezone.now())
    assert Partnership.objects.get().state == "suspended"
    assert request.mentee.shortlist.count() == 0
    between = Mail.objects.filter(state=Mail.State.QUEUED).filter(
        to__in=[request.mentee, request.mentor], about__in=[request.mentee, request.mentor]
    )
    assert between.count() == 0
    assert Request.objects.get(pk=waiting.pk).is_pending


def test_block_voids_what_waits_and_hides_it_from_both():
    request = make_request()
    actions.block(by=request.mentee, other=request.mentor, now=timezone.now())
    request.refresh_from_db()
    assert (request.state, request.reason) == (State.VOID, "")
    for person in (request.mentee, request.mentor):
        assert not Request.objects.visible_to(person).exists()


def test_suspension_reaches_through_all_floors():
    request = make_request(state=State.ACCEPTED)
    waiting = make_request(mentee=make_mentee("Amara"), mentor=request.mentor)
    admin = make_mentee("Esi", is_staff=True)
    actions.suspend_person(user=request.mentor, by=admin, reason="reports", now=timezone.now())
    assert Partnership.objects.get().state == "suspended"
    assert Request.objects.get(pk=waiting.pk).state == State.VOID
    assert Mail.objects.filter(to=request.mentor, state=Mail.State.QUEUED).count() == 0
    request.mentor.refresh_from_db()
    assert request.mentor.is_suspended


def test_a_draft_survives_a_withdrawal():
    request = make_request(state=State.WITHDRAWN)
    actions.keep_draft(request=request, by=request.mentor, reply="I would have said yes")
    assert Request.objects.get().reply_draft == "I would have said yes"

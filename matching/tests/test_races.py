"""One place, many hands. Each race is also run with its guard taken away, and must then be lost."""

from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Profile
from accounts.moves import IllegalMove
from accounts.tests.factories import PASSWORD, make_mentee, make_mentor
from accounts.tests.racing import at_once
from matching import actions
from matching.models import Request
from matching.tests.factories import make_request
from outbox.models import Mail
from partnerships.models import Partnership

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 16
ROUNDS = 3
State = Request.State


def letters_to_one_place(hands: int = HANDS) -> list[Request]:
    mentor = make_mentor("Hanna", places=1)
    return [make_request(mentor=mentor, mentee=make_mentee()) for _ in range(hands)]


def outcome(move):
    """What a move came to: its result's class, or the named error. Anything else breaks the test."""

    def run():
        try:
            move()
        except IllegalMove:
            return "refused"
        return "done"

    return run


def test_sixteen_accepts_on_one_place_one_wins():
    for _ in range(ROUNDS):
        letters = letters_to_one_place()
        starting_line = Barrier(HANDS)

        def accept(letter, starting_line=starting_line):
            starting_line.wait()
            actions.accept(request=letter, by=letter.mentor, now=timezone.now())

        outcomes = at_once([outcome(lambda letter=letter: accept(letter)) for letter in letters])
        assert sorted(outcomes) == ["done"] + ["refused"] * (HANDS - 1)
        mentor = letters[0].mentor
        assert Partnership.objects.taking_a_place().filter(mentor=mentor).count() == 1
        assert Request.objects.filter(mentor=mentor, state=State.ACCEPTED).count() == 1
        assert Mail.objects.filter(name="introduction", to=mentor).count() == 1


def test_control_without_the_lock_one_place_takes_many():
    letters = letters_to_one_place(4)
    all_have_counted = Barrier(4)

    def accept_without_lock(letter):
        mentor = letter.mentor
        taken = Partnership.objects.taking_a_place().filter(mentor=mentor).count()
        free = taken < Profile.objects.get(user=mentor).places
        all_have_counted.wait(timeout=10)
        if not free:
            raise IllegalMove
        with transaction.atomic():
            Request.objects.filter(pk=letter.pk, state=State.PENDING).update(
                state=State.ACCEPTED, ended_at=timezone.now()
            )
            Partnership.objects.create(
                mentee=letter.mentee,
                mentor=mentor,
                community=letter.community,
                goal_text="",
                origin=f"request:{letter.public_id}",
                state_at=timezone.now(),
                introduced_at=timezone.now(),
            )

    outcomes = at_once([outcome(lambda letter=letter: accept_without_lock(letter)) for letter in letters])
    assert outcomes == ["done"] * 4
    assert Partnership.objects.taking_a_place().count() == 4


def test_accept_against_withdraw_one_wins():
    for _ in range(ROUNDS * 3):
        letter = make_request(mentee=make_mentee(), mentor=make_mentor())
        starting_line = Barrier(2)

        def accept(letter=letter, starting_line=starting_line):
            starting_line.wait()
            actions.accept(request=Request.objects.get(pk=letter.pk), by=letter.mentor, now=timezone.now())

        def withdraw(letter=letter, starting_line=starting_line):
            starting_line.wait()
            actions.withdraw(request=Request.objects.get(pk=letter.pk), by=letter.mentee, now=timezone.now())

        assert sorted(at_once([outcome(accept), outcome(withdraw)])) == ["done", "refused"]
        letter.refresh_from_db()
        assert Partnership.objects.filter(mentee=letter.mentee).exists() == (letter.state == State.ACCEPTED)


def test_control_without_compare_and_swap_both_win():
    letter = make_request()
    both_have_looked = Barrier(2)

    def end_without_swap(to):
        found = Request.objects.get(pk=letter.pk)
        both_have_looked.wait(timeout=10)
        if found.state != State.PENDING:
            raise IllegalMove
        found.state, found.ended_at = to, timezone.now()
        found.save()

    outcomes = at_once(
        [outcome(lambda to=to: end_without_swap(to)) for to in (State.ACCEPTED, State.WITHDRAWN)]
    )
    assert outcomes == ["done", "done"]


def test_sixteen_letters_at_once_keep_the_cap():
    mentee = make_mentee(goals=[f"goal-{number}" for number in range(HANDS)])
    mentors = [make_mentor() for _ in range(HANDS)]
    goals, community = list(mentee.profile.goals.all()), mentee.memberships.get().community
    starting_line = Barrier(HANDS)

    def send(mentor, goal):
        starting_line.wait()
        actions.send(
            mentee=mentee, mentor=mentor, community=community, goal=goal, message="?", now=timezone.now()
        )

    outcomes = at_once([outcome(lambda m=m, g=g: send(m, g)) for m, g in zip(mentors, goals, strict=True)])
    assert sorted(outcomes) == ["done"] * 3 + ["refused"] * (HANDS - 3)
    assert Request.objects.pending().count() == 3


def test_sixteen_clicks_on_accept_are_one_acceptance_and_no_error_page(client):
    letter = make_request()
    clients = []
    for _ in range(HANDS):
        hand = type(client)()
        hand.login(email=letter.mentor.email, password=PASSWORD)
        clients.append(hand)
    starting_line = Barrier(HANDS)

    def click(hand):
        starting_line.wait()
        return hand.post(f"/requests/{letter.public_id}/accept/").status_code

    statuses = at_once([lambda hand=hand: click(hand) for hand in clients])
    assert set(statuses) == {302}
    assert Partnership.objects.count() == 1
    assert Mail.objects.filter(name="introduction").count() == 2

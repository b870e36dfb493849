"""Random lives of several pairs, with a clock: whatever people and the system do, in whatever order, some things always hold."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

import outbox.actions
from accounts.models import Block, Profile, User
from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor, make_user
from matching import actions as matching
from matching.actions import deciding
from matching.models import Request
from matching.tasks import remind_and_expire
from matching.tests.lives_talks import Talking
from outbox.models import Mail
from partnerships import actions
from partnerships.models import Agreement, Check, CheckClock, Commitment, Opportunity, Partnership
from partnerships.tasks import keep_house, send_due_checks

BEGIN = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
MENTEES = (("Naledi", "Africa/Gaborone"), ("Thabo", "America/St_Johns"), ("Ines", "Europe/Lisbon"))
MENTORS = (("Hanna", "Africa/Addis_Ababa", 1), ("Adaeze", "Africa/Lagos", 2))
OUTAGE = timedelta(days=36)
STEPS = st.sampled_from(
    [
        timedelta(minutes=1),
        timedelta(hours=5),
        timedelta(days=1),
        timedelta(days=4),
        timedelta(days=4),
        timedelta(days=8),
        timedelta(days=8),
        timedelta(days=15),
        OUTAGE,
    ]
)
ONE, OTHER = st.integers(0, len(MENTEES) - 1), st.integers(0, len(MENTORS) - 1)
WHICH, SIDE = st.integers(0, 7), st.sampled_from(["mentee", "mentor"])
SELDOM = st.integers(0, 5).map(lambda drawn: drawn == 5)
"""Blocks and suspensions end lives; too many of them, and nothing else would be seen."""
UNWANTED = (Mail.State.CANCELLED, Mail.State.SUPPRESSED, Mail.State.FAILED)


class Lives(Talking):
    """Three mentees and two mentors. Every rule does what a person or a clock does; a refusal is one named error and changes nothing."""

    @initialize()
    def begin(self) -> None:
        self.held = transaction.atomic()
        self.held.__enter__()
        self.now = BEGIN
        with time_machine.travel(self.now, tick=False):
            self.mentees = [make_mentee(name, time_zone=zone) for name, zone in MENTEES]
            self.mentors = [
                make_mentor(name, time_zone=zone, places=places) for name, zone, places in MENTORS
            ]
            self.admin = make_user("Esi", is_staff=True)
        self.parted: dict[frozenset[int], datetime] = {}
        self.gone: dict[int, datetime] = {}
        for one, other in ((0, 0), (1, 1)):  # lives begin in the middle: two pairs run
            self._come_together(one, other)
            self._agree(self._pair(one), rhythm="fortnightly")
            self._commit(self._pair(one), "mentee")

    def teardown(self) -> None:
        if hasattr(self, "held"):
            transaction.set_rollback(True)
            self.held.__exit__(None, None, None)

    def _do(self, move) -> object:
        """Make a move as it is made on the site: in a transaction of its own, now."""
        try:
            with time_machine.travel(self.now, tick=False), transaction.atomic():
                return move()
        except IllegalMove as refused:
            assert str(refused)
            return None

    def _one_of(self, rows, which: int):
        rows = list(rows)
        return rows[which % len(rows)] if rows else None

    def _pair(self, which: int) -> Partnership | None:
        return self._one_of(Partnership.objects.order_by("pk"), which)

    # Asking

    @rule(one=ONE, other=OTHER)
    def ask(self, one, other):
        self._ask(one, other)

    def _ask(self, one, other):
        mentee, mentor = self.mentees[one], self.mentors[other]
        if mentee.pk in self.gone:
            return  # cannot sign in
        self._do(
            lambda: matching.send(
                mentee=mentee,
                mentor=mentor,
                community=mentee.memberships.get().community,
                goal=mentee.profile.goals.get(),
                message="Could that be you?",
                now=self.now,
            )
        )

    @rule(which=WHICH, move=st.sampled_from(["accept", "accept", "decline", "withdraw"]))
    def answer_a_letter(self, which, move):
        letter = self._one_of(Request.objects.order_by("pk"), which)
        if letter is None or letter.mentor_id in self.gone or letter.mentee_id in self.gone:
            return
        if move == "accept":
            self._do(lambda: matching.accept(request=letter, by=letter.mentor, now=self.now))
        elif move == "decline":
            self._do(
                lambda: matching.decline(request=letter, by=letter.mentor, reason="no_time", now=self.now)
            )
        else:
            self._do(lambda: matching.withdraw(request=letter, by=letter.mentee, now=self.now))

    @rule(one=ONE, other=OTHER)
    def come_together(self, one, other):
        self._come_together(one, other)

    def _come_together(self, one, other):
        """Ask, and be accepted."""
        self._ask(one, other)
        letter = (
            Request.objects.pending().filter(mentee=self.mentees[one], mentor=self.mentors[other]).first()
        )
        if letter and letter.mentor_id not in self.gone:
            self._do(lambda: matching.accept(request=letter, by=letter.mentor, now=self.now))

    # Going together

    @rule(which=WHICH, rhythm=st.sampled_from(Agreement.Rhythm.values), signs=st.booleans())
    def agree(self, which, rhythm, signs):
        pair = self._pair(which)
        if pair:
            self._agree(pair, rhythm, signs)

    def _agree(self, pair, rhythm, signs=True):
        """Propose, and as a rule sign."""
        self._do(
            lambda: actions.propose(
                partnership=pair,
                by=pair.mentee,
                rhythm=rhythm,
                weekday=2,
                at=time(18),
                ends_on=self.now.date() + timedelta(weeks=12),
                confidentiality="Here.",
                candour="Kindly.",
                now=self.now,
            )
        )
        agreement = Agreement.objects.filter(partnership=pair).first()
        if agreement and signs:
            self._do(
                lambda: actions.sign(
                    partnership=pair, by=pair.mentor, version=agreement.version, now=self.now
                )
            )

    @rule(which=WHICH, side=SIDE)
    def commit(self, which, side):
        self._commit(self._pair(which), side)

    def _commit(self, pair, side):
        if pair:
            self._do(
                lambda: actions.commit(
                    partnership=pair,
                    by=getattr(pair, side),
                    text="One step",
                    due_on=self.now.date() + timedelta(days=9),
                    now=self.now,
                )
            )

    @rule(which=WHICH, outcome=st.sampled_from(["done", "partly", "not"]))
    def answer_a_check(self, which, outcome):
        check = self._one_of(Check.objects.order_by("-pk"), which)
        if check:
            what_next = "let_go" if outcome == "not" and check.commitment_id else ""
            self._do(
                lambda: actions.answer(
                    check=check,
                    by=check.partnership.mentee,
                    outcome=outcome,
                    note="So it went.",
                    what_next=what_next,
                    now=self.now,
                )
            )

    @rule(which=WHICH, outcome=st.sampled_from(["done", "partly", "not"]))
    def go_round_once(self, which, outcome):
        """What happens most: a step is promised, its check comes, it is answered, the mentor replies."""
        pair = self._pair(which)
        if pair and pair.state == Partnership.State.ACTIVE:
            self._commit(pair, "mentee")
            self.time_goes_by(timedelta(days=15))
            self.answer_a_check(0, outcome)
            self.reply(0)

    @rule(which=WHICH)
    def reply(self, which):
        check = self._one_of(Check.objects.order_by("-pk"), which)
        if check:
            self._do(
                lambda: actions.reply(
                    check=check, by=check.partnership.mentor, kind="support", text="I see it.", now=self.now
                )
            )

    @rule(which=WHICH, side=SIDE, text=st.sampled_from(["One.", "Two."]))
    def write(self, which, side, text):
        pair = self._pair(which)
        if pair:
            self._do(
                lambda: actions.write_journal(
                    partnership=pair, by=getattr(pair, side), text=text, now=self.now
                )
            )

    @rule(which=WHICH, side=SIDE, days=st.sampled_from([None, 2, 6, 20]))
    def pass_on(self, which, side, days):
        pair = self._pair(which)
        if pair:
            self._do(
                lambda: actions.offer_opportunity(
                    partnership=pair,
                    by=getattr(pair, side),
                    title="A panel",
                    why="It fits.",
                    deadline=days and self.now.date() + timedelta(days=days),
                    now=self.now,
                )
            )

    @rule(which=WHICH, side=SIDE, move=st.sampled_from(["change", "take_back", "take_up", "leave", "settle"]))
    def move_an_opportunity(self, which, side, move):
        one = self._one_of(Opportunity.objects.order_by("-pk"), which)
        if one is None:
            return
        told = {"opportunity": one, "by": getattr(one.partnership, side), "now": self.now}
        later = self.now.date() + timedelta(days=9)
        moves = {
            "change": lambda: actions.change_opportunity(
                version=one.version, title=f"{one.title}, later", why=one.why, deadline=later, **told
            ),
            "take_back": lambda: actions.withdraw_opportunity(**told),
            "take_up": lambda: actions.pursue_opportunity(version=one.version, **told),
            "leave": lambda: actions.decline_opportunity(**told),
            "settle": lambda: actions.settle_opportunity(outcome="got", **told),
        }
        if told["by"].pk not in self.gone:
            self._do(moves[move])

    # Pausing, ending, beginning again

    @rule(
        which=WHICH,
        side=SIDE,
        move=st.sampled_from(["pause", "resume", "close", "reflect", "revive", "offer", "go_on"]),
    )
    def stop_or_go_on(self, which, side, move):
        pair = self._pair(which)
        if pair is None:
            return
        by, until = getattr(pair, side), self.now.date() + timedelta(weeks=6)
        moves = {
            "pause": lambda: actions.pause(
                partnership=pair, by=by, back_on=self.now.date() + timedelta(days=10), now=self.now
            ),
            "resume": lambda: actions.resume(partnership=pair, by=by, now=self.now),
            "close": lambda: actions.close(partnership=pair, by=by, now=self.now),
            "reflect": lambda: actions.reflect(
                partnership=pair, by=by, learned="Much.", never_again=False, now=self.now
            ),
            "revive": lambda: actions.revive(partnership=pair, by=by, now=self.now),
            "offer": lambda: actions.offer_to_go_on(partnership=pair, by=by, until=until, now=self.now),
            "go_on": lambda: actions.go_on(
                partnership=pair, by=by, until=pair.go_on_until or until, now=self.now
            ),
        }
        if by.pk not in self.gone:
            self._do(moves[move])

    # Safety

    @rule(one=ONE, other=OTHER, by_mentor=st.booleans(), is_now=SELDOM)
    def block(self, one, other, by_mentor, is_now):
        if not is_now:
            return
        pair = [self.mentees[one], self.mentors[other]]
        by, whom = reversed(pair) if by_mentor else pair
        if by.pk not in self.gone:
            self._do(lambda: matching.block(by=by, other=whom, now=self.now))
            self.parted.setdefault(frozenset((by.pk, whom.pk)), self.now)

    @rule(other=OTHER, is_now=SELDOM)
    def suspend_somebody(self, other, is_now):
        mentor = self.mentors[other]
        if is_now and mentor.pk not in self.gone:
            self._do(
                lambda: matching.suspend_person(user=mentor, by=self.admin, reason="A report", now=self.now)
            )
            self.gone[mentor.pk] = self.now

    @rule(which=WHICH, move=st.sampled_from(["restore", "end_suspended"]))
    def decide_on_what_was_suspended(self, which, move):
        pair = self._pair(which)
        two = {pair.mentor_id, pair.mentee_id} if pair else set()
        if pair and not two & set(self.gone) and frozenset(two) not in self.parted:
            self._do(lambda: getattr(actions, move)(partnership=pair, by=self.admin, now=self.now))

    # The clock

    @rule(step=STEPS)
    def time_goes_by(self, step):
        """With a beat each day, as the site's clock would go; a long step is an outage."""
        ends = self.now + step
        while self.now < ends:
            self.now = min(ends, self.now + timedelta(days=1)) if step < OUTAGE else ends
            with time_machine.travel(self.now, tick=False):
                for task in (send_due_checks, keep_house, remind_and_expire):
                    task()

    # What always holds

    @invariant()
    def places_are_kept(self):
        if hasattr(self, "now"):
            taken = Counter(Partnership.objects.taking_a_place().values_list("mentor", flat=True))
            places = dict(Profile.objects.values_list("user", "places"))
            assert all(count <= places[mentor] for mentor, count in taken.items())

    @invariant()
    def two_people_have_one_live_pair(self):
        if hasattr(self, "now"):
            live = Partnership.objects.filter(
                state__in=[*Partnership.LIVE, Partnership.State.SUSPENDED]
            ).values_list("mentor", "mentee")
            assert max(Counter(map(frozenset, live)).values(), default=0) <= 1

    @invariant()
    def one_commitment_is_open_and_one_check_asks(self):
        if hasattr(self, "now"):
            for rows in (
                Commitment.objects.filter(state=Commitment.State.OPEN),
                Check.objects.filter(state=Check.State.OPEN),
            ):
                assert max(Counter(rows.values_list("partnership", flat=True)).values(), default=0) <= 1

    @invariant()
    def clocks_run_for_active_pairs_only(self):
        if hasattr(self, "now"):
            running = CheckClock.objects.filter(next_due_at__isnull=False)
            assert not running.exclude(partnership__state=Partnership.State.ACTIVE).exists()

    @invariant()
    def one_mail_for_each_check(self):
        if hasattr(self, "now"):
            asked = Mail.objects.filter(name="check").values_list("key", flat=True)
            assert max(Counter(asked).values(), default=0) <= 1
            assert len(asked) <= Check.objects.exclude(state=Check.State.SKIPPED).count()

    @invariant()
    def of_one_last_day_one_reminds_and_only_the_mentee(self):
        if hasattr(self, "now"):
            for one in Opportunity.objects.select_related("partnership"):
                assert one.state_by_id == (
                    one.partnership.mentor_id if one.answered_at is None else one.partnership.mentee_id
                )
            reminders = Mail.objects.filter(name="opportunity_reminder")
            assert not reminders.exclude(
                to__in=Opportunity.objects.exclude(deadline=None).values("partnership__mentee")
            ).exists()

    @invariant()
    def nothing_reaches_who_is_parted_or_gone(self):
        if hasattr(self, "now"):
            for two, since in self.parted.items():
                between = Mail.objects.filter(to__in=two, about__in=two).exclude(state__in=UNWANTED)
                assert not between.filter(Q(created_at__gt=since) | Q(state=Mail.State.QUEUED)).exists()
            for person, since in self.gone.items():
                mails = Mail.objects.filter(Q(to=person) | Q(about=person)).exclude(state__in=UNWANTED)
                assert not mails.filter(created_at__gt=since).exclude(kind="account").exists()

    @invariant()
    def who_is_parted_sees_nothing_of_the_other(self):
        if hasattr(self, "now"):
            for two in self.parted:
                people = User.objects.filter(pk__in=two)
                assert Block.objects.filter(blocker__in=people, blocked__in=people).exists()
                for person in people:
                    assert (
                        not Partnership.objects.visible_to(person)
                        .live()
                        .filter(mentor__in=two, mentee__in=two)
                        .exists()
                    )


@pytest.mark.django_db
def test_random_lives_hold_what_always_holds():
    run_state_machine_as_test(Lives, settings=settings(max_examples=4, stateful_step_count=25, deadline=None))


@pytest.mark.long
@pytest.mark.django_db
def test_many_random_lives_hold_what_always_holds():
    run_state_machine_as_test(
        Lives, settings=settings(max_examples=15, stateful_step_count=50, deadline=None)
    )


@pytest.mark.django_db
def test_without_the_count_of_places_the_lives_show_it(monkeypatch):
    """The control: two letters to a mentor with one place, both accepted. Chance takes minutes to come upon it."""
    lives = Lives()
    lives.begin()
    try:
        lives.stop_or_go_on(0, "mentor", "close")
        lives.ask(1, 0)
        lives.ask(2, 0)
        monkeypatch.setattr(deciding, "_places_taken", lambda mentor: 0)
        for letter in Request.objects.pending():
            lives._do(lambda letter=letter: matching.accept(request=letter, by=letter.mentor, now=lives.now))
        with pytest.raises(AssertionError):
            lives.places_are_kept()
    finally:
        lives.teardown()


@pytest.mark.long
@pytest.mark.django_db
def test_without_calling_mails_off_the_lives_show_it(monkeypatch):
    monkeypatch.setattr(outbox.actions, "cancel", lambda **kwargs: 0)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            Lives,
            settings=settings(
                max_examples=200,
                stateful_step_count=50,
                deadline=None,
                phases=[Phase.generate],
                database=None,
            ),
        )

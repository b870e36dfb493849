"""What pairs at random do about talks; a part of the random lives."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from partnerships import actions
from partnerships.models import Partnership, Session

WHICH, SIDE = st.integers(0, 7), st.sampled_from(["mentee", "mentor"])
STILL = (
    Partnership.State.CLOSING,
    Partnership.State.COMPLETED,
    Partnership.State.ENDED_EARLY,
    Partnership.State.ENDED_INACTIVE,
    Partnership.State.LAPSED,
    Partnership.State.SUSPENDED,
)


class Talking(RuleBasedStateMachine):
    """Rules and what always holds; ``_pair``, ``_one_of``, ``_do``, ``now`` and ``gone`` are those of the lives."""

    @rule(which=WHICH, side=SIDE, days=st.sampled_from([1, 3, 20]))
    def offer_times(self, which, side, days):
        pair = self._pair(which)
        if pair is None or getattr(pair, side).pk in self.gone:
            return
        times = [self.now + timedelta(days=days), self.now + timedelta(days=days + 1)]
        self._do(
            lambda: actions.propose_session(
                partnership=pair,
                by=getattr(pair, side),
                times=times,
                minutes=45,
                where="Room 4",
                agenda="",
                now=self.now,
            )
        )

    @rule(which=WHICH, side=SIDE, days=st.sampled_from([0, 2]))
    def talk(self, which, side, days):
        """What happens most: times are offered, one is taken, the day comes, and either says that they talked."""
        self.offer_times(which, side, 1)
        self.move_a_talk(0, "mentor" if side == "mentee" else "mentee", "accept")
        if days:
            self.time_goes_by(timedelta(days=days))
            self.move_a_talk(0, side, "held")

    @rule(
        which=WHICH,
        side=SIDE,
        move=st.sampled_from(
            ["accept", "decline", "withdraw", "cancel", "held", "not_held", "move", "write"]
        ),
    )
    def move_a_talk(self, which, side, move):
        one = self._one_of(Session.objects.order_by("-pk"), which)
        if one is None:
            return
        told = {"session": one, "by": getattr(one.partnership, side), "now": self.now}
        time = one.times.first()
        later = [self.now + timedelta(days=2, hours=which)]
        moves = {
            "accept": lambda: actions.accept_time(starts_at=time.starts_at if time else self.now, **told),
            "decline": lambda: actions.decline_times(word="", **told),
            "withdraw": lambda: actions.withdraw_times(**told),
            "cancel": lambda: actions.cancel_session(word="Another day.", **told),
            "held": lambda: actions.tell_of_session(held=True, **told),
            "not_held": lambda: actions.tell_of_session(held=False, **told),
            "move": lambda: actions.offer_times(times=later, minutes=30, where="", **told),
            "write": lambda: actions.write_session(agenda="A", notes="", version=one.version, **told),
        }
        if told["by"].pk not in self.gone:
            self._do(moves[move])

    @invariant()
    def nothing_is_planned_in_a_pair_that_stands_still(self):
        if hasattr(self, "now"):
            planned = Session.objects.filter(partnership__state__in=STILL)
            assert not planned.filter(state=Session.State.PROPOSED).exists()
            assert not planned.filter(state=Session.State.AGREED, starts_at__gt=self.now).exists()

    @invariant()
    def one_offer_in_a_pair_and_times_only_while_it_is_open(self):
        if hasattr(self, "now"):
            proposed = Session.objects.filter(state=Session.State.PROPOSED)
            pairs = list(proposed.values_list("partnership", flat=True))
            assert len(pairs) == len(set(pairs))
            assert all(one.times.exists() for one in proposed)
            assert not Session.objects.exclude(state__in=Session.OPEN).exclude(times=None).exists()

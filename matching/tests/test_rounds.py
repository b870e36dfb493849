"""Rounds against independent solvers: SciPy's assignment, HiGHS, and a plain deferred acceptance written here."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

from matching.rounds import Instance, Listed, Mode, Reason, WrongPin, solve
from matching.rounds import instance as instances
from matching.rounds import optimal as optimum
from matching.rounds.instance import UNIT
from matching.rounds.stable import TwoSided, accept


class Table:
    """A cohort whose scores are written down."""

    def __init__(self, scores) -> None:
        self.scores = np.asarray(scores, float)

    def block(self, first, last):
        return self.scores[first:last]


def instance_of(scores, places, **more) -> Instance:
    scores = np.asarray(scores, float)
    return Instance(Table(scores), np.array(places), len(scores), **more)


def listed(scores) -> Listed:
    """The pairs that no gate bars, as a list."""
    rows, columns = np.nonzero(~np.isnan(scores))
    starts = np.searchsorted(rows, np.arange(len(scores) + 1))
    return Listed(starts, columns, scores[rows, columns])


def with_bans(scores, bans, floor=0.0):
    scores = np.array(scores)
    for mentee, mentor in bans:
        scores[mentee, mentor] = np.nan
    scores[scores < floor] = np.nan
    return scores


@st.composite
def cohorts(draw, most=14):
    """Scores (steps of a hundredth, so that there are ties; some barred), places, pins that can be kept, bans."""
    mentees, mentors = draw(st.integers(1, most)), draw(st.integers(1, most // 2))
    lots = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.sampled_from([3, 100, UNIT]))
    scores = lots.integers(0, steps + 1, (mentees, mentors)) / steps
    scores[lots.random(scores.shape) < draw(st.sampled_from([0.0, 0.2, 0.7]))] = np.nan
    places = lots.integers(0, 4, mentors)
    free, pins, bans = places.copy(), [], []
    for mentee in range(mentees):
        for mentor in range(mentors):
            chance = lots.random()
            allowed = not np.isnan(scores[mentee, mentor])
            if chance < 0.05 and free[mentor] and allowed and all(pin[0] != mentee for pin in pins):
                pins.append((mentee, mentor))
                free[mentor] -= 1
            elif chance > 0.9:
                bans.append((mentee, mentor))
    return scores, places, pins, bans


def units_of(scores):
    return np.where(np.isnan(scores), 0, np.rint(np.nan_to_num(scores) * UNIT)).astype(np.int64)


def assignment_total(scores, places, pins) -> int:
    """SciPy's largest total in units: a column for each place, and one of nothing for each mentee."""
    rest = [row for row in range(len(scores)) if row not in dict(pins)]
    free = np.array(places) - np.bincount([mentor for _, mentor in pins], minlength=len(places))
    units = units_of(scores)
    padded = np.hstack([np.repeat(units[rest], free, axis=1), np.zeros((len(rest), len(rest)), int)])
    rows, columns = linear_sum_assignment(padded, maximize=True)
    return int(padded[rows, columns].sum()) + sum(int(units[pin]) for pin in pins)


def highs(scores, places, bonus=0):
    """HiGHS on the same, without pins: units, or how many are matched where ``bonus`` is 1 and scores do not count."""
    rows, columns = np.nonzero(~np.isnan(scores))
    if not len(rows):
        return 0
    worth = np.ones(len(rows)) if bonus else units_of(scores)[rows, columns] / UNIT
    across = np.arange(len(rows))
    ones = np.ones(len(rows))
    limits = [
        LinearConstraint(coo_array((ones, (rows, across)), shape=(len(scores), len(rows))).tocsr(), ub=1),
        LinearConstraint(
            coo_array((ones, (columns, across)), shape=(len(places), len(rows))).tocsr(), ub=places
        ),
    ]
    found = milp(-worth, constraints=limits, integrality=ones, bounds=(0, 1), options={"mip_rel_gap": 0})
    return -found.fun


def assert_kept(partner, scores, places, pins, bans) -> None:
    """Capacity, gates, pins and bans."""
    together = [(mentee, int(mentor)) for mentee, mentor in enumerate(partner) if mentor >= 0]
    taken = np.bincount([mentor for _, mentor in together], minlength=len(places))
    assert (taken <= places).all()
    assert not any(np.isnan(scores[pair]) for pair in together)
    assert set(pins) <= set(together)
    assert not set(bans) & set(together)


def blocking(partner, scores, places, pins) -> int:
    """Counted pair by pair."""
    pinned = dict(pins)
    units = np.where(np.isnan(scores), -1, units_of(scores))
    with_mentor = defaultdict(list)
    for mentee, mentor in enumerate(partner):
        if mentor >= 0 and mentee not in pinned:
            with_mentor[int(mentor)].append(mentee)
    count = 0
    for mentee in range(len(scores)):
        for mentor in range(len(places)):
            worth = units[mentee, mentor]
            if mentee in pinned or worth < 0:
                continue
            free = places[mentor] - list(pinned.values()).count(mentor)
            mine = -1 if partner[mentee] < 0 else units[mentee, partner[mentee]]
            kept = with_mentor[mentor]
            least = (
                -1 if len(kept) < free else min((units[other, mentor] for other in kept), default=UNIT + 1)
            )
            count += bool(worth > mine and worth > least)
    return count


def gale_shapley(ours, theirs, places):
    """Deferred acceptance as in the textbook: one mentee after the other; strict preferences from scores without ties."""
    wishes = {
        mentee: sorted(
            (
                mentor
                for mentor in range(len(places))
                if not np.isnan(ours[mentee, mentor] + theirs[mentee, mentor])
            ),
            key=lambda mentor: -ours[mentee, mentor],
        )
        for mentee in range(len(ours))
    }
    kept = {mentor: [] for mentor in range(len(places))}
    waiting = list(wishes)
    while waiting:
        mentee = waiting.pop()
        if not wishes[mentee]:
            continue
        mentor = wishes[mentee].pop(0)
        kept[mentor].append(mentee)
        if len(kept[mentor]) > places[mentor]:
            least = min(kept[mentor], key=lambda other: theirs[other, mentor])
            kept[mentor].remove(least)
            waiting.append(least)
    partner = np.full(len(ours), -1)
    for mentor, mentees in kept.items():
        partner[mentees] = mentor
    return partner


@given(cohorts())
def test_the_largest_total_is_that_of_scipy(cohort):
    scores, places, pins, bans = cohort
    for given_as in (Table(scores), listed(scores)):
        outcome = solve(Instance(given_as, places, len(scores), pins=pins, bans=bans), Mode.OPTIMAL)
        assert_kept(outcome.partner, scores, places, pins, bans)
        assert outcome.units.sum() == assignment_total(with_bans(scores, bans), places, pins)
        assert outcome.certificate.gap == 0


@settings(max_examples=30)
@given(cohorts(most=20))
def test_the_largest_total_is_that_of_highs(cohort):
    scores, places, _, bans = cohort
    outcome = solve(instance_of(scores, places, bans=bans, floor=0.25), Mode.OPTIMAL)
    assert outcome.figures.total == pytest.approx(highs(with_bans(scores, bans, 0.25), places), abs=1e-7)


@settings(max_examples=40)
@given(cohorts(most=20))
def test_most_people_first_matches_as_many_as_can_be(cohort):
    scores, places, _, bans = cohort
    outcome = solve(instance_of(scores, places, bans=bans), Mode.OPTIMAL, most_people_first=True)
    assert outcome.certificate.gap == 0
    assert outcome.figures.matched == round(highs(with_bans(scores, bans), places, bonus=1))


@given(cohorts())
def test_stable_leaves_no_blocking_pair(cohort):
    scores, places, pins, bans = cohort
    for given_as in (Table(scores), listed(scores)):
        outcome = solve(Instance(given_as, places, len(scores), pins=pins, bans=bans), Mode.STABLE)
        assert_kept(outcome.partner, scores, places, pins, bans)
        assert outcome.figures.blocking_pairs == 0
        assert blocking(outcome.partner, with_bans(scores, bans), places, pins) == 0


@given(cohorts())
def test_blocking_pairs_are_counted_as_pair_by_pair(cohort):
    scores, places, pins, bans = cohort
    for given_as in (Table(scores), listed(scores)):
        outcome = solve(Instance(given_as, places, len(scores), pins=pins, bans=bans), Mode.OPTIMAL)
        expected = blocking(outcome.partner, with_bans(scores, bans), places, pins)
        assert outcome.figures.blocking_pairs == expected


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 40), st.sampled_from([0.0, 0.3, 0.9]))
def test_two_sided_preferences_go_as_in_the_textbook(seed, mentees, mentors, barred):
    lots = np.random.default_rng(seed)
    ours, theirs = lots.random((2, mentees, mentors))
    ours[lots.random(ours.shape) < barred] = np.nan
    places = lots.integers(0, 4, mentors)
    assert (accept(TwoSided(ours, theirs), places) == gale_shapley(ours, theirs, places)).all()


def popular(mentees, mentors, seed=1):
    """Everybody wants the same few, so the first edges are not enough."""
    lots = np.random.default_rng(seed)
    scores = 0.4 + 0.2 * lots.normal(size=mentors) + 0.05 * lots.normal(size=(mentees, mentors))
    return np.clip(scores, 0, 1), lots.integers(1, 4, mentors)


@pytest.mark.parametrize("most_people_first", [False, True])
def test_pairs_left_out_at_first_are_taken_in_until_the_proof_holds(monkeypatch, most_people_first):
    monkeypatch.setattr(optimum, "FIRST", 3)
    monkeypatch.setattr(optimum, "MORE", 2)
    monkeypatch.setattr(instances, "BLOCK", 1000)
    scores, places = popular(300, 150)
    outcome = solve(instance_of(scores, places), Mode.OPTIMAL, most_people_first=most_people_first)
    assert outcome.certificate.rounds > 1
    assert outcome.certificate.gap == 0
    assert outcome.units.sum() == assignment_total(scores, places, [])


def test_a_cohort_too_large_to_hold_gives_the_same(monkeypatch):
    scores, places = popular(200, 90)
    held = [solve(instance_of(scores, places), mode) for mode in Mode]
    monkeypatch.setattr(instances, "HELD", 0)
    monkeypatch.setattr(instances, "BLOCK", 500)
    anew = [solve(instance_of(scores, places), mode) for mode in Mode]
    for one, other in zip(held, anew, strict=True):
        assert (one.partner == other.partner).all()


def test_a_stable_round_goes_on_where_a_short_list_ends():
    """Eighty mentors, and everybody likes them in the same order: the last have to look far down."""
    scores = np.tile(np.linspace(1, 0.1, 80), (80, 1))
    outcome = solve(instance_of(scores, np.ones(80, int)), Mode.STABLE)
    assert sorted(outcome.partner) == list(range(80))


@pytest.mark.parametrize("mode", Mode)
def test_the_same_seed_gives_the_same_answer(mode):
    scores = np.full((60, 25), 0.5)
    partners = [solve(instance_of(scores, np.ones(25, int)), mode, seed=seed).partner for seed in (1, 1, 2)]
    assert (partners[0] == partners[1]).all()
    assert (partners[0] != partners[2]).any()


def test_each_reason_for_being_left_out():
    no = np.nan
    scores = [[0.9, no, no], [no, no, no], [no, no, 0.8], [0.8, no, no], [no, 0.1, no], [no, no, 0.7]]
    instance = instance_of(scores, [1, 1, 0], bans=[(2, 2)], floor=0.2)
    for mode in Mode:
        assert solve(instance, mode).reasons == {
            1: Reason.NO_MENTOR,
            2: Reason.BANNED,
            3: Reason.FULL,
            4: Reason.FLOOR,
            5: Reason.NO_PLACE,
        }


@pytest.mark.parametrize(
    ("pins", "bans", "code"),
    [
        ([(0, 0), (0, 1)], [], "twice"),
        ([(1, 0)], [], "barred"),
        ([(0, 0)], [(0, 0)], "banned"),
        ([(0, 1), (1, 1)], [], "full"),
    ],
)
def test_a_pin_that_cannot_be_kept_is_refused(pins, bans, code):
    scores = np.array([[0.5, 0.5], [np.nan, 0.5]])
    for given_as in (Table(scores), listed(scores)):
        with pytest.raises(WrongPin) as refused:
            Instance(given_as, np.array([1, 1]), 2, pins=pins, bans=bans)
        assert (refused.value.code, refused.value.mentee) == (code, pins[-1][0] if code != "full" else 0)


def test_a_pin_below_the_floor_is_kept():
    outcome = solve(instance_of([[0.1, 0.9]], [1, 1], pins=[(0, 0)], floor=0.5), Mode.OPTIMAL)
    assert outcome.partner.tolist() == [0]
    assert outcome.figures.total == pytest.approx(0.1)


def test_a_wrong_pin_of_a_cohort_too_large_to_hold_is_refused_before_anything_is_solved(monkeypatch):
    monkeypatch.setattr(instances, "HELD", 0)
    with pytest.raises(WrongPin):
        instance_of([[np.nan]], [1], pins=[(0, 0)])


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nobody_to_match(mode, shape):
    outcome = solve(instance_of(np.zeros(shape), np.ones(shape[1], int)), mode)
    assert (outcome.figures.matched, outcome.figures.mean) == (0, None)
    assert set(outcome.reasons.values()) == ({Reason.NO_MENTOR} if shape[0] else set())

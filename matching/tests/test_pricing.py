"""Prices over generated communities; the oracle of the best total is SciPy's assignment."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching import pricing


@st.composite
def communities(draw, ties=True):
    """Scores of up to 14 mentees with up to 8 mentors (hundredths, so that many are equal, or all different) and the mentors' places."""
    mentees, mentors = draw(st.integers(1, 14)), draw(st.integers(1, 8))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = chance.integers(5, 70, (mentees, mentors)) / 100 if ties else chance.random((mentees, mentors))
    scores += draw(st.sampled_from([0, 0.2])) * (chance.random(mentors) < 0.3)  # some are widely sought for
    scores[chance.random((mentees, mentors)) < draw(st.sampled_from([0, 0.3, 0.9]))] = np.nan
    return scores, chance.integers(1, 4, mentors)


def worked_out(scores, places, **more):
    return pricing.prices(pricing.top_lists([scores]), places, **more)


def best_total(scores, places):
    """The highest total any assignment can reach; staying unmatched is worth 0."""
    columns = np.repeat(np.arange(len(places)), places)
    gain = np.nan_to_num(scores, nan=0)[:, columns]
    return gain[linear_sum_assignment(-gain)].sum()


@given(communities())
def test_prices_lie_between_nought_and_the_cap(community):
    found = worked_out(*community)
    assert ((found == 0) | ((found > pricing.LEAST) & (found <= pricing.CAP))).all()


@given(communities())
def test_prices_are_the_same_each_time_and_whoever_comes_first(community):
    scores, places = community
    rows, columns = (
        np.random.default_rng(1).permutation(len(scores)),
        np.random.default_rng(2).permutation(len(places)),
    )
    found = worked_out(scores, places)
    assert (worked_out(scores, places) == found).all()
    assert (worked_out(scores[rows][:, columns], places[columns]) == found[columns]).all()


@given(communities())
def test_a_mentor_whom_no_more_could_ask_than_have_room_costs_nothing(community):
    scores, places = community
    could_ask = np.isfinite(scores).sum(axis=0)
    assert (worked_out(scores, places)[could_ask <= places] == 0).all()


@given(communities(), st.integers(0, 7))
def test_a_mentor_who_gets_room_for_all_costs_nothing(community, which):
    scores, places = community
    which %= len(places)
    places[which] = len(scores)
    assert worked_out(scores, places)[which] == 0


@given(communities(), st.integers(1, 8), st.sampled_from([0.05, 0.2, 1.0]))
def test_the_dual_bounds_every_assignment_also_with_short_lists(community, kept, cap):
    scores, places = community
    lists = pricing.top_lists([scores], kept)
    found = pricing.prices(lists, places, cap=cap)
    best = best_total(scores, places)
    for at in (found, np.zeros(len(places)), np.full(len(places), 0.1)):
        assert pricing.dual_value(lists, places, at) >= best - 1e-9


@settings(max_examples=50)
@given(communities(ties=False))
def test_the_dual_comes_near_the_best_assignment_where_places_suffice(community):
    scores, places = community
    assume(places.sum() >= len(scores))
    lists = pricing.top_lists([scores])
    gap = pricing.dual_value(lists, places, pricing.prices(lists, places, cap=1.0)) - best_total(
        scores, places
    )
    assert gap <= 0.01 * len(scores)


@given(communities(), st.integers(1, 8), st.integers(1, 5))
def test_lists_hold_the_best_whatever_the_blocks(community, kept, height):
    scores, __ = community
    whole = pricing.top_lists([scores], kept)
    cut = pricing.top_lists((scores[row : row + height] for row in range(0, len(scores), height)), kept)
    expected = -np.sort(-np.where(np.isnan(scores), -np.inf, scores), axis=1)[:, :kept]
    assert (-np.sort(-whole.scores, axis=1) == expected).all()
    assert (cut.scores == whole.scores).all()
    assert (cut.mentors == whole.mentors).all()


def test_two_people_before_one_place_move_apart_by_what_the_other_mentor_is_worth():
    scores = np.array([[0.60, 0.55], [0.60, 0.40]])  # the first loses .05 by going on, the second .20
    found = worked_out(scores, np.array([1, 1]))
    assert 0.05 <= found[0] <= 0.20
    assert found[1] == 0
    assert (scores - found).argmax(axis=1).tolist() == [1, 0]


def test_places_short_for_all_leave_the_crowded_dearer_than_the_others():
    scores = np.repeat([[0.60, 0.57, 0.30]], 40, axis=0)
    scores[20:] = [0.50, 0.57, 0.50]
    found = worked_out(scores, np.array([2, 2, 2]))
    assert found[1] > found[2] + 0.03


def test_without_mentees_or_mentors_there_is_no_price():
    assert worked_out(np.empty((0, 2)), np.array([1, 1])).tolist() == [0, 0]
    assert worked_out(np.empty((3, 0)), np.empty(0, np.int64)).tolist() == []
    assert pricing.prices(pricing.top_lists([]), np.array([1])).tolist() == [0]


def test_nobody_to_meet_gives_no_price():
    assert worked_out(np.full((3, 2), np.nan), np.array([1, 1])).tolist() == [0, 0]


def test_a_mentor_without_a_place_is_refused():
    with pytest.raises(ValueError, match="free place"):
        worked_out(np.array([[0.5]]), np.array([0]))

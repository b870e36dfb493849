"""The breakdown adds up as printed, for generated pairs: with parts that are not known, with prices and with weights of one's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.explaining import ComponentName, Role
from matching.rounding import apportion
from matching.scoring import Rules, Weights, pair_score
from matching.sums import Kind, sums
from matching.tests.test_scoring_properties import WORDS, cases, declared, people


@st.composite
def percents(draw):
    """Four whole percents that add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    return Weights(*((b - a) / 100 for a, b in zip([0, *cuts], [*cuts, 100], strict=True)))


rules = st.builds(Rules, weights=percents(), declared=declared)
prices = st.floats(0, 1)


def columns(rows):
    return [sum(row.points[column] or 0 for row in rows) for column in (0, 1)]


@cases
@given(people, people, rules, prices)
def test_every_column_adds_up_to_what_is_printed(mentee, mentor, rules, price):
    pair = pair_score(mentee, mentor, WORDS, rules, price)
    found = sums(pair)
    for part in found.parts:
        if part.lines or part.limit is not None:
            assert columns(part.lines) == list(part.points)
    assert columns(found.pulls) == list(found.pull)
    for column in (0, 1):
        parts = sum(part.points[column] or 0 for part in found.parts)
        assert parts + found.rest[column] + found.pull[column] == found.totals[column]
    a, b = found.totals
    assert abs(found.score - 2 * a * b / ((a + b) or 1)) <= 0.5
    assert found.score - found.price == found.rank


@cases
@given(people, people, rules, prices)
def test_no_figure_is_further_than_rounding_from_the_exact_one(mentee, mentor, rules, price):
    pair = pair_score(mentee, mentor, WORDS, rules, price)
    found = sums(pair)
    for column, side in enumerate((pair.mentee, pair.mentor)):
        assert abs(found.totals[column] - 100 * side.total) <= 0.5
        for part in found.parts:
            row = side.component(part.name)
            if row.score is not None:
                assert abs(part.points[column] - 100 * row.weight * row.score) < 2
                assert 0 <= part.points[column] <= part.limit
        for line in (*found.pulls, *(line for part in found.parts for line in part.lines)):
            assert line.points[column] <= 0 if line.kind is Kind.PULL else line.points[column] >= 0
    assert abs(found.price - 100 * price) <= 0.5


@cases
@given(people, people, rules)
def test_the_weights_are_shared_out_in_whole_hundredths(mentee, mentor, rules):
    pair = pair_score(mentee, mentor, WORDS, rules)
    limits = [part.limit for part in sums(pair).parts if part.limit is not None]
    assert sum(limits) in ((100,) if any(row.weight for row in pair.mentee.components) else (0,))


@cases
@given(people, people, rules)
def test_every_fact_has_its_line_and_no_line_is_without_a_fact(mentee, mentor, rules):
    pair = pair_score(mentee, mentor, WORDS, rules)
    found, facts = sums(pair), pair.explanation
    unknown = {fact.name for fact in facts.unknown}
    lines = {part.name: part.lines for part in found.parts}
    assert {name for name, rows in lines.items() if not rows} == unknown
    if ComponentName.VALUES not in unknown:
        assert [row.fact for row in lines[ComponentName.VALUES][:-1]] == list(facts.shared_values)
    if ComponentName.EXPERIENCE not in unknown:
        assert [row.fact for row in lines[ComponentName.EXPERIENCE][:-1]] == [*facts.passages, *facts.missing]
    if ComponentName.MINDSET not in unknown:
        counted = sum(row.count for row in lines[ComponentName.MINDSET])
        assert counted == pair.mentee.component(ComponentName.MINDSET).n
    for role in Role:
        ranks = {tension.rank(role) for tension in facts.tensions}
        assert ranks <= {row.fact.rank(role) for row in found.pulls}


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8))
def test_what_is_apportioned_adds_up_and_stays_near(exact):
    parts = apportion(exact, round(sum(exact)))
    assert sum(parts) == round(sum(exact))
    assert all(abs(part - number) <= 1 for part, number in zip(parts, exact, strict=True))


def test_what_is_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="add up"):
        apportion([1.5, 0.2], 4, most=[2, 1])
    with pytest.raises(ValueError, match="add up"):
        apportion([], 1)

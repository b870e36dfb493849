"""The engine computes what `matching/scoring.py` says, for every row at once, and finds the best without scoring everybody."""

import random
import uuid

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import engine
from matching.best import Bounds
from matching.best import best as best_of
from matching.bits import Bits, Picked, Stretch, count, from_rows, in_binary, number_of, pack, rows_in
from matching.columns import Columns, MentorFacts
from matching.engine import Scorer, Seeker, Terms, barred, everybody
from matching.scoring import Passage, Person, RankedValue, Rules, pair_score
from matching.tests.test_scoring_properties import (
    AREAS,
    GROUPS,
    INTERESTS,
    PLACE,
    RELATED,
    SLUGS,
    STATEMENTS,
    WORDS,
    declared,
    mixes,
    people,
)

VALUE = {slug: number for number, slug in enumerate(SLUGS, start=1)}
AREA = {slug: number for number, slug in enumerate(AREAS, start=1)}
STATEMENT = {slug: number for number, slug in enumerate(STATEMENTS, start=1)}
INTEREST = {slug: number for number, slug in enumerate(INTERESTS, start=1)}
GROUP = {slug: number for number, slug in enumerate(sorted(set(GROUPS.values())), start=1)}
IDS = engine.Words(
    {VALUE[slug]: place for slug, place in PLACE.items()},
    {AREA[area]: GROUP[group] for area, group in GROUPS.items()},
    {AREA[area]: frozenset(AREA[other] for other in others) for area, others in RELATED.items()}
    | {AREA["area1"]: frozenset({AREA["area0"]})},
)


def facts(user, person, public=None):
    return MentorFacts(
        user=user,
        public_id=public or uuid.UUID(int=user),
        values=[(VALUE[value.slug], value.essential) for value in person.values],
        draining=[VALUE[slug] for slug in person.draining],
        passages=[(AREA[passage.area], passage.depth) for passage in person.passages if passage.offered],
        bridges=[(AREA[one], AREA[other]) for one, other in person.bridges],
        stances={STATEMENT[slug]: stance for slug, stance in person.stances.items()},
        interests=[INTEREST[slug] for slug in person.interests],
    )


def seeker(person):
    return Seeker(
        values=tuple((VALUE[value.slug], value.essential) for value in person.values),
        draining=frozenset(VALUE[slug] for slug in person.draining),
        wanted=tuple(AREA[area] for area in person.wanted),
        stances={STATEMENT[slug]: stance for slug, stance in person.stances.items()},
        interests=frozenset(INTEREST[slug] for slug in person.interests),
    )


def columns_of(mentors):
    columns = Columns()
    columns.place_values(IDS.place)
    columns.write([facts(user, person) for user, person in enumerate(mentors, start=1)])
    return columns


def scorer_of(columns, mentee, rules):
    terms = Terms(
        rules.weights, {frozenset(VALUE[slug] for slug in pair): d for pair, d in rules.declared.items()}
    )
    return Scorer(columns, seeker(mentee), IDS, terms)


rules_of = st.builds(Rules, weights=mixes, declared=declared)


@settings(max_examples=60)
@given(people, st.lists(people, min_size=1, max_size=12), rules_of)
def test_scores_and_gates_are_those_of_the_formula(mentee, mentors, rules):
    columns = columns_of(mentors)
    scorer = scorer_of(columns, mentee, rules)
    rows, plain = everybody(columns), [pair_score(mentee, mentor, WORDS, rules) for mentor in mentors]
    assert scorer.scores(rows) == pytest.approx([pair.score for pair in plain], abs=1e-12)
    bar = Picked(rows).of(barred(columns, scorer.seeker, scorer.terms))
    assert list(bar) == [bool(pair.gates) for pair in plain]


@settings(max_examples=60)
@given(people, st.lists(people, min_size=1, max_size=12), rules_of)
def test_no_score_exceeds_its_bound(mentee, mentors, rules):
    columns = columns_of(mentors)
    scorer = scorer_of(columns, mentee, rules)
    rows = everybody(columns)
    exact = scorer.scores(rows)
    for where in (Picked(rows), Stretch(0, columns.high)):
        assert (Bounds(scorer).close(where) >= exact).all()
        assert (Bounds(scorer).rough(where) >= exact).all()


@pytest.fixture(scope="module")
def many():
    """5,000 rows from 300 different people: enough for bounds to matter, and full of ties."""
    chance = random.Random(7)
    pool = [drawn(chance) for _ in range(300)]
    mentors = [chance.choice(pool) for _ in range(5000)]
    columns = Columns()
    columns.place_values(IDS.place)
    columns.write(
        [
            facts(n, person, uuid.UUID(int=chance.getrandbits(128)))
            for n, person in enumerate(mentors, start=1)
        ]
    )
    return columns, mentors, [drawn(chance) for _ in range(12)]


def drawn(chance):
    """A person by plain chance."""
    values = chance.sample(SLUGS, chance.choice((0, 2, 3, 4, 5, 5)))
    return Person(
        "x",
        tuple(RankedValue(slug, PLACE[slug], chance.random() < 0.2) for slug in values),
        frozenset(chance.sample(SLUGS, chance.choice((0, 0, 1)))),
        tuple(chance.choices(AREAS, k=chance.choice((0, 1, 1, 2, 3)))),
        tuple(
            Passage(area, chance.choice((0.5, 0.8, 1.0)))
            for area in chance.choices(AREAS, k=chance.randrange(5))
        ),
        frozenset(tuple(chance.sample(AREAS, 2)) for _ in range(chance.randrange(2))),
        {slug: chance.randint(1, 5) for slug in chance.sample(STATEMENTS, chance.randrange(7))},
        frozenset(chance.sample(INTERESTS, chance.randrange(7))),
    )


@pytest.mark.parametrize("k", [1, 20, 300])
def test_the_best_are_the_best_of_all(many, k):
    columns, mentors, mentees = many
    for number_, mentee in enumerate(mentees):
        rules = Rules(declared={frozenset(("value1", "value2")): 0.7} if number_ % 2 else {})
        scorer = scorer_of(columns, mentee, rules)
        rows = everybody(columns)
        exact = scorer.scores(rows)
        price = np.where(rows % 5 == 0, 0.05, 0.0)
        prices = [(columns.here(), price)]
        order = sorted(rows, key=lambda row: (-round(exact[row] - price[row], 9), tuple(columns.public[row])))
        best = best_of(scorer_of(columns, mentee, rules), columns.here(), k, prices).sorted(columns.public)
        assert list(best.rows[:k]) == order[:k]
        few = from_rows(rows[rows % 7 == 0], columns.words)
        best = best_of(scorer_of(columns, mentee, rules), few, k, prices).sorted(columns.public)
        assert list(best.rows[:k]) == [row for row in order if row % 7 == 0][:k]


def test_a_mentor_who_leaves_frees_the_row_and_takes_every_fact_along():
    chance = random.Random(3)
    one, two, three = (drawn(chance) for _ in range(3))
    columns = columns_of([one, two])
    row = columns.row_of(1)
    columns.remove(1)
    columns.remove(1)
    assert columns.row_of(1) is None and len(columns) == 1
    columns.write([facts(9, three)])
    assert columns.row_of(9) == row
    fresh = columns_of([three])
    mentee = drawn(chance)
    assert scorer_of(columns, mentee, Rules()).scores(np.array([row])) == pytest.approx(
        scorer_of(fresh, mentee, Rules()).scores(np.array([0]))
    )


def test_more_statements_than_fit_into_a_byte_of_points_are_counted_right():
    many_statements = [f"statement{number}" for number in range(200)]
    numbers = {slug: number for number, slug in enumerate(many_statements, start=1)}
    mentee = Person("x", stances=dict.fromkeys(many_statements, 1))
    mentors = [Person("y", stances=dict.fromkeys(many_statements[:n], 5)) for n in (0, 2, 70, 199)]
    columns = Columns()
    columns.write(
        [
            MentorFacts(n, uuid.UUID(int=n), stances={numbers[slug]: 5 for slug in person.stances})
            for n, person in enumerate(mentors, start=1)
        ]
    )
    scorer = Scorer(columns, Seeker(stances=dict.fromkeys(numbers.values(), 1)), IDS, Terms())
    exact = scorer.scores(everybody(columns))
    assert exact == pytest.approx([pair_score(mentee, mentor, WORDS, Rules()).score for mentor in mentors])
    assert (Bounds(scorer).close(Picked(everybody(columns))) >= exact).all()


# --- Bits


@given(st.sets(st.integers(0, 200)))
def test_columns_and_row_numbers_say_the_same(rows):
    column = from_rows(np.array(sorted(rows), np.intp), 4)
    assert list(rows_in(column)) == sorted(rows)
    assert count(column) == len(rows)
    expected = [row in rows for row in range(201)]
    assert list(Picked(np.arange(201)).of(column)) == expected
    assert list(Stretch(64, 201).of(column)) == expected[64:]
    assert (pack(Stretch(0, 256).of(column).astype(bool), 4) == column).all()


@given(st.lists(st.sets(st.integers(0, 99)), min_size=1, max_size=9))
def test_numbers_in_binary_say_the_last_column_that_has_the_row(levels):
    columns = [from_rows(np.array(sorted(rows), np.intp), 2) for rows in levels]
    expected = [
        max((number for number, rows in enumerate(levels, start=1) if row in rows), default=0)
        for row in range(100)
    ]
    assert list(number_of(in_binary(columns), Stretch(0, 100))) == expected
    assert list(number_of(in_binary(columns), Picked(np.arange(100)))) == expected


def test_bits_survive_growing_and_forget_one_row_only():
    bits = Bits(10)
    for row in range(10):
        bits.set(row, [("a", row % 3), "all"])
    bits.grow(1000)
    bits.set(900, ["all"])
    for key in range(300):
        bits.set(5, [("many", key)])
    bits.clear(4)
    assert list(rows_in(bits.column("all"))) == [0, 1, 2, 3, 5, 6, 7, 8, 9, 900]
    assert list(rows_in(bits.column(("a", 1)))) == [1, 7]
    assert list(rows_in(bits.any_of([("a", 1), ("a", 2), "never"]))) == [1, 2, 5, 7, 8]
    assert count(bits.column("never")) == 0
    assert [count(column) for column in bits.columns(["never", "all"])] == [0, 10]

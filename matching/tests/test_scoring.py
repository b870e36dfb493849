"""The score of a pair: worked by hand, and against a second, slow reading of the same rules."""

from math import cos, isclose, pi

import pytest

from matching.explaining import ComponentName, GateKind, Role, Via
from matching.scoring import (
    BASES,
    Passage,
    Person,
    RankedValue,
    Rules,
    Vocabulary,
    Weights,
    pair_score,
    relation,
    stitches,
)

WORDS = Vocabulary(
    group_of={"managing": "work", "teams": "work", "choir": "music", "migration": "moves", "exams": "study"},
    related={"managing": frozenset({"teams"}), "teams": frozenset({"managing"})},
)


def values(*slugs_at, essential=()):
    return tuple(RankedValue(slug, place, slug in essential) for slug, place in slugs_at)


HONESTY, FAIRNESS, MIND, FAITH, COURAGE = (
    ("honesty", 8),
    ("fairness", 9),
    ("mind", 0),
    ("faith", 7),
    ("courage", 1),
)
STEADY = ("steady", 5)


def test_worked_by_hand():
    """Three values each, one shared at the top, nothing opposed; one goal met in full; three statements; no interests."""
    mentee = Person(
        "m",
        values=values(HONESTY, FAIRNESS, FAITH),
        wanted=("managing",),
        stances={"a": 1, "b": 3, "c": 5},
    )
    mentor = Person(
        "n",
        values=values(HONESTY, ("care", 8), ("kindness", 8)),
        passages=(Passage("managing", 0.8),),
        stances={"a": 1, "b": 3, "c": 1},
    )
    pair = pair_score(mentee, mentor, WORDS, Rules())
    hits = 5 / 12 * 3  # the share of the mentee's rank weights (5, 4, 3), as hits of three values
    expected_values = (hits + 0.2) / 4
    expected_experience = (0.8 + 0.3) / 2
    expected_mindset = ((1 + 1 + 0) + 0.6) / 4
    known = 0.35 + 0.35 + 0.20
    total = (0.35 * expected_values + 0.35 * expected_experience + 0.20 * expected_mindset) / known
    assert isclose(pair.mentee.component(ComponentName.VALUES).score, expected_values)
    assert isclose(pair.mentee.component(ComponentName.EXPERIENCE).score, expected_experience)
    assert isclose(pair.mentee.component(ComponentName.MINDSET).score, expected_mindset)
    assert pair.mentee.component(ComponentName.INTERESTS).score is None
    assert isclose(pair.mentee.total, total)
    a, b = pair.mentee.total, pair.mentor.total
    assert isclose(pair.score, 2 * a * b / (a + b))


def test_opposite_places_conflict_in_full_and_cost_at_most_half():
    mentee = Person("m", values=values(MIND), wanted=("managing",))
    mentor = Person("n", values=values(STEADY), passages=(Passage("managing", 1.0),))
    pair = pair_score(mentee, mentor, WORDS, Rules())
    assert pair.mentee.conflict == 1.0
    assert isclose(pair.mentee.total, pair.mentee.subtotal / 2)


@pytest.mark.parametrize("steps", range(10))
def test_conflict_follows_the_circle(steps):
    mentee = Person("m", values=values(("mine", 0)))
    mentor = Person("n", values=values(("theirs", steps)))
    pair = pair_score(mentee, mentor, WORDS, Rules())
    assert isclose(pair.mentee.conflict, max(0.0, -cos(steps * pi / 5)), abs_tol=1e-12)


def test_a_value_never_conflicts_with_itself_and_a_declared_pair_overrules_the_circle():
    same = pair_score(Person("m", values=values(MIND)), Person("n", values=values(MIND)), WORDS, Rules())
    assert same.mentee.conflict == 0
    declared = Rules(declared={frozenset(("mind", "honesty")): 0.7, frozenset(("mind", "steady")): 0.0})
    one = Person("m", values=values(MIND))
    assert pair_score(one, Person("n", values=values(HONESTY)), WORDS, declared).mentee.conflict == 0.7
    assert pair_score(one, Person("n", values=values(STEADY)), WORDS, declared).mentee.conflict == 0


def test_essential_against_a_declared_opposite_is_a_gate_either_way():
    rules = Rules(declared={frozenset(("honesty", "courtesy")): 1.0})
    honest = Person("a", values=values(HONESTY, essential={"honesty"}))
    smooth = Person("b", values=values(("courtesy", 6)))
    [gate] = pair_score(honest, smooth, WORDS, rules).gates
    assert (gate.kind, gate.of, gate.value, gate.against) == (
        GateKind.ESSENTIAL,
        Role.MENTEE,
        "honesty",
        "courtesy",
    )
    [gate] = pair_score(smooth, honest, WORDS, rules).gates
    assert gate.of == Role.MENTOR
    assert pair_score(honest, smooth, WORDS, Rules()).gates == ()


def test_the_circle_alone_is_never_a_gate():
    one = Person("a", values=values(MIND, essential={"mind"}))
    assert pair_score(one, Person("b", values=values(STEADY)), WORDS, Rules()).gates == ()


def test_a_draining_value_is_a_gate_either_way():
    tired = Person("a", values=values(HONESTY), draining=frozenset({"steady"}))
    steady = Person("b", values=values(STEADY))
    for pair in (pair_score(tired, steady, WORDS, Rules()), pair_score(steady, tired, WORDS, Rules())):
        assert [gate.kind for gate in pair.gates] == [GateKind.DRAINING]


@pytest.mark.parametrize(
    ("goal", "passage", "bridges", "via"),
    [
        ("managing", "managing", (), Via.SAME),
        ("managing", "teams", (), Via.RELATED),
        ("managing", "choir", (("choir", "managing"),), Via.BRIDGE),
        ("managing", "choir", (("managing", "choir"),), None),  # the way back is another claim
        ("managing", "teams", (("teams", "managing"),), Via.BRIDGE),  # it comes with words
        ("managing", "exams", (), None),
    ],
)
def test_relation(goal, passage, bridges, via):
    assert relation(goal, passage, frozenset(bridges), WORDS) == via


def test_a_shallow_passage_in_the_area_and_a_deep_one_near_by_count_each_for_one_side():
    goal = Person("m", wanted=("managing",))
    mentor = Person("n", passages=(Passage("managing", 0.5), Passage("teams", 1.0)))
    pair = pair_score(goal, mentor, WORDS, Rules())
    assert [(m.passage, m.rel, m.depth) for m in pair.explanation.passages_for(Role.MENTEE)] == [
        ("teams", 0.6, 1.0)
    ]
    assert [m.passage for m in pair.explanation.passages_for(Role.MENTOR)] == ["managing"]
    assert isclose(pair.mentee.component(ComponentName.EXPERIENCE).score, (0.6 + 0.3) / 2)
    assert isclose(pair.mentor.component(ComponentName.EXPERIENCE).score, (1.0 + 0.3) / 2)


def test_three_shared_words_of_three_do_not_read_as_whole():
    same = Person("m", values=values(HONESTY, FAIRNESS, FAITH), interests=frozenset("abc"))
    pair = pair_score(same, same, WORDS, Rules())
    assert isclose(pair.mentee.component(ComponentName.VALUES).score, 0.8)
    assert isclose(pair.mentee.component(ComponentName.INTERESTS).score, 0.8)


def test_a_rarer_interest_can_count_for_more():
    words = Vocabulary({}, {}, {"bees": 3.0})
    mentee = Person("m", interests=frozenset({"bees", "chess", "tea"}))
    mentor = Person("n", interests=frozenset({"bees", "opera", "rugby"}))
    pair = pair_score(mentee, mentor, words, Rules())
    assert isclose(pair.mentee.component(ComponentName.INTERESTS).hits, 3 * 3 / 5)
    assert pair.explanation.shared_interests == ("bees",)


def test_breadth_does_not_pile_up():
    goal = Person("m", wanted=("managing",))
    one = Person("n", passages=(Passage("managing", 0.5),))
    many = Person("n", passages=(Passage("managing", 0.5),) * 5 + (Passage("teams", 0.5),) * 5)
    assert pair_score(goal, one, WORDS, Rules()).mentee == pair_score(goal, many, WORDS, Rules()).mentee


def test_what_is_not_offered_does_not_count():
    goal = Person("m", wanted=("managing",))
    silent = Person("n", passages=(Passage("managing", 1.0, offered=False),))
    pair = pair_score(goal, silent, WORDS, Rules())
    assert pair.mentee.component(ComponentName.EXPERIENCE).hits == 0
    [missing] = pair.explanation.missing
    assert (missing.goal, missing.lived) == ("managing", True)


def test_price_moves_the_rank_and_not_the_score():
    one, other = Person("m", values=values(HONESTY)), Person("n", values=values(HONESTY))
    free, dear = pair_score(one, other, WORDS, Rules()), pair_score(one, other, WORDS, Rules(), price=0.04)
    assert free.score == dear.score
    assert isclose(dear.rank_score, free.rank_score - 0.04)


def test_with_nothing_known_two_people_get_the_base():
    pair = pair_score(Person("m"), Person("n"), WORDS, Rules())
    assert isclose(
        pair.score,
        sum(weight * BASES[name] for name, weight in zip(ComponentName, (0.35, 0.35, 0.2, 0.1), strict=True)),
    )


@pytest.mark.parametrize(
    "weights",
    [
        {"values": 0.5},
        {"values": -0.1, "experience": 0.8},
        {"values": float("nan")},
    ],
)
def test_weights_must_be_whole(weights):
    with pytest.raises(ValueError):
        Weights(**weights)


@pytest.mark.parametrize(
    "make",
    [
        lambda: RankedValue("a", 10),
        lambda: Passage("a", 0.0),
        lambda: Person("a", values=values(HONESTY, HONESTY)),
        lambda: Person("a", stances={"a": 6}),
        lambda: Rules(declared={frozenset(("a",)): 1.0}),
        lambda: Rules(declared={frozenset(("a", "b")): 1.5}),
        lambda: Vocabulary({}, {}, {"bees": 0.0}),
        lambda: stitches(1.1),
    ],
)
def test_impossible_input_is_refused(make):
    with pytest.raises(ValueError):
        make()


@pytest.mark.parametrize(
    ("score", "filled"), [(0.0, 0), (0.04, 0), (0.05, 1), (0.5, 5), (0.95, 10), (1.0, 10)]
)
def test_stitches_are_tenths(score, filled):
    assert stitches(score) == filled


def test_leading_tensions_tell_each_value_once():
    mentee = Person("m", values=values(HONESTY, FAIRNESS, MIND, FAITH, COURAGE))
    mentor = Person("n", values=values(HONESTY, STEADY, FAIRNESS, ("humility", 7), ("elders", 6)))
    facts = pair_score(mentee, mentor, WORDS, Rules()).explanation
    leading = [(t.mentee_value, t.mentor_value, t.full) for t in facts.leading_tensions]
    assert leading == [("mind", "steady", True), ("courage", "elders", False)]
    assert len(facts.tensions) > len(leading)

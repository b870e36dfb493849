"""The whole formula as one SQL statement over normalised tables: for PostgreSQL and for SQLite.

`matching/scoring.py` is the formula. What depends on the mentee alone goes in as small tables of numbers (what each value weighs, how near each
area is), so that the database joins, adds up and orders, and computes nothing twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks._scene import DEPTHS, EVERYBODY, TOP, Dictionary, Filter, Mentor
from matching.explaining import ComponentName, Via
from matching.scoring import (
    ALPHA,
    BASES,
    CONFLICT_PENALTY,
    FEWEST,
    RANK_WEIGHTS,
    RELATION,
    RankedValue,
    conflict,
)
from mentorship.synthetic import SyntheticPerson

COMMUNITY, ELSEWHERE = 1, 2
VALUES, EXPERIENCE, MINDSET, INTERESTS = ComponentName

TABLES: dict[str, tuple[str, ...]] = {
    "mentor": (
        "id integer primary key",
        "public_id uuid not null",
        "is_open boolean not null",
        "places smallint not null",
        "taken smallint not null",
        "n_values smallint not null",
        "n_interests smallint not null",
    ),
    "membership": ("community integer", "mentor integer", "price double precision not null"),
    "ranked_value": (
        "mentor integer",
        "value smallint",
        "place smallint not null",
        "essential boolean not null",
    ),
    "draining_value": ("value smallint", "mentor integer"),
    "passage": ("area smallint", "mentor integer", "depth double precision not null"),
    "bridge": ("to_area smallint", "mentor integer", "from_area smallint"),
    "stance": ("mentor integer", "statement smallint", "position smallint not null"),
    "interest": ("interest smallint", "mentor integer"),
    "speaks": ("language varchar(8)", "mentor integer"),
    "likes": ("way varchar(12)", "mentor integer"),
}
KEYS: dict[str, str] = {
    "membership": "community, mentor",
    "ranked_value": "mentor, value",
    "draining_value": "value, mentor",
    "passage": "area, mentor",
    "bridge": "to_area, mentor, from_area",
    "stance": "mentor, statement",
    "interest": "interest, mentor",
    "speaks": "language, mentor",
    "likes": "way, mentor",
}
"""Primary keys; in SQLite they are the tables (WITHOUT ROWID)."""
INDEXES: dict[str, str] = {
    "passage_by_mentor": "passage (mentor, area, depth)",
    "interest_by_mentor": "interest (mentor, interest)",
    "speaks_by_mentor": "speaks (mentor, language)",
    "likes_by_mentor": "likes (mentor, way)",
    "draining_by_mentor": "draining_value (mentor, value)",
}


def rows_of(mentor: Mentor) -> Iterator[tuple[str, tuple[object, ...]]]:
    """(table, row) of everything about one mentor."""
    key, who = mentor.key, mentor.who
    yield (
        "mentor",
        (
            key,
            str(who.public_id),
            not who.is_paused,
            who.places,
            mentor.taken,
            len(who.values),
            len(who.interests),
        ),
    )
    yield "membership", (COMMUNITY if mentor.is_member else ELSEWHERE, key, mentor.price)
    for rank, value in enumerate(who.values):
        yield "ranked_value", (key, value, rank + 1, rank == 0 and who.has_essential)
    for value in who.draining:
        yield "draining_value", (value, key)
    for passage in who.passages:
        if passage.is_offered:
            yield "passage", (passage.area, key, DEPTHS[passage.depth])
    if who.bridge:
        yield "bridge", (who.bridge[1], key, who.bridge[0])
    for statement, position in who.stances:
        yield "stance", (key, statement, position)
    for interest in who.interests:
        yield "interest", (interest, key)
    for language in who.languages:
        yield "speaks", (language, key)
    for way in who.formats:
        yield "likes", (way, key)


# --- The mentee's side, as numbers


@dataclass(frozen=True)
class ValueWeight:
    """What one value of a mentor means to this mentee."""

    value: int
    mine: int
    """What it weighs for the mentee; 0: not shared."""
    pulls: tuple[float, ...]
    """How far it pulls apart from each of the mentee's values, in their order."""
    is_barred: bool
    """Nobody who ranks it is listed: draining, or opposed to what is essential."""
    bars_if_essential: bool
    """Nobody to whom it is essential is listed."""


def value_weights(mentee: SyntheticPerson, words: Dictionary) -> list[ValueWeight]:
    own = [RankedValue(*words.values[key]) for key in mentee.values]
    found = []
    for key, (slug, place) in words.values.items():
        other = RankedValue(slug, place)
        opposed = [words.rules.declared.get(frozenset((value.slug, slug)), 0) > 0 for value in own]
        found.append(
            ValueWeight(
                value=key,
                mine=RANK_WEIGHTS[mentee.values.index(key)] if key in mentee.values else 0,
                pulls=tuple(conflict(value, other, words.rules) for value in own),
                is_barred=key in mentee.draining or (mentee.has_essential and opposed[0]),
                bars_if_essential=any(opposed),
            )
        )
    return found


def nearness(mentee: SyntheticPerson, words: Dictionary) -> dict[int, tuple[float, ...]]:
    """Area → how near it is to each of the mentee's goals, bridges left out; areas near to none are not in it."""
    goals = list(dict.fromkeys(mentee.goals))
    related = {pair for one, other in words.related for pair in ((one, other), (other, one))}

    def near(goal: int, area: int) -> float:
        if goal == area:
            return RELATION[Via.SAME]
        if (goal, area) in related:
            return RELATION[Via.RELATED]
        return RELATION[Via.GROUP] if words.areas[goal][1] == words.areas[area][1] else 0.0

    found = {area: tuple(near(goal, area) for goal in goals) for area in words.areas}
    return {area: rels for area, rels in found.items() if any(rels)}


# --- The statement


CAST = re.compile(r"CAST\(([-+.e\d]+) AS double precision\)")


def real(number: float) -> str:
    """A double: PostgreSQL would reckon with a plain 0.35 in decimals of any length, many times slower. SQLite takes it plain."""
    return f"CAST({number!r} AS double precision)"


def listed(things: Iterable[object]) -> str:
    """For IN (…) and VALUES. Only our own keys, codes and numbers come here."""
    return ", ".join(
        f"'{thing}'" if isinstance(thing, str) else real(thing) if isinstance(thing, float) else str(thing)
        for thing in things
    )


@dataclass(frozen=True)
class Lookup:
    """A small table of numbers that belongs to the mentee; its first column is its key."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[tuple[object, ...], ...]

    def inline(self) -> str:
        values = ", ".join(f"({listed(line)})" for line in self.lines)
        return f"{self.name} ({', '.join(self.columns)}) AS (VALUES {values})"


def lookups(mentee: SyntheticPerson, words: Dictionary) -> list[Lookup]:
    """What each value, each statement and each area means to this mentee."""
    ranks = range(1, len(mentee.values) + 1)
    goals = range(len(dict.fromkeys(mentee.goals)))
    found = [
        Lookup(
            "weigh",
            ("value", "mine", *(f"pull{rank}" for rank in ranks), "worst", "bars", "bars_essential"),
            tuple(
                (
                    w.value,
                    w.mine,
                    *map(float, w.pulls),
                    float(max(w.pulls)),
                    int(w.is_barred),
                    int(w.bars_if_essential),
                )
                for w in value_weights(mentee, words)
            ),
        ),
        Lookup("answer", ("statement", "mine"), tuple(mentee.stances)),
    ]
    if goals:
        lines = tuple((area, *map(float, rels)) for area, rels in nearness(mentee, words).items())
        found.append(Lookup("near", ("area", *(f"rel{n}" for n in goals)), lines))
    return found


def shrunk(hits: str, n: str | int, part: ComponentName) -> str:
    return f"(({hits} + {real(ALPHA * BASES[part])}) / ({n} + {real(ALPHA)}))"


def total_of(
    weights: dict[ComponentName, float], parts: dict[ComponentName, tuple[str, str]], pull: str
) -> str:
    """One direction: ``parts`` are the score of each part and when it is known (empty: always)."""
    worth = {
        name: f"CASE WHEN {known} THEN {real(weights[name])} ELSE 0 END" if known else real(weights[name])
        for name, (__, known) in parts.items()
    }
    base = real(sum(weights[name] * BASES[name] for name in ComponentName))
    penalty = f"(1 - {real(CONFLICT_PENALTY)} * {pull})"
    if not parts:
        return f"({base} * {penalty})"
    summed = " + ".join(f"({worth[name]}) * {score}" for name, (score, __) in parts.items())
    together = " + ".join(f"({weight})" for weight in worth.values())
    return f"(COALESCE(({summed}) / NULLIF({together}, 0), {base}) * {penalty})"


def formula(
    mentee: SyntheticPerson, words: Dictionary, column: dict[str, str], n_values: str, n_interests: str
) -> tuple[str, str]:
    """Both directions, from the names of columns that hold: mine, theirs (shared weight), pull_mine, pull_theirs (weighted sums),
    deep, wide (sums over goals), both, apart (views), shared (interests)."""
    weights = {name: words.rules.weights.of(name) for name in ComponentName}
    n, goals, interests = len(mentee.values), len(dict.fromkeys(mentee.goals)), len(mentee.interests)
    whole = real(n * (11 - n) / 2 or 1.0)  # 5 + 4 + … over n ranks
    theirs = f"NULLIF({n_values} * (11 - {n_values}) / {real(2.0)}, 0)"
    held = column["theirs"]
    mine_parts: dict[ComponentName, tuple[str, str]] = {}
    their_parts: dict[ComponentName, tuple[str, str]] = {}
    if n >= FEWEST:
        known = f"{n_values} >= {FEWEST}"
        mine_parts[VALUES] = shrunk(f"{n} * {column['mine']} / {whole}", n, VALUES), known
        their_parts[VALUES] = (
            f"COALESCE({shrunk(f'{n_values} * {held} / {theirs}', n_values, VALUES)}, 0)",
            known,
        )
    if goals:
        mine_parts[EXPERIENCE] = shrunk(column["deep"], goals, EXPERIENCE), ""
        their_parts[EXPERIENCE] = shrunk(column["wide"], goals, EXPERIENCE), ""
    if len(mentee.stances) >= FEWEST:
        agreed = shrunk(f"{column['both']} - {column['apart']} / {real(4.0)}", column["both"], MINDSET)
        mine_parts[MINDSET] = their_parts[MINDSET] = agreed, f"{column['both']} >= {FEWEST}"
    if interests >= FEWEST:
        known = f"{n_interests} >= {FEWEST}"
        mine_parts[INTERESTS] = shrunk(column["shared"], interests, INTERESTS), known
        their_parts[INTERESTS] = shrunk(column["shared"], n_interests, INTERESTS), known
    return (
        total_of(weights, mine_parts, f"({column['pull_mine']} / {whole})"),
        total_of(weights, their_parts, f"COALESCE({column['pull_theirs']} / {theirs}, 0)"),
    )


def gates(mentee: SyntheticPerson, keep: Filter) -> str:
    """Community, open, a place, a common language, nothing draining, and the filter."""
    asked = [
        f"k.community = {COMMUNITY}",
        "m.is_open",
        "m.taken < m.places",
        f"EXISTS (SELECT 1 FROM speaks s WHERE s.mentor = m.id AND s.language IN ({listed(mentee.languages)}))",
        f"NOT EXISTS (SELECT 1 FROM draining_value d WHERE d.mentor = m.id AND d.value IN ({listed(mentee.values)}))",
    ]
    if keep.language:
        asked.append(
            f"EXISTS (SELECT 1 FROM speaks s WHERE s.mentor = m.id AND s.language = '{keep.language}')"
        )
    if keep.way:
        asked.append(f"EXISTS (SELECT 1 FROM likes f WHERE f.mentor = m.id AND f.way = '{keep.way}')")
    return " AND ".join(asked)


def statement(
    mentee: SyntheticPerson, keep: Filter, words: Dictionary, *, is_sqlite: bool = False, k: int = TOP
) -> str:
    """(public id, score less price) of the best. In SQLite the lookups are temporary tables, for it finds nothing in VALUES but by reading
    them all; and it must be told where to begin: it goes through those who pass the gates only when a filter has left few of them."""
    goals = list(dict.fromkeys(mentee.goals))
    ranks = range(1, len(mentee.values) + 1)
    known = [] if is_sqlite else [lookup.inline() for lookup in lookups(mentee, words)]

    def among(table: str, name: str) -> str:
        if not is_sqlite:
            return f"{table} {name} JOIN eligible ON eligible.id = {name}.mentor"
        if keep == EVERYBODY:
            return f"{table} {name}"
        return f"eligible CROSS JOIN {table} {name} ON {name}.mentor = eligible.id"

    steps = [
        f"""eligible AS MATERIALIZED (
    SELECT m.id, m.public_id, m.n_values, m.n_interests, k.price
    FROM membership k JOIN mentor m ON m.id = k.mentor WHERE {gates(mentee, keep)})""",
        f"""held AS (
    SELECT r.mentor, SUM(w.mine) AS mine, SUM(CASE WHEN w.mine > 0 THEN 6 - r.place ELSE 0 END) AS theirs,
        {", ".join(f"MAX(w.pull{rank}) AS pull{rank}" for rank in ranks)}, SUM((6 - r.place) * w.worst) AS pulled,
        MAX(CASE WHEN w.bars = 1 OR (w.bars_essential = 1 AND r.essential) THEN 1 ELSE 0 END) AS barred
    FROM {among("ranked_value", "r")} JOIN weigh w ON w.value = r.value GROUP BY r.mentor)""",
        f"""viewed AS (
    SELECT t.mentor, COUNT(*) AS agreed_on, SUM(ABS(t.position - a.mine)) AS apart
    FROM {among("stance", "t")} JOIN answer a ON a.statement = t.statement GROUP BY t.mentor)""",
        f"""liked AS (
    SELECT i.mentor, COUNT(*) AS shared FROM {among("interest", "i")}
    WHERE i.interest IN ({listed(mentee.interests)}) GROUP BY i.mentor)""",
    ]
    if goals:
        rels = ", ".join(f"n.rel{n}" for n in range(len(goals)))
        bridged = ", ".join(
            f"CASE WHEN b.to_area = {goal} THEN {real(RELATION[Via.BRIDGE])} ELSE {real(0.0)} END"
            for goal in goals
        )
        best = ", ".join(f"MAX(rel{n} * depth) AS deep{n}, MAX(rel{n}) AS wide{n}" for n in range(len(goals)))
        steps.append(
            f"""lived AS (
    SELECT mentor, {best} FROM (
        SELECT p.mentor, p.depth, {rels} FROM {among("passage", "p")} JOIN near n ON n.area = p.area
        UNION ALL
        SELECT b.mentor, p.depth, {bridged} FROM bridge b JOIN passage p ON p.mentor = b.mentor AND p.area = b.from_area
        WHERE b.to_area IN ({listed(goals)})) hits GROUP BY mentor)"""
        )
    column = {
        "mine": "COALESCE(held.mine, 0)",
        "theirs": "COALESCE(held.theirs, 0)",
        "pull_mine": "("
        + (" + ".join(f"{RANK_WEIGHTS[rank - 1]} * COALESCE(held.pull{rank}, 0)" for rank in ranks) or "0")
        + ")",
        "pull_theirs": "COALESCE(held.pulled, 0)",
        "deep": "(" + " + ".join(f"COALESCE(lived.deep{n}, 0)" for n in range(len(goals))) + ")",
        "wide": "(" + " + ".join(f"COALESCE(lived.wide{n}, 0)" for n in range(len(goals))) + ")",
        "both": "COALESCE(viewed.agreed_on, 0)",
        "apart": "COALESCE(viewed.apart, 0)",
        "shared": "COALESCE(liked.shared, 0)",
    }
    one, two = formula(mentee, words, column, "e.n_values", "e.n_interests")
    sql = f"""WITH {", ".join(known + steps)}, scored AS MATERIALIZED (
    SELECT e.public_id, e.price, {one} AS one, {two} AS two
    FROM eligible e LEFT JOIN held ON held.mentor = e.id LEFT JOIN viewed ON viewed.mentor = e.id
        LEFT JOIN liked ON liked.mentor = e.id {"LEFT JOIN lived ON lived.mentor = e.id" if goals else ""}
    WHERE COALESCE(held.barred, 0) = 0)
SELECT public_id, 2 * one * two / (one + two) - price AS rank_score FROM scored
ORDER BY rank_score DESC, public_id LIMIT {k}"""
    return CAST.sub(r"\1", sql) if is_sqlite else sql

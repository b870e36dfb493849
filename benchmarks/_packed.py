"""The whole formula as one PostgreSQL statement over one row a mentor, everything in bit strings counted with `bit_count` (PostgreSQL 14).

How sums become counts: five bits stand for each value, so many of them set as the value weighs, and a count of what two strings have in common
is a weighted sum; four bits stand for each statement, so many of them set as the answer is above 1, and a count of where two strings differ is
a sum of distances. Best-of-several goes down the possible levels, the highest first.
"""

from collections.abc import Iterable

from benchmarks._joins import formula, nearness, real, value_weights
from benchmarks._scene import DEPTHS, TOP, Dictionary, Filter, Mentor
from matching.explaining import Via
from matching.scoring import RANK_WEIGHTS, RELATION
from mentorship.synthetic import FORMATS, SyntheticPerson

MOST = max(RANK_WEIGHTS)
POINTS = 4  # between the ends of a statement
COLUMNS = (
    "public_id uuid not null",
    "price double precision not null",
    "is_member boolean not null",
    "is_open boolean not null",
    "places smallint not null",
    "taken smallint not null",
    "n_values smallint not null",
    "n_interests smallint not null",
    "held bigint not null",  # values
    "essential bigint not null",
    "draining bigint not null",
    "ranks smallint[] not null",  # values in their order
    "held5 bit({values5}) not null",  # five bits a value: all five if it is ranked
    "weighed5 bit({values5}) not null",  # so many of the five as it weighs
    "stands bit({points}) not null",  # four bits a statement: so many as the answer is above 1
    "asked4 bit({points}) not null",  # all four if it is answered
    "asked bit({statements}) not null",
    "interests bit({interests}) not null",
    "languages bit({languages}) not null",
    "ways bit({ways}) not null",
    # areas of offered passages by depth, and behind them the areas that a bridge leads to from such a passage
    "lived bit({areas2}) not null",
    *(f"{depth} bit({{areas2}}) not null" for depth in DEPTHS),
)


def bits(set_ones: Iterable[int], width: int) -> str:
    """A bit string, the numbered places set."""
    text = bytearray(b"0" * width)
    for place in set_ones:
        text[place] = ord("1")
    return text.decode()


def literal(set_ones: Iterable[int], width: int) -> str:
    return f"B'{bits(set_ones, width)}'"


class Packing:
    """How wide each string is, and what stands where."""

    def __init__(self, words: Dictionary) -> None:
        self.words = words
        self.areas = max(words.areas) + 1
        self.widths = {
            "values5": MOST * (max(words.values) + 1),
            "points": POINTS * (max(words.statements) + 1),
            "statements": max(words.statements) + 1,
            "interests": max(words.interests) + 1,
            "languages": len(words.languages),
            "ways": len(FORMATS),
            "areas2": 2 * self.areas,
        }

    def create(self) -> str:
        return f"CREATE TABLE packed ({', '.join(column.format(**self.widths) for column in COLUMNS)})"

    def row(self, mentor: Mentor) -> tuple[object, ...]:
        who, wide = mentor.who, self.widths
        weight = dict(zip(who.values, RANK_WEIGHTS, strict=False))
        reached: dict[str, set[int]] = {depth: set() for depth in DEPTHS}
        for passage in who.passages:
            if passage.is_offered:
                reached[passage.depth].add(passage.area)
                if who.bridge and who.bridge[0] == passage.area:
                    reached[passage.depth].add(self.areas + who.bridge[1])
        return (
            str(who.public_id),
            mentor.price,
            mentor.is_member,
            not who.is_paused,
            who.places,
            mentor.taken,
            len(who.values),
            len(who.interests),
            sum(1 << value for value in who.values),
            1 << who.values[0] if who.has_essential else 0,
            sum(1 << value for value in who.draining),
            "{" + ",".join(map(str, who.values)) + "}",
            bits((MOST * value + n for value in who.values for n in range(MOST)), wide["values5"]),
            bits((MOST * value + n for value in who.values for n in range(weight[value])), wide["values5"]),
            bits((POINTS * key + n for key, at in who.stances for n in range(at - 1)), wide["points"]),
            bits((POINTS * key + n for key, __ in who.stances for n in range(POINTS)), wide["points"]),
            bits((key for key, __ in who.stances), wide["statements"]),
            bits(who.interests, wide["interests"]),
            bits((self.words.languages.index(code) for code in who.languages), wide["languages"]),
            bits((FORMATS.index(way) for way in who.formats), wide["ways"]),
            bits(set().union(*reached.values()), wide["areas2"]),
            *(bits(reached[depth], wide["areas2"]) for depth in DEPTHS),
        )

    def statement(self, mentee: SyntheticPerson, keep: Filter, *, k: int = TOP) -> str:
        """(public id, score less price) of the best."""
        words, wide = self.words, self.widths
        weigh = value_weights(mentee, words)
        mine = dict(zip(mentee.values, RANK_WEIGHTS, strict=False))
        goals = list(dict.fromkeys(mentee.goals))
        own = [(MOST * value + n) for value, weight in mine.items() for n in range(weight)]
        whole = [(MOST * value + n) for value in mine for n in range(MOST)]
        stands = literal(
            (POINTS * key + n for key, at in mentee.stances for n in range(at - 1)), wide["points"]
        )
        asked4 = literal(
            (POINTS * key + n for key, __ in mentee.stances for n in range(POINTS)), wide["points"]
        )
        asked = literal((key for key, __ in mentee.stances), wide["statements"])
        pulls = [self._highest({w.value: w.pulls[rank] for w in weigh}) for rank in range(len(mentee.values))]
        worst = {w.value: max(w.pulls) for w in weigh}
        column = {
            "mine": f"bit_count(held5 & {literal(own, wide['values5'])})",
            "theirs": f"bit_count(weighed5 & {literal(whole, wide['values5'])})",
            "pull_mine": "("
            + " + ".join(f"{weight} * {pull}" for weight, pull in zip(RANK_WEIGHTS, pulls, strict=False))
            + ")",
            "pull_theirs": "("
            + " + ".join(
                f"{real(level)} * bit_count(weighed5 & {literal((MOST * v + n for v, at in worst.items() if at == level for n in range(MOST)), wide['values5'])})"
                for level in sorted(set(worst.values()) - {0.0})
            )
            + ")",
            "deep": "deep",
            "wide": "wide",
            "both": "agreed_on",
            "apart": "apart",
            "shared": "shared",
        }
        near = nearness(mentee, words)
        deep, within = zip(*(self._passages(n, goal, near) for n, goal in enumerate(goals)), strict=True)
        one, two = formula(mentee, words, column, "n_values", "n_interests")
        barred = sum(1 << w.value for w in weigh if w.is_barred)
        unless = sum(1 << w.value for w in weigh if w.bars_if_essential)
        spoken = literal((words.languages.index(code) for code in mentee.languages), wide["languages"])
        nobody = literal((), wide["languages"])
        asks = [
            "is_member",
            "is_open",
            "taken < places",
            f"languages & {spoken} <> {nobody}",
            f"draining & {sum(1 << value for value in mentee.values)} = 0",
            f"held & {barred} = 0",
            f"essential & {unless} = 0",
        ]
        if keep.language:
            asks.append(f"get_bit(languages, {words.languages.index(keep.language)}) = 1")
        if keep.way:
            asks.append(f"get_bit(ways, {FORMATS.index(keep.way)}) = 1")
        return f"""SELECT public_id, 2 * one * two / (one + two) - price AS rank_score FROM (
    SELECT public_id, price, {one} AS one, {two} AS two FROM (
        SELECT public_id, price, n_values, n_interests, held, held5, weighed5,
            bit_count(asked & {asked}) AS agreed_on, bit_count((stands # {stands}) & asked4 & {asked4}) AS apart,
            bit_count(interests & {literal(mentee.interests, wide["interests"])}) AS shared,
            {" + ".join(deep)} AS deep, {" + ".join(within)} AS wide
        FROM packed WHERE {" AND ".join(asks)} OFFSET 0) counted OFFSET 0) scored
ORDER BY rank_score DESC, public_id LIMIT {k}"""

    def _highest(self, degrees: dict[int, float]) -> str:
        """The highest degree that one of the values held has."""
        cases = [
            f"WHEN held & {sum(1 << value for value, at in degrees.items() if at == level)} <> 0 THEN {real(level)}"
            for level in sorted(set(degrees.values()) - {0.0}, reverse=True)
        ]
        return f"(CASE {' '.join(cases)} ELSE {real(0.0)} END)" if cases else "0"

    def _passages(self, n: int, goal: int, near: dict[int, tuple[float, ...]]) -> tuple[str, str]:
        """The best rel·depth and the best rel for one goal."""
        wide = self.widths["areas2"]
        at: dict[float, set[int]] = {}
        for area, rels in near.items():
            if rels[n]:
                at.setdefault(rels[n], set()).add(area)
        at.setdefault(RELATION[Via.BRIDGE], set()).add(self.areas + goal)
        none = literal((), wide)
        worth: dict[float, list[str]] = {}
        for rel, areas in at.items():
            for depth, weight in DEPTHS.items():
                worth.setdefault(rel * weight, []).append(f"{depth} & {literal(areas, wide)} <> {none}")
        anything = f"lived & {literal(set().union(*at.values()), wide)} = {none}"
        deep = [
            f"WHEN {' OR '.join(worth[level])} THEN {real(level)}" for level in sorted(worth, reverse=True)
        ]
        within = [
            f"WHEN lived & {literal(at[rel], wide)} <> {none} THEN {real(rel)}"
            for rel in sorted(at, reverse=True)
        ]
        return (
            f"(CASE WHEN {anything} THEN {real(0.0)} {' '.join(deep)} END)",
            f"(CASE WHEN {anything} THEN {real(0.0)} {' '.join(within)} END)",
        )

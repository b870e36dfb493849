"""The vocabulary files in `accounts/data/vocabulary/` hold together: nothing here needs a database."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

VOCABULARY = Path(__file__).resolve().parents[1] / "data" / "vocabulary"
PLACES = (
    "self-direction",
    "stimulation",
    "hedonism",
    "achievement",
    "power",
    "security",
    "conformity",
    "tradition",
    "benevolence",
    "universalism",
)
FILES = {
    "values": {"slug", "name", "place", "description"},
    "areas": {"slug", "name", "areas"},
    "relations": {"a", "b", "why"},
    "interests": {"slug", "name"},
    "statements": {"slug", "question", "left", "right", "left_meaning", "right_meaning"},
    "languages": {"code", "name", "own_name"},
    "suggested_opposites": {"a", "b", "degree", "why"},
}


def load(name):
    return json.loads((VOCABULARY / f"{name}.json").read_text(encoding="utf-8"))


def areas():
    return [area for group in load("areas") for area in group["areas"]]


def assert_unique(entries, field):
    repeated = [value for value, count in Counter(entry[field] for entry in entries).items() if count > 1]
    assert repeated == []


@pytest.mark.parametrize("name", FILES)
def test_every_entry_has_exactly_the_documented_fields_and_none_is_empty(name):
    for entry in load(name):
        assert set(entry) == FILES[name]
        assert all(value not in ("", None, []) for value in entry.values()), entry


@pytest.mark.parametrize("name", ["values", "interests", "statements", "areas"])
def test_slugs_are_unique_and_fit_a_url(name):
    entries = load(name)
    assert_unique(entries, "slug")
    assert [e["slug"] for e in entries if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", e["slug"])] == []


def test_values_lie_two_or_more_at_each_of_the_ten_places():
    values = load("values")
    assert 24 <= len(values) <= 40
    assert_unique(values, "name")
    count = Counter(value["place"] for value in values)
    assert set(count) == set(PLACES)
    assert min(count.values()) >= 2


def test_twelve_groups_hold_at_least_150_areas_with_unique_slugs_and_names():
    everything = areas()
    assert len(load("areas")) == 12
    assert len(everything) >= 150
    assert_unique(everything, "slug")
    assert_unique(everything, "name")
    assert all(set(area) == {"slug", "name", "description"} and area["description"] for area in everything)


def test_relations_join_two_known_areas_once_within_groups_and_across():
    group_of = {area["slug"]: group["slug"] for group in load("areas") for area in group["areas"]}
    relations = load("relations")
    pairs = [frozenset((relation["a"], relation["b"])) for relation in relations]
    assert len(relations) >= 120
    assert all(len(pair) == 2 for pair in pairs)
    assert len(set(pairs)) == len(pairs)
    assert {slug for pair in pairs for slug in pair} <= set(group_of)
    across = [r for r in relations if group_of[r["a"]] != group_of[r["b"]]]
    assert 60 <= len(across) < len(relations)


def test_what_carries_over_is_said_in_a_sentence_of_its_own():
    relations = load("relations")
    assert_unique(relations, "why")
    for relation in relations:
        assert 12 <= len(relation["why"]) <= 240
        assert relation["why"].endswith(".") and relation["why"][0].isupper()


def test_every_area_is_related_to_another():
    related = {relation[end] for relation in load("relations") for end in ("a", "b")}
    assert [area["slug"] for area in areas() if area["slug"] not in related] == []


@pytest.mark.parametrize("name", ["values", "interests"])
def test_no_name_says_another_once_more(name):
    """“Chess, badly” beside “Chess” would keep apart two people who mean the same."""
    names = {entry["name"] for entry in load(name)}
    assert [one for one in names if one.partition(",")[0] in names - {one}] == []
    assert len({one.casefold() for one in names}) == len(names)


def test_there_are_150_interests_and_12_statements_and_many_languages():
    assert len(load("interests")) == 150
    assert len(load("statements")) == 12
    languages = load("languages")
    assert len(languages) >= 70
    assert_unique(languages, "code")
    assert_unique(languages, "name")
    assert all(re.fullmatch(r"[a-z]{2,3}", language["code"]) for language in languages)


def test_suggested_opposites_join_two_known_values_with_a_degree():
    known = {value["slug"] for value in load("values")}
    opposites = load("suggested_opposites")
    assert 6 <= len(opposites) <= 10
    assert len({frozenset((o["a"], o["b"])) for o in opposites}) == len(opposites)
    for opposite in opposites:
        assert {opposite["a"], opposite["b"]} <= known and opposite["a"] != opposite["b"]
        assert 0 < opposite["degree"] <= 1


@pytest.mark.parametrize("name", FILES)
def test_files_are_pretty_printed_utf8(name):
    text = (VOCABULARY / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"

"""The demo files hold together, and tell only what the product's own rules allow: nothing here needs a database."""

import json
import re
import zoneinfo
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "mentorship" / "demo"
VOCABULARY = ROOT / "accounts" / "data" / "vocabulary"

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("early", "morning", "midday", "afternoon", "evening")
WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")  # day 0 is a Sunday
STEP = {"weekly": 7, "fortnightly": 14, "monthly": 35}
SETTLED = {"done": "kept", "partly": "partly"}


def read(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def slugs(name):
    return {entry["slug"] for entry in read(VOCABULARY, name)}


VALUES, INTERESTS, STATEMENTS = slugs("values"), slugs("interests"), slugs("statements")
AREAS = {area["slug"] for group in read(VOCABULARY, "areas") for area in group["areas"]}
LANGUAGES = {language["code"] for language in read(VOCABULARY, "languages")}
COMMUNITIES = {community["slug"]: community for community in read(DEMO, "communities")}
PEOPLE = {person["key"]: person for person in read(DEMO, "people")}
STORIES = read(DEMO, "stories")
REQUESTS, PARTNERSHIPS = STORIES["requests"], STORIES["partnerships"]

each_person = pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
each_partnership = pytest.mark.parametrize(
    "pair", PARTNERSHIPS, ids=[f"{pair['mentee']}-{pair['mentor']}" for pair in PARTNERSHIPS]
)
each_request = pytest.mark.parametrize(
    "request_", REQUESTS, ids=[f"{r['mentee']}-{r['mentor']}-{r['outcome']}" for r in REQUESTS]
)


def held(person):
    return {ranked["value"] for ranked in person["values"]}


def texts(entry):
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict | list):
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from texts(inner)


# Communities and people


def test_three_communities_one_public_and_the_others_by_approval():
    assert sorted(community["admission"] for community in COMMUNITIES.values()) == [
        "approval",
        "approval",
        "public",
    ]
    for community in COMMUNITIES.values():
        assert len(community["name"]) <= 80 and len(community["summary"]) <= 160
        assert 0 < len(community["description"]) <= 3000 and 0 < len(community["code_of_conduct"]) <= 5000
        for first, second, degree in community["declared_opposites"]:
            assert {first, second} <= VALUES and first != second and 0 < degree <= 1


def test_counts_of_people_mentors_and_members():
    people = PEOPLE.values()
    members = Counter(slug for person in people for slug in person["communities"])
    approved = [person for person in people if person["approval"] == "approved"]
    assert len(PEOPLE) == len(read(DEMO, "people")) >= 50
    assert len({person["email"] for person in people}) == len(PEOPLE)
    assert min(members[slug] for slug in COMMUNITIES) >= 18
    assert sum(len(person["communities"]) > 1 for person in people) >= 4
    assert len(approved) >= 28
    assert [person["key"] for person in people if person["approval"] == "awaiting"] == ["salma", "joanna"]
    assert [person["key"] for person in people if person["paused"]] == ["ilda"]
    assert {slug for person in people for slug in person["organiser_of"]} == set(COMMUNITIES)


@each_person
def test_person_refers_to_the_vocabulary_only(person):
    areas = [entry["area"] for entry in person["passages"] + person["goals"]]
    areas += [bridge[end] for bridge in person["bridges"] for end in ("from", "to")]
    assert set(areas) <= AREAS
    assert held(person) | set(person["draining"]) <= VALUES
    assert set(person["interests"]) <= INTERESTS
    assert set(person["stances"]) <= STATEMENTS
    assert person["languages"] and set(person["languages"]) <= LANGUAGES
    assert person["communities"] and set(person["communities"]) <= set(COMMUNITIES)
    assert set(person["organiser_of"]) <= set(person["communities"])


@each_person
def test_person_has_a_complete_profile_within_its_limits(person):
    assert re.fullmatch(r"[a-z.-]+@example\.org", person["email"])
    assert person["time_zone"] in zoneinfo.available_timezones()
    assert 0 < len(person["headline"]) <= 160 and 80 < len(person["opening"]) <= 1200
    assert len(person["more"]) <= 2000 and 0 < len(person["place"]) <= 80
    assert person["formats"] and set(person["formats"]) <= {"video", "phone", "text", "in_person"}
    assert 1 <= person["hours_per_month"] <= 40
    assert person["free_slots"]
    assert set(person["free_slots"]) <= {f"{day}-{part}" for day in DAYS for part in PARTS}
    assert 3 <= len(person["values"]) == len(held(person)) <= 5
    assert all(0 < len(ranked["line"]) <= 240 for ranked in person["values"])
    assert len(person["draining"]) <= 2 and not held(person) & set(person["draining"])
    assert 2 <= len(person["interests"]) == len(set(person["interests"]))
    assert 6 <= len(person["stances"]) <= 12
    for position, *note in person["stances"].values():
        assert position in range(1, 6) and len(note) <= 1 and all(0 < len(text) <= 240 for text in note)


@each_person
def test_passages_goals_and_bridges_can_be_saved(person):
    assert person["passages"] and person["goals"]
    for passage in person["passages"]:
        assert 1930 <= passage["began_year"] <= (passage["ended_year"] or 2026) <= 2026
        assert passage["depth"] in {"brief", "thorough", "deep"}
        assert 0 < len(passage["asked_of_me"]) <= 800 and 0 < len(passage["differently"]) <= 400
    for goal in person["goals"]:
        assert 0 < len(goal["text"]) <= 240 and 0 < len(goal["why"]) <= 800
        assert goal["by_days"] is None or 0 < goal["by_days"] <= 365
        assert goal["closed_days"] is None or goal["closed_days"] < 0
    for bridge in person["bridges"]:
        assert bridge["from"] != bridge["to"] and 0 < len(bridge["text"]) <= 400
        assert bridge["from"] in {passage["area"] for passage in person["passages"]}
    for entries, key in ((person["goals"], "area"), (person["bridges"], "to")):
        assert len({entry[key] for entry in entries}) == len(entries)


@each_person
def test_a_mentor_has_places_and_something_to_offer(person):
    assert person["mentors"] == (person["places"] > 0) == (person["approval"] is not None)
    assert person["approval"] in {None, "approved", "awaiting"}
    if person["mentors"]:
        assert any(passage["offered"] for passage in person["passages"])


def test_the_two_who_open_the_picture_rank_what_it_shows():
    order = {
        key: [ranked["value"] for ranked in PEOPLE[key]["values"]] for key in ("naledi", "hanna", "adaeze")
    }
    assert order["naledi"] == ["honesty", "fairness", "independence-of-mind", "faith", "courage"]
    assert order["hanna"] == ["honesty", "steady-ground", "fairness", "humility", "respect-for-elders"]
    assert set(order["naledi"]) & set(order["adaeze"]) == {"honesty", "fairness", "courage"}


# What happened between them


@each_request
def test_request_passes_the_gates(request_):
    mentee, mentor = PEOPLE[request_["mentee"]], PEOPLE[request_["mentor"]]
    assert mentee is not mentor and mentor["approval"] == "approved"
    assert request_["community"] in set(mentee["communities"]) & set(mentor["communities"])
    assert set(mentee["languages"]) & set(mentor["languages"])
    assert not held(mentor) & set(mentee["draining"]) and not held(mentee) & set(mentor["draining"])
    for one, other in ((mentee, mentor), (mentor, mentee)):
        essential = {ranked["value"] for ranked in one["values"] if ranked["essential"]}
        for first, second, _degree in COMMUNITIES[request_["community"]]["declared_opposites"]:
            assert not (first in essential and second in held(other))
            assert not (second in essential and first in held(other))


@each_request
def test_request_is_complete(request_):
    mentee = PEOPLE[request_["mentee"]]
    assert request_["goal_area"] in {goal["area"] for goal in mentee["goals"]}
    assert 150 < len(request_["message"]) <= 2000
    assert 0 < len(request_["hopes"]) <= 400 and 0 < len(request_["not_asking"]) <= 400
    assert len(request_["note"]) <= 1200 and bool(request_["question"]) == bool(request_["answer"])
    outcome, sent, decided = request_["outcome"], request_["sent_days"], request_["decided_days"]
    if outcome == "pending":
        assert -14 < sent < 0 and decided is None
    else:
        assert sent < decided < 0 and decided - sent <= 14
    if outcome == "expired":
        assert decided - sent == 14
    assert (request_["reason"] is not None) == (outcome == "declined")
    assert request_["reason"] in {None, "no_time", "not_my_field", "not_right", "later", "other"}


def test_pending_requests_fit_the_caps_and_the_places():
    pending = [request_ for request_ in REQUESTS if request_["outcome"] == "pending"]
    taken = Counter(pair["mentor"] for pair in PARTNERSHIPS if pair["state"] in {"introduced", "active"})
    assert len(pending) >= 8
    assert max(Counter(request_["mentee"] for request_ in pending).values()) <= 3
    assert all(taken[key] <= PEOPLE[key]["places"] for key in taken)
    for request_ in pending:
        mentor = PEOPLE[request_["mentor"]]
        assert not mentor["paused"] and taken[mentor["key"]] < mentor["places"]
    hanna = {
        (r["mentee"], r["outcome"]) for r in REQUESTS if r["mentor"] == "hanna" and r["outcome"] != "accepted"
    }
    assert hanna == {("naledi", "pending"), ("rutendo", "pending"), ("amara", "withdrawn")}


def test_every_partnership_came_from_one_accepted_request():
    accepted = [
        (r["mentee"], r["mentor"], r["community"], r["goal_area"], r["decided_days"])
        for r in REQUESTS
        if r["outcome"] == "accepted"
    ]
    started = [
        (p["mentee"], p["mentor"], p["community"], p["goal_area"], p["introduced_days"]) for p in PARTNERSHIPS
    ]
    assert sorted(accepted) == sorted(started)
    states = Counter(pair["state"] for pair in PARTNERSHIPS)
    assert states["active"] >= 7
    assert states["introduced"] == states["closing"] == states["completed"] == 1


@each_partnership
def test_agreement_is_signed_in_order_and_ends_when_it_says(pair):
    agreement, started = pair["agreement"], pair["introduced_days"]
    signed = [agreement["mentee_signed_days"], agreement["mentor_signed_days"]]
    proposer, other = signed if agreement["proposed_by"] == "mentee" else signed[::-1]
    assert agreement["rhythm"] in STEP and agreement["weekday"] in WEEKDAYS
    assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", agreement["time"])
    assert 0 < len(agreement["confidentiality"]) <= 400 and 0 < len(agreement["candour"]) <= 400
    assert started < proposer <= -7
    assert abs(proposer + 7 * agreement["weeks"] - agreement["ends_days"]) <= 5
    if pair["state"] == "introduced":
        assert other is None
    else:
        assert proposer <= other <= started + 14


@each_partnership
def test_checks_lie_on_the_agreed_weekday_and_step(pair):
    agreement, days = pair["agreement"], [check["days"] for check in pair["checks"]]
    in_force = max(agreement["mentee_signed_days"] or 0, agreement["mentor_signed_days"])
    assert [WEEKDAYS[day % 7] for day in days] == [agreement["weekday"]] * len(days)
    assert {later - earlier for earlier, later in pairwise(days)} <= {STEP[agreement["rhythm"]]}
    assert all(in_force <= day <= -7 for day in days)
    if agreement["rhythm"] != "monthly" and days:
        assert days[0] - in_force < 7


@each_partnership
def test_commitments_follow_from_the_checks_one_open_at_a_time(pair):
    commitments = {commitment["key"]: commitment for commitment in pair["commitments"]}
    order = list(commitments.values())
    assert len(commitments) == len(pair["commitments"])
    state = dict.fromkeys(commitments, "open")
    for check in pair["checks"]:
        commitment = commitments[check["commitment"]]
        assert commitment["made_days"] <= check["days"] <= commitment["due_days"]
        assert state[check["commitment"]] == "open"
        state[check["commitment"]] = SETTLED.get(check["outcome"]) or check["then"] or "open"
    assert state == {key: commitment["outcome"] for key, commitment in commitments.items()}
    for earlier, later in pairwise(order):
        assert earlier["outcome"] != "open" and later["made_days"] >= earlier["made_days"]
        grew = earlier["key"] if earlier["outcome"] in {"smaller", "moved"} else None
        assert later["grew_from"] == grew
    assert all(0 < len(commitment["text"]) <= 240 for commitment in order)


@each_partnership
def test_what_was_said_in_checks_and_journal_is_whole(pair):
    for check in pair["checks"]:
        assert check["outcome"] in {"done", "partly", "not", "went_by"}
        said = [check[field] for field in ("note", "helped", "in_the_way", "reply")]
        if check["outcome"] == "went_by":
            assert said == [""] * 4 and check["reply_kind"] is None
        else:
            assert check["note"] and check["reply"] and check["reply_kind"] in {"support", "challenge"}
        assert check["then"] in {None, "smaller", "moved", "let_go"}
        assert len(check["helped"]) <= 400 and len(check["in_the_way"]) <= 400
    for entry in pair["journal"]:
        assert entry["by"] in {"mentee", "mentor"} and pair["introduced_days"] < entry["days"] <= -7
    for opportunity in pair["opportunities"]:
        assert pair["introduced_days"] < opportunity["days"] <= -7
        assert len(opportunity["title"]) <= 120 and opportunity["answer"] in {None, "pursuing", "declined"}
        assert not opportunity["url"] or urlsplit(opportunity["url"]).hostname.endswith(".example.org")


@each_partnership
def test_only_what_was_closed_has_an_end(pair):
    closed = pair["closed"]
    assert (closed is not None) == (pair["state"] in {"closing", "completed"})
    if closed:
        assert closed["by"] in {"mentee", "mentor", "system"} and closed["days"] <= -7
        assert (closed["ended_days"] is not None) == (pair["state"] == "completed")
    if pair["forward"]:
        assert closed and closed["days"] <= pair["forward"]["days"] <= -7
        assert len(pair["forward"]["asked_of_me"]) <= 800 and len(pair["forward"]["differently"]) <= 400
    for reflection in pair["reflections"]:
        assert closed and closed["days"] <= reflection["days"] <= closed["days"] + 14


def test_shortlists_hidden_people_and_waiting_members_refer_to_people():
    for entry in STORIES["shortlists"]:
        assert PEOPLE[entry["mentor"]]["approval"] == "approved" and 0 < len(entry["note"]) <= 2000
        assert set(PEOPLE[entry["mentee"]]["communities"]) & set(PEOPLE[entry["mentor"]]["communities"])
    for entry in STORIES["hidden"]:
        assert {entry["person"], entry["mentor"]} <= set(PEOPLE)
    for entry in STORIES["joining"]:
        assert entry["community"] not in PEOPLE[entry["person"]]["communities"]
        assert entry["days"] < 0 < len(entry["message"]) <= 400


# Language and form


def test_no_exclamation_marks_and_no_straight_quotes():
    everything = [*texts(list(COMMUNITIES.values())), *texts(list(PEOPLE.values())), *texts(STORIES)]
    assert [text for text in everything if re.search(r"[!\"']", text)] == []


@pytest.mark.parametrize("name", ["communities", "people", "stories"])
def test_files_are_pretty_printed_utf8(name):
    text = (DEMO / f"{name}.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"

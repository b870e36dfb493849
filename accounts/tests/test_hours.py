"""Slots of a week as hours, here and in UTC, and how two weeks overlap."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.hours import SLOTS, ahead, local_hours, offset_hours, overlap, utc_hours

WINTER = datetime(2026, 1, 14, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)
ZONES = ("UTC", "Europe/Lisbon", "Africa/Gaborone", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati")
slots = st.sets(st.sampled_from(sorted(SLOTS)))
zones = st.sampled_from(ZONES)
moments = st.sampled_from((WINTER, SUMMER))


def test_a_week_has_five_parts_a_day():
    assert len(SLOTS) == 35
    assert list(SLOTS)[:5] == ["mon-early", "mon-morning", "mon-midday", "mon-afternoon", "mon-evening"]


@pytest.mark.parametrize(
    ("slot", "hours"),
    [
        ("mon-early", {6, 7, 8}),
        ("mon-midday", {12, 13}),
        ("sun-evening", {162, 163, 164, 165}),
        ("never", set()),
        ("mon-", set()),
        ("", set()),
    ],
)
def test_local_hours_count_from_monday(slot, hours):
    assert local_hours([slot]) == hours


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("UTC", WINTER, {6, 7, 8}),
        ("Europe/Berlin", WINTER, {5, 6, 7}),
        ("Europe/Berlin", SUMMER, {4, 5, 6}),
        ("Pacific/Auckland", WINTER, {161, 162, 163}),  # thirteen hours ahead: still Sunday in UTC
    ],
)
def test_utc_hours_follow_summer_time_and_the_turn_of_the_week(zone, now, hours):
    assert utc_hours(["mon-early"], zone, now) == hours


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Kolkata", 5), ("America/St_Johns", -4), ("UTC", 0)])
def test_half_hours_are_rounded_down(zone, offset):
    assert offset_hours(zone, WINTER) == offset


def test_overlap_of_evenings_an_hour_apart():
    assert (
        overlap(["wed-evening"], "Europe/Lisbon", ["wed-evening"], "Africa/Gaborone", now=WINTER) == 2
    )  # 18–22 and 16–20 in UTC


@pytest.mark.parametrize(
    ("mine", "theirs", "hours"),
    [("UTC", "Asia/Kolkata", 5.5), ("Asia/Kolkata", "UTC", -5.5), ("UTC", "UTC", 0)],
)
def test_ahead_is_what_their_clock_shows_beyond_mine(mine, theirs, hours):
    assert ahead(mine, theirs, WINTER) == hours


@given(slots, zones, moments)
def test_a_zone_moves_hours_and_loses_none(chosen, zone, now):
    assert len(utc_hours(chosen, zone, now)) == len(local_hours(chosen))


@given(slots, zones, slots, zones, moments)
def test_overlap_is_the_same_from_both_sides_and_never_more_than_either_week(
    mine, my_zone, theirs, their_zone, now
):
    found = overlap(mine, my_zone, theirs, their_zone, now=now)
    assert found == overlap(theirs, their_zone, mine, my_zone, now=now)
    assert found <= min(len(local_hours(mine)), len(local_hours(theirs)))
    assert overlap(mine, my_zone, mine, my_zone, now=now) == len(local_hours(mine))

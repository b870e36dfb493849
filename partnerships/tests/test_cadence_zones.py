"""Every zone of the IANA database, five years, against an oracle; and properties of any cadence.

The oracle shares nothing with the module: it walks all local dates, and finds the instant of a
wall-clock time by asking which instants show it, minute after minute where none does.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from partnerships.cadence import (
    MIN_GAP,
    Cadence,
    Rhythm,
    Settled,
    catch_up,
    known_zones,
    next_due,
    period_ends_at,
    period_of,
    reschedule,
    settled,
)

FIRST, END = date(2024, 1, 1), date(2029, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range((END - FIRST).days)]
HOUR, MINUTE, INSTANT = timedelta(hours=1), timedelta(minutes=1), timedelta.resolution

# From 14 hours behind Greenwich to 14 ahead, half and quarter hours, jumps of 30 and 60 minutes and
# of three hours, at midnight and before it, in Ramadan, and back instead of forward in winter.
RESTLESS = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Asuncion",
    "America/Havana",
    "America/Nuuk",
    "America/New_York",
    "America/Santiago",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
]


def shows(instant, zone):
    return instant.astimezone(zone).replace(tzinfo=None)


def oracle_instant(wall, zone):
    """The earliest instant that shows `wall`, or else the next minute that some instant shows."""
    while True:
        readings = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        found = [reading for reading in readings if shows(reading, zone) == wall]
        if found:
            return min(found)
        wall += MINUTE


@cache
def oracle_days(rhythm, weekday):
    days = [day for day in DAYS if day.isoweekday() == weekday + 1]
    if rhythm == "fortnightly":
        return days[::2]
    if rhythm == "monthly":
        return [day for day in days if day.day <= 7]
    return days


def slots(cadence, after, until):
    found = []
    while (after := next_due(cadence, after)) < until:
        found.append(after)
    return found


def wrong_slots(cadence):
    """The slots of five years that the oracle lacks, those that only it has, and doubled ones."""
    zone = ZoneInfo(cadence.zone)
    expected = [
        oracle_instant(datetime.combine(day, cadence.at), zone)
        for day in oracle_days(cadence.rhythm, cadence.weekday)
    ]
    after = oracle_instant(datetime.combine(FIRST, time.min), zone) - INSTANT
    until = oracle_instant(datetime.combine(END, time.min), zone)
    found = slots(cadence, after, until)
    if found == expected and all(a < b for a, b in pairwise(found)):
        return []
    return sorted(set(found) ^ set(expected)) or found


def changes(name):
    """Local times just inside each jump of a zone's clocks in these years, forward and back."""
    zone, hour = ZoneInfo(name), datetime(2024, 1, 1, tzinfo=UTC)
    offset = hour.astimezone(zone).utcoffset()
    while hour.year < 2029:
        hour += 24 * HOUR
        if hour.astimezone(zone).utcoffset() != offset:
            jump = hour - 24 * HOUR
            while jump.astimezone(zone).utcoffset() == offset:
                jump += 30 * MINUTE
            shift = jump.astimezone(zone).utcoffset() - offset
            last_before = shows(jump - MINUTE, zone)
            yield last_before + MINUTE + shift / 2
            offset += shift


@pytest.mark.parametrize("rhythm", Rhythm)
@pytest.mark.parametrize("weekday_at", [(6, time(2, 30)), (3, time(18))], ids=["night", "evening"])
def test_every_zone_five_years_no_slot_is_wrong(rhythm, weekday_at):
    weekday, at = weekday_at
    wrong = {
        zone: slots
        for zone in sorted(known_zones())
        if (slots := wrong_slots(Cadence(rhythm, weekday, at, zone, FIRST)))
    }
    assert len(known_zones()) > 400
    assert wrong == {}


def test_every_zone_weekly_check_inside_each_jump_of_its_clocks_is_never_wrong():
    """The same at the worst moments of each zone: the weekdays and times its clocks skip or repeat."""
    wrong, moved = {}, 0
    for zone in sorted(known_zones()):
        for weekday, at in sorted({(jump.weekday(), jump.time()) for jump in changes(zone)}):
            moved += 1
            if found := wrong_slots(Cadence(Rhythm.WEEKLY, weekday, at, zone, FIRST)):
                wrong[zone, weekday, at] = found
    assert moved > 200
    assert wrong == {}


@pytest.mark.parametrize("zone", RESTLESS)
def test_weekly_check_comes_once_in_each_local_week_at_its_local_time(zone):
    tz = ZoneInfo(zone)
    for weekday, at in [(6, time(2, 30)), (0, time(0, 0)), (4, time(0, 30)), (5, time(23, 30))]:
        cadence = Cadence(Rhythm.WEEKLY, weekday, at, zone, FIRST)
        found = slots(cadence, datetime(2024, 1, 3, tzinfo=UTC), datetime(2028, 12, 30, tzinfo=UTC))
        local = [shows(slot, tz) for slot in found]
        assert set(Counter(day.isocalendar()[:2] for day in local).values()) == {1}
        moved = [day for day in local if (day.weekday(), day.time()) != (weekday, at)]
        assert len(moved) <= 5, "at most one jump forward a year"
        for day in moved:
            agreed = datetime.combine((day - HOUR).date(), at)
            if agreed > day:
                agreed -= timedelta(days=1)
            assert agreed.weekday() == weekday
            assert oracle_instant(agreed, tz) == oracle_instant(day, tz)


# Any cadence

cadences = st.builds(
    Cadence,
    rhythm=st.sampled_from(Rhythm),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(RESTLESS) | st.sampled_from(sorted(known_zones())),
    anchor=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
instants = st.datetimes(
    datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)


@settings(deadline=None)
@given(cadences, instants)
def test_next_due_is_after_and_within_a_period_of_it(cadence, after):
    due = next_due(cadence, after)
    longest = {"weekly": 7, "fortnightly": 14, "monthly": 35}[cadence.rhythm]
    anchor = datetime.combine(cadence.anchor, time.min, ZoneInfo(cadence.zone))
    assert after < due <= max(after, anchor) + timedelta(days=longest, hours=3)


@settings(deadline=None)
@given(cadences, instants, st.floats(0, 1, exclude_max=True))
def test_next_due_is_the_same_from_anywhere_before_it(cadence, after, part):
    due = next_due(cadence, after)
    assert next_due(cadence, after) == due
    assert next_due(cadence, after + (due - after) * part * 0.999) == due
    assert next_due(cadence, due - INSTANT) == due


@settings(deadline=None)
@given(cadences, instants)
def test_slots_and_periods_go_together_one_to_one(cadence, after):
    first = next_due(cadence, after)
    second = next_due(cadence, first)
    end = period_ends_at(cadence, first)
    assert period_of(cadence, first) != period_of(cadence, second)
    assert first < end <= second
    assert period_of(cadence, end) == period_of(cadence, second)
    assert period_of(cadence, end - INSTANT) == period_of(cadence, first)


@settings(deadline=None)
@given(cadences, instants, st.integers(0, 120))
def test_caught_up_check_is_never_followed_by_one_already_due(cadence, after, days):
    due = next_due(cadence, after)
    now = due + timedelta(days=days)
    found = catch_up(cadence, due, now)
    assert found.action == ("send" if days <= 1 else "skip")
    assert found.next_due_at == next_due(cadence, now) > now
    assert found.period == period_of(cadence, due)


steps = st.lists(
    st.tuples(
        st.timedeltas(MINUTE, timedelta(days=8)) | st.timedeltas(MINUTE, timedelta(days=40)),
        st.none() | cadences,
    ),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(cadences, instants, steps)
def test_no_run_of_changes_and_outages_gives_two_checks_in_one_period(cadence, start, steps):
    """The clock looks in at random times; in between the pair changes to any other cadence."""
    now, last, done = start, None, []
    due = reschedule(cadence, last=None, now=now)
    for pause, changed in steps:
        now += pause
        found = catch_up(cadence, due, now)
        if found.action != "wait":
            last = Settled(due, found.period, found.period_ends_at)
            assert last == settled(cadence, due)
            done.append((cadence, last))
            due = found.next_due_at
        if changed is not None:
            cadence = changed
            due = reschedule(cadence, last=last, now=now)
        assert due > now
    keys = [check.period for _, check in done]
    assert len(set(keys)) == len(keys)
    for (old, earlier), (new, later) in pairwise(done):
        assert later.due_at >= earlier.period_ends_at
        assert later.due_at - earlier.due_at >= MIN_GAP
        assert period_of(old, later.due_at) != earlier.period
        assert period_of(new, earlier.due_at) != later.period


@settings(deadline=None)
@given(cadences, cadences, instants, st.timedeltas(timedelta(0), timedelta(days=14)))
def test_change_waits_no_longer_than_both_periods_ask(old, new, start, later):
    """Not firing twice is no excuse for not firing: the wait is bounded by the two rhythms."""
    assume(max(old.anchor, new.anchor) < start.date() - timedelta(days=2))
    due = next_due(old, start)
    now = due + later
    found = reschedule(new, last=settled(old, due), now=now)
    longest = {"weekly": 7, "fortnightly": 14, "monthly": 35}
    bound = max(now, period_ends_at(old, due), due + MIN_GAP, period_ends_at(new, due))
    assert found <= bound + timedelta(days=2 * longest[new.rhythm], hours=3)

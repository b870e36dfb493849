"""Single rules of the cadence, each on dates that can be looked up in a calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from partnerships.cadence import (
    Cadence,
    Rhythm,
    UnknownZone,
    catch_up,
    in_zone,
    known_zones,
    last_due,
    next_due,
    period_ends_at,
    period_of,
    reschedule,
    zone_named,
)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
HOUR = timedelta(hours=1)


def cadence(rhythm=Rhythm.WEEKLY, weekday=WEDNESDAY, at="18:00", zone="UTC", anchor=date(2026, 1, 1)):
    return Cadence(rhythm, weekday, time.fromisoformat(at), zone, anchor)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dues(cadence, after, count):
    found = []
    for _ in range(count):
        after = next_due(cadence, after)
        found.append(after)
    return found


# What a cadence may be


@pytest.mark.parametrize(
    "name",
    ["Europe/Atlantis", "", "America", "../etc/passwd", "/etc/passwd", "localtime", "right/UTC"],
)
def test_cadence_in_an_unknown_zone_is_refused(name):
    with pytest.raises(UnknownZone):
        cadence(zone=name)


def test_unknown_zone_is_a_value_error():
    with pytest.raises(ValueError, match="'Mars/Olympus' is not a known time zone"):
        zone_named("Mars/Olympus")


def test_known_zones_name_places_and_utc():
    assert {"UTC", "Europe/Lisbon", "Asia/Kathmandu"} <= known_zones()
    assert not {"localtime", "Factory"} & known_zones()


@pytest.mark.parametrize("rhythm", Rhythm)
def test_rhythm_as_a_plain_value_is_the_same_rhythm(rhythm):
    assert cadence(rhythm.value) == cadence(rhythm)
    assert cadence(rhythm.value).rhythm is rhythm


def test_unknown_rhythm_is_refused():
    with pytest.raises(ValueError, match="daily"):
        cadence("daily")


@pytest.mark.parametrize("weekday", [-1, 7])
def test_weekday_outside_the_week_is_refused(weekday):
    with pytest.raises(ValueError, match="weekday"):
        cadence(weekday=weekday)


def test_time_that_carries_a_zone_is_refused():
    with pytest.raises(ValueError, match="wall-clock"):
        Cadence(Rhythm.WEEKLY, MONDAY, time(9, tzinfo=UTC), "UTC", date(2026, 1, 1))


def test_naive_instants_are_refused_everywhere():
    naive, aware = datetime(2026, 11, 22, 12), utc("2026-11-22T12:00")
    for call in (
        lambda: in_zone(naive, "UTC"),
        lambda: next_due(cadence(), naive),
        lambda: period_of(cadence(), naive),
        lambda: catch_up(cadence(), naive, aware),
        lambda: catch_up(cadence(), aware, naive),
        lambda: reschedule(cadence(), last=None, now=naive),
    ):
        with pytest.raises(ValueError, match="needs a time zone"):
            call()


def test_in_zone_shows_the_clock_of_the_other_person():
    assert in_zone(utc("2026-11-22T23:30"), "Asia/Kathmandu").isoformat() == ("2026-11-23T05:15:00+05:45")


# Slots


def test_weekly_slots_are_a_week_apart():
    assert dues(cadence(), utc("2026-11-22T12:00"), 3) == [
        utc("2026-11-25T18:00"),
        utc("2026-12-02T18:00"),
        utc("2026-12-09T18:00"),
    ]


def test_next_due_is_strictly_after():
    slot = utc("2026-11-25T18:00")
    assert next_due(cadence(), slot) == utc("2026-12-02T18:00")
    assert next_due(cadence(), slot - timedelta.resolution) == slot


def test_fortnightly_slots_count_from_the_first_weekday_after_the_anchor():
    fortnightly = cadence(Rhythm.FORTNIGHTLY, MONDAY, anchor=date(2026, 11, 19))
    assert dues(fortnightly, utc("2026-11-19T12:00"), 3) == [
        utc("2026-11-23T18:00"),
        utc("2026-12-07T18:00"),
        utc("2026-12-21T18:00"),
    ]


def test_fortnightly_slot_falls_on_the_anchor_itself():
    fortnightly = cadence(Rhythm.FORTNIGHTLY, THURSDAY, anchor=date(2026, 11, 19))
    assert next_due(fortnightly, utc("2026-11-19T12:00")) == utc("2026-11-19T18:00")


def test_monthly_slots_are_the_first_such_weekday_of_each_month():
    monthly = cadence(Rhythm.MONTHLY, MONDAY)
    assert dues(monthly, utc("2026-11-22T12:00"), 3) == [
        utc("2026-12-07T18:00"),
        utc("2027-01-04T18:00"),
        utc("2027-02-01T18:00"),
    ]


@pytest.mark.parametrize("rhythm", Rhythm)
def test_no_slot_lies_before_the_anchor(rhythm):
    starts_later = cadence(rhythm, TUESDAY, anchor=date(2027, 2, 2))
    assert next_due(starts_later, utc("2026-11-22T12:00")) == utc("2027-02-02T18:00")


def test_next_due_comes_out_in_utc_whatever_zone_goes_in():
    after = in_zone(utc("2026-11-22T12:00"), "Pacific/Auckland")
    due = next_due(cadence(zone="America/Lima"), after)
    assert (due, due.tzinfo) == (utc("2026-11-25T23:00"), UTC)


# The clocks change


def test_summer_time_does_not_drift_the_local_hour():
    berlin = cadence(weekday=THURSDAY, zone="Europe/Berlin")
    assert dues(berlin, utc("2026-03-25T00:00"), 2) == [
        utc("2026-03-26T17:00"),
        utc("2026-04-02T16:00"),
    ]


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "after", "due"),
    [
        # 01:00 becomes 02:00.
        ("Europe/Lisbon", SUNDAY, "01:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Lisbon", SUNDAY, "01:00", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Lisbon", SUNDAY, "00:59", "2026-03-28T12:00", "2026-03-29T00:59"),
        ("Europe/Lisbon", SUNDAY, "02:00", "2026-03-28T12:00", "2026-03-29T01:00"),
        # Clocks go back for Ramadan on 15 February 2026 at 03:00 and forward on 22 March at 02:00.
        ("Africa/Casablanca", SUNDAY, "02:30", "2026-02-14T12:00", "2026-02-15T01:30"),
        ("Africa/Casablanca", SUNDAY, "02:15", "2026-03-21T12:00", "2026-03-22T02:00"),
        # Half an hour: 02:00 becomes 02:30 on 4 October 2026; 02:00 becomes 01:30 on 5 April.
        ("Australia/Lord_Howe", SUNDAY, "02:10", "2026-10-03T00:00", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", SUNDAY, "01:45", "2026-04-04T00:00", "2026-04-04T14:45"),
        # Midnight itself is skipped.
        ("America/Sao_Paulo", SUNDAY, "00:00", "2018-11-03T12:00", "2018-11-04T03:00"),
        ("America/Sao_Paulo", SUNDAY, "00:45", "2018-11-03T12:00", "2018-11-04T03:00"),
        ("Asia/Beirut", SUNDAY, "00:30", "2026-03-28T12:00", "2026-03-28T22:00"),
        # Saturday 23:00 becomes Sunday 00:00.
        ("America/Nuuk", SATURDAY, "23:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        # A whole Friday is skipped.
        ("Pacific/Apia", FRIDAY, "12:00", "2011-12-29T12:00", "2011-12-30T10:00"),
    ],
)
def test_slot_where_the_clocks_change(zone, weekday, at, after, due):
    early = cadence(weekday=weekday, at=at, zone=zone, anchor=date(2011, 1, 1))
    assert next_due(early, utc(after)) == utc(due)


def test_time_that_happens_twice_is_due_the_first_time_only():
    new_york = cadence(weekday=SUNDAY, at="01:30", zone="America/New_York")
    assert dues(new_york, utc("2026-10-31T12:00"), 2) == [
        utc("2026-11-01T05:30"),
        utc("2026-11-08T06:30"),
    ]


def test_time_that_happens_twice_is_over_between_its_two_turns():
    new_york = cadence(weekday=SUNDAY, at="01:30", zone="America/New_York")
    assert next_due(new_york, utc("2026-11-01T06:00")) == utc("2026-11-08T06:30")


def test_slot_keeps_its_period_when_the_clocks_move_it_into_the_next():
    """Toronto went from 23:30 on Sunday, 30 March 1919, to 00:30 on Monday."""
    toronto = cadence(weekday=SUNDAY, at="23:45", zone="America/Toronto", anchor=date(1919, 1, 1))
    due = next_due(toronto, utc("1919-03-30T12:00"))
    assert in_zone(due, "America/Toronto").isoformat() == "1919-03-31T00:30:00-04:00"
    assert period_of(toronto, due) == "1919-W13"
    assert period_of(toronto, due + timedelta.resolution) == "1919-W14"
    assert period_of(toronto, next_due(toronto, due)) == "1919-W14"


def test_skipped_day_delays_the_slot_once_and_not_the_ones_after():
    apia = cadence(weekday=FRIDAY, at="12:00", zone="Pacific/Apia", anchor=date(2011, 1, 1))
    local = [in_zone(due, "Pacific/Apia") for due in dues(apia, utc("2011-12-20T00:00"), 3)]
    assert [f"{due:%a %d %H:%M}" for due in local] == [
        "Fri 23 12:00",
        "Sat 31 00:00",
        "Fri 06 12:00",
    ]


# Periods


@pytest.mark.parametrize(
    ("day", "weekly", "fortnightly", "monthly"),
    [
        (date(2026, 11, 19), "2026-W47", "2026-W47x2", "2026-11"),
        (date(2026, 11, 22), "2026-W47", "2026-W47x2", "2026-11"),
        (date(2026, 11, 23), "2026-W48", "2026-W47x2", "2026-11"),
        (date(2026, 12, 2), "2026-W49", "2026-W47x2", "2026-12"),
        (date(2026, 12, 3), "2026-W49", "2026-W49x2", "2026-12"),
        (date(2027, 1, 3), "2026-W53", "2026-W53x2", "2027-01"),
        (date(2026, 11, 18), "2026-W47", "2026-W45x2", "2026-11"),
    ],
)
def test_period_keys_of_a_local_date(day, weekly, fortnightly, monthly):
    anchor = date(2026, 11, 19)
    assert [period_of(cadence(rhythm, anchor=anchor), day) for rhythm in Rhythm] == [
        weekly,
        fortnightly,
        monthly,
    ]


def test_period_of_an_instant_is_that_of_its_local_date():
    instant = utc("2026-11-22T18:00")
    assert period_of(cadence(zone="Europe/Paris"), instant) == "2026-W47"
    assert period_of(cadence(zone="Asia/Tokyo"), instant) == "2026-W48"


def test_two_people_in_two_zones_share_the_period_of_their_check():
    here = cadence(Rhythm.FORTNIGHTLY, MONDAY, "08:00", "Pacific/Kiritimati")
    there = replace(here, zone="Pacific/Pago_Pago")
    after = utc("2026-11-28T00:00")
    assert period_of(here, next_due(here, after)) == period_of(there, next_due(there, after))


@pytest.mark.parametrize(
    ("rhythm", "end"),
    [
        (Rhythm.WEEKLY, "2026-03-29T22:00"),
        (Rhythm.FORTNIGHTLY, "2026-04-08T22:00"),
        (Rhythm.MONTHLY, "2026-03-31T22:00"),
    ],
)
def test_period_ends_at_local_midnight(rhythm, end):
    berlin = cadence(rhythm, zone="Europe/Berlin", anchor=date(2026, 3, 26))
    assert period_ends_at(berlin, date(2026, 3, 26)) == utc(end)


# The end of the agreement


def test_next_due_stops_after_the_end_date():
    weekly, after = cadence(zone="Asia/Tokyo"), utc("2026-11-22T12:00")
    assert next_due(weekly, after, ends_on=date(2026, 11, 25)) == utc("2026-11-25T09:00")
    assert next_due(weekly, after, ends_on=date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("rhythm", "last"),
    [
        (Rhythm.WEEKLY, "2026-12-30T18:00"),
        (Rhythm.FORTNIGHTLY, "2026-12-23T18:00"),
        (Rhythm.MONTHLY, "2026-12-02T18:00"),
    ],
)
def test_last_due_is_the_last_slot_up_to_the_end_date(rhythm, last):
    assert last_due(cadence(rhythm), date(2027, 1, 5)) == utc(last)


def test_last_due_on_the_end_date_itself():
    assert last_due(cadence(), date(2026, 11, 25)) == utc("2026-11-25T18:00")


@pytest.mark.parametrize("rhythm", Rhythm)
def test_last_due_of_an_agreement_that_ends_before_its_first_slot_is_none(rhythm):
    short = cadence(rhythm, WEDNESDAY, anchor=date(2026, 12, 3))
    assert last_due(short, date(2026, 12, 8)) is None

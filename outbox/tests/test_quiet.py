"""Quiet hours and the hour of the weekly letter, by the clocks of every zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.quiet import Hours, next_letter

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
NIGHT = Hours(time(21), time(7))
PARIS, LISBON, LORD_HOWE = (
    ZoneInfo("Europe/Paris"),
    ZoneInfo("Europe/Lisbon"),
    ZoneInfo("Australia/Lord_Howe"),
)

zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))
times = st.times().map(lambda shown: shown.replace(second=0, microsecond=0))
hours = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Hours(*pair))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def switches(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year within which the clocks are changed."""
    start, hour = datetime(year, 1, 1, tzinfo=UTC), timedelta(hours=1)
    offsets = [(start + n * hour).astimezone(zone).utcoffset() for n in range(366 * 24)]
    return [start + n * hour for n in range(len(offsets) - 1) if offsets[n] != offsets[n + 1]]


@pytest.mark.parametrize(
    ("now", "over"),
    [
        ("2026-11-26T19:59", None),  # 20:59 in Paris
        ("2026-11-26T20:00", "2026-11-27T06:00"),
        ("2026-11-26T23:30", "2026-11-27T06:00"),
        ("2026-11-27T05:59:59.999999", "2026-11-27T06:00"),
        ("2026-11-27T06:00", None),
        ("2026-03-28T22:00", "2026-03-29T05:00"),  # the clocks go forward in this night
        ("2026-10-24T22:00", "2026-10-25T06:00"),  # and back in this one
    ],
)
def test_a_night_in_paris(now, over):
    assert NIGHT.over_at(utc(now), PARIS) == (utc(over) if over else None)


def test_hours_within_one_day():
    office = Hours(time(9), time(17))
    assert office.over_at(utc("2026-11-26T12:00"), LISBON) == utc("2026-11-26T17:00")
    assert office.over_at(utc("2026-11-26T17:00"), LISBON) is None


def test_end_that_the_clocks_jump_over_is_the_moment_of_the_jump():
    night = Hours(time(22), time(2, 30))
    assert night.over_at(utc("2026-03-28T23:00"), PARIS) == utc("2026-03-29T01:00")


def test_end_within_the_hour_that_comes_twice():
    night = Hours(time(22), time(2, 30))
    assert night.over_at(utc("2026-10-24T22:00"), PARIS) == utc("2026-10-25T00:30")
    assert night.over_at(utc("2026-10-25T00:45"), PARIS) is None
    assert night.over_at(utc("2026-10-25T01:10"), PARIS) == utc("2026-10-25T01:30")


def test_hours_without_length_are_an_error():
    with pytest.raises(ValueError, match="two different times"):
        Hours(time(7), time(7))


def held_until(found: Hours, now: datetime, zone: ZoneInfo) -> None:
    """What must be true of the end of quiet hours, whatever the zone does: it is the very next moment out of them."""
    over = found.over_at(now, zone)
    if over is None:
        assert not found.hold(now, zone)
        return
    assert now < over <= now + timedelta(hours=26)
    assert not found.hold(over, zone)
    step = (over - now) / 97
    for n in range(97):
        assert found.hold(now + n * step, zone)
    assert found.hold(over - timedelta.resolution, zone)


@given(hours, moments, zones)
def test_quiet_hours_end_at_the_next_moment_out_of_them(found, now, zone):
    held_until(found, now, zone)


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_nights_in_which_the_clocks_are_changed(name):
    zone = ZoneInfo(name)
    ends = (
        time(0, 30),
        time(1),
        time(1, 30),
        time(1, 45),
        time(2),
        time(2, 15),
        time(2, 30),
        time(3),
        time(3, 30),
        time(7),
    )
    changed = switches(zone, 2026)
    assert changed
    for switch in changed:
        for quarters in range(-16, 16):
            for end in ends:
                held_until(Hours(time(22), end), switch + quarters * timedelta(minutes=15), zone)


@given(moments, zones)
def test_letter_comes_on_the_next_monday_at_eight(now, zone):
    letter = next_letter(now, zone)
    shown = letter.astimezone(zone)
    assert (shown.weekday(), shown.time()) == (0, time(8))
    assert now < letter <= now + timedelta(days=7, hours=2)
    assert next_letter(letter - timedelta.resolution, zone) == letter
    assert next_letter(letter, zone) > letter

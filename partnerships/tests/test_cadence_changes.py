"""What happens to a check that is found late, and to the next one when the agreement changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from partnerships.cadence import (
    Action,
    CatchUp,
    Rhythm,
    catch_up,
    next_due,
    period_of,
    reschedule,
    settled,
)

from .test_cadence import FRIDAY, HOUR, MONDAY, SUNDAY, TUESDAY, cadence, utc

# Late


def test_before_its_time_a_check_waits():
    due = utc("2026-11-25T18:00")
    assert catch_up(cadence(), due, due - timedelta.resolution) == CatchUp(
        Action.WAIT, "2026-W48", utc("2026-11-30T00:00"), due
    )


@pytest.mark.parametrize(
    ("late", "action"),
    [
        (0 * HOUR, "send"),
        (36 * HOUR, "send"),
        (36 * HOUR + timedelta.resolution, "skip"),
        (72 * HOUR, "skip"),
    ],
)
def test_late_check_is_sent_up_to_36_hours_and_then_skipped(late, action):
    due = utc("2026-11-25T18:00")
    assert catch_up(cadence(), due, due + late) == CatchUp(
        Action(action), "2026-W48", utc("2026-11-30T00:00"), utc("2026-12-02T18:00")
    )


def test_check_that_is_weeks_late_is_skipped_once_and_the_rest_is_not_made_up_for():
    due = utc("2026-09-02T18:00")
    found = catch_up(cadence(), due, utc("2026-11-22T12:00"))
    assert (found.action, found.next_due_at) == ("skip", utc("2026-11-25T18:00"))


def test_last_check_of_an_agreement_is_followed_by_none():
    due = utc("2026-11-25T18:00")
    found = catch_up(cadence(), due, due, ends_on=date(2026, 12, 1))
    assert (found.action, found.next_due_at) == ("send", None)


def settled_checks(pair, ticks):
    """What a clock that looks in at `ticks` does: (slot, tick, action) for each check of `pair`."""
    due = next_due(pair, ticks[0])
    for now in ticks:
        found = catch_up(pair, due, now)
        if found.action != "wait":
            yield due, now, found.action
        due = found.next_due_at


@pytest.mark.parametrize("rhythm", Rhythm)
def test_outage_of_three_days_gives_at_most_one_mail(rhythm):
    """Pairs with slots all over the week, five weeks; halfway the clock stands still for 72 hours."""
    start, down, up = utc("2026-11-20T00:30"), utc("2026-11-30T00:30"), utc("2026-12-03T00:30")
    hours = [start + n * HOUR for n in range(35 * 24)]
    ticks = [hour for hour in hours if not down < hour < up]
    for hour in range(0, 168, 3):
        weekday, clock = divmod(hour, 24)
        pair = cadence(rhythm, weekday, f"{clock:02d}:00", "Europe/Paris", date(2026, 11, 18))
        with_outage = list(settled_checks(pair, ticks))
        without = list(settled_checks(pair, hours))
        assert [due for due, _, _ in with_outage] == [due for due, _, _ in without]
        assert {action for _, _, action in without} == {"send"}
        for due, now, action in with_outage:
            assert action == ("send" if now - due <= 36 * HOUR else "skip")
            assert now - due == (up - due if down < due <= up else HOUR / 2)
        assert sum(now == up for _, now, _ in with_outage) <= 1


# A change of the agreement


def test_first_schedule_is_the_next_slot():
    assert reschedule(cadence(), last=None, now=utc("2026-11-22T12:00")) == utc("2026-11-25T18:00")


def test_change_to_a_later_day_of_a_week_that_had_its_check_waits_for_the_next_week():
    old = cadence(weekday=MONDAY)
    last = settled(old, utc("2026-11-23T18:00"))
    assert reschedule(replace(old, weekday=FRIDAY), last=last, now=utc("2026-11-24T09:00")) == utc(
        "2026-12-04T18:00"
    )


def test_change_in_a_week_that_had_no_check_yet_still_gives_it_one():
    old = cadence(weekday=MONDAY)
    last = settled(old, utc("2026-11-16T18:00"))
    assert reschedule(replace(old, weekday=FRIDAY), last=last, now=utc("2026-11-23T09:00")) == utc(
        "2026-11-27T18:00"
    )


def test_change_from_sunday_to_monday_leaves_time_to_act():
    old = cadence(weekday=SUNDAY)
    last = settled(old, utc("2026-11-22T18:00"))
    assert reschedule(replace(old, weekday=MONDAY), last=last, now=utc("2026-11-22T20:00")) == utc(
        "2026-11-30T18:00"
    )


def test_change_from_monthly_to_weekly_starts_when_the_month_is_over():
    old = cadence(Rhythm.MONTHLY)
    last = settled(old, utc("2026-11-04T18:00"))
    assert reschedule(cadence(), last=last, now=utc("2026-11-10T09:00")) == utc("2026-12-02T18:00")


def test_change_from_weekly_to_monthly_skips_a_month_that_had_a_check():
    last = settled(cadence(weekday=TUESDAY), utc("2026-12-01T18:00"))
    monthly = cadence(Rhythm.MONTHLY, MONDAY)
    assert next_due(monthly, last.period_ends_at) == utc("2026-12-07T18:00")
    assert reschedule(monthly, last=last, now=utc("2026-12-01T20:00")) == utc("2027-01-04T18:00")


def test_change_from_fortnightly_to_weekly_waits_for_the_end_of_the_fortnight():
    old = cadence(Rhythm.FORTNIGHTLY, anchor=date(2026, 11, 18))
    last = settled(old, utc("2026-11-18T18:00"))
    weekly = replace(old, rhythm=Rhythm.WEEKLY)
    assert reschedule(weekly, last=last, now=utc("2026-11-19T09:00")) == utc("2026-12-02T18:00")


def test_change_undone_before_the_next_check_leaves_no_trace():
    """The check fired under the weekly cadence; a month chosen by mistake does not cost a month."""
    weekly = cadence(weekday=TUESDAY)
    last = settled(weekly, utc("2026-12-01T18:00"))
    now = utc("2026-12-01T20:00")
    assert reschedule(weekly, last=last, now=now) == next_due(weekly, now)


@pytest.mark.parametrize(
    ("old_zone", "new_zone"),
    [
        ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
        ("Pacific/Pago_Pago", "Pacific/Kiritimati"),
        ("Asia/Tokyo", "America/Los_Angeles"),
        ("America/Los_Angeles", "Asia/Tokyo"),
    ],
)
@pytest.mark.parametrize("weekday", range(7))
def test_change_of_zone_right_after_a_check_gives_the_next_one_a_week_later(old_zone, new_zone, weekday):
    old = cadence(weekday=weekday, zone=old_zone)
    due = next_due(old, utc("2026-11-01T00:00"))
    found = reschedule(replace(old, zone=new_zone), last=settled(old, due), now=due + timedelta(minutes=5))
    assert timedelta(days=5) < found - due < timedelta(days=15)


def test_change_of_zone_never_uses_a_key_again():
    """Monday 00:30 in Kiritimati is W50; the Sunday after, in Pago Pago, is still W50."""
    old = cadence(weekday=MONDAY, at="00:30", zone="Pacific/Kiritimati")
    last = settled(old, utc("2026-12-06T10:30"))
    new = cadence(weekday=SUNDAY, at="23:30", zone="Pacific/Pago_Pago")
    found = reschedule(new, last=last, now=utc("2026-12-06T11:00"))
    assert (last.period, period_of(new, found)) == ("2026-W50", "2026-W51")


def test_reschedule_stops_after_the_end_date():
    old = cadence(weekday=MONDAY)
    last = settled(old, utc("2026-11-23T18:00"))
    new, now = replace(old, weekday=FRIDAY), utc("2026-11-24T09:00")
    assert reschedule(new, last=last, now=now, ends_on=date(2026, 12, 3)) is None
    assert reschedule(new, last=last, now=now, ends_on=date(2026, 12, 4)) == utc("2026-12-04T18:00")

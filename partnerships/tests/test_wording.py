from datetime import UTC, date, datetime, time

import pytest

from partnerships import wording
from partnerships.models import Agreement

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "says"),
    [
        ("weekly", "every Wednesday"),
        ("fortnightly", "every second Wednesday"),
        ("monthly", "on the first Wednesday of each month"),
    ],
)
def test_rhythm(rhythm, says):
    assert wording.rhythm(Agreement(rhythm=rhythm, weekday=2)) == says


def test_clocks_say_what_the_other_one_shows():
    assert (
        wording.clocks(time(18), "Africa/Gaborone", "Africa/Lagos", now=NOON)
        == "18:00 in Gaborone is 17:00 in Lagos."
    )
    assert wording.clocks(time(18), "Africa/Gaborone", "Africa/Johannesburg", now=NOON) == ""


@pytest.mark.parametrize(
    ("mine", "theirs", "says"),
    [
        ("Africa/Lagos", "Africa/Gaborone", "Naledi’s clock is 1 hour ahead of yours."),
        ("Africa/Gaborone", "America/New_York", "Naledi’s clock is 7 hours behind yours."),
        ("UTC", "Asia/Kathmandu", "Naledi’s clock is 5 hours 45 minutes ahead of yours."),
        ("UTC", "Africa/Accra", ""),
    ],
)
def test_difference(mine, theirs, says):
    assert wording.difference(mine, theirs, name="Naledi", now=NOON) == says


@pytest.mark.parametrize(("day", "says"), [(22, "today"), (23, "tomorrow"), (25, "in 3 days"), (21, "")])
def test_in_days(day, says):
    assert wording.in_days(date(2026, 11, day), today=NOON.date()) == says


def test_place_in_somebodys_order():
    assert [wording.place(rank) for rank in range(1, 6)] == ["first", "second", "third", "fourth", "fifth"]

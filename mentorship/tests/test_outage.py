"""After three days in which nobody sent: at most one mail for each person, whatever the broker, with two clocks ticking."""

import shutil

import pytest

from mentorship.tests.outage import catch_up, fall_behind
from outbox.tests.plant import Plant

PAIRS = 35


@pytest.mark.long
@pytest.mark.parametrize(
    "redis",
    [
        False,
        pytest.param(
            True,
            marks=[
                pytest.mark.redis,
                pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs Redis (redis-server)"),
            ],
        ),
    ],
    ids=["file broker", "Redis"],
)
def test_three_days_of_outage_give_at_most_one_mail_each(redis):
    with Plant(email_timeout=5, redis=redis) as plant:
        due, too_late = fall_behind(plant, PAIRS)
        came = catch_up(plant, due - too_late, 180)
    assert due == 2 * PAIRS
    assert 0 < too_late < due
    assert (set(came.values()), len(came)) == ({1}, due - too_late)

"""kill -9 of the worker, in the middle of it, three times."""

import shutil

import pytest

from .plant import CONCURRENCY, Plant

MAILS, KILLS = 1_000, 3

pytestmark = [
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs Redis (redis-server)"),
]


def test_worker_killed_three_times_during_a_thousand_mails_loses_none():
    with Plant(email_timeout=2) as plant:
        seconds = list(plant.kill_while_sending(MAILS, KILLS))
        counts = plant.sink.counts()
    assert len(seconds) == KILLS + 1
    assert len(counts) == MAILS
    assert sum(counts.values()) - MAILS <= KILLS * CONCURRENCY

"""The cache in Redis shares its database with the queue, and outlives a Redis that is away."""

import os

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from mentorship.cache import PatientRedisCache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.mark.redis
def test_clearing_the_cache_leaves_the_queue_alone():
    url = os.environ["REDIS_URL"]
    queue = redis.Redis.from_url(url)
    cache = PatientRedisCache(url, {"KEY_PREFIX": "one-of-a-kind"})
    queue.rpush("a-queue-for-a-test", "a mail")
    try:
        cache.set("attempts", 3)
        cache.clear()
        assert cache.get("attempts") is None
        assert queue.llen("a-queue-for-a-test") == 1
    finally:
        queue.delete("a-queue-for-a-test")


def test_without_redis_this_process_goes_on_counting():
    cache = PatientRedisCache(NOBODY, {"KEY_PREFIX": "alone"})
    cache.clear()
    cache.set("attempts", 1)
    assert cache.incr("attempts") == 2
    assert cache.get("attempts") == 2
    cache.clear()
    assert cache.get("attempts") is None


def test_the_control_without_our_patience_fails():
    with pytest.raises(redis.ConnectionError):
        RedisCache(NOBODY, {}).get("attempts")

"""The shared cache, kept usable while Redis is away."""

import logging
import time
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

PAUSE = 10  # seconds without asking Redis again after it failed


class OurRedisCache(RedisCache):
    """Redis, of which only the keys with our prefix are ours: the queue of mails lives in the same database."""

    def clear(self) -> bool:
        """Forget our keys. Django's own way empties the whole database, queue and all."""
        client = self._cache.get_client(None, write=True)
        ours = list(client.scan_iter(self.make_key("*"), count=1000))
        return bool(ours and client.delete(*ours))


class PatientRedisCache(OurRedisCache):
    """Redis; while it does not answer, this process's own memory.

    Sign-in limits live here. With Redis down they go on counting in each process by itself, which is looser than together but neither
    open nor an error page. After a failure Redis is left alone for `PAUSE` seconds, so a Redis that hangs costs one request a
    second, not every request.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._fallback = LocMemCache("redis-is-away", dict(params, OPTIONS={}))
        self._closed_until = 0.0

    def _answer(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self._closed_until:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                self._closed_until = time.monotonic() + PAUSE
                logger.warning(
                    "Redis does not answer (%s); the cache is this process's memory for %s s",
                    type(error).__name__,
                    PAUSE,
                )
        return getattr(self._fallback, method)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._answer("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._answer("clear")

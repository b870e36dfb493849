"""What every test may use: the cast, and services that a user's machine may not have."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from matching import store

hypothesis_settings.register_profile(
    "default",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("default")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS = {
    "browser": (bool(CHROMIUM), "Chromium"),
    "postgres": (os.environ.get("DATABASE_URL", "").startswith("postgres"), "PostgreSQL (set DATABASE_URL)"),
    "redis": (bool(os.environ.get("REDIS_URL")), "Redis (set REDIS_URL)"),
}
SERVERS = {NEEDS["postgres"][1], NEEDS["redis"][1]}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that needs what is not here is skipped, and says so.

    CI runs everything twice, the second time on PostgreSQL and Redis. There nothing is skipped: what is missing makes the test fail. The
    first time leaves to the second what needs servers.
    """
    in_ci = os.environ.get("CI") == "true"
    left = []
    for item in items:
        missing = [what for mark, (here, what) in NEEDS.items() if item.get_closest_marker(mark) and not here]
        if missing and not in_ci:
            item.add_marker(pytest.mark.skip(reason=f"needs {' and '.join(missing)}"))
        elif in_ci and not os.environ.get("DATABASE_URL") and set(missing) & SERVERS:
            left.append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    # What takes longest begins first, so that no worker is still walking through pages when the others have nothing left.
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Sign-in limits are counted in the cache; one test's attempts are not another's."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def clean_rows() -> Iterator[None]:
    """Ranking keeps rows in the process's memory, and a test's people are gone when it ends."""
    yield
    store.forget()

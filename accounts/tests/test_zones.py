"""Time zones on offer."""

import zoneinfo

import pytest

from accounts.zones import grouped_zones, is_zone


def names(chosen: str = "UTC") -> list[str]:
    found = []
    for key, value in grouped_zones(chosen):
        found += [name for name, _ in value] if isinstance(value, list) else [key]
    return found


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Europe/Lisbon", True),
        ("UTC", True),
        ("localtime", False),
        ("Factory", False),
        ("../etc", False),
        ("", False),
    ],
)
def test_is_zone(name, known):
    assert is_zone(name) is known


def test_every_zone_on_offer_exists_once():
    found = names()
    assert len(found) == len(set(found))
    for name in found:
        zoneinfo.ZoneInfo(name)


@pytest.mark.parametrize(("chosen", "added"), [("Asia/Kolkata", 0), ("EST5EDT", 1)])
def test_an_old_name_stays_on_offer_to_who_has_it(chosen, added):
    assert names(chosen).count(chosen) == 1
    assert len(names(chosen)) == len(names()) + added

"""Time zones for people to choose from. Pure."""

import zoneinfo
from functools import cache

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"localtime", "Factory"}


def is_zone(name: str) -> bool:
    """Whether this is a name of the IANA database."""
    return name in _zones()


def grouped_zones(chosen: str = "UTC") -> list[tuple[str, list[tuple[str, str]] | str]]:
    """Choices for a select: UTC, then by region; ``chosen`` is among them even if it is an old name."""
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(_zones()):
        region, _, place = name.partition("/")
        if place and region in groups:
            groups[region].append((name, place.replace("_", " ").replace("/", ", ")))
    choices: list[tuple[str, list[tuple[str, str]] | str]] = [("UTC", "UTC"), *groups.items()]
    if chosen != "UTC" and not any(chosen == name for zones in groups.values() for name, _ in zones):
        choices.insert(1, (chosen, chosen))
    return choices

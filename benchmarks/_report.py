"""Tables on the screen, the same numbers as JSON in `var/bench/`, and goals that are met or not."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from benchmarks._scene import FOLDER


class Report:
    """What a measurement found."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.missed = 0
        self.found: dict[str, Any] = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load": [round(load, 2) for load in os.getloadavg()],
        }
        print(
            f"{self.found['cores']} cores, load {self.found['load'][0]:.1f} at the start, Python {platform.python_version()}",
            flush=True,
        )

    def say(self, text: str = "") -> None:
        print(text, flush=True)

    def table(self, title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
        """Print it as it may be pasted into docs/benchmarks.md."""
        widths = [max(len(row[n]) for row in [head, *lines]) for n in range(len(head))]
        self.say(f"\n{title}\n")
        for number, row in enumerate([head, *lines]):
            self.say(
                "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            )
            if number == 0:
                self.say("|" + "|".join("-" * (width + 2) for width in widths) + "|")

    def goal(self, what: str, measured: float, limit: float, unit: str = "") -> None:
        """At most ``limit``."""
        kept = measured <= limit
        self.missed += not kept
        verdict = "met" if kept else f"MISSED, {measured / limit:.2f} times the goal"
        self.say(f"  goal: {what}: {number(measured)}{unit}, at most {number(limit)}{unit}: {verdict}")
        self.found.setdefault("goals", []).append(
            {"what": what, "measured": measured, "limit": limit, "unit": unit.strip(), "met": kept}
        )

    def write(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{self.name}.json"
        path.write_text(json.dumps(self.found, indent=1))
        self.say(f"\nThe same as JSON: var/bench/{path.name}")


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"

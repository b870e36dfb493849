"""Reads the three files of the demo community."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def read(name: str) -> Any:
    """What stands in ``<name>.json``; its shape is described in README.md."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

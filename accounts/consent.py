"""Which texts everybody agrees to, in which version. A new version asks everybody again at their next page."""

CONDUCT = "conduct"
DATA = "data"

VERSIONS: dict[str, str] = {CONDUCT: "2026-11", DATA: "2026-11"}

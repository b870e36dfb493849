"""`./run bench` lists the measurements; `./run bench NAME ARGS` runs one and hands it ARGS."""

import ast
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def measurements() -> dict[str, str]:
    """Name and first line of the docstring of each module in this folder, without importing any of them."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        if not path.stem.startswith("_"):
            said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            found[path.stem] = said.partition("\n")[0]
    return found


def main() -> int:
    """0, or what the measurement exits with; 2 when there is none of that name."""
    found = measurements()
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name in found:
        sys.argv = [f"./run bench {name}", *arguments]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")
        return 0
    unknown = name not in {"", "-h", "--help"}
    if unknown:
        print(f"There is no measurement {name!r}.", file=sys.stderr)
    width = max(map(len, found), default=0)
    for measurement, said in found.items():
        print(f"{measurement:<{width}}  {said}", file=sys.stderr if unknown else sys.stdout)
    return 2 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())

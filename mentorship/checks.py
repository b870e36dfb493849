"""``./run check``: style, types, layers, security, migrations and production settings. One line each; fails if any fails."""

import os
import subprocess  # nosec B404
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
APPS = ["mentorship", "matching", "partnerships", "accounts", "outbox"]
PRODUCTION = {
    "DATABASE_URL": "postgres://mentors@127.0.0.1:5432/mentors",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnop" * 3,
    "SITE_URL": "https://mentors.example.org",
    "ALLOWED_HOSTS": "mentors.example.org",
}


def templates() -> list[str]:
    """Every HTML template of ours."""
    return [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]


def checks() -> list[tuple[str, list[str], dict[str, str]]]:
    """What is run: its name, the command, and the environment on top of ours."""
    manage = [sys.executable, "manage.py"]
    return [
        ("ruff check", [str(BIN / "ruff"), "check", "."], {}),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("djade", [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates()], {}),
        ("djhtml", [str(BIN / "djhtml"), "--check", "--tabwidth", "2", *templates()], {}),
        ("mypy", [str(BIN / "mypy")], {}),
        ("import contracts", [str(BIN / "lint-imports")], {}),
        ("bandit", [str(BIN / "bandit"), "-q", "-c", "pyproject.toml", "-r", *APPS, "-x", "*/tests/*"], {}),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ]


def main() -> int:
    """Run them all; 0 when all hold."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="mentorship-check-") as folder:
        for name, command, environment in checks():
            begun = time.monotonic()
            result = subprocess.run(  # nosec B603
                command,
                cwd=ROOT,
                env=os.environ | {"DATA_DIR": folder} | environment,
                capture_output=True,
                text=True,
                check=False,
            )
            print(
                f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name}  {time.monotonic() - begun:.1f} s",
                flush=True,
            )
            if result.returncode:
                failed.append(name)
                print(result.stdout + result.stderr, flush=True)
    print("All checks hold." if not failed else f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""What a production site must be told, and what the embedded one makes for itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorship.checks import PRODUCTION

ROOT = Path(__file__).resolve().parents[2]


def manage(*command: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=clean | {"DATA_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("left_out", ["REDIS_URL", "EMAIL_URL", "SECRET_KEY", "SITE_URL"])
def test_production_does_not_start_without(left_out, tmp_path):
    environment = {name: value for name, value in PRODUCTION.items() if name != left_out}
    result = manage("check", tmp_path=tmp_path, **environment)
    assert result.returncode != 0
    assert f"{left_out} is not set." in result.stderr


def test_a_site_url_must_be_whole(tmp_path):
    result = manage("check", tmp_path=tmp_path, **PRODUCTION | {"SITE_URL": "mentors.example.org"})
    assert "must be a whole address" in result.stderr


def test_the_embedded_site_keeps_its_key_to_itself(tmp_path):
    assert manage("check", tmp_path=tmp_path).returncode == 0
    key = tmp_path / "secret_key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_text()
    manage("check", tmp_path=tmp_path)
    assert key.read_text() == before


@pytest.mark.parametrize(
    ("port", "says"),
    [("eighty", "a port is a number"), ("70000", "a port is a number"), ("-1", "a port is a number")],
)
def test_a_wrong_port_is_one_sentence(tmp_path, port, says):
    result = manage("up", tmp_path=tmp_path, PORT=port)
    assert result.returncode == 1
    assert says in result.stderr
    assert "Traceback" not in result.stderr

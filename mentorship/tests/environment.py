"""The environment of a test run, set before Django reads its settings (pytest.ini loads this module first).

Tests keep their data in a folder of their own, deleted at the end: they never touch `var/`, nor send to a mail server.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if WORKER:  # a folder in that of the process that started it
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / WORKER)
else:
    folder = tempfile.mkdtemp(prefix="mentorship-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder

os.environ["SITE_URL"] = "http://testserver"
os.environ["SECRET_KEY"] = "for-tests-only-" + "0123456789" * 5
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("LOG_LEVEL", "WARNING")


@pytest.fixture(autouse=True, scope="session")
def quick_settings():
    """What only a release needs is left out: a real hash takes half a second on purpose, and file names with a hash need ``collectstatic``.

    Workers of one test run do not count in each other's cache, nor clear it.
    """
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        STATIC_ROOT=None,
        CACHES={"default": settings.CACHES["default"] | {"KEY_PREFIX": f"mentorship-tests-{WORKER}"}},
    ):
        yield

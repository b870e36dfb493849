"""The environment of a test run, set before Django reads its settings (pytest.ini loads this module first).

Tests keep their data in a folder of their own, deleted at the end: they never touch `var/`, nor send to a mail server.
"""

import atexit
import os
import shutil
import tempfile

import pytest
from django.conf import settings
from django.test import override_settings

if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker uses the folder of the process that started it
    folder = tempfile.mkdtemp(prefix="mentorship-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder

os.environ["SITE_URL"] = "http://testserver"
os.environ["SECRET_KEY"] = "for-tests-only-" + "0123456789" * 5
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("LOG_LEVEL", "WARNING")


@pytest.fixture(autouse=True, scope="session")
def quick_settings():
    """What only a release needs: a real hash takes half a second on purpose, and file names with a hash need ``collectstatic``."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    ):
        yield

"""A generated community that is served: made once for each size, on SQLite in `var/bench/` or in a PostgreSQL database, and kept.

Run as a program (`python -m benchmarks._community WHAT SIZE`) inside the environment of :func:`environment`; prints one line of JSON.
"""

import cProfile
import json
import os
import pstats
import subprocess
import sys
import time
from typing import Any

from benchmarks._databases import beside, make_database, server
from benchmarks._scene import FOLDER, PROJECT

MENTEES = 6
KEY = "for-measuring-only-" + "0123456789" * 5
NOBODY = "smtp://127.0.0.1:9"  # no mail is sent


def environment(size: int, *, on_postgres: bool, port: int = 8000) -> dict[str, str]:
    """What every process of that site runs in: DEBUG is off, as everywhere."""
    folder = FOLDER / f"members-{size}{'-postgres' if on_postgres else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    own = {
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": KEY,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": NOBODY,
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    if on_postgres:
        own |= {
            "DATABASE_URL": beside(server(), f"bench_page_{size}"),
            "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
            "STATIC_ROOT": str(FOLDER / "static"),
        }
        make_database(server(), f"bench_page_{size}")
    return os.environ | own


def inside(what: str, size: int, surroundings: dict[str, str]) -> Any:
    """What the program below says."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks._community", what, str(size)],
        cwd=PROJECT,
        env=surroundings,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    if answer.returncode:
        raise SystemExit(f"“{what}” failed; what it said is above.")
    return json.loads(answer.stdout.splitlines()[-1])


# --- Inside


def prepare(size: int) -> dict[str, Any]:
    """Make whatever is missing. Session keys of some mentees, and query strings that narrow the list."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User

    began = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    if not settings.EMBEDDED and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    fresh = not User.objects.exists()
    if fresh:
        call_command("generate_community", members=size, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    elif User.objects.filter(email__startswith="synthetic.").count() != size:
        raise SystemExit(f"{settings.DATA_DIR} is half filled: remove it (./run bench page --clean).")
    return {
        "sessions": [session_of(user) for user in mentees()],
        "cookie": settings.SESSION_COOKIE_NAME,
        "made_in": time.monotonic() - began if fresh else None,
        "mentors": User.objects.filter(profile__mentor_state="approved").count(),
    }


def mentees() -> list[Any]:
    """People who look for a mentor and speak English: six, spread over the community."""
    from accounts.models import User

    found = User.objects.filter(
        email__startswith="synthetic.",
        profile__mentor_state="none",
        profile__languages="en",
        profile__goals__isnull=False,
        profile__completed_at__isnull=False,
    ).order_by("pk")
    found = found.distinct()
    count = found.count()
    return [found[n * count // MENTEES] for n in range(MENTEES)]


def session_of(user: Any) -> str:
    """The key of a session in which this person is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def client() -> Any:
    """Somebody signed in, without HTTP between."""
    from django.conf import settings
    from django.test import Client

    found = Client(headers={"host": "127.0.0.1"})
    found.cookies[settings.SESSION_COOKIE_NAME] = session_of(mentees()[1])
    return found


def queries(size: int) -> dict[str, int]:
    """How many queries each page takes once the process is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visitor, found = client(), {}
    for path in PATHS:
        visitor.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = visitor.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}.")
        found[path] = len(captured)
        if os.environ.get("SHOW_QUERIES"):
            for query in captured:
                print(query["time"], query["sql"][:300], file=sys.stderr)
    return found


def profile(size: int) -> dict[str, float]:
    """Where the time of the first page goes, to the standard error."""
    visitor = client()
    for __ in range(3):
        visitor.get(PATHS[0])
    meter = cProfile.Profile()
    began = time.perf_counter()
    for __ in range(20):
        visitor.get(PATHS[0])
    plain = (time.perf_counter() - began) / 20
    meter.enable()
    for __ in range(20):
        visitor.get(PATHS[0])
    meter.disable()
    for order in ("cumulative", "tottime"):
        pstats.Stats(meter, stream=sys.stderr).sort_stats(order).print_stats(70)
    return {"ms": plain * 1000}


PATHS = (
    "/mentors/",
    "/mentors/?page=3",
    "/mentors/?language=en&format=video",
    "/mentors/?format=text&overlap=2",
)
"""The first page, the third, and two with filters."""
WHAT = {"prepare": prepare, "queries": queries, "profile": profile}


def main() -> None:
    import django

    django.setup()
    print(json.dumps(WHAT[sys.argv[1]](int(sys.argv[2]))))


if __name__ == "__main__":
    main()

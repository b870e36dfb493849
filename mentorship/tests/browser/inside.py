"""What a test does inside the site that it walks through, in a process of the site: ``python -m … FUNCTION '{"argument": …}'``.

Each function prints what it found as one line of JSON.
"""

import json
import os
import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402 - Django has to be set up before its apps are imported
from django.utils import timezone  # noqa: E402

from accounts.models import Community, User  # noqa: E402
from accounts.tests import factories  # noqa: E402
from matching import actions as matching  # noqa: E402
from mentorship.celery import app  # noqa: E402
from mentorship.tests.browser import ADMIN, places  # noqa: E402
from outbox.headers import message_id  # noqa: E402
from outbox.models import Mail  # noqa: E402
from partnerships.models import Check, CheckClock  # noqa: E402
from partnerships.tasks import send_due_checks  # noqa: E402
from partnerships.tests.factories import make_check, make_partnership  # noqa: E402


def prepare() -> None:
    """Tables, the vocabulary, and somebody who may open the administration."""
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    factories.make_user("Ada", last_name="Admin", email=ADMIN, is_staff=True, is_superuser=True)


def collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False)


def make_another_mentor(*, community: str, first_name: str, email: str) -> None:
    """Somebody to compare with: another area, and values that share nothing with most people's."""
    factories.make_mentor(
        first_name,
        last_name="Elsewhere",
        email=email,
        values=[("standing", "power"), ("prosperity", "power"), ("influence", "power")],
        passages=["letting-somebody-go"],
        languages=["en", "pt"],
        communities=[Community.objects.get(name=community)],
    )


def make_newcomer(*, first_name: str, email: str) -> None:
    """Somebody who has agreed to the texts and said nothing about themselves yet."""
    factories.make_newcomer(first_name, email=email)


def make_chooser(*, first_name: str) -> str:
    """Somebody in a community of their own with three mentors to choose from, who have two hours of the week together with them
    and pull against them in different ways; returns the address."""
    name = first_name.lower()
    community = factories.make_community(f"choosing-{name}")
    proud = [("influence", "power"), ("honesty", "benevolence"), ("prosperity", "power")]
    kind = [("honesty", "benevolence"), ("care", "benevolence"), ("fairness", "universalism")]
    for mentor, values, area in (
        ("Hanna", kind, "first-time-managing-people"),
        ("Zodwa", proud, "first-time-managing-people"),
        ("Mariama", kind[:1] + proud[:1] + kind[1:2], "returning-to-work"),
    ):
        factories.make_mentor(
            mentor,
            last_name=f"Near{first_name}",
            email=f"{mentor.lower()}.{name}@example.org",
            values=values,
            passages=[area],
            communities=[community],
        )
    return factories.make_mentee(
        first_name,
        email=f"{name}@example.org",
        goals=["first-time-managing-people"],
        communities=[community],
    ).email


def make_decider(*, first_name: str) -> str:
    """The same, with all three on the shortlist; returns the address."""
    email = make_chooser(first_name=first_name)
    user = User.objects.get(email=email)
    for mentor in User.objects.filter(email__contains=f".{first_name.lower()}@"):
        matching.add_to_shortlist(by=user, mentor=mentor)
    return email


def make_mentor_of_five(*, first_name: str) -> str:
    """A mentor of five, each pair at another place of its way; returns the address."""
    mentor = factories.make_mentor(first_name, email=f"{first_name.lower()}@example.org", places=9)
    now = timezone.now()
    for name, state, days in (
        ("Ina", "introduced", 2),
        ("Ada", "active", 20),
        ("Ben", "active", 19),
        ("Cy", "paused", 18),
        ("Eli", "closing", 3),
    ):
        mentee = factories.make_mentee(name, email=f"{name.lower()}.{first_name.lower()}@example.org")
        pair = make_partnership(state, mentee=mentee, mentor=mentor, now=now - timedelta(days=days))
        if name == "Ada":
            make_check(pair, "answered")
    return mentor.email


def make_checks_due(*, mentee: str) -> list[str]:
    """Turn the clocks of somebody's running partnership to now, and call the clockmaker a little early; returns who is due.

    Beat would do the same within a minute: the worker does the work in either case.
    """
    clocks = CheckClock.objects.filter(partnership__mentee__email=mentee)
    clocks.update(next_due_at=timezone.now())
    app.send_task("partnerships.tasks.send_due_checks")
    return sorted(clocks.values_list("person__email", flat=True))


def mails(*, to: list[str]) -> list[dict[str, str]]:
    """Every mail that was written to these people: name of its template, address, state, Message-ID."""
    return [
        {"name": mail.name, "to": mail.to_email, "state": mail.state, "id": message_id(mail.key)}
        for mail in Mail.objects.filter(to_email__in=to).order_by("pk")
    ]


def find_places() -> dict[str, dict[str, str]]:
    """Where the inspection goes. On a Monday morning no check of the demo waits for an answer: then one is made due."""
    running = CheckClock.objects.filter(partnership__state="active").order_by("partnership")
    for pair in dict.fromkeys(running.values_list("partnership", flat=True)):
        if Check.objects.filter(state="open", partnership__state="active").exists():
            break
        running.filter(partnership=pair).update(next_due_at=timezone.now())
        send_due_checks()
    return {name: asdict(place) for name, place in places.find().items()}


def cookie_of(*, email: str) -> dict[str, str]:
    """A session of somebody who has just signed in: name and value of its cookie."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}


if __name__ == "__main__":
    found: Any = globals()[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(found))  # noqa: T201

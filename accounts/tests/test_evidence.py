"""What is kept of a profile beside a report."""

from datetime import UTC, datetime

import pytest

from accounts.evidence import snapshot
from accounts.models import DrainingValue, Stance
from accounts.tests.factories import make_person, make_statement, make_user, make_value

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_every_word_that_others_can_read_is_kept():
    user = make_person("Bruno", goals=["singing"], passages=["managing-people"])
    user.profile.passages.update(asked_of_me="Patience", differently="Ask sooner")
    Stance.objects.create(profile=user.profile, statement=make_statement("tea"), position=2, note="Strong")
    kept = snapshot(user, NOW)
    assert kept["at"] == "2026-11-22T12:00:00+00:00"
    assert kept["name"] == "Bruno Test"
    assert kept["opening"] == "I am Bruno, and I say so myself."
    assert (
        kept["values"]
        == "1. Honesty: I act on honesty.\n2. Fairness: I act on fairness.\n3. Courage: I act on courage."
    )
    assert kept["stands"] == "tea left / tea right (2 of 5): Strong"
    assert kept["passages"] == "Managing people: Patience: Ask sooner"
    assert kept["goals"] == "Singing: Entering singing"
    assert kept["bridges"] == ""


def test_what_is_private_is_not_kept():
    user = make_person()
    DrainingValue.objects.create(profile=user.profile, value=make_value("canary"))
    assert "anary" not in str(snapshot(user, NOW))


def test_who_has_no_profile_leaves_a_name():
    assert snapshot(make_user("Ana"), NOW) == {"at": "2026-11-22T12:00:00+00:00", "name": "Ana Test"}

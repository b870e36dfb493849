"""Sweeping up: what has ended goes, what somebody still needs stays."""

import os
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from mentorship import embedded
from mentorship.tasks import tidy


@pytest.mark.django_db
def test_sessions_that_have_ended_are_deleted():
    for left in (timedelta(days=-1), timedelta(days=1)):
        session = SessionStore()
        session.set_expiry(timezone.now() + left)
        session.save()

    tidy()

    assert [session.expire_date > timezone.now() for session in Session.objects.all()] == [True]


def test_only_the_latest_finished_messages_are_kept(tmp_path):
    for number in range(embedded.KEPT_MESSAGES + 3):
        message = tmp_path / f"{number}.msg"
        message.touch()
        os.utime(message, (number, number))

    embedded.prune(tmp_path)

    left = sorted(int(path.stem) for path in tmp_path.iterdir())
    assert left == list(range(3, embedded.KEPT_MESSAGES + 3))

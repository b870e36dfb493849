"""Rows kept by several threads, processes and transactions at once."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actions as people
from accounts.models import Profile, User
from accounts.tests.factories import make_mentee, make_mentor
from accounts.tests.racing import at_once
from matching import store
from matching.ranking import rank
from matching.store import reading
from matching.tests.test_ranking_oracle import generate

pytestmark = pytest.mark.django_db(transaction=True)

PROJECT = Path(__file__).resolve().parents[2]
PROCESSES = 3
TURNS = 48


def listed(mentee):
    return sorted(meeting.mentor.user.first_name for meeting in rank(mentee).meetings)


def pause(mentor):
    Profile.objects.filter(user=mentor).update(paused_at="2026-01-01T00:00Z")
    people.note_change(mentor)


# --- Threads


def test_two_threads_that_come_at_once_load_once():
    make_mentor("Hanna")
    line = threading.Barrier(2)

    def look():
        line.wait(timeout=20)
        with reading() as kept:
            return kept

    one, other = at_once([look, look])
    assert one is other


def test_what_loads_in_the_background_is_there_for_the_first_who_browses(client):
    mentee = make_mentee("Naledi")
    make_mentor("Hanna")
    thread = store.warm()
    client.force_login(mentee)
    assert client.get("/profile/").status_code == 200
    thread.join(20)
    with CaptureQueriesContext(connection) as queries, reading():
        pass
    assert len(queries) == 1
    assert listed(mentee) == ["Hanna"]


def test_other_pages_do_not_wait_for_who_ranks(client):
    client.force_login(make_mentee("Naledi"))
    begun, answered = threading.Event(), threading.Event()

    def rank_for_long():
        with reading():
            begun.set()
            return answered.wait(20)

    def browse():
        begun.wait(20)
        status = client.get("/profile/").status_code
        answered.set()
        return status

    assert at_once([rank_for_long, browse]) == [True, 200]


@pytest.mark.filterwarnings("ignore:.*fork")
def test_a_process_forked_while_somebody_ranks_can_rank():
    begun, forked = threading.Event(), threading.Event()

    def hold():
        with store._lock:
            begun.set()
            forked.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    begun.wait(20)
    child = os.fork()
    if child == 0:
        signal.alarm(10)  # a lock that nobody gives back would be waited for until then
        store.forget()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    forked.set()
    thread.join()
    assert status == 0


# --- Transactions


@pytest.mark.postgres
def test_who_notes_first_and_commits_last_is_read():
    mentee, hanna, ravi = make_mentee("Naledi"), make_mentor("Hanna"), make_mentor("Ravi")
    assert listed(mentee) == ["Hanna", "Ravi"]
    with reading() as before:
        pass
    noted, may_commit = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            pause(hanna)
            noted.set()
            assert may_commit.wait(20)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert noted.wait(20)
    pause(ravi)
    assert listed(mentee) == ["Hanna"]
    may_commit.set()
    thread.join()
    assert listed(mentee) == []
    with reading() as after:
        assert after is before


# --- Processes


class Looker:
    """A process that runs :mod:`matching.tests.looker`."""

    def __init__(self, errors: Path) -> None:
        self.errors = errors
        with errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "matching.tests.looker", str(connection.settings_dict["NAME"])],
                cwd=PROJECT,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "mentorship.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )

    def tell(self, order: str) -> None:
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        self.expect("done")

    def expect(self, answer: str) -> None:
        assert self.process.stdout.readline() == answer + "\n", self.errors.read_text()[-4000:]

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.mark.long
def test_every_process_ranks_by_what_every_other_has_just_changed(tmp_path):
    chance = random.Random(5)
    generate(people=24, seed=5, community="one")
    generate(people=12, seed=6, community="two")
    mentees = User.objects.filter(profile__goals__isnull=False, profile__places=0).distinct().order_by("pk")
    mentees = list(mentees.values_list("pk", flat=True))
    lookers = [Looker(tmp_path / f"errors-{number}") for number in range(PROCESSES)]
    try:
        for looker in lookers:
            looker.expect("ready")
        for turn in range(TURNS):
            looker = chance.choice(lookers)
            if turn % 2:
                looker.tell(f"look {chance.choice(mentees)}")
            else:
                looker.tell(f"edit {chance.randrange(10**6)}")
    finally:
        for looker in lookers:
            looker.stop()

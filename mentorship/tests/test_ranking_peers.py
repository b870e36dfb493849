"""The SQL that `./run bench ranking` measures computes what the plain formula computes: otherwise its times mean nothing."""

import os
from urllib.parse import urlsplit

import pytest

from benchmarks import _databases as databases
from benchmarks import _scene as scenes

SIZE = 200


@pytest.fixture
def scene(tmp_path, monkeypatch):
    monkeypatch.setattr(scenes, "FOLDER", tmp_path)
    return scenes.draw(SIZE)


def differences(scene, peer):
    everybody = list(scene.mentors())
    questions = [
        (mentee, keep)
        for mentee in range(len(scene.mentees))
        for keep in (scenes.EVERYBODY, scene.narrow, scenes.Filter(way="video"))
    ]
    found = {
        (mentee, keep): scenes.agree(
            peer.best(scene.mentees[mentee], keep)[1],
            scenes.oracle(scene, everybody, mentee, keep),
        )
        for mentee, keep in questions
    }
    return {question: wrong for question, wrong in found.items() if wrong}


def test_joins_in_sqlite_give_the_list_of_the_plain_formula(scene, tmp_path):
    path = tmp_path / "joins.sqlite3"
    databases.fill_sqlite(path, scene.mentors())
    assert differences(scene, databases.Sqlite(path, scenes.dictionary())) == {}


@pytest.mark.postgres
@pytest.mark.parametrize("kind", [databases.PostgresJoins, databases.PostgresBits])
def test_statements_in_postgres_give_the_list_of_the_plain_formula(scene, kind):
    words, url = scenes.dictionary(), databases.server()
    name = f"peers_of_{urlsplit(url).path.strip('/')}_{os.getpid()}"
    databases.fill_postgres(url, name, scene.mentors(), words)
    peer = kind(databases.beside(url, name), words)
    try:
        assert differences(scene, peer) == {}
    finally:
        peer.connection.close()
        databases.drop_database(url, name)

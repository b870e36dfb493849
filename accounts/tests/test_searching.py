"""The text search: what of a mentor can be found, by which words, and from when on."""

import importlib

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions
from accounts.merging import merge
from accounts.models import Bridge, DrainingValue, MentorState, Passage, Profile, SearchText
from accounts.searching import _forgives_slips, find, text_of, texts_of, write_search_text
from accounts.tests.factories import (
    give_consent,
    make_area,
    make_interest,
    make_mentee,
    make_mentor,
    make_user,
    make_value,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna():
    """A mentor with something in each place that is searched, and in some that are not."""
    user = make_mentor("Hanna", last_name="Tesfaye", passages=["managing-people"], interests=["night-sky"])
    profile = user.profile
    Profile.objects.filter(pk=profile.pk).update(
        headline="Runs a coffee cooperative",
        opening="I weigh every sack twice.\nMüßiggang ist aller Laster Anfang.",
        more="Quiet until noon.",
        place="Yirgalem",
    )
    Passage.objects.filter(profile=profile).update(
        asked_of_me="To let others decide.", differently="I would have asked my aunt."
    )
    Passage.objects.create(
        profile=profile,
        area=make_area("a-bankruptcy"),
        began=2010,
        asked_of_me="Everything I had.",
        is_offered=False,
    )
    Bridge.objects.create(
        profile=profile,
        from_area=make_area("managing-people"),
        to_area=make_area("a-bankruptcy"),
        text="Both begin with arithmetic.",
    )
    DrainingValue.objects.create(profile=profile, value=make_value("splendour"))
    actions.note_change(user)
    make_mentor("Mariama", values=[("faith", "tradition")])
    return user


@pytest.mark.parametrize(
    "text",
    [
        "hanna",
        "TESFAYE",
        "coffee",
        "offe",  # inside a word
        "cooperative coffee sack",  # in any order, from several places
        "twice.",
        "müßiggang",
        "MÜSSIGGANG",
        "mu\u0308ßiggang",  # typed in two parts
        "noon",
        "yirgalem",
        "managing",
        "let others decide",
        "aunt",
        "fairness",
        "courage",
        "night sky",
        "arithmetic",
    ],
)
def test_what_a_mentor_wrote_and_is_called_is_found(hanna, text):
    assert hanna.pk in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "coffee zebra",  # every word must occur
        "bankruptcy",  # not offered
        "everything",
        "splendour",  # drains
        "example.org",  # the address
        "I'm",
        "twice.\nmüssig anfang zebra",
    ],
)
def test_what_is_not_on_the_page_of_a_mentor_is_not_found(hanna, text):
    assert hanna.pk not in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "%",
        "_",
        "\\",
        "'; drop table accounts_searchtext; --",
        '"',
        "a'b",
        "%%s",
        "{0}",
        "🧶",
        ":*",
        "&|!",
    ],
)
def test_signs_with_a_meaning_elsewhere_are_only_signs(hanna, text):
    assert find(text) == []


def test_a_text_without_a_word_finds_everybody(hanna):
    for text in ("", "  ", "\x00", "\t\n", "\ud800"):
        assert len(find(text)) == 2


def test_signs_of_patterns_are_found_where_somebody_wrote_them(hanna):
    Profile.objects.filter(user=hanna).update(headline="100% wool_en \\o/ & “so”")
    actions.note_change(hanna)
    for text in ("100%", "wool_en", "\\o/", "“so”", "&"):
        assert find(text) == [hanna.pk], text


def test_only_these_are_found_where_the_caller_says_so(hanna):
    everybody = Profile.objects.all()
    assert len(find("courage fairness")) == 1
    assert find("coffee", among=everybody.filter(user=hanna)) == [hanna.pk]
    assert find("coffee", among=everybody.exclude(user=hanna)) == []


def test_one_query_where_somebody_is_found(hanna):
    with CaptureQueriesContext(connection) as queries:
        find("coffee cooperative arithmetic aunt noon hanna")
    assert len(queries) == 1


# --- Who has a text


def test_only_approved_mentors_with_a_complete_profile_have_a_text():
    mentee = make_mentee("Naledi")
    mentor = make_mentor("Ravi", mentor_state=MentorState.AWAITING)
    esi = make_user("Esi", is_staff=True)
    now = mentor.date_joined

    def has_text():
        return SearchText.objects.filter(profile__user=mentor).exists()

    assert not SearchText.objects.filter(profile__user=mentee).exists()
    assert not has_text()
    actions.approve_mentor(profile=mentor.profile, by=esi, now=now)
    assert has_text()
    mentor.profile.languages.clear()
    actions.complete_if_ready(profile=mentor.profile, now=now)
    assert not has_text()
    mentor.profile.languages.set(["en"])
    actions.complete_if_ready(profile=mentor.profile, now=now)
    assert has_text()
    actions.refuse_mentor(profile=mentor.profile, by=esi, now=now)
    assert not has_text()


def test_an_edit_is_found_at_once_and_what_it_took_away_is_not(client, hanna):
    client.force_login(hanna)
    url = reverse("accounts:profile-step", args=["who"])
    client.post(url, {"opening": "I keep bees.", "headline": "Beekeeper", "do": "stop"})
    assert find("beekeeper") == [hanna.pk]
    assert find("coffee") == []
    client.post(
        reverse("accounts:settings"),
        {"first_name": "Hanne", "last_name": "", "language": "en", "time_zone": "UTC"},
    )
    assert find("hanne") == [hanna.pk]
    assert find("tesfaye") == []


def test_a_passage_is_found_while_it_is_offered(client, hanna):
    client.force_login(hanna)
    passage = hanna.profile.passages.get(area__slug="a-bankruptcy")
    url = reverse("accounts:passage-update", args=[passage.pk])
    data = {"area": "a-bankruptcy", "began": 2010, "depth": "deep", "asked_of_me": "Everything I had."}
    client.post(url, data | {"is_offered": "on"})
    assert find("bankruptcy everything") == [hanna.pk]
    client.post(url, data)
    assert find("bankruptcy") == []


# --- Words of the vocabulary


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("model", "make", "more"),
    [
        ("value", lambda: make_value("courage"), lambda word: {"basic": word.basic}),
        ("area", lambda: make_area("managing-people"), lambda word: {"group": word.group_id}),
        ("interest", lambda: make_interest("night-sky"), lambda word: {}),
    ],
)
def test_a_new_name_of_a_word_is_found_with_those_who_use_it(hanna, boss, model, make, more):
    word = make()
    url = reverse(f"admin:accounts_{model}_change", args=[word.pk])
    data = {"slug": word.slug, "name": "Zebrafish", "is_active": "on"} | more(word)
    assert boss.post(url, data).status_code == 302
    assert hanna.pk in find("zebrafish")
    assert word.name.casefold() not in hanna.profile.search_text.text.splitlines()


def test_after_a_merge_the_word_that_stays_is_found(hanna):
    merge(source=make_interest("night-sky"), into=make_interest("astronomy"))
    assert find("astronomy") == [hanna.pk]
    assert find("night") == []


# --- Writing


def test_many_are_written_as_one_is(hanna):
    many = [hanna, *(make_mentor(f"Mentor{number}", interests=["chess"]) for number in range(3))]
    SearchText.objects.all().delete()
    write_search_text(user.pk for user in many)
    for user in many:
        assert (
            user.profile.search_text.text
            == text_of(user.profile)
            == texts_of([user.profile.pk])[user.profile.pk]
        )


def test_as_many_queries_for_many_as_for_one(hanna):
    many = [hanna.pk, *(make_mentor(f"Mentor{number}").pk for number in range(5))]
    counts = []
    for users in (many[:1], many):
        with CaptureQueriesContext(connection) as queries:
            write_search_text(users)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_nobody_is_nothing_to_write():
    with CaptureQueriesContext(connection) as queries:
        write_search_text([])
    assert len(queries) == 0


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_migration_writes_the_texts_of_who_is_here_already():
    hanna = make_mentor("Hanna", interests=["night-sky"], passages=["managing-people"])
    make_mentee("Naledi")
    written = dict(SearchText.objects.values_list("profile", "text"))
    MigrationExecutor(connection).migrate([("accounts", "0003_rows_of_the_change_log_stay")])
    assert not SearchText.objects.exists()
    call_command("migrate", verbosity=0)
    assert dict(SearchText.objects.values_list("profile", "text")) == written
    assert find("hanna night") == [hanna.pk]


# --- PostgreSQL


@pytest.mark.postgres
@pytest.mark.parametrize(
    "text",
    [
        "weighing",  # weigh
        "cooperatives",
        "decided",
    ],
)
def test_postgres_finds_inflections(hanna, text):
    assert hanna.pk in find(text)


@pytest.mark.postgres
@pytest.mark.parametrize("text", ["cooperatve", "arithmetik", "yirgallem", "müßigang", "weighing cooperatve"])
def test_postgres_forgives_small_slips_where_nobody_is_found_without(hanna, text):
    assert find(text) == [hanna.pk]


@pytest.mark.postgres
def test_postgres_takes_a_word_as_it_is_where_somebody_wrote_it_so(hanna):
    other = make_mentor("Cooperatve")
    assert find("cooperatve") == [other.pk]


@pytest.mark.postgres
@pytest.mark.parametrize("text", ["cofe", "teh", "xqzvwy", "arithmetik xqzvwy"])
def test_postgres_takes_short_words_as_they_are_and_strange_ones_for_nobody(hanna, text):
    assert find(text) == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("coffee", "accounts_searchtext_parts"),
        ("coffee", "accounts_searchtext_stems"),
        ("coffee managing", "accounts_searchtext_parts"),
    ],
)
def test_postgres_uses_its_indexes(hanna, text, index):
    assert index in plan_of(text)
    assert "Seq Scan on accounts_searchtext" not in plan_of(text)


@pytest.mark.postgres
def test_postgres_uses_its_index_for_slips(hanna):
    plan = plan_of("cooperatvve")
    assert "%>" in plan
    assert "Seq Scan on accounts_searchtext" not in plan


def plan_of(text: str) -> str:
    """How PostgreSQL goes about the last query of this search, when reading through the table is not to its liking."""
    with CaptureQueriesContext(connection) as queries:
        find(text)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {queries[-1]['sql']}")
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.postgres
def test_postgres_without_the_right_to_create_the_extension_does_without(hanna, capsys):
    migration = importlib.import_module("accounts.migrations.0005_search_indexes")
    connection.check_constraints()  # what is deferred would hold up the schema
    with connection.cursor() as cursor, connection.schema_editor() as editor:
        migration.drop(None, editor)
        for statement in (
            "DROP EXTENSION pg_trgm",
            "CREATE ROLE mentors_without_rights",
            "ALTER TABLE accounts_searchtext OWNER TO mentors_without_rights",
            "GRANT ALL ON SCHEMA public TO mentors_without_rights",
            "SET LOCAL ROLE mentors_without_rights",
        ):
            cursor.execute(statement)
        migration.create(None, editor)
        cursor.execute("RESET ROLE")
    assert "CREATE EXTENSION pg_trgm" in capsys.readouterr().err
    _forgives_slips.cache_clear()
    assert find("coffee weighing") == [hanna.pk]
    assert find("cooperatve") == []
    _forgives_slips.cache_clear()

"""The curated words: brought in once, quickly, and never over an admin's edit."""

import time

import pytest
from django.core.management import call_command

from accounts.management.commands.load_vocabulary import read
from accounts.models import Area, AreaGroup, AreaRelation, Interest, Language, Statement, Value

pytestmark = pytest.mark.django_db
MODELS = (Value, AreaGroup, Area, AreaRelation, Interest, Statement, Language)


def load() -> None:
    call_command("load_vocabulary", verbosity=0)


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


def test_everything_is_brought_in_within_two_seconds_of_work():
    began = time.process_time()
    load()
    assert time.process_time() - began < 2
    groups = read("areas")
    assert counts() == [
        len(read("values")),
        len(groups),
        sum(len(group["areas"]) for group in groups),
        len({frozenset((row["a"], row["b"])) for row in read("relations")}),
        len(read("interests")),
        len(read("statements")),
        len(read("languages")),
    ]


def test_a_second_time_changes_nothing(django_assert_max_num_queries):
    load()
    before = counts()
    with django_assert_max_num_queries(20):
        load()
    assert counts() == before


def test_an_edit_stays():
    load()
    Value.objects.filter(slug="honesty").update(name="Truthfulness", is_active=False)
    AreaRelation.objects.exclude(pk=AreaRelation.objects.first().pk).delete()
    Interest.objects.filter(slug="jazz").delete()
    load()
    value = Value.objects.get(slug="honesty")
    assert (value.name, value.is_active) == ("Truthfulness", False)
    assert AreaRelation.objects.count() == 1
    assert Interest.objects.filter(slug="jazz").count() == 1

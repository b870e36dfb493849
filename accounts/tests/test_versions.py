"""What I changed: kept as it was, told in words, brought back, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import actions, versions
from accounts.differences import differences
from accounts.models import Area, Change, Goal, Profile, ProfileVersion, RankedValue, Value
from accounts.moves import IllegalMove
from accounts.tests.factories import make_area, make_interest, make_person, make_value

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
MUCH_LATER = NOW + timedelta(days=9)


@pytest.fixture
def profile() -> Profile:
    person = make_person("Naledi", passages=("speaking",), interests=("chess",))
    actions.complete_if_ready(profile=person.profile, now=NOW)
    return person.profile


def change(profile: Profile, now: datetime, **fields: object) -> None:
    Profile.objects.filter(pk=profile.pk).update(**fields)
    profile.refresh_from_db()
    actions.complete_if_ready(profile=profile, now=now)


def sentences(profile: Profile) -> list[list[str]]:
    return [step.sentences for step in versions.history(profile)]


# Keeping


def test_one_sitting_is_one_version_and_what_is_the_same_is_none(profile):
    change(profile, LATER, headline="One")
    change(profile, LATER + timedelta(minutes=50), headline="Two")
    change(profile, LATER + timedelta(minutes=100), opening="Three")
    assert profile.versions.count() == 2
    actions.complete_if_ready(profile=profile, now=MUCH_LATER)
    assert profile.versions.count() == 2
    change(profile, MUCH_LATER, headline="Four")
    assert [one.content["headline"] for one in profile.versions.all()] == [
        "Four",
        "Two",
        "Naledi in one line",
    ]


def test_unfinished_profile_keeps_nothing():
    profile = make_person("Ada", goals=(), values=()).profile
    actions.complete_if_ready(profile=profile, now=NOW)
    assert not ProfileVersion.objects.exists()


def test_only_so_many_are_kept(profile, monkeypatch):
    monkeypatch.setattr(ProfileVersion, "MOST", 3)
    for day in range(1, 6):
        change(profile, NOW + timedelta(days=day), headline=str(day))
    assert [one.content["headline"] for one in profile.versions.all()] == ["5", "4", "3"]


def test_first_change_of_a_profile_from_before_versions_keeps_what_stood(client, profile):
    ProfileVersion.objects.all().delete()
    client.force_login(profile.user)
    data = {"headline": "New", "opening": profile.opening, "more": "", "place": ""}
    client.post(reverse("accounts:profile-step", args=["who"]), data)
    assert [one.content["headline"] for one in profile.versions.all()] == ["New", "Naledi in one line"]


# In words


def test_each_change_is_a_sentence(profile):
    ranked = {one.value.slug: one for one in profile.ranked_values.all()}
    ranked["honesty"].delete()
    RankedValue.objects.filter(pk=ranked["fairness"].pk).update(rank=1, line="I count who spoke.")
    RankedValue.objects.create(profile=profile, value=make_value("rest"), rank=2, line="I stop.")
    profile.passages.all().delete()
    profile.goals.update(text="Lead the night shift")
    profile.interests.set([make_interest("bread")])
    change(profile, LATER, headline="", opening="Otherwise.", hours_per_month=1, free_slots=["mon-early"])
    now, first = sentences(profile)
    assert first == []
    assert now == [
        "The line under your name: taken out",
        "Who I am: rewritten",
        f"{Value.objects.get(slug='honesty')} left your values",
        f"{Value.objects.get(slug='fairness')} moved from place 2 to place 1",
        f"{Value.objects.get(slug='fairness')}: what it looks like, or whether it is essential",
        f"{Value.objects.get(slug='rest')} came in at place 2",
        f"Been through, taken out: {Area.objects.get(slug='speaking')}",
        "Entering, rewritten: Lead the night shift",
        "Interest added: Bread",
        "Interest taken out: Chess",
        "1 hour a month",
        "When you are usually free",
    ]


ENTRY = st.fixed_dictionaries(
    {"id": st.integers(1, 4), "area": st.sampled_from("ab"), "text": st.sampled_from("xy")}
)
DESCRIPTIONS = st.fixed_dictionaries(
    {
        "headline": st.sampled_from(["", "a", "b"]),
        "values": st.lists(
            st.fixed_dictionaries({"value": st.sampled_from("pqrst"), "line": st.sampled_from(["", "l"])}),
            max_size=5,
            unique_by=lambda one: one["value"],
        ),
        "goals": st.lists(ENTRY, max_size=4, unique_by=lambda one: one["id"]).map(
            lambda found: sorted(found, key=lambda one: one["id"])
        ),
        "interests": st.sets(st.sampled_from("uvw")).map(sorted),
        "hours": st.sampled_from([None, 1, 2]),
    }
)


@given(old=DESCRIPTIONS, new=DESCRIPTIONS)
def test_nothing_differs_between_equals_and_something_between_others(old, new):
    assert (differences(old, new) == []) == (old == new)
    assert differences(old, old) == []


# Going back


def test_restore_brings_everything_back_and_keeps_what_stood(profile):
    before = versions.snapshot(profile)
    goal = profile.goals.get()
    profile.ranked_values.all().delete()
    RankedValue.objects.create(profile=profile, value=make_value("rest"), rank=1)
    Goal.objects.filter(pk=goal.pk).update(closed_at=LATER)
    other = Goal.objects.create(profile=profile, area=make_area("speaking"), text="To speak")
    profile.passages.all().delete()
    profile.interests.clear()
    change(profile, LATER, headline="Other", opening="Other.")
    first = profile.versions.last()
    changes = Change.objects.count()
    assert actions.restore_version(version=first, by=profile.user, now=MUCH_LATER) == []
    restored = versions.snapshot(Profile.objects.get(pk=profile.pk))
    for one in (*restored["passages"], *before["passages"]):
        one.pop("id")  # it was deleted, so it is another row
    assert restored == before
    goal.refresh_from_db()
    other.refresh_from_db()
    assert goal.is_open
    assert other.closed_at == MUCH_LATER  # not deleted: a letter may name it
    assert [one.content["headline"] for one in profile.versions.all()] == [
        "Naledi in one line",
        "Other",
        "Naledi in one line",
    ]
    assert profile.versions.first().is_restored
    assert Change.objects.count() > changes


def test_words_that_are_gone_are_left_out_and_named(profile):
    change(profile, LATER, headline="Other")
    first = profile.versions.last()
    content = first.content | {"draining": ["vanished"]}
    content["values"] = [{"value": "lost-value", "line": "", "essential": False}, *content["values"]]
    ProfileVersion.objects.filter(pk=first.pk).update(content=content)
    first.refresh_from_db()
    assert actions.restore_version(version=first, by=profile.user, now=MUCH_LATER) == [
        "lost-value",
        "vanished",
    ]
    ranks = list(profile.ranked_values.values_list("rank", flat=True))
    assert ranks == [1, 2, 3]


def test_nobody_else_reads_or_restores_it(client, profile):
    version = profile.versions.get()
    stranger = make_person("Stranger")
    with pytest.raises(IllegalMove):
        actions.restore_version(version=version, by=stranger, now=NOW)
    client.force_login(stranger)
    for name in ("version-detail", "version-restore"):
        address = reverse(f"accounts:{name}", args=[version.public_id])
        assert client.get(address, follow=True).status_code in (404, 405)
        assert client.post(address).status_code in (404, 405)


def test_pages_show_what_differs_and_lead_back(client, profile):
    change(profile, LATER, headline="Other")
    client.force_login(profile.user)
    listed = client.get(reverse("accounts:version-list")).content.decode()
    assert "The line under your name: rewritten" in listed
    first = profile.versions.last()
    address = reverse("accounts:version-detail", args=[first.public_id])
    assert "Naledi in one line" in client.get(address).content.decode()
    back = client.post(reverse("accounts:version-restore", args=[first.public_id]), follow=True)
    assert "Restored." in back.content.decode()
    profile.refresh_from_db()
    assert profile.headline == "Naledi in one line"
    assert "Your profile reads like this now" in client.get(address).content.decode()

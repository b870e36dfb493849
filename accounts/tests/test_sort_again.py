"""After half a year the profile asks whether the values still stand in this order; not before, and it can be put off."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Profile
from accounts.tests.factories import make_person

pytestmark = pytest.mark.django_db

ASKS = "It is half a year since you sorted your values."


@pytest.mark.parametrize(("days", "asked"), [(181, False), (183, True)])
def test_profile_asks_after_half_a_year(client: Client, days: int, asked: bool) -> None:
    user = make_person()
    now = timezone.now()
    actions.save_step(profile=user.profile, step="values", now=now - timedelta(days=days))
    client.force_login(user)

    assert (ASKS in client.get("/profile/").content.decode()) is asked


def test_who_sorted_before_there_was_a_date_is_asked_half_a_year_after_finishing() -> None:
    profile = make_person().profile
    profile.completed_at = timezone.now() - timedelta(days=183)

    assert profile.may_sort_again(timezone.now())
    assert not Profile().may_sort_again(timezone.now())


def test_putting_it_off_holds_for_another_half_a_year(client: Client) -> None:
    user = make_person()
    Profile.objects.filter(user=user).update(sort_again_at=timezone.now())
    client.force_login(user)
    assert ASKS in client.get("/profile/").content.decode()

    client.post("/profile/values/later/")

    assert ASKS not in client.get("/profile/").content.decode()
    profile = Profile.objects.get(user=user)
    assert not profile.may_sort_again(timezone.now() + timedelta(days=181))
    assert profile.may_sort_again(timezone.now() + timedelta(days=183))


def test_another_step_does_not_put_it_off() -> None:
    profile = make_person().profile
    actions.save_step(profile=profile, step="who", now=timezone.now())

    assert profile.sort_again_at is None

"""What the frame of every page shows of the reader."""

import pytest
from django.utils import timezone

from accounts.tests.factories import make_mentee, make_mentor, make_user
from matching import actions as matching
from matching.tests.factories import make_request
from mentorship.context import frame

pytestmark = pytest.mark.django_db


def navigation(rf, user):
    request = rf.get("/")
    request.user = user
    return frame(request)["nav"]


def test_two_queries_whatever_waits(rf, django_assert_num_queries):
    mentor = make_mentor(places=3)
    for _ in range(2):
        make_request(mentor=mentor)
    with django_assert_num_queries(2):
        assert navigation(rf, mentor)["inbox_count"] == 2


def test_only_letters_that_wait_are_counted(rf):
    mentor = make_mentor(places=3)
    make_request(mentor=mentor)
    answered = make_request(mentor=mentor)
    matching.withdraw(request=answered, by=answered.mentee, now=timezone.now())
    assert navigation(rf, mentor)["inbox_count"] == 1


def test_steps_follow_what_has_been_done(rf):
    newcomer, mentee = make_user("Ana"), make_mentee("Naledi")
    assert navigation(rf, newcomer)["steps_done"] == set()
    assert navigation(rf, newcomer)["emblem_values"] == []
    assert navigation(rf, mentee)["steps_done"] == {"know"}
    make_request(mentee=mentee)
    assert navigation(rf, mentee)["steps_done"] == {"know", "consider", "decide"}
    assert navigation(rf, mentee)["emblem_values"] == [(8, 1), (9, 2), (1, 3)]

"""The rows in memory are those of the database, whoever changed it, in whatever order the transactions end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import JSONField
from django.db.models import Value as Literal
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import actions as people
from accounts.models import Area, AreaGroup, Change, Community, Profile, Value
from accounts.tests.factories import make_area, make_community, make_mentee, make_mentor, make_value
from matching.models import CommunityRules, MentorPrice
from matching.ranking import Filters, rank
from matching.store import PATIENCE, ChangeLog, reading
from matching.tests.test_ranking_oracle import assert_equal
from mentorship.tasks import tidy

pytestmark = pytest.mark.django_db
FIRST = 1_000_000  # ids of the rows that tests write with an id of their own


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def log(clock):
    """Stands behind one settled row, number 0."""
    Change.objects.all().delete()
    note(0)
    Change.objects.update(at=timezone.now() - timedelta(hours=1))
    log = ChangeLog.now()
    log.clock = clock
    return log


def note(*numbers):
    """Rows of the log, each naming a user by its number, as they come to light."""
    for number in numbers:
        Change.objects.create(pk=FIRST + number, user_id=number)


def named(news):
    return None if news is None else [user for __, user, __ in news]


def listed(mentee):
    return [meeting.mentor.user.first_name for meeting in rank(mentee).meetings]


@contextmanager
def loaded_once() -> Iterator[None]:
    """Inside, whatever changes is read again row by row: nothing makes everything be loaded anew."""
    with reading() as before:
        pass
    yield
    with reading() as after:
        assert after is before


# --- The change log


def test_news_is_told_once_and_in_order(log):
    note(1, 2)
    assert named(log.news()) == [1, 2]
    assert log.news() == []
    note(3)
    assert named(log.news()) == [3]
    assert log.low == FIRST + 3 and log.seen == {FIRST + 3}


def test_an_id_that_comes_to_light_late_is_read(log, clock):
    note(1, 3)
    assert named(log.news()) == [1, 3]
    clock.now += PATIENCE - 1
    assert log.news() == []
    note(2)
    assert named(log.news()) == [2]
    assert log.low == FIRST + 3 and not log.gaps


def test_an_id_that_never_comes_is_given_up(log, clock):
    note(2)
    log.news()
    assert log.low == FIRST
    clock.now += PATIENCE
    assert log.news() == []
    assert log.low == FIRST + 2 and log.seen == {FIRST + 2} and not log.gaps


def test_each_gap_has_its_own_time(log, clock):
    note(2)  # 1 is rolled back
    log.news()
    clock.now += PATIENCE - 1
    note(4)  # 3 is still being written
    log.news()
    clock.now += 1
    assert log.news() == []
    assert log.low == FIRST + 2
    note(3)
    assert named(log.news()) == [3]
    assert log.low == FIRST + 4


def test_a_gap_that_fills_by_halves_is_waited_for(log, clock):
    note(4)
    log.news()
    clock.now += PATIENCE - 1
    note(2)
    assert named(log.news()) == [2]
    clock.now += 1
    log.news()
    note(1, 3)
    assert named(log.news()) == [1, 3]
    assert log.low == FIRST + 4


def test_what_is_noted_while_the_first_row_is_being_written_is_not_all_there_is(clock):
    Change.objects.all().delete()
    log = ChangeLog.now()
    assert log.news() == []
    note(1)
    assert (
        log.news() is None
    )  # 0 and all before it may have been forgotten, or be on their way: load, and look from there
    log = ChangeLog.now()
    log.clock = clock
    assert log.news() == []
    note(0)
    assert named(log.news()) == [0]


def test_the_very_first_row_is_plain_news():
    Change.objects.all().delete()
    log = ChangeLog.now()
    Change.objects.create(pk=1, user_id=5)
    assert named(log.news()) == [5]


def test_rows_forgotten_before_they_were_seen_are_told_apart_from_no_news(log):
    note(1, 2)
    Change.objects.filter(pk__lt=FIRST + 2).delete()
    assert log.news() is None
    Change.objects.all().delete()
    assert log.news() is None


def test_rows_younger_than_patience_are_kept_in_mind(log):
    note(2)
    log = ChangeLog.now()
    assert log.low == FIRST
    note(1)
    assert named(log.news()) == [1]


# --- The rows


def test_nothing_new_costs_one_query():
    make_mentor("Hanna")
    with reading():
        pass
    with reading():
        pass
    with CaptureQueriesContext(connection) as queries, reading():
        pass
    assert len(queries) == 1


def test_who_leaves_goes_and_who_comes_in_appears_in_the_same_row():
    mentee, hanna = make_mentee("Naledi"), make_mentor("Hanna", interests=("chess", "swing", "choir"))
    make_mentor("Adaeze")
    with loaded_once():
        assert sorted(listed(mentee)) == ["Adaeze", "Hanna"]
        people.suspend(user=hanna, by=hanna, reason="", now=timezone.now())
        assert listed(mentee) == ["Adaeze"]
        make_mentor("Ravi")
        assert_equal(mentee, Filters())
        with reading() as kept:
            assert kept.columns.high == 2
        people.restore(user=hanna, by=hanna, now=timezone.now())
        assert sorted(listed(mentee)) == ["Adaeze", "Hanna", "Ravi"]
        assert_equal(mentee, Filters())


def test_who_is_deleted_is_gone_and_their_price_with_them():
    mentee, hanna = make_mentee("Naledi"), make_mentor("Hanna")
    MentorPrice.objects.create(community=make_community(), mentor=hanna, price=0.2)
    make_mentor("Adaeze")
    with loaded_once():
        listed(mentee)
        hanna.delete()
        make_mentor("Ravi")
        assert sorted(listed(mentee)) == ["Adaeze", "Ravi"]
        assert_equal(mentee, Filters())


def test_a_value_that_moves_on_the_circle_counts_at_once():
    make_value("calm", "benevolence"), make_value("order", "power")
    mentee, kept = make_mentee("Naledi"), (("honesty", "benevolence"), ("fairness", "universalism"))
    make_mentor("Calm", values=(*kept, ("calm", "benevolence")))
    make_mentor("Order", values=(*kept, ("order", "power")))
    with loaded_once():
        assert listed(mentee) == ["Calm", "Order"]
        Value.objects.filter(slug="calm").update(basic="power")
        Value.objects.filter(slug="order").update(basic="benevolence")
        people.note_vocabulary()
        assert listed(mentee) == ["Order", "Calm"]


def test_an_area_that_changes_its_group_counts_at_once():
    mentee = make_mentee("Naledi", goals=("managing-people",))
    teaching, nursing = make_area("teaching", "work"), make_area("nursing", "health")
    make_mentor("Teacher", passages=("teaching",))
    make_mentor("Nurse", passages=("nursing",))
    with loaded_once():
        assert listed(mentee) == ["Teacher", "Nurse"]
        Area.objects.filter(pk=teaching.pk).update(group=AreaGroup.objects.get(slug="health"))
        Area.objects.filter(pk=nursing.pk).update(group=AreaGroup.objects.get(slug="work"))
        people.note_vocabulary()
        assert listed(mentee) == ["Nurse", "Teacher"]
        assert rank(mentee).group_of["nursing"] == "work"


def test_prices_replaced_and_left_out_count_at_once():
    mentee, community = make_mentee("Naledi"), make_community()
    mentors = [make_mentor("A"), make_mentor("B")]
    plain = [user.first_name for user in sorted(mentors, key=lambda user: user.public_id)]
    first, second = sorted(mentors, key=lambda user: user.public_id)
    with loaded_once():
        assert listed(mentee) == plain
        MentorPrice.objects.create(community=community, mentor=first, price=0.1)
        people.note_prices(community)
        assert listed(mentee) == plain[::-1]
        MentorPrice.objects.all().delete()
        MentorPrice.objects.create(community=community, mentor=second, price=0.1)
        people.note_prices(community)
        assert listed(mentee) == plain
        MentorPrice.objects.create(community=community, mentor=first, price=0.2)
        people.note_prices(community)
        assert listed(mentee) == plain[::-1]
        CommunityRules.objects.create(community=community, uses_prices=False)
        people.note_rules(community)
        assert listed(mentee) == plain
        MentorPrice.objects.all().delete()
        people.note_prices(community)
        with reading() as kept:
            assert kept.prices(community.pk) is None


def test_a_community_that_closes_has_nobody_and_has_them_again_when_it_opens():
    mentee, community = make_mentee("Naledi"), make_community()
    make_mentor("Hanna")
    with loaded_once():
        assert listed(mentee) == ["Hanna"]
        for is_open in (False, True):
            Community.objects.filter(pk=community.pk).update(is_active=is_open)
            people.note_rules(community)
            assert listed(mentee) == ["Hanna"] * is_open


def test_what_was_forgotten_before_it_was_read_is_loaded_anew():
    mentee, hanna, ravi = make_mentee("Naledi"), make_mentor("Hanna"), make_mentor("Ravi")
    assert len(listed(mentee)) == 2
    people.suspend(user=hanna, by=hanna, reason="", now=timezone.now())
    Change.objects.update(at=timezone.now() - timedelta(days=8))
    people.note_change(ravi)
    tidy()
    assert listed(mentee) == ["Ravi"]
    assert not Change.objects.filter(user_id=hanna.pk).exists()


@pytest.mark.parametrize("nth", [2, 5, 9])
def test_a_look_that_fails_half_way_is_made_good_by_the_next(nth):
    mentee, hanna = make_mentee("Naledi"), make_mentor("Hanna")
    make_mentor("Ravi")
    listed(mentee)
    people.suspend(user=hanna, by=hanna, reason="", now=timezone.now())
    make_mentor("Adaeze")
    queries = []

    def fail(execute, sql, *rest):
        queries.append(sql)
        if len(queries) == nth:
            raise OperationalError("The connection is lost.")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError), reading():
        pass
    assert len(queries) == nth
    assert sorted(listed(mentee)) == ["Adaeze", "Ravi"]


# --- Odd people


def test_fields_that_hold_something_else_than_a_list_keep_nobody_from_being_ranked():
    mentee = make_mentee("Naledi")
    for rubbish in (None, 7, "video", {"video": 1}, [None, 3, ["video"], {}, "video"], ["no-such-thing"]):
        mentor = make_mentor()
        stored = Literal(rubbish, JSONField())
        Profile.objects.filter(user=mentor).update(formats=stored, free_slots=stored)
        people.note_change(mentor)
    with reading() as kept:
        assert len(kept.columns) == 6
    assert rank(mentee).facets.formats == {"video": 1}

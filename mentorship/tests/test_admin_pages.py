"""Every page of the administration opens, none shows what is private, and lists do not grow with their rows."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import AreaRelation, DrainingValue, Statement, User
from accounts.tests.factories import (
    give_consent,
    join,
    make_area,
    make_community,
    make_interest,
    make_mentor,
    make_person,
    make_statement,
    make_user,
    make_value,
)
from matching import actions as matching
from matching.models import OpposedValues
from matching.tests.factories import make_sheet
from outbox import actions as outbox
from outbox.models import Suppression
from partnerships import actions as partnerships
from partnerships.models import Check
from partnerships.tests.factories import make_partnership, propose_change

pytestmark = pytest.mark.django_db
CANARY = "zwitschernder-kanarienvogel"
NOW = timezone.now()


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


def furnish(place: int) -> None:
    """One row of everything that has a page, with a canary in each private text."""
    community = make_community(f"weavers-{place}")
    mentee = make_person(f"Naledi{place}", goals=[f"goal-{place}"], communities=[community])
    mentor = make_mentor(f"Hanna{place}", passages=[f"goal-{place}"], communities=[community])
    waiting = make_mentor(f"Zodwa{place}", communities=[community], mentor_state="awaiting")
    DrainingValue.objects.create(profile=mentee.profile, value=make_value(f"{CANARY}-{place}"))
    join(make_user(f"Elira{place}"), community, state="pending")
    matching.write_note(by=mentee, mentor=mentor, note=CANARY)
    matching.hide(by=mentee, mentor=waiting)
    sheet = make_sheet(
        by=mentee,
        mentors=[mentor, make_mentor(f"Adaeze{place}", communities=[community])],
        criteria=[f"{CANARY} {n}" for n in range(3)],
        state="revealed",
        text=CANARY,
    )
    matching.change_mind(
        by=mentee,
        sheet=sheet,
        judgement=sheet.criteria.first().judgements.first(),
        level="little",
        why=CANARY,
        now=NOW,
    )
    matching.decide(by=mentee, sheet=sheet, option=sheet.options.first(), why=CANARY, now=NOW)
    matching.send(
        mentee=mentee,
        mentor=mentor,
        community=community,
        goal=mentee.profile.goals.get(),
        message=CANARY,
        hopes=CANARY,
        not_asking=CANARY,
        now=NOW,
    )
    pair = make_partnership(
        "active", mentee=make_person(f"Amara{place}", communities=[community]), mentor=waiting, now=NOW
    )
    partnerships.write_journal(partnership=pair, by=pair.mentor, text=CANARY, now=NOW)
    partnerships.commit(partnership=pair, by=pair.mentee, text=CANARY, due_on=NOW.date(), now=NOW)
    check = partnerships.open_check(partnership=pair, by=pair.mentee, now=NOW)
    partnerships.answer(
        check=check,
        by=pair.mentee,
        outcome=Check.Outcome.DONE,
        note=CANARY,
        helped=CANARY,
        disagreed=CANARY,
        mistake=CANARY,
        now=NOW,
    )
    partnerships.reply(
        check=check, by=pair.mentor, kind=Check.Reply.STEP, text=CANARY, suggestion=CANARY, now=NOW
    )
    change = propose_change(pair, pair.mentee, candour=CANARY, now=NOW)
    partnerships.decline_change(partnership=pair, by=pair.mentor, number=change.number, word=CANARY, now=NOW)
    partnerships.propose_session(
        partnership=pair,
        by=pair.mentee,
        times=[NOW + timedelta(days=2)],
        minutes=30,
        where=CANARY,
        agenda=CANARY,
        now=NOW,
    )
    accounts.report(by=mentee, about=mentor, text="He shouted.", now=NOW)
    matching.block(by=mentee, other=waiting, now=NOW)
    invited = make_user(f"Invited{place}")
    join(invited, community)
    accounts.invite(user=invited, community=community, by=None, now=NOW)
    outbox.suppress(address=f"gone{place}@example.org", reason=Suppression.Reason.BY_HAND)
    one, other = sorted([make_area(f"one-{place}"), make_area(f"other-{place}")], key=lambda area: area.pk)
    AreaRelation.objects.create(first=one, second=other)
    low, high = sorted([make_value(f"low-{place}"), make_value(f"high-{place}")], key=lambda value: value.pk)
    OpposedValues.objects.create(community=community, first=low, second=high)
    make_interest(f"interest-{place}")
    make_statement(f"statement-{place}")
    Group.objects.create(name=f"group-{place}")


def named(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_page_opens_and_none_shows_what_is_private(client, boss):
    furnish(1)
    without_rows, leaks = [], []
    for model, model_admin in admin.site._registry.items():
        request = client.get(named(model, "changelist")).wsgi_request
        request.user = boss
        pages = {named(model, "changelist"): 200, named(model, "changelist") + "?q=nobody": 200}
        pages[named(model, "add")] = 200 if model_admin.has_add_permission(request) else 403
        row = model_admin.get_queryset(request).first()
        if row is None:
            without_rows.append(model._meta.label)
        else:
            pages |= {named(model, "change", row.pk): 200, named(model, "history", row.pk): 200}
        for url, status in pages.items():
            page = client.get(url)
            assert (url, page.status_code) == (url, status)
            if CANARY in page.content.decode() and "accounts/value" not in url:
                leaks.append(url)
    assert without_rows == []
    assert leaks == []


def test_private_texts_are_registered_nowhere():
    registered = {model._meta.label for model in admin.site._registry}
    assert not registered & {
        "accounts.DrainingValue",
        "accounts.Block",
        "accounts.ProfileVersion",
        "matching.Shortlisting",
        "matching.Hidden",
        "matching.DecisionSheet",
        "matching.Criterion",
        "matching.Option",
        "matching.Judgement",
        "matching.SecondThought",
        "partnerships.Check",
        "partnerships.Commitment",
        "partnerships.JournalEntry",
        "partnerships.Reflection",
        "partnerships.Agreement",
        "partnerships.Session",
        "partnerships.CalendarFeed",
        "mfa.Authenticator",
        "account.EmailAddress",
        "usersessions.UserSession",
    }


def test_lists_ask_as_many_queries_for_three_rows_as_for_one(client, boss):
    def queries() -> dict[str, int]:
        counted = {}
        for model in admin.site._registry:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(named(model, "changelist"))
            counted[model._meta.label] = len(captured)
        return counted

    furnish(1)
    queries()  # content types and the session are remembered from here on
    once = queries()
    furnish(2)
    furnish(3)
    assert queries() == once


def test_pages_of_one_row_ask_no_more_when_there_are_more_rows_elsewhere(client, boss):
    furnish(1)
    person = User.objects.get(first_name="Naledi1")
    pages = [
        reverse("admin:accounts_user_change", args=[person.pk]),
        reverse("admin:accounts_profile_change", args=[person.profile.pk]),
    ]

    def queries() -> list[int]:
        counted = []
        for url in pages:
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            counted.append(len(captured))
        return counted

    queries()
    once = queries()
    for place in (2, 3):
        join(person, make_community(f"more-{place}"))
        person.profile.passages.create(area=make_area(f"more-{place}"), began=2020)
        person.profile.stances.create(
            statement=Statement.objects.first() if place == 2 else make_statement("x"), position=2
        )
    assert queries() == once


def test_the_first_page_counts_what_waits(client, boss):
    furnish(1)
    page = client.get(reverse("admin:index")).content.decode()
    for figure in (
        "asks to join a community",
        "report is open",
        "mentor waits for approval",
        "partnership runs",
    ):
        assert figure in page


def test_staff_without_rights_see_no_figures(client):
    user = make_user("Helper", is_staff=True)
    give_consent(user)
    client.force_login(user)
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "desk-figure" not in page.content.decode()


def test_somebody_who_is_no_staff_stays_out(client):
    user = make_user("Naledi")
    give_consent(user)
    client.force_login(user)
    for url in (
        reverse("admin:index"),
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_community_import"),
        reverse("admin:accounts_community_rules_preview", args=[make_community().pk]),
    ):
        assert client.get(url).status_code in (302, 403)

"""One of each mail of the catalogue, written by small stories with real people in them.

A mail that no story writes fails the tests of the catalogue. Add it to the story it belongs to, or a story of your own: a function that
makes its people and lets it happen, marked with ``@story``.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

import accounts.emails
import matching.emails
import outbox.emails
import partnerships.emails
from accounts.models import Invitation, Membership, Report, User
from accounts.tests.factories import join, make_community, make_mentee, make_mentor, make_person
from matching.models import Request
from matching.tests.factories import make_request
from outbox.allauth import FOLDERS, OTHER
from outbox.models import Mail
from partnerships import actions
from partnerships.tests.factories import BEGIN, make_opportunity, make_partnership
from partnerships.tests.stories import go_to_the_close, plan_talks

Story = Callable[[], None]
STORIES: list[Story] = []
DAY = timedelta(days=1)


def story(function: Story) -> Story:
    STORIES.append(function)
    return function


def one_of_each(catalogue: set[str]) -> dict[str, Mail]:
    """Name → a mail of that name. Fails with the names that no story writes."""
    for tell in STORIES:
        tell()
    found = {mail.name: mail for mail in Mail.objects.select_related("to").exclude(text="").order_by("-pk")}
    missing = sorted(catalogue - found.keys())
    assert not missing, f"no story in mentorship/tests/mailing.py writes {', '.join(missing)}: add one there"
    return {name: found[name] for name in sorted(catalogue)}


@story
def an_account() -> None:
    """Every mail that allauth asks for, with a request from another host."""
    person = make_person("Hanna")
    request = RequestFactory().get("/", headers={"host": "testserver"})
    request.user = AnonymousUser()
    context = {
        "user": person,
        "code": "ABC-123",
        "activate_url": "http://evil.example/accounts/confirm-email/KEY/",
        "password_reset_url": "http://evil.example/accounts/password/reset/key/1-KEY/",
        "signup_url": "http://evil.example/accounts/signup/",
        "timestamp": timezone.now(),
        "ip": "192.0.2.1",
        "user_agent": "Firefox 128 on Linux",
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "deleted_email": "gone@example.org",
        "account": "x",
        "provider": "Y",
    }
    with allauth_context.request_context(request):
        for prefix in (*FOLDERS, "socialaccount/email/account_connected"):
            get_adapter(request).send_mail(prefix, person.email, context)
    assert Mail.objects.filter(name=OTHER).exists()


@story
def a_community() -> None:
    now = timezone.now()
    community = make_community("weavers")
    organiser = make_mentee("Orla")
    join(organiser, community, is_organiser=True)
    applicant = make_mentee("Ana", communities=[])
    membership = join(applicant, community, state=Membership.State.PENDING, state_at=now)
    profile = make_mentor("Tomás").profile
    profile.mentor_decided_at = now
    invited = Invitation.objects.create(user=make_mentee("Inga"), community=community, invited_by=organiser)
    report = Report.objects.create(reporter=applicant, about=profile.user, text="It was late.")
    accounts.emails.membership_asked(membership, to=organiser)
    accounts.emails.membership_decided(membership)
    accounts.emails.mentor_offered(profile, to=organiser)
    accounts.emails.mentor_approved(profile)
    accounts.emails.mentor_refused(profile)
    accounts.emails.invitation(invited)
    accounts.emails.report_received(report, to=organiser)


@story
def a_request() -> None:
    request = make_request(mentee=make_mentee("Naledi"), mentor=make_mentor("Hanna"))
    Request.objects.filter(pk=request.pk).update(
        question="What have you tried so far?",
        answer="Two letters, and no reply.",
        reply="Ask me again in spring.",
        reason=Request.Reason.NO_TIME,
    )
    request.refresh_from_db()
    for name in (
        "request_reminder",
        "ask_someone_else",
        "request_question",
        "request_answer",
        "request_declined",
        "request_withdrawn",
        "request_expired",
        "request_superseded",
        "mentor_full",
        "mentor_paused",
    ):
        getattr(matching.emails, name)(request)


@story
def a_pair() -> None:
    """From the introduction to a closing that is looked back on."""
    pair = go_to_the_close()
    partnerships.emails.reflection_shared(pair, to=pair.mentee, by=pair.mentor)


@story
def talks() -> None:
    plan_talks(make_partnership("active", **_two()))


@story
def something_passed_on() -> None:
    pair = make_partnership("active", **_two())
    offered = make_opportunity(pair)
    offered.deadline = date(2026, 9, 30)
    partnerships.emails.opportunity_reminder(offered)
    actions.pursue_opportunity(opportunity=offered, by=pair.mentee, version=offered.version, now=BEGIN)


@story
def endings() -> None:
    """The other ways in which a pair comes to its end, or goes on."""
    actions.lapse(partnership=make_partnership(**_two()), now=BEGIN)
    make_partnership("ended_inactive", **_two())
    pair = make_partnership("active", **_two())
    partnerships.emails.partnership_ends_soon(pair, to=pair.mentor)
    end = BEGIN + timedelta(weeks=12)
    actions.reach_end(partnership=pair, now=end)
    until = (end + 60 * DAY).date()
    actions.offer_to_go_on(partnership=pair, by=pair.mentee, until=until, now=end + DAY)
    actions.go_on(partnership=pair, by=pair.mentor, until=until, now=end + 2 * DAY)


@story
def a_week() -> None:
    """News of two kinds, gathered into one letter."""
    news = {mail.name: mail for mail in Mail.objects.filter(name__in=["membership_decided", "check_replied"])}
    reader = make_mentee("Zola")
    outbox.emails.weekly_letter(reader, gathered=list(news.values()), now=timezone.now())


def _two() -> dict[str, Any]:
    """Two people who are in no other pair."""
    people: dict[str, User] = {"mentee": make_mentee("Lindiwe"), "mentor": make_mentor("Joseph")}
    return people

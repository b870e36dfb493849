"""Who may do what: every address × every role × GET and POST. An address that is not declared in ``roles.py`` fails."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Bridge, Community, Invitation, Membership
from accounts.tests.factories import join, make_area, make_community, make_mentee, make_mentor, make_person
from matching import actions as matching
from matching.tests.factories import make_request, make_sheet
from mentorship.tests import roles
from outbox.models import Mail
from partnerships import actions as partnerships
from partnerships.ground import Ground
from partnerships.models import Check, Commitment, FitCheck, JournalEntry, Opportunity, Partnership, Pulse

pytestmark = pytest.mark.django_db


class World:
    """Two people with everything between them, and six others who look at it."""

    def __init__(self) -> None:
        now = timezone.now()
        self.community = make_community("weavers", admission=Community.Admission.APPROVAL)
        self.mentee = make_mentee("Naledi")
        self.mentor = make_mentor("Hanna", passages=("managing-people", "singing"), places=3)
        Bridge.objects.create(
            profile=self.mentee.profile, from_area=make_area("a"), to_area=make_area("b"), text="Much."
        )
        self.stranger = make_person("Sanna", communities=[make_community("elsewhere")])
        self.blocked = make_mentee("Bruno")
        self.suspended = make_mentee("Sven", suspended_at=now)
        self.organiser = make_mentee("Orla")
        join(self.organiser, self.community, is_organiser=True)
        self.staff = make_person("Esi", communities=[], is_staff=True, is_superuser=True)
        self.applicant = make_mentee("Ana", communities=[])
        join(self.applicant, self.community, state=Membership.State.PENDING)
        for person in (self.mentee, self.mentor):
            matching.block(by=person, other=self.blocked, now=now)
        self.sheet = make_sheet(
            by=self.mentee, mentors=[self.mentor, make_mentor("Adaeze")], state="revealed"
        )
        self.judgement = self.sheet.criteria.first().judgements.get(option__mentor=self.mentor)
        self.version = accounts.keep_version(profile=self.mentee.profile, now=now)
        self.request = make_request(mentee=self.mentee, mentor=self.mentor)
        self.partnership = partnerships.start(
            mentee=self.mentee,
            mentor=self.mentor,
            community=self.community,
            goal=None,
            goal_text="Learning to lead",
            origin="test:1",
            ground=Ground(),
            by=None,
            now=now,
        )
        Partnership.objects.update(state="active")
        self.commitment = Commitment.objects.create(
            partnership=self.partnership, text="Say it", due_on=now.date(), state_at=now, made_at=now
        )
        self.check = Check.objects.create(partnership=self.partnership, period="2026-W48", due_at=now)
        asked = {"partnership": self.partnership, "author": self.mentee, "asked_at": now}
        self.pulse = Pulse.objects.create(month=now.date().replace(day=1), **asked)
        self.fit_check = FitCheck.objects.create(**asked)
        self.session = partnerships.propose_session(
            partnership=self.partnership,
            by=self.mentee,
            times=[now + timedelta(days=3)],
            minutes=30,
            where="",
            agenda="",
            now=now,
        )
        self.calendar_key = partnerships.make_feed(by=self.mentor, now=now)
        self.entry = JournalEntry.objects.create(
            partnership=self.partnership, author=self.mentee, text="Noticed.", written_at=now
        )
        self.opportunity = Opportunity.objects.create(
            partnership=self.partnership,
            title="A panel",
            why="You know more about sand.",
            offered_at=now,
            state_at=now,
            state_by=self.mentor,
        )
        self.invitation = Invitation.objects.create(user=make_mentee("Inga"), community=self.community)
        self.mail = Mail.objects.filter(to=self.mentor, name="request_received").get()

    def client_of(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(getattr(self, role))
        return client


def all_names() -> set[str]:
    """The full name of every address, admin aside: the administration has one rule for all of its own."""
    found = set()

    def walk(patterns, namespaces):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                found.add(":".join([*namespaces, pattern.name or str(pattern.pattern)]))
            elif pattern.namespace != "admin":
                inner = [*namespaces, pattern.namespace] if pattern.namespace else namespaces
                walk(pattern.url_patterns, inner)

    walk(get_resolver().url_patterns, [])
    return found


def outcome(response) -> str:
    """A status, or where a redirect leads: L to sign in, > elsewhere."""
    if response.status_code in (301, 302, 303):
        to_sign_in = response["Location"].startswith(reverse("account_login"))
        return "L" if to_sign_in else ">"
    return str(response.status_code)


def test_every_address_is_declared():
    assert all_names() - set(roles.MATRIX) == set()
    assert set(roles.MATRIX) - all_names() == set()


@pytest.mark.parametrize("role", roles.ROLES)
def test_role(role):
    world = World()
    found, declared = {}, {}
    client = world.client_of(role)
    signed_in = client.cookies
    for name, row in roles.MATRIX.items():
        for method in ("get", "post"):
            client.cookies = signed_in.copy()
            with transaction.atomic():
                response = getattr(client, method)(roles.address(name, world), {})
                found[name, method] = outcome(response)
                transaction.set_rollback(True)
            declared[name, method] = row[method][roles.ROLES.index(role)]
    assert found == declared


@pytest.mark.parametrize("role", roles.ROLES)
def test_the_administration_opens_to_staff_alone(role):
    world = World()
    client = world.client_of(role)
    response = client.get(reverse("admin:index"))
    assert response.status_code == (200 if role == "staff" else 302)
    assert (SESSION_KEY in client.session) == (role not in ("anonymous", "suspended"))

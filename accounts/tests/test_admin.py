"""What administrators do to people, communities and words: every move goes through an action and into the history."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Membership, MentorState, Profile, Report, User
from accounts.tests.factories import (
    give_consent,
    join,
    make_area,
    make_community,
    make_mentor,
    make_person,
    make_user,
    make_value,
)
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


def choose(client, url_name, action, *rows, **more):
    """Choose an action for some rows of a list; returns the page that comes of it."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:{url_name}_changelist"), data, follow=True)


# --- Mentors


def test_approving_from_the_list_calls_the_action(client, boss):
    mentor = make_mentor(mentor_state=MentorState.AWAITING).profile
    page = choose(client, "accounts_profile", "approve", mentor)
    mentor.refresh_from_db()
    assert (mentor.mentor_state, mentor.mentor_decided_by) == (MentorState.APPROVED, boss)
    assert Mail.objects.get(to=mentor.user).name == "mentor_approved"
    assert "1 mentor is approved" in page.content.decode()
    assert LogEntry.objects.get().change_message == "Approved as mentor."


def test_declining_from_the_page_calls_the_action(client, boss):
    mentor = make_mentor(mentor_state=MentorState.AWAITING).profile
    url = reverse("admin:accounts_profile_change", args=[mentor.pk])
    assert "Approve as mentor" in client.get(url).content.decode()
    client.post(reverse("admin:accounts_profile_decline", args=[mentor.pk]))
    mentor.refresh_from_db()
    assert mentor.mentor_state == MentorState.REFUSED


def test_a_decision_that_was_made_already_is_said_and_changes_nothing(client, boss):
    mentor = make_mentor().profile
    page = choose(client, "accounts_profile", "approve", mentor)
    assert "That has been decided already." in page.content.decode()
    assert not LogEntry.objects.exists()


def test_deciding_needs_a_post_and_the_right(client, boss):
    mentor = make_mentor(mentor_state=MentorState.AWAITING).profile
    url = reverse("admin:accounts_profile_approve", args=[mentor.pk])
    assert client.get(url).status_code == 403
    helper = make_user("Helper", is_staff=True)
    give_consent(helper)
    client.force_login(helper)
    assert client.post(url).status_code == 403
    mentor.refresh_from_db()
    assert mentor.mentor_state == MentorState.AWAITING


def test_a_profile_can_be_read_and_not_written(client, boss):
    profile = make_person("Naledi").profile
    url = reverse("admin:accounts_profile_change", args=[profile.pk])
    page = client.get(url).content.decode()
    assert "I am Naledi, and I say so myself." in page
    assert "I act on honesty." in page
    assert client.post(url, {"headline": "Overwritten"}).status_code == 403


# --- People


def test_adding_a_person_invites_them(client, boss):
    community = make_community()
    data = {
        "email": "Ama@Example.org",
        "first_name": "Ama",
        "last_name": "",
        "language": "en",
        "time_zone": "Africa/Accra",
        "community": community.pk,
    }
    page = client.post(reverse("admin:accounts_user_add"), data)
    assert page.status_code == 302
    ama = User.objects.get(email="ama@example.org")
    assert not ama.has_usable_password()
    assert Invitation.objects.get(user=ama).invited_by == boss
    assert ama.memberships.get().community == community
    assert Mail.objects.get(to=ama).name == "invitation"


def test_adding_somebody_who_is_here_says_so(client, boss):
    make_user("Ama", email="ama@example.org")
    data = {"email": "AMA@example.org", "first_name": "A", "language": "en", "time_zone": "UTC"}
    page = client.post(reverse("admin:accounts_user_add"), data | {"community": make_community().pk})
    assert "here already" in page.content.decode()


def test_saving_a_person_keeps_address_and_password(client, boss):
    ama = make_user("Ama", email="ama@example.org")
    password = ama.password
    data = {"first_name": "Amma", "last_name": "", "language": "en", "time_zone": "UTC", "is_active": "on"}
    forms = {
        f"{prefix}-{name}": 0
        for prefix in ("memberships", "consents")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    page = client.post(
        reverse("admin:accounts_user_change", args=[ama.pk]),
        data | forms | {"email": "thief@example.org", "password": "x"},
    )
    assert page.status_code == 302
    ama.refresh_from_db()
    assert (ama.first_name, ama.email, ama.password) == ("Amma", "ama@example.org", password)


def test_staff_with_the_right_to_change_people_give_no_rights(client):
    helper = make_user("Helper", is_staff=True)
    give_consent(helper)
    helper.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(helper)
    data = {"first_name": "Helper", "language": "en", "time_zone": "UTC", "is_active": "on"}
    client.post(
        reverse("admin:accounts_user_change", args=[helper.pk]),
        data | {"is_superuser": "on", "is_staff": "on"},
    )
    helper.refresh_from_db()
    assert not helper.is_superuser


def test_nobody_is_deleted_from_a_list(client, boss):
    ama = make_user("Ama")
    assert (
        client.post(reverse("admin:accounts_user_delete", args=[ama.pk]), {"post": "yes"}).status_code == 403
    )
    assert User.objects.filter(pk=ama.pk).exists()


# --- Communities


def test_admitting_from_the_page_of_the_community(client, boss):
    community = make_community(admission="approval")
    membership = join(make_user("Elira"), community, state=Membership.State.PENDING)
    page = client.get(reverse("admin:accounts_community_change", args=[community.pk])).content.decode()
    url = reverse("admin:accounts_membership_admit", args=[membership.pk])
    assert f'formaction="{url}"' in page
    back = client.post(url)
    membership.refresh_from_db()
    assert (membership.state, membership.state_by) == (Membership.State.ACTIVE, boss)
    assert back.url == reverse("admin:accounts_community_change", args=[community.pk])


def test_removing_asks_first(client, boss):
    membership = join(make_user("Elira"), make_community())
    page = choose(client, "accounts_membership", "remove", membership)
    assert "cannot join again by themselves" in page.content.decode()
    membership.refresh_from_db()
    assert membership.state == Membership.State.ACTIVE
    choose(client, "accounts_membership", "remove", membership, confirmed="yes")
    membership.refresh_from_db()
    assert membership.state == Membership.State.REMOVED


def test_only_a_member_becomes_an_organiser(client, boss):
    membership = join(make_user("Elira"), make_community(), state=Membership.State.PENDING)
    page = client.post(
        reverse("admin:accounts_membership_change", args=[membership.pk]), {"is_organiser": "on"}
    )
    assert "Only a member can be an organiser." in page.content.decode()


def test_adding_a_membership_puts_somebody_in(client, boss):
    community, ama = make_community(admission="invitation"), make_user("Ama")
    client.post(
        reverse("admin:accounts_membership_add"),
        {"user": ama.pk, "community": community.pk, "is_organiser": "on"},
    )
    membership = ama.memberships.get()
    assert (membership.state, membership.is_organiser, membership.state_by) == ("active", True, boss)


def test_adding_somebody_who_was_removed_says_why_not(client, boss):
    community, ama = make_community(), make_user("Ama")
    join(ama, community, state=Membership.State.LEFT)
    Membership.objects.update(state=Membership.State.REMOVED)
    page = client.post(
        reverse("admin:accounts_membership_add"), {"user": ama.pk, "community": community.pk}, follow=True
    )
    assert page.status_code == 200
    assert ama.memberships.get().state == Membership.State.REMOVED


# --- Words


def test_merging_values_from_the_list(client, boss):
    honesty, candour = make_value("honesty"), make_value("candour")
    person = make_person("Naledi", values=[("candour", "benevolence")])
    page = choose(client, "accounts_value", "merge", honesty, candour)
    assert "Which one stays?" in page.content.decode()
    page = choose(client, "accounts_value", "merge", honesty, candour, confirmed="yes", stays=honesty.pk)
    assert "Candour is now Honesty; 1 reference moved." in page.content.decode()
    assert [ranked.value for ranked in person.profile.ranked_values.all()] == [honesty]


def test_merging_one_word_asks_for_another(client, boss):
    page = choose(client, "accounts_value", "merge", make_value("honesty"))
    assert "Choose two or more to merge." in page.content.decode()


def test_related_areas_are_kept_in_order_and_once(client, boss):
    low, high = make_area("low"), make_area("high")
    url = reverse("admin:accounts_arearelation_add")
    assert client.post(url, {"first": high.pk, "second": low.pk, "why": ""}).status_code == 302
    again = client.post(url, {"first": low.pk, "second": high.pk, "why": ""})
    assert "already exists" in again.content.decode()
    same = client.post(url, {"first": low.pk, "second": low.pk, "why": ""})
    assert "Choose two different ones." in same.content.decode()


# --- Reports and invitations


def test_closing_a_report_needs_a_decision_and_keeps_who_made_it(client, boss):
    report = actions.report(
        by=make_user("Naledi"), about=make_user("Kwame"), text="He shouted.", now=timezone.now()
    )
    url = reverse("admin:accounts_report_change", args=[report.pk])
    page = client.get(url).content.decode()
    assert "He shouted." in page
    assert "Kwame Test" in page
    assert (
        "before you close a report" in client.post(url, {"state": "closed", "decision": " "}).content.decode()
    )
    client.post(url, {"state": "closed", "decision": "Talked to both."})
    report.refresh_from_db()
    assert (report.state, report.decided_by, report.text) == (Report.State.CLOSED, boss, "He shouted.")
    assert report.decided_at is not None


def test_sending_an_invitation_again_makes_a_new_link(client, boss):
    ama, community = make_user("Ama"), make_community()
    invitation = actions.invite(user=ama, community=community, by=None, now=timezone.now())
    choose(client, "accounts_invitation", "send_again", invitation)
    before = invitation.token
    invitation.refresh_from_db()
    assert invitation.token != before
    assert Mail.objects.filter(name="invitation", to=ama).count() == 2
    page = client.get(reverse("admin:accounts_invitation_change", args=[invitation.pk])).content.decode()
    assert invitation.token not in page


def test_the_queue_of_mentors_is_one_click_from_the_first_page(client, boss):
    make_mentor("Salma", mentor_state=MentorState.AWAITING)
    page = client.get(reverse("admin:index")).content.decode()
    assert f"{reverse('admin:accounts_profile_changelist')}?mentor_state__exact=awaiting" in page
    assert "mentor waits for approval" in page
    assert Profile.objects.filter(mentor_state=MentorState.AWAITING).count() == 1

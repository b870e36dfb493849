"""People, memberships, mentors: who may move what, and who hears of it."""

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import Change, Community, Consent, Membership, MentorState, Report
from accounts.moves import IllegalMove
from accounts.tests.factories import join, make_community, make_mentor, make_person, make_user
from outbox.models import Mail

pytestmark = pytest.mark.django_db
State = Membership.State


def mails_of(name: str) -> list[str]:
    return sorted(Mail.objects.filter(name=name).values_list("to_email", flat=True))


def test_join_public_is_at_once():
    user = make_person(communities=[])
    membership = actions.join(community=make_community(), user=user, now=timezone.now())
    assert membership.is_active
    assert mails_of("membership_asked") == []


def test_join_by_approval_waits_and_tells_every_organiser():
    community = make_community(admission=Community.Admission.APPROVAL)
    organisers = [make_person(), make_person()]
    for organiser in organisers:
        join(organiser, community, is_organiser=True)
    user = make_person(communities=[])
    membership = actions.join(community=community, user=user, message="Please", now=timezone.now())
    assert (membership.state, membership.message) == (State.PENDING, "Please")
    assert mails_of("membership_asked") == sorted(organiser.email for organiser in organisers)


def test_joining_twice_is_once():
    community, user = make_community(admission=Community.Admission.APPROVAL), make_person(communities=[])
    for _ in range(2):
        actions.join(community=community, user=user, now=timezone.now())
    assert user.memberships.count() == 1


@pytest.mark.parametrize("state", [None, State.REMOVED])
def test_invitation_only_and_removed_cannot_join(state):
    community, user = make_community(), make_person(communities=[])
    if state:
        join(user, community, state=state)
    else:
        Community.objects.update(admission=Community.Admission.INVITATION)
        community.refresh_from_db()
    with pytest.raises(IllegalMove):
        actions.join(community=community, user=user, now=timezone.now())


MOVES = {"admit": State.ACTIVE, "refuse": State.REFUSED, "remove": State.REMOVED}
ALLOWED = {"admit": {State.PENDING}, "refuse": {State.PENDING}, "remove": {State.PENDING, State.ACTIVE}}


@pytest.mark.parametrize("actor", ["organiser", "staff", "member", "self"])
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", MOVES)
def test_membership_moves(move, state, actor):
    community = make_community()
    user = make_person(communities=[])
    membership = join(user, community, state=state)
    by = {
        "organiser": lambda: join(make_person(), community, is_organiser=True).user,
        "staff": lambda: make_user(is_staff=True),
        "member": make_person,
        "self": lambda: user,
    }[actor]()
    call = getattr(actions, move)
    if actor in ("organiser", "staff") and state in ALLOWED[move]:
        call(membership=membership, by=by, now=timezone.now())
        assert (membership.state, membership.state_by) == (MOVES[move], by)
        assert mails_of("membership_decided") == ([] if move == "remove" else [user.email])
        return
    with pytest.raises(IllegalMove):
        call(membership=membership, by=by, now=timezone.now())
    membership.refresh_from_db()
    assert membership.state == state
    assert mails_of("membership_decided") == []


def test_only_the_member_can_leave():
    user = make_person()
    membership = user.memberships.get()
    with pytest.raises(IllegalMove):
        actions.leave(membership=membership, by=make_person(), now=timezone.now())
    actions.leave(membership=membership, by=user, now=timezone.now())
    assert membership.state == State.LEFT


def test_a_first_offer_awaits_approval_and_a_change_of_places_does_not():
    community, user = make_community(), make_person()
    organiser = join(make_person(), community, is_organiser=True).user
    profile = actions.offer_to_mentor(profile=user.profile, places=2, now=timezone.now())
    assert profile.mentor_state == MentorState.AWAITING
    assert mails_of("mentor_offered") == [organiser.email]
    actions.approve_mentor(profile=profile, by=organiser, now=timezone.now())
    actions.offer_to_mentor(profile=profile, places=3, now=timezone.now())
    assert (profile.mentor_state, profile.places) == (MentorState.APPROVED, 3)
    actions.offer_to_mentor(profile=profile, places=0, now=timezone.now())
    assert profile.mentor_state == MentorState.NONE


def test_an_offer_before_any_community_reaches_staff():
    admin, user = make_user(is_staff=True), make_person(communities=[])
    actions.offer_to_mentor(profile=user.profile, places=1, now=timezone.now())
    assert mails_of("mentor_offered") == [admin.email]


@pytest.mark.parametrize("mail", ["mentor_offered", "report_received"])
def test_only_who_can_open_the_administration_is_sent_there(mail):
    user, community = make_person(), make_community()
    admin = make_user(is_staff=True, is_superuser=True)
    organiser = join(make_person(), community, is_organiser=True).user
    actions.offer_to_mentor(profile=user.profile, places=1, now=timezone.now())
    actions.report(by=user, about=None, text="Something.", now=timezone.now())
    texts = {sent.to_id: sent.text for sent in Mail.objects.filter(name=mail)}
    assert {pk: "/admin/" in text for pk, text in texts.items()} == {admin.pk: True, organiser.pk: False}


def test_approving_twice_is_an_illegal_move_and_one_mail():
    mentor, admin = make_mentor(mentor_state=MentorState.AWAITING), make_user(is_staff=True)
    actions.approve_mentor(profile=mentor.profile, by=admin, now=timezone.now())
    with pytest.raises(IllegalMove):
        actions.approve_mentor(profile=mentor.profile, by=admin, now=timezone.now())
    assert mails_of("mentor_approved") == [mentor.email]


def test_who_does_not_offer_cannot_be_approved():
    with pytest.raises(IllegalMove):
        actions.approve_mentor(profile=make_person().profile, by=make_user(), now=timezone.now())


def test_pause_and_come_back_say_whether_anything_changed():
    profile, now = make_mentor().profile, timezone.now()
    changes = [
        actions.set_available(profile=profile, available=available, by=None, now=now)
        for available in (True, False, False, True)
    ]
    assert changes == [False, True, False, True]


def test_every_change_that_ranking_knows_is_written_down():
    user, admin = make_mentor(mentor_state=MentorState.AWAITING), make_user(is_staff=True)
    before = Change.objects.filter(user=user).count()
    now = timezone.now()
    actions.approve_mentor(profile=user.profile, by=admin, now=now)
    actions.set_available(profile=user.profile, available=False, by=user, now=now)
    actions.leave(membership=user.memberships.get(), by=user, now=now)
    actions.suspend(user=user, by=admin, reason="", now=now)
    assert Change.objects.filter(user=user).count() == before + 4


def test_suspension_ends_sessions_and_calls_mail_off(client):
    user, admin = make_mentor(mentor_state=MentorState.AWAITING), make_user(is_staff=True)
    client.force_login(user)
    assert client.get("/settings/").status_code == 200
    actions.approve_mentor(profile=user.profile, by=admin, now=timezone.now())
    actions.suspend(user=user, by=admin, reason="reports", now=timezone.now())
    assert Mail.objects.get(name="mentor_approved").state == Mail.State.CANCELLED
    assert client.get("/settings/").url.startswith("/accounts/login/")


def test_a_report_keeps_the_evidence_and_does_not_tell_the_person():
    about = make_person("Bruno", is_staff=True)
    reporter, admin = make_person("Ana"), make_user("Esi", is_staff=True)
    report = actions.report(by=reporter, about=about, text="He wrote at night.", now=timezone.now())
    about.profile.__class__.objects.filter(user=about).update(headline="changed afterwards")
    assert Report.objects.get().evidence["headline"] == "Bruno in one line"
    assert mails_of("report_received") == [admin.email]
    assert report.text not in Mail.objects.get(name="report_received").text


def test_an_invitation_is_taken_up_once():
    user, community = make_person(), make_community()
    user.set_unusable_password()
    user.save()
    Consent.objects.all().delete()
    invitation = actions.invite(user=user, community=community, by=None, now=timezone.now())
    assert mails_of("invitation") == [user.email]
    actions.accept_invitation(invitation=invitation, password="weaving-by-lamplight", now=timezone.now())
    user.refresh_from_db()
    assert user.check_password("weaving-by-lamplight")
    assert user.consents.count() == 2
    with pytest.raises(IllegalMove):
        actions.accept_invitation(invitation=invitation, password="another-long-one", now=timezone.now())


def test_inviting_again_makes_a_new_link_and_the_old_one_stops():
    user, community = make_person(), make_community()
    first = actions.invite(user=user, community=community, by=None, now=timezone.now()).token
    second = actions.invite(user=user, community=community, by=None, now=timezone.now()).token
    assert first != second
    assert len(mails_of("invitation")) == 2

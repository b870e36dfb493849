"""Every change of state of a person, a membership or a mentor, one function each.

All take keywords only, say who acts (``by``; None is the system), take the time from the caller where it matters, and run in one
transaction. A move that is not allowed raises :class:`accounts.moves.IllegalMove` and changes nothing. What ranking must know
writes a :class:`~accounts.models.ProfileChange` in the same transaction.
"""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import consent, emails
from accounts.evidence import snapshot
from accounts.models import (
    Block,
    Community,
    Consent,
    Invitation,
    Membership,
    MentorState,
    Profile,
    ProfileChange,
    Report,
    User,
)
from accounts.moves import IllegalMove
from accounts.readiness import what_is_missing
from outbox import actions as outbox


def note_change(user: User) -> None:
    """Write down, in the caller's transaction, that what ranking knows of ``user`` may have changed."""
    ProfileChange.objects.create(user=user)


# --- Account


@transaction.atomic
def agree(*, user: User, now: datetime) -> None:
    """Record that somebody agreed to the present version of every text and said they are 18 or older."""
    for document, version in consent.VERSIONS.items():
        Consent.objects.get_or_create(
            user=user, document=document, version=version, defaults={"is_adult": True, "agreed_at": now}
        )


@transaction.atomic
def suspend(*, user: User, by: User | None, reason: str, now: datetime) -> None:
    """Keep somebody out: sessions end, queued mails to and about them are called off. Twice is once.

    Requests and partnerships are the matter of :func:`matching.actions.suspend_person`, which calls this.
    """
    suspended = User.objects.filter(pk=user.pk, suspended_at__isnull=True).update(suspended_at=now)
    if not suspended:
        return
    user.suspended_at = now
    _end_sessions(user)
    outbox.cancel(to=user)
    outbox.cancel(about=user)
    note_change(user)


@transaction.atomic
def restore(*, user: User, by: User, now: datetime) -> None:
    """Take a suspension back."""
    User.objects.filter(pk=user.pk).update(suspended_at=None)
    user.suspended_at = None
    note_change(user)


def _end_sessions(user: User) -> None:
    keys = list(user.usersession_set.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    user.usersession_set.all().delete()


@transaction.atomic
def block(*, by: User, other: User, now: datetime) -> Block:
    """Write a block and call off queued mails between the two. Nobody is told.

    Requests and partnerships are the matter of :func:`matching.actions.block`, which calls this.
    """
    entry, _made = Block.objects.get_or_create(blocker=by, blocked=other)
    outbox.cancel(between=(by, other))
    return entry


@transaction.atomic
def unblock(*, by: User, other: User) -> None:
    """Take one's own block back; the other person's, if there is one, stays."""
    Block.objects.filter(blocker=by, blocked=other).delete()


# --- Profile


@transaction.atomic
def save_step(*, profile: Profile, step: str, now: datetime) -> Profile:
    """Mark a step of the guided profile as done, and the profile as complete once nothing is missing."""
    if step not in profile.steps_done:
        profile.steps_done = [*profile.steps_done, step]
    profile.save(update_fields=["steps_done", "updated_at"])
    return complete_if_ready(profile=profile, now=now)


@transaction.atomic
def complete_if_ready(*, profile: Profile, now: datetime) -> Profile:
    """Set or clear ``completed_at`` by what is there now, and tell ranking."""
    ready = not what_is_missing(profile)
    if ready != profile.is_complete:
        profile.completed_at = now if ready else None
        profile.save(update_fields=["completed_at", "updated_at"])
    note_change(profile.user)
    return profile


@transaction.atomic
def offer_to_mentor(*, profile: Profile, places: int, now: datetime) -> Profile:
    """Say for how many one would mentor; 0 takes the offer back.

    A first offer awaits approval, and those who look after the person's communities get a mail; a change of places does not.
    """
    profile.places = places
    if places == 0:
        profile.mentor_state = MentorState.NONE
        profile.paused_at = None
    elif profile.mentor_state == MentorState.NONE:
        profile.mentor_state = MentorState.AWAITING
        for caretaker in caretakers_of(profile.user):
            emails.mentor_offered(profile, to=caretaker)
    profile.save(update_fields=["places", "mentor_state", "paused_at", "updated_at"])
    note_change(profile.user)
    return profile


@transaction.atomic
def approve_mentor(*, profile: Profile, by: User, now: datetime) -> Profile:
    """An admin approves: mentees can find them from the next page on; the mentor is mailed."""
    _decide_mentor(profile, to=MentorState.APPROVED, by=by, now=now)
    emails.mentor_approved(profile)
    return profile


@transaction.atomic
def refuse_mentor(*, profile: Profile, by: User, now: datetime) -> Profile:
    """An admin does not approve; the person is mailed, kindly, and can offer again by saving the step."""
    _decide_mentor(profile, to=MentorState.REFUSED, by=by, now=now)
    emails.mentor_refused(profile)
    return profile


def _decide_mentor(profile: Profile, *, to: str, by: User, now: datetime) -> None:
    moved = (
        Profile.objects.filter(pk=profile.pk)
        .exclude(mentor_state__in=[MentorState.NONE, to])
        .update(mentor_state=to, mentor_decided_at=now, mentor_decided_by=by)
    )
    profile.refresh_from_db(fields=["mentor_state", "mentor_decided_at", "mentor_decided_by"])
    if not moved:
        raise IllegalMove(
            _("%(name)s does not offer to mentor.") % {"name": profile.user}
            if profile.mentor_state == MentorState.NONE
            else _("That has been decided already.")
        )
    note_change(profile.user)


@transaction.atomic
def set_available(*, profile: Profile, available: bool, by: User | None, now: datetime) -> bool:
    """Pause new requests, or come back; returns whether anything changed. ``by`` None: the system, after a silence."""
    changed = Profile.objects.filter(pk=profile.pk, paused_at__isnull=not available).update(
        paused_at=None if available else now
    )
    profile.refresh_from_db(fields=["paused_at"])
    if changed:
        note_change(profile.user)
    return bool(changed)


# --- Communities


def organisers_of(user: User) -> list[User]:
    """Organisers of the communities somebody is in."""
    return list(
        User.objects.in_good_standing()
        .filter(
            memberships__is_organiser=True,
            memberships__community__in=user.memberships.active().values("community"),
        )
        .distinct()
    )


def caretakers_of(*people: User | None) -> list[User]:
    """Who looks after these people: staff, and organisers of their communities. Somebody who is in none has staff alone."""
    found = {user.pk: user for user in User.objects.in_good_standing().filter(is_staff=True)}
    for person in people:
        if person is not None:
            found |= {user.pk: user for user in organisers_of(person)}
    return list(found.values())


@transaction.atomic
def join(*, community: Community, user: User, message: str = "", now: datetime) -> Membership:
    """Join a community: at once where it is public; where it is by approval its organisers get a mail; by invitation not at all."""
    membership = Membership.objects.select_for_update().filter(community=community, user=user).first()
    if membership and membership.state in (Membership.State.ACTIVE, Membership.State.PENDING):
        return membership
    if membership and membership.state == Membership.State.REMOVED:
        raise IllegalMove(_("You cannot join this community again. Its organisers can tell you why."))
    if community.admission == Community.Admission.INVITATION:
        raise IllegalMove(_("This community is by invitation only."))
    is_public = community.admission == Community.Admission.PUBLIC
    membership, _made = Membership.objects.update_or_create(
        community=community,
        user=user,
        defaults={
            "state": Membership.State.ACTIVE if is_public else Membership.State.PENDING,
            "state_at": now,
            "state_by": user,
            "message": message,
        },
    )
    if is_public:
        note_change(user)
    else:
        for organiser in _organisers(community):
            emails.membership_asked(membership, to=organiser)
    return membership


@transaction.atomic
def leave(*, membership: Membership, by: User, now: datetime) -> Membership:
    """Leave a community, or take back the wish to join. Running partnerships go on."""
    if by.pk != membership.user_id:
        raise IllegalMove(_("Only the member can leave."))
    _move_membership(
        membership,
        to=Membership.State.LEFT,
        allowed=[Membership.State.ACTIVE, Membership.State.PENDING],
        by=by,
        now=now,
    )
    return membership


@transaction.atomic
def admit(*, membership: Membership, by: User, now: datetime) -> Membership:
    """An organiser or admin says yes; the person is mailed."""
    _must_decide(membership, by)
    _move_membership(
        membership, to=Membership.State.ACTIVE, allowed=[Membership.State.PENDING], by=by, now=now
    )
    emails.membership_decided(membership)
    return membership


@transaction.atomic
def refuse(*, membership: Membership, by: User, now: datetime) -> Membership:
    """An organiser or admin says no; the person is mailed."""
    _must_decide(membership, by)
    _move_membership(
        membership, to=Membership.State.REFUSED, allowed=[Membership.State.PENDING], by=by, now=now
    )
    emails.membership_decided(membership)
    return membership


@transaction.atomic
def remove(*, membership: Membership, by: User, now: datetime) -> Membership:
    """An organiser or admin takes somebody out of a community, for good."""
    _must_decide(membership, by)
    _move_membership(
        membership,
        to=Membership.State.REMOVED,
        allowed=[Membership.State.ACTIVE, Membership.State.PENDING],
        by=by,
        now=now,
    )
    return membership


def decides_for(user: User, community: Community) -> bool:
    """Whether ``user`` may admit people: organisers of the community, and staff."""
    return bool(
        user.is_staff
        or Membership.objects.active().filter(user=user, community=community, is_organiser=True).exists()
    )


def _must_decide(membership: Membership, by: User) -> None:
    if not decides_for(by, membership.community):
        raise IllegalMove(_("Only its organisers decide who is in a community."))


def _move_membership(membership: Membership, *, to: str, allowed: list[str], by: User, now: datetime) -> None:
    moved = Membership.objects.filter(pk=membership.pk, state__in=allowed).update(
        state=to,
        state_at=now,
        state_by=by,
        **({} if to == Membership.State.ACTIVE else {"is_organiser": False}),
    )
    membership.refresh_from_db()
    if not moved:
        raise IllegalMove(_("That has been decided already."))
    note_change(membership.user)


def _organisers(community: Community) -> list[User]:
    organisers = list(
        User.objects.in_good_standing().filter(
            memberships__in=Membership.objects.active().filter(community=community, is_organiser=True)
        )
    )
    return organisers or list(User.objects.in_good_standing().filter(is_staff=True))


# --- Invitations


@transaction.atomic
def invite(*, user: User, community: Community, by: User | None, now: datetime) -> Invitation:
    """Invite somebody whose account has been prepared: they choose a password and take it over. Again makes a new link."""
    invitation, made = Invitation.objects.get_or_create(
        user=user, defaults={"community": community, "invited_by": by, "created_at": now}
    )
    if not made:
        if invitation.accepted_at:
            raise IllegalMove(_("%(name)s has taken up the invitation already.") % {"name": user})
        invitation.renew(now=now, by=by)
    emails.invitation(invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str, now: datetime) -> User:
    """Take over a prepared account: once, by compare-and-swap. Sets the password, agrees to the texts, verifies the address."""
    if not invitation.is_open:
        raise IllegalMove(_("This invitation is no longer open. Ask the organiser for a new one."))
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=now)
    if not taken:
        raise IllegalMove(_("This invitation has been used already. Sign in instead."))
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    user.emailaddress_set.update_or_create(
        email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    agree(user=user, now=now)
    note_change(user)
    return user


# --- Reports


@transaction.atomic
def report(*, by: User | None, about: User | None, text: str, now: datetime) -> Report:
    """Tell of a concern. Keeps what the other person's profile said at this moment, and mails staff and the organisers of the
    teller's communities; never the person it is about."""
    entry = Report.objects.create(
        reporter=by, about=about, text=text, evidence=snapshot(about, now) if about else {}
    )
    for person in caretakers_of(by):
        if person != about:
            emails.report_received(entry, to=person)
    return entry

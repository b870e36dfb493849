"""Joining, admitting, leaving; and who looks after whom."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import Community, Membership, User
from accounts.moves import IllegalMove

from .changes import note_change


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
    membership: Membership | None = (
        Membership.objects.select_for_update().filter(community=community, user=user).first()
    )
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

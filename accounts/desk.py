"""What only organisers and admins do: put people into a community, and answer a report.

Like :mod:`accounts.actions`: keywords only, one transaction, :class:`accounts.moves.IllegalMove` when a move is not allowed.
"""

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions
from accounts.models import Community, Invitation, Membership, Profile, Report, User
from accounts.moves import IllegalMove


@transaction.atomic
def enrol(*, community: Community, user: User, by: User | None, now: datetime) -> Membership:
    """Put somebody into a community at once, whatever its admission; who is in already stays as they are.

    Who was removed for good is not put back: that is an organiser's decision to take back first, on the membership's page.
    """
    membership: Membership | None = (
        Membership.objects.select_for_update().filter(community=community, user=user).first()
    )
    if membership and membership.is_active:
        return membership
    if membership and membership.state == Membership.State.REMOVED:
        raise IllegalMove(
            _("%(name)s was removed from %(community)s.") % {"name": user, "community": community}
        )
    membership, _made = Membership.objects.update_or_create(
        community=community,
        user=user,
        defaults={"state": Membership.State.ACTIVE, "state_at": now, "state_by": by},
    )
    actions.note_change(user)
    return membership


@transaction.atomic
def prepare(
    *,
    user: User,
    community: Community,
    by: User | None,
    fill_in: Callable[[Profile], None] = lambda profile: None,
    now: datetime,
) -> Invitation:
    """Make an account for somebody, without a password, and invite them to take it over.

    1. Saves ``user`` (new, unsaved), its address (not verified: the invitation will do that) and its profile.
    2. ``fill_in`` writes what is known of them into the profile.
    3. Puts them into the community.
    4. Mails the invitation.
    """
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email.lower(), verified=False, primary=True)
    profile, _made = Profile.objects.get_or_create(user=user)
    fill_in(profile)
    enrol(community=community, user=user, by=by, now=now)
    return actions.invite(user=user, community=community, by=by, now=now)


@transaction.atomic
def answer_report(*, report: Report, state: str, decision: str, by: User, now: datetime) -> Report:
    """Say how a report stands. Closing it keeps who closed it, when, and what was decided; nobody is mailed."""
    if state == Report.State.CLOSED and not decision.strip():
        raise IllegalMove(_("Write down what was decided before you close a report."))
    closed = state == Report.State.CLOSED
    report.state, report.decision = state, decision
    report.decided_at = (report.decided_at or now) if closed else None
    report.decided_by = (report.decided_by or by) if closed else None
    report.save(update_fields=["state", "decision", "decided_at", "decided_by"])
    return report

"""Accounts that an organiser has prepared."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.models import Community, Invitation, User
from accounts.moves import IllegalMove

from .account import agree
from .changes import note_change


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
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    agree(user=user, now=now)
    note_change(user)
    return user

"""The mails about people, communities and mentors. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import Invitation, Membership, Profile, Report, User
from outbox.actions import queue
from outbox.links import absolute
from outbox.models import Haste, Kind, Mail


def membership_asked(membership: Membership, *, to: User) -> Mail | None:
    """Sent to each organiser when somebody asks to join a community that is by approval."""
    return queue(
        name="membership_asked",
        kind=Kind.COMMUNITY,
        key=f"membership_asked:{membership.pk}:{membership.state_at:%Y%m%dT%H%M%S%f}:{to.pk}",
        to=to,
        haste=Haste.DAYS,
        about=membership.user,
        context={
            "membership": membership,
            "person": membership.user,
            "community": membership.community,
            "person_url": absolute(
                reverse(
                    "accounts:community-decide",
                    args=[membership.community.slug, membership.user.public_id],
                )
            ),
        },
        why=gettext_lazy("You get this because you look after %(community)s.")
        % {"community": membership.community.name},
    )


def membership_decided(membership: Membership, *, asked: bool = True) -> Mail | None:
    """Sent to the person when an organiser has said yes or no to their wish to join, or has put them in without being asked."""
    return queue(
        name="membership_decided",
        kind=Kind.COMMUNITY,
        key=f"membership_decided:{membership.pk}:{membership.state_at:%Y%m%dT%H%M%S%f}",
        to=membership.user,
        context={
            "membership": membership,
            "community": membership.community,
            "is_member": membership.is_active,
            "communities_url": absolute(reverse("accounts:community-list")),
            "mentors_url": absolute("/mentors/"),
        },
        why=(
            gettext_lazy("You get this because you asked to join %(community)s.")
            if asked
            else gettext_lazy("You get this because an organiser of %(community)s has added you.")
        )
        % {"community": membership.community.name},
    )


def mentor_offered(profile: Profile, *, to: User) -> Mail | None:
    """Sent to staff and organisers when somebody offers to mentor for the first time: an admin approves."""
    return queue(
        name="mentor_offered",
        kind=Kind.COMMUNITY,
        key=f"mentor_offered:{profile.pk}:{profile.updated_at:%Y%m%d}:{to.pk}",
        to=to,
        haste=Haste.DAYS,
        about=profile.user,
        context={
            "profile": profile,
            "person": profile.user,
            "decides": to.has_perm("accounts.change_profile") and to.is_staff,
            "admin_url": absolute(reverse("admin:accounts_profile_change", args=[profile.pk])),
        },
        why=gettext_lazy("You get this because you look after a community here."),
    )


def mentor_approved(profile: Profile) -> Mail | None:
    """Sent to the mentor when an admin has approved them."""
    return _mentor_decided("mentor_approved", profile)


def mentor_refused(profile: Profile) -> Mail | None:
    """Sent to the person when an admin has not approved them as a mentor."""
    return _mentor_decided("mentor_refused", profile)


def _mentor_decided(name: str, profile: Profile) -> Mail | None:
    return queue(
        name=name,
        kind=Kind.COMMUNITY,
        key=f"{name}:{profile.pk}:{profile.mentor_decided_at:%Y%m%dT%H%M%S%f}",
        to=profile.user,
        context={"profile": profile, "profile_url": absolute(reverse("accounts:profile"))},
        why=gettext_lazy("You get this because you offered to mentor."),
    )


def invitation(invitation: Invitation) -> Mail | None:
    """Sent to somebody whose account an organiser has prepared: a link to take it over, once, within thirty days."""
    return queue(
        name="invitation",
        kind=Kind.ACCOUNT,
        key=f"invitation:{invitation.pk}:{invitation.created_at:%Y%m%dT%H%M%S%f}",
        to=invitation.user,
        context={
            "invitation": invitation,
            "person": invitation.user,
            "community": invitation.community,
            "invited_by": invitation.invited_by,
            "invitation_url": absolute(reverse("accounts:invitation", args=[invitation.token])),
        },
        why=gettext_lazy("You get this because an organiser of %(community)s has invited this address.")
        % {"community": invitation.community.name},
        private=True,
    )


def report_received(report: Report, *, to: User) -> Mail | None:
    """Sent to staff and organisers when somebody has told of a concern. The text stays in the administration."""
    return queue(
        name="report_received",
        kind=Kind.ACCOUNT,
        key=f"report_received:{report.pk}:{to.pk}",
        to=to,
        context={
            "report": report,
            "decides": to.has_perm("accounts.view_report") and to.is_staff,
            "report_url": absolute(reverse("admin:accounts_report_change", args=[report.pk])),
        },
        why=gettext_lazy("You get this because you look after a community here."),
    )

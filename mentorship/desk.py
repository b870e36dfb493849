"""What waits for an administrator: the figures at the top of the administration."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from accounts.models import Membership, MentorState, Profile, Report
from matching.models import Request
from outbox import delivery
from outbox.models import Mail
from partnerships.models import Partnership


@dataclass(frozen=True)
class Figure:
    """One number with its words and the list behind it. ``asks`` is true where somebody waits for an answer."""

    count: int
    label: str
    url: str
    asks: bool


def figures(user: AbstractBaseUser | PermissionsMixin) -> list[Figure]:
    """The numbers that ``user`` may look behind; one short query each."""
    candidates = [
        (
            "accounts.view_profile",
            Profile.objects.filter(mentor_state=MentorState.AWAITING),
            ngettext_lazy("mentor waits for approval", "mentors wait for approval"),
            "accounts_profile_changelist",
            f"mentor_state__exact={MentorState.AWAITING}",
            True,
        ),
        (
            "accounts.view_membership",
            Membership.objects.filter(state=Membership.State.PENDING),
            ngettext_lazy("asks to join a community", "ask to join a community"),
            "accounts_membership_changelist",
            f"state__exact={Membership.State.PENDING}",
            True,
        ),
        (
            "accounts.view_report",
            Report.objects.exclude(state=Report.State.CLOSED),
            ngettext_lazy("report is open", "reports are open"),
            "accounts_report_changelist",
            "",
            True,
        ),
        (
            "outbox.view_mail",
            delivery.backing_off(timezone.now()),
            ngettext_lazy("mail was refused and is tried again", "mails were refused and are tried again"),
            "outbox_mail_changelist",
            f"state__exact={Mail.State.QUEUED}&attempts__gte={delivery.SEVERAL}",
            True,
        ),
        (
            "outbox.view_mail",
            Mail.objects.filter(state=Mail.State.FAILED),
            ngettext_lazy("mail has failed", "mails have failed"),
            "outbox_mail_changelist",
            f"state__exact={Mail.State.FAILED}",
            True,
        ),
        (
            "matching.view_request",
            Request.objects.pending(),
            ngettext_lazy("request waits for a mentor", "requests wait for a mentor"),
            "matching_request_changelist",
            f"state__exact={Request.State.PENDING}",
            False,
        ),
        (
            "partnerships.view_partnership",
            Partnership.objects.filter(state=Partnership.State.ACTIVE),
            ngettext_lazy("partnership runs", "partnerships run"),
            "partnerships_partnership_changelist",
            f"state__exact={Partnership.State.ACTIVE}",
            False,
        ),
    ]
    return [
        Figure(
            count=(count := rows.count()),
            label=str(label % count),
            url=reverse(f"admin:{page}") + (f"?{query}" if query else ""),
            asks=asks and count > 0,
        )
        for right, rows, label, page, query, asks in candidates
        if user.has_perm(right)
    ]

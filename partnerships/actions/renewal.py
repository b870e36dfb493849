"""After the agreed end, or a close: the two go on, if both want to."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Block, Profile, User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.models import Agreement, Event, Partnership, Reflection, Version

from .agreement import set_clocks
from .pairs import hold, log, move, must_be_in
from .versions import write_version

State = Partnership.State


@transaction.atomic
def offer_to_go_on(*, partnership: Partnership, by: User, until: date, now: datetime) -> Partnership:
    """One of the two would go on, until a day, while looking back is open. The other is mailed and says yes, proposes another day, or lets it be.

    The same day again changes nothing and mails nobody; the day that the other had proposed is the other's offer, to be accepted.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_have_been_agreed(partnership, by)
    if (partnership.go_on_by_id, partnership.go_on_until) == (by.pk, until):
        return partnership
    partnership.go_on_by, partnership.go_on_until = by, until
    partnership.save(update_fields=["go_on_by", "go_on_until"])
    log(partnership, kind=Event.Kind.OFFERED, by=by, now=now)
    emails.renewal_offered(partnership, to=partnership.other(by), by=by, now=now)
    return partnership


@transaction.atomic
def withdraw_offer(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Take one's own offer to go on back; its mail is called off if it still waits, and nobody is mailed."""
    must_be_in(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.CLOSING or partnership.go_on_by_id != by.pk:
        raise IllegalMove(_("There is no offer of yours to take back."))
    partnership.go_on_by = partnership.go_on_until = None
    partnership.save(update_fields=["go_on_by", "go_on_until"])
    emails.call_off_renewal(partnership)
    return partnership


@transaction.atomic
def go_on(*, partnership: Partnership, by: User, until: date, now: datetime) -> Partnership:
    """The other says yes to going on until ``until``, as they read it.

    1. Under lock of both people: the mentor must have a place, since a close frees it. CLOSING → ACTIVE.
    2. The agreement runs on with the new end, signed by both; the clocks are set anew, never a second time in a period.
    3. Both hear when the next check is.
    """
    must_be_in(partnership, by)
    take_a_place(partnership)
    partnership = hold(partnership)
    _must_have_been_agreed(partnership, by)
    offered_by = partnership.go_on_by_id
    if offered_by is None or offered_by == by.pk or partnership.go_on_until != until:
        raise IllegalMove(_("The offer has changed since you opened this page. Please read it once more."))
    standing = partnership.versions.filter(state=Version.State.AGREED).latest("number")
    version = write_version(
        partnership,
        by=partnership.go_on_by,
        state=Version.State.AGREED,
        now=now,
        terms=standing.terms | {"ends_on": until},
        mentee_signed_at=now,
        mentor_signed_at=now,
    )
    Agreement.objects.filter(partnership=partnership).update(
        ends_on=until,
        version=version.number,
        proposed_by=offered_by,
        proposed_at=now,
        mentee_signed_at=now,
        mentor_signed_at=now,
    )
    move(
        partnership,
        to=State.ACTIVE,
        allowed=[State.CLOSING],
        by=by,
        now=now,
        event=Event.Kind.RENEWED,
        go_on_by=None,
        go_on_until=None,
    )
    agreement = Agreement.objects.get(partnership=partnership)
    set_clocks(partnership, agreement, now=now)
    for person in partnership.people:
        emails.partnership_renewed(partnership, to=person)
    return partnership


def take_a_place(partnership: Partnership) -> None:
    """Lock both people in the order of their keys and make sure that the pair may take a place again. Raises IllegalMove.

    Called before the partnership's own row is held, as every move does that counts places.
    """
    mentor, mentee = partnership.mentor, partnership.mentee
    keys = sorted([mentor.pk, mentee.pk])
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    between = Q(blocker=mentor, blocked=mentee) | Q(blocker=mentee, blocked=mentor)
    both_here = User.objects.in_good_standing().filter(pk__in=keys).count() == len(keys)
    if not both_here or Block.objects.filter(between).exists():
        raise IllegalMove(_("That is not possible any more."))
    others = Partnership.objects.taking_a_place().filter(mentor=mentor).exclude(pk=partnership.pk)
    places = Profile.objects.filter(user=mentor).values_list("places", flat=True).first() or 0
    if others.count() >= places:
        raise IllegalMove(_("%(name)s has no place free just now.") % {"name": mentor.short_name})
    if Partnership.objects.between(mentor, mentee).live().exclude(pk=partnership.pk).exists():
        raise IllegalMove(_("The two of you are in a partnership already."))


def _must_have_been_agreed(partnership: Partnership, user: User) -> None:
    if partnership.state != State.CLOSING:
        raise IllegalMove(_("Going on can be agreed while looking back is open."))
    agreement = getattr(partnership, "agreement", None)
    if agreement is None or not agreement.is_in_force:
        raise IllegalMove(_("You two had not begun, so there is nothing to go on with. You can ask anew."))
    if Reflection.objects.filter(partnership=partnership, author=user, never_again=True).exists():
        raise IllegalMove(
            _("You asked not to be matched again. Take that back first, where you looked back.")
        )

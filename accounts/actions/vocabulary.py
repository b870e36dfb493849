"""Values that members add in their own words, and what becomes of them."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import DrainingValue, User, Value
from accounts.moves import IllegalMove

from .changes import note_vocabulary

MOST_PROPOSED = 5
"""How many values of one's own wait for an admin at once."""


@transaction.atomic
def propose_value(*, by: User, name: str, description: str, neighbour: Value) -> Value:
    """Add a value at the place of ``neighbour`` on the circle, offered to ``by`` alone; ranking reads the vocabulary again."""
    User.objects.select_for_update().get(pk=by.pk)  # two windows do not add a sixth together
    wanted = name.casefold()
    for value in Value.objects.offered_to(by):
        if value.name.casefold() == wanted:
            raise IllegalMove(_("“%(value)s” is on the list already.") % {"value": value.name})
    if Value.objects.filter(is_proposed=True, owner=by).count() >= MOST_PROPOSED:
        raise IllegalMove(_("You have added five values. Take one off your list before you add another."))
    value = Value.objects.create(
        slug=f"own-{secrets.token_hex(8)}",
        name=name,
        description=description,
        basic=neighbour.basic,
        neighbour=neighbour,
        owner=by,
        is_proposed=True,
        is_active=False,
    )
    note_vocabulary()
    return value


@transaction.atomic
def adopt_value(*, value: Value) -> None:
    """An admin offers a proposed value to everybody. Whose word it was is forgotten."""
    adopted = Value.objects.filter(pk=value.pk, is_proposed=True).update(
        is_proposed=False, is_active=True, owner=None
    )
    if not adopted:
        raise IllegalMove(_("That is not a value that waits to be adopted."))
    value.refresh_from_db()
    note_vocabulary()


@transaction.atomic
def withdraw_value(*, value: Value, by: User) -> None:
    """Take a value of one's own off one's list, as long as it is neither ranked nor found draining."""
    own = Value.objects.filter(pk=value.pk, is_proposed=True, owner=by)
    if not own.filter(rankings=None).exists() or DrainingValue.objects.filter(value=value).exists():
        raise IllegalMove(_("Put it back first, then take it off your list."))
    own.delete()
    note_vocabulary()


def forget_proposals_of_nobody() -> None:
    """Delete what people proposed who are gone; a word that somebody still ranks stays."""
    used = DrainingValue.objects.values("value")
    gone = Value.objects.filter(is_proposed=True, owner=None, rankings=None).exclude(pk__in=used)
    if gone.delete()[0]:
        note_vocabulary()

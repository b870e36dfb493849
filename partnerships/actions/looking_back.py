"""Looking back on what has come to a close."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.models import Partnership, Reflection

from .pairs import hold, must_be_in
from .renewal import withdraw_offer


@transaction.atomic
def reflect(
    *,
    partnership: Partnership,
    by: User,
    learned: str,
    never_again: bool,
    now: datetime,
    is_shared: bool = False,
    qualities: Mapping[str, int | None] = MappingProxyType({}),
) -> Reflection:
    """Look back, within fourteen days of the close; may be written again until then.

    1. Keeps it. ``qualities`` (:attr:`Reflection.QUALITIES` → :class:`Reflection.Agreeing` or None) is what the mentee says of the
       mentor; a mentor's are refused. ``never_again`` is private.
    2. With ``never_again`` one's own offer to go on is taken back.
    3. With ``is_shared`` the other person is mailed, once, that there is something to read.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    if partnership.state != Partnership.State.CLOSING:
        raise IllegalMove(_("The fourteen days for looking back are over, or have not begun."))
    if qualities and partnership.is_mentor(by):
        raise IllegalMove(_("A mentor is asked about themself only."))
    reflection, _made = Reflection.objects.update_or_create(
        partnership=partnership,
        author=by,
        defaults={name: qualities.get(name) for name in Reflection.QUALITIES}
        | {
            "learned": learned,
            "is_shared": is_shared and bool(learned),
            "never_again": never_again,
            "written_at": now,
        },
    )
    if never_again and partnership.go_on_by_id == by.pk:
        withdraw_offer(partnership=partnership, by=by, now=now)
    if reflection.is_shared:
        emails.reflection_shared(partnership, to=partnership.other(by), by=by)
    return reflection

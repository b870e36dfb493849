"""The two doors every move of a request goes through: lock the people, then compare and swap the state."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.moves import IllegalMove
from matching.models import Request

ENDED_WORDS = {
    Request.State.ACCEPTED: _("This request has been accepted already."),
    Request.State.DECLINED: _("This request has been declined already."),
    Request.State.WITHDRAWN: _("This request was withdrawn meanwhile."),
    Request.State.EXPIRED: _("This request ran out meanwhile."),
    Request.State.SUPERSEDED: _("This request was overtaken: the mentee has found company meanwhile."),
    Request.State.VOID: _("This request is no longer open."),
}


def lock(*users: User) -> dict[int, User]:
    """Lock people's rows until the transaction ends, in the order of their primary keys, so that no two moves wait for each other.

    On SQLite every writing transaction is IMMEDIATE and so alone; ``select_for_update`` is ignored there.
    """
    keys = sorted({user.pk for user in users})
    return {user.pk: user for user in User.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def end(request: Request, *, to: str, by: User | None, now: datetime, **fields: object) -> None:
    """Compare-and-swap a request out of PENDING, with time and actor; raises IllegalMove when it has left it before."""
    fields |= {"state": to, "ended_at": now, "ended_by": by}
    ended = Request.objects.filter(pk=request.pk, state=Request.State.PENDING).update(**fields)
    request.refresh_from_db()
    if not ended:
        raise IllegalMove(str(ENDED_WORDS[Request.State(request.state)]))

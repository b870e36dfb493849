"""The mail that the outbox writes itself; its templates are in ``templates/emails/<name>/``."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import actions, gist
from .models import Haste, Kind, Mail
from .people import Person
from .rendering import zone_named

WHY = _("You get this because you chose to have such news once a week, in one letter.")


def weekly_letter(to: Person, *, gathered: list[Mail], now: datetime) -> Mail | None:
    """Sent on Monday at eight, by the reader's clock, when there is something to tell: what came since the last one of the kinds they get
    in a weekly letter. At most one in each week; none in a week without news."""
    week = now.astimezone(zone_named(to.time_zone)).isocalendar()
    return actions.queue(
        name="weekly_letter",
        kind=Kind.LETTER,
        key=f"weekly_letter:{to.pk}:{week.year}-W{week.week:02}",
        to=to,
        haste=Haste.DAYS,
        context=contents(gathered),
        why=WHY,
        private=True,
    )


def contents(gathered: list[Mail]) -> dict[str, Any]:
    """What the letter's templates use: by kind, what each mail says in a line, and where it leads. Of a private one its subject only."""
    order = list(Kind)
    gathered = sorted(gathered, key=lambda mail: (order.index(Kind(mail.kind)), mail.created_at, mail.pk))
    kinds = list(dict.fromkeys(Kind(mail.kind) for mail in gathered))
    return {
        "count": len(gathered),
        "subjects": [mail.subject for mail in gathered],
        "parts": [
            {
                "kind": kind.label,
                "news": [
                    {
                        "subject": mail.subject,
                        "line": "" if mail.is_private else gist.line(mail.html, mail.text),
                        "url": gist.link(mail.text),
                    }
                    for mail in gathered
                    if mail.kind == kind
                ],
            }
            for kind in kinds
        ],
    }

"""The mails about pauses and endings: neutral, and nobody is asked to explain."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.models import User
from outbox.links import absolute
from outbox.models import Mail
from partnerships.models import Partnership

from .queueing import link, next_due_at_of, of_now, of_the_move, queue_to


def partnership_closed(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two brings it to a close. Neutral: who, that it is over, what they can do now."""
    return of_the_move("partnership_closed", partnership, to, **_looking_back(partnership))


def partnership_at_end(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when the agreed end has come."""
    return of_the_move("partnership_at_end", partnership, to, **_looking_back(partnership))


def partnership_lapsed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when fourteen days went by without two signatures."""
    return queue_to(
        "partnership_lapsed",
        partnership,
        to=to,
        key=of_now(partnership, to),
        why=format_lazy(
            gettext_lazy("You get this because you and {name} were introduced."),
            name=partnership.other(to).short_name,
        ),
        context={"home_url": absolute(reverse("home"))},
    )


def partnership_paused(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two pauses it."""
    return of_the_move("partnership_paused", partnership, to)


def partnership_resumed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent when it is taken up again: to the other person, or to both on the return date."""
    return of_the_move(
        "partnership_resumed",
        partnership,
        to,
        next_due_at=next_due_at_of(partnership, to),
        by=partnership.state_by,
    )


def _looking_back(partnership: Partnership) -> dict[str, object]:
    return {
        "reflection_url": link("reflection", partnership.public_id),
        "reflect_until": partnership.reflect_until,
    }

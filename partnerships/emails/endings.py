"""The mails about pauses and endings: neutral, and nobody is asked to explain."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.models import User
from outbox.actions import cancel
from outbox.links import absolute
from outbox.models import Haste, Mail
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


def partnership_ends_soon(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both two weeks before the agreed end, once for each end: what they may do before it, and how to go on."""
    return queue_to(
        "partnership_ends_soon", partnership, to=to, key=f"{to.pk}:{partnership.agreement.ends_on:%Y%m%d}"
    )


def partnership_quiet(partnership: Partnership, *, to: User, ends_at: datetime) -> Mail | None:
    """Sent to both after thirty-five silent days: is it well, does it go on, and what happens in a week otherwise."""
    return queue_to(
        "partnership_quiet",
        partnership,
        haste=Haste.DAYS,
        to=to,
        key=f"{to.pk}:{ends_at:%Y%m%d}",
        context={"ends_at": ends_at},
    )


def partnership_ended_quiet(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when it has ended in silence: neutral, and how to take it up again."""
    return of_the_move("partnership_ended_quiet", partnership, to, revive_until=partnership.revive_until)


def renewal_offered(partnership: Partnership, *, to: User, by: User, now: datetime) -> Mail | None:
    """Sent to the other person when one of the two would go on after the end: until when, and where to say yes."""
    return queue_to(
        "renewal_offered",
        partnership,
        haste=Haste.DAYS,
        to=to,
        key=f"{to.pk}:{now:%Y%m%dT%H%M%S}",
        context={"until": partnership.go_on_until, "reflect_until": partnership.reflect_until},
    )


def call_off_renewal(partnership: Partnership) -> None:
    """Call off what is queued about an offer that was taken back."""
    cancel(key_prefix=f"renewal_offered:{partnership.pk}:")


def partnership_renewed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when they have agreed to go on: until when, and when the next check is."""
    return of_the_move("partnership_renewed", partnership, to, next_due_at=next_due_at_of(partnership, to))


def reflection_shared(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person, once, when somebody who looked back lets them read it. The words themselves stay on the page."""
    return queue_to(
        "reflection_shared", partnership, to=to, key=f"{by.pk}:{partnership.state_at:%Y%m%dT%H%M%S}"
    )


def _looking_back(partnership: Partnership) -> dict[str, object]:
    return {
        "reflection_url": link("reflection", partnership.public_id),
        "reflect_until": partnership.reflect_until,
    }

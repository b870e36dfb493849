"""The mails of a request. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.models import User
from matching import limits
from matching.breakdown import breakdown
from matching.explaining import Role
from matching.meeting import meet
from matching.models import Request
from outbox.actions import queue
from outbox.links import absolute
from outbox.models import Haste, Kind, Mail
from outbox.rendering import reading_as

LETTERS = frozenset({"request_received", "request_question", "request_answer", "request_declined"})
"""Mails that carry what one person wrote to another: the administration shows that they went out, and not what they say."""

ASK = frozenset({"request_received", "request_reminder", "request_question", "request_answer"})
"""Mails to whoever is to answer: somebody waits, so they do not wait for a weekly letter."""


def prefix(request: Request) -> str:
    """How the keys of all mails begin that make no sense any more once the request has ended."""
    return f"request:{request.pk}:"


def _send(
    name: str, request: Request, *, to: User, key: str, why: str | Promise, **context: object
) -> Mail | None:
    other = request.other(to)
    return queue(
        name=name,
        kind=Kind.REQUESTS,
        key=key,
        to=to,
        about=other,
        private=name in LETTERS,
        haste=Haste.DAYS if name in ASK else Haste.NEWS,
        context={
            "request": request,
            "you": to,
            "other": other,
            "request_url": absolute(reverse("matching:request-detail", args=[request.public_id])),
            "shortlist_url": absolute(reverse("matching:shortlist")),
            "mentors_url": absolute(reverse("matching:mentor-list")),
        }
        | context,
        why=why,
    )


def _asked_you(request: Request) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because {name} asked you to be their mentor."),
        name=request.mentee.short_name,
    )


def _you_asked(request: Request) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you asked {name} to be your mentor."),
        name=request.mentor.short_name,
    )


def request_received(request: Request) -> Mail | None:
    """Sent to the mentor when a mentee asks: the letter, the goal, how the two fit, and by when an answer is due."""
    meeting = meet(request.mentee, request.mentor)
    with reading_as(request.mentor.language, request.mentor.time_zone):
        workings = breakdown(meeting, Role.MENTOR)
    return _send(
        "request_received",
        request,
        to=request.mentor,
        key=f"{prefix(request)}received",
        why=_asked_you(request),
        workings=workings,
    )


def request_reminder(request: Request) -> Mail | None:
    """Sent to the mentor on the fourth and the tenth day of silence."""
    return _send(
        "request_reminder",
        request,
        to=request.mentor,
        key=f"{prefix(request)}reminder:{request.reminders_sent}",
        why=_asked_you(request),
        is_last=request.reminders_sent >= len(limits.REMIND_ON),
    )


def ask_someone_else(request: Request) -> Mail | None:
    """Sent to the mentee on the fourth day of silence: until when an answer is due, and that they can ask someone else too."""
    return _send(
        "ask_someone_else",
        request,
        to=request.mentee,
        key=f"{prefix(request)}ask_someone_else",
        why=_you_asked(request),
    )


def request_question(request: Request) -> Mail | None:
    """Sent to the mentee when the mentor has a question before deciding."""
    return _send(
        "request_question",
        request,
        to=request.mentee,
        key=f"{prefix(request)}question",
        why=_you_asked(request),
    )


def request_answer(request: Request) -> Mail | None:
    """Sent to the mentor when the mentee has answered the question."""
    return _send(
        "request_answer", request, to=request.mentor, key=f"{prefix(request)}answer", why=_asked_you(request)
    )


def request_declined(request: Request) -> Mail | None:
    """Sent to the mentee when the mentor declines: the reason, the mentor's line, and the way back to the shortlist."""
    return _send(
        "request_declined",
        request,
        to=request.mentee,
        key=f"request_declined:{request.pk}",
        why=_you_asked(request),
    )


def request_withdrawn(request: Request) -> Mail | None:
    """Sent to the mentor when the mentee withdraws, unless the request's own mail had not left yet."""
    return _send(
        "request_withdrawn",
        request,
        to=request.mentor,
        key=f"request_withdrawn:{request.pk}",
        why=_asked_you(request),
    )


def request_expired(request: Request) -> Mail | None:
    """Sent to the mentee when fourteen days went by without an answer."""
    return _send(
        "request_expired",
        request,
        to=request.mentee,
        key=f"request_expired:{request.pk}",
        why=_you_asked(request),
    )


def request_superseded(request: Request) -> Mail | None:
    """Sent to the mentor when the mentee has found company elsewhere and can take no more."""
    return _send(
        "request_superseded",
        request,
        to=request.mentor,
        key=f"request_superseded:{request.pk}",
        why=_asked_you(request),
    )


def mentor_full(request: Request) -> Mail | None:
    """Sent to a waiting mentee when the mentor's last place is taken."""
    return _send(
        "mentor_full", request, to=request.mentee, key=f"mentor_full:{request.pk}", why=_you_asked(request)
    )


def mentor_paused(request: Request) -> Mail | None:
    """Sent to the mentor when three requests in a row ran out: they are paused, and how to come back."""
    return _send(
        "mentor_paused",
        request,
        to=request.mentor,
        key=f"mentor_paused:{request.pk}",
        why=gettext_lazy("You get this because you offer to mentor here."),
        requests_url=absolute(reverse("matching:request-list")),
    )

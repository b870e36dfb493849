"""Lets an admin make a move of ``actions.py`` for the rows they have chosen, and says what came of it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.moves import IllegalMove


def make_moves(
    request: HttpRequest,
    rows: Iterable[Model],
    move: Callable[[Any], object],
    *,
    done: Callable[[int], str],
    history: str,
) -> int:
    """Make ``move`` for each row; returns how many were made.

    One transaction for each, so that one refusal holds up no other. What is not allowed is said in its own words, beside the name.
    ``done`` gives the sentence for a number; ``history`` is what the page "History" of each row keeps.
    """
    made = []
    for row in rows:
        try:
            move(row)
        except IllegalMove as refusal:
            messages.warning(request, _("%(name)s: %(why)s") % {"name": row, "why": refusal})
        else:
            made.append(row)
    if made:
        LogEntry.objects.log_actions(
            user_id=request.user.pk, queryset=made, action_flag=CHANGE, change_message=history
        )
        messages.success(request, done(len(made)))
    return len(made)


def confirm(
    admin: ModelAdmin,
    request: HttpRequest,
    rows: QuerySet,
    *,
    action: str,
    title: str,
    explanation: str,
    button: str,
    asks_why: bool = False,
    choices: bool = False,
) -> TemplateResponse:
    """The page between choosing an action and making the move. It posts to the same list, with ``confirmed``."""
    return TemplateResponse(
        request,
        "admin/confirm_moves.html",
        {
            **admin.admin_site.each_context(request),
            "opts": admin.model._meta,
            "title": title,
            "rows": rows,
            "action": action,
            "explanation": explanation,
            "button": button,
            "asks_why": asks_why,
            "choices": choices,
            "media": admin.media,
        },
    )


def one_move(
    request: HttpRequest,
    row: Model | None,
    move: Callable[[Any], object],
    *,
    allowed: bool,
    done: str,
    history: str,
    back_to: str,
) -> HttpResponseRedirect:
    """Make one move from a button on a page, and go to ``back_to``. Only by POST and where ``allowed``."""
    if row is None or request.method != "POST" or not allowed:
        raise PermissionDenied
    make_moves(request, [row], move, done=lambda count: done, history=history)
    return HttpResponseRedirect(back_to)

"""What the frame of every page shows of the reader: emblem, name, the four steps, how much waits."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Profile, RankedValue, User
from matching.models import Request, Shortlisting
from partnerships.models import Check, Partnership

ANYBODY = -1
COLUMNS = ("knows", "keeps", "asked", "together", "letters", "checks")


def frame(request: HttpRequest) -> dict[str, Any]:
    """``site_name``, and ``nav`` for who is signed in. Lazy: a page without the frame, such as a redirect, asks for nothing."""
    context: dict[str, Any] = {"site_name": settings.SITE_NAME}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["nav"] = SimpleLazyObject(lambda: _navigation(user))
    return context


def _navigation(user: User) -> dict[str, Any]:
    """Two queries: what is done and how much waits; and the values of the emblem."""
    sql, parameters = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [user.pk if value == ANYBODY else value for value in parameters])
        me = dict(zip(COLUMNS, cursor.fetchone(), strict=True))
    done = {
        "know": me["knows"],
        "consider": me["keeps"] or me["asked"],
        "decide": me["asked"],
        "together": me["together"],
    }
    values = RankedValue.objects.filter(profile__user=user).select_related("value")
    return {
        "first_name": user.short_name,
        "emblem_values": [(ranked.value.place, ranked.rank) for ranked in values],
        "steps_done": {step for step, is_done in done.items() if is_done},
        # Letters to answer as a mentor, and answered checks that wait for the mentor's word.
        "inbox_count": me["letters"] + me["checks"],
    }


def _count(rows: QuerySet) -> Coalesce:
    """How many rows, as a column of another query."""
    alone = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(alone.annotate(n=Count("pk")).values("n")), 0)


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The first of the two as SQL, with :data:`ANYBODY` where the reader's key belongs. It stands on every page and is the same for everybody:
    composing it anew takes Django ten times as long as the database needs to answer it."""
    user = User(pk=ANYBODY)
    rows = (
        User.objects.filter(pk=user.pk)
        .annotate(
            knows=Exists(Profile.objects.complete().filter(user=OuterRef("pk"))),
            keeps=Exists(Shortlisting.objects.filter(mentee=OuterRef("pk"))),
            asked=Exists(Request.objects.filter(mentee=OuterRef("pk"))),
            together=Exists(Partnership.objects.filter(Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk")))),
            letters=_count(Request.objects.pending().filter(mentor=user)),
            checks=_count(
                Check.objects.visible_to(user).filter(
                    partnership__mentor=user,
                    partnership__state__in=Partnership.LIVE,
                    state=Check.State.ANSWERED,
                    replied_at__isnull=True,
                )
            ),
        )
        .order_by()
        .values_list(*COLUMNS)
    )
    return rows.query.sql_with_params()

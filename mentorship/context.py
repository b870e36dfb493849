"""What the frame of every page shows of the reader: emblem, name, the four steps, how much waits."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Basic, Profile, RankedValue, User
from accounts.prepared import Prepared
from matching.models import Request, Shortlisting
from partnerships.models import Check, Partnership

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
    me = dict(zip(COLUMNS, STANDING.rows([user.pk])[0], strict=True))
    done = {
        "know": me["knows"],
        "consider": me["keeps"] or me["asked"],
        "decide": me["asked"],
        "together": me["together"],
    }
    return {
        "first_name": user.short_name,
        "emblem_values": [(Basic(basic).place, rank) for basic, rank in EMBLEM.rows([user.pk])],
        "steps_done": {step for step, is_done in done.items() if is_done},
        # Letters to answer as a mentor, and answered checks that wait for the mentor's word.
        "inbox_count": me["letters"] + me["checks"],
    }


def _count(rows: QuerySet) -> Coalesce:
    """How many rows, as a column of another query."""
    alone = rows.order_by().annotate(one=Value(1)).values("one")
    return Coalesce(Subquery(alone.annotate(n=Count("pk")).values("n")), 0)


def _standing(users: list[int]) -> QuerySet:
    user = User(pk=users[0])
    return (
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


# They stand on every page.
STANDING = Prepared(_standing)
EMBLEM = Prepared(
    lambda users: RankedValue.objects.filter(profile__user__in=users).values_list("value__basic", "rank")
)

"""Consider your options: the ranked list, the filters, a mentor's page."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from accounts.free_hours import hours_together
from accounts.models import Membership, Profile, User
from accounts.prepared import Prepared
from matching import actions, limits
from matching.actions.asking import why_not
from matching.cards import cards, distance
from matching.explaining import Role
from matching.forms import PARAMETERS, choices_of, filters_of
from matching.meeting import meet
from matching.models import Hidden, Request
from matching.ranking import Filters, Ranking, rank
from matching.views.gate import KnowYourselfFirst, back, move, undoable, visible_mentor
from matching.wording import Words
from partnerships.models import Partnership

PER_PAGE = 10


PUT_AWAY = Prepared(
    lambda people: (
        Hidden.objects.filter(person__in=people)
        .order_by()
        .values("person")
        .annotate(n=Count("pk"))
        .values_list("n")
    )
)


class ConsiderPage(KnowYourselfFirst, TemplateView):
    """What the list and its filters share: both read the same query string."""

    filters: Filters
    ranking: Ranking

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.filters = filters_of(request.GET)
        self.ranking = rank(
            request.user, self.filters, page=page_of(request.GET.get("page", "")), per_page=PER_PAGE
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = choices_of(self.ranking, self.filters)
        return super().get_context_data(
            filters=self.filters,
            choices=choices,
            total=self.ranking.total,
            chosen=chosen_of(self.request.GET, choices),
            query=without(self.request.GET, "page"),
            **kwargs,
        )


class MentorList(ConsiderPage):
    """All mentors one may ask, best mutual fit first."""

    template_name = "matching/mentor_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(range(self.ranking.total), PER_PAGE).get_page(self.ranking.number)
        user = self.request.user
        return super().get_context_data(
            page_obj=page,
            cards=cards(self.ranking.meetings, reader=user),
            hidden_count=sum(count for (count,) in PUT_AWAY.rows([user.pk])),
            has_community=self.ranking.total > 0 or Membership.objects.active().filter(user=user).exists(),
            next_label=next_label(page),
            **kwargs,
        )


class MentorFilters(ConsiderPage):
    """The filters as a page of their own: on a phone."""

    template_name = "matching/mentor_filters.html"


def page_of(text: str) -> int:
    """The page a query string asks for; the first where it asks for none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def next_label(page: Any) -> str:
    """“Next four”: how many the next page holds."""
    left = min(PER_PAGE, page.paginator.count - page.end_index())
    return ngettext("Next one", "Next %(n)d", left) % {"n": left}


def chosen_of(query: QueryDict, choices: dict[str, list[dict[str, Any]]]) -> list[dict[str, str]]:
    """A chip for each wish, with the query string that takes it away."""
    chips = [
        {"name": row["name"], "without": without(query, "page", **{name: row["value"]})}
        for kind, name in PARAMETERS.items()
        for row in choices[kind]
        if row["chosen"]
    ]
    said = {"hours": "%s", "overlap": _("Hours together: %s"), "full": _("With or without a free place")}
    for kind, words in said.items():
        for row in choices[kind]:
            if row["chosen"] and row["value"]:
                name = words % row["name"] if "%s" in words else words
                chips.append({"name": name, "without": without(query, "page", kind)})
    if query.get("q", "").strip():
        chips.append({"name": f"“{query['q'][:40]}”", "without": without(query, "page", "q")})
    return chips


def without(query: QueryDict, *names: str, **values: str) -> str:
    """The query string without these parameters, and without these values of parameters."""
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    for name, value in values.items():
        rest.setlist(name, [kept for kept in rest.getlist(name) if kept != value])
    return rest.urlencode()


class MentorDetail(KnowYourselfFirst, TemplateView):
    """A mentor's page: the two of you, where you may pull apart, then the person in their own words."""

    template_name = "matching/mentor_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        mentor = visible_mentor(self.request, kwargs["person"])
        meeting = meet(user, mentor.user)
        [card] = cards([meeting], reader=user)
        now = timezone.now()
        pending = Request.objects.pending().filter(mentee=user, mentor=mentor.user).first()
        together = Partnership.objects.visible_to(user).filter(mentee=user, mentor=mentor.user).live().first()
        return super().get_context_data(
            card=card,
            words=card.words,
            profile=meeting.mentor,
            mentor=mentor.user,
            where=", ".join(
                part for part in (mentor.place, distance(user.time_zone, mentor.user.time_zone)) if part
            ),
            places_free=max(0, mentor.places - mentor.taken),
            pending=pending,
            partnership=together,
            why_not=""
            if pending or together
            else why_not(mentee=user, mentor=mentor.user, goal=None, now=now),
            week=hours_together(meeting.mentee, meeting.mentor),
            list_url=list_before(self.request),
            is_hidden=Hidden.objects.filter(person=user, mentor=mentor.user).exists(),
            limits=limits,
            **kwargs,
        )


def list_before(request: HttpRequest) -> str:
    """The list as the reader left it, page and filters included; from elsewhere its beginning."""
    came, start = urlsplit(request.headers.get("referer", "")), reverse("matching:mentor-list")
    return f"{start}?{came.query}" if came.path == start and came.query else start


class MentorWorkings(KnowYourselfFirst, TemplateView):
    """“How this was worked out”: a page of its own, or what htmx puts into a card of the list when somebody opens it there."""

    def get_template_names(self) -> list[str]:
        return ["matching/_workings.html" if self.request.htmx else "matching/mentor_workings.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mentor = visible_mentor(self.request, kwargs["person"]).user
        words = Words(meet(self.request.user, mentor), Role.MENTEE)
        return super().get_context_data(mentor=mentor, words=words, workings=words.workings, **kwargs)


class HiddenList(KnowYourselfFirst, TemplateView):
    """Whom I have put away, to bring back."""

    template_name = "matching/hidden_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = User.objects.visible_to(self.request.user)
        entries = Hidden.objects.filter(person=self.request.user, mentor__in=seen)
        return super().get_context_data(
            profiles=Profile.objects.filter(user__hidden_by__in=entries)
            .select_related("user")
            .prefetch_related("ranked_values__value"),
            **kwargs,
        )


@move
def hide(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """“Not for me”."""
    mentor = visible_mentor(request, person)
    actions.hide(by=request.user, mentor=mentor.user)
    said = _(
        "%(name)s is out of your list. Nobody is told. You find the people you put away at the end of the list."
    )
    undoable(request, said % {"name": mentor.user.short_name}, url=reverse("matching:unhide", args=[person]))
    return back(request, "matching:mentor-list")


@move
def unhide(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Undo “not for me”."""
    mentor = get_object_or_404(User.objects.visible_to(request.user), public_id=person)
    actions.unhide(by=request.user, mentor=mentor)
    messages.success(request, _("%(name)s is back in your list.") % {"name": mentor.short_name})
    return back(request, "matching:mentor-list")


class Block(KnowYourselfFirst, View):
    """Block somebody: GET asks once, POST acts. For anybody one can see, mentor or not."""

    def _other(self, request: HttpRequest, person: UUID) -> User:
        return get_object_or_404(User.objects.visible_to(request.user), public_id=person)

    def get(self, request: HttpRequest, person: UUID) -> HttpResponse:
        return render(request, "matching/block.html", {"other": self._other(request, person)})

    def post(self, request: HttpRequest, person: UUID) -> HttpResponse:
        other = self._other(request, person)
        actions.block(by=request.user, other=other, now=timezone.now())
        messages.success(
            request,
            _("%(name)s can no longer find you or write to you, and you will not meet. Nobody is told.")
            % {"name": other.short_name},
        )
        return redirect("accounts:settings")

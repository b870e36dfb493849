"""Partnerships for administrators: where each stands and what became of it, and the moves of safety.

What the two write to each other (commitments, checks, journal, terms in their words, looking back) is theirs and is not here.
"""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin, ReadOnlyInline, confirm, make_moves

from . import actions
from .models import Check, Event, Partnership
from .pulses import months_apart


class EventsOfPartnership(ReadOnlyInline):
    model = Event
    fields = readonly_fields = ["at", "kind", "by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")


@admin.register(Partnership)
class PartnershipAdmin(ReadOnlyAdmin):
    """Read-only; states move through actions."""

    list_display = ["mentee", "mentor", "state", "introduced", "checks_kept", "community"]
    list_display_links = ["mentee", "mentor"]
    list_filter = ["state", "community", "introduced_at"]
    list_select_related = ["mentee", "mentor", "community"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "introduced_at"
    search_fields = [
        f"{role}__{field}" for role in ("mentee", "mentor") for field in ("first_name", "last_name", "email")
    ]
    search_help_text = _("Name or address of either of the two")
    actions = ["suspend", "restore", "end"]
    fieldsets = [
        (None, {"fields": ["mentee", "mentor", "community", "area"]}),
        (
            _("Where it stands"),
            {"fields": ["state", "state_at", "state_by", "introduced_at", "back_on", "checks_kept"]},
        ),
        (_("Agreement"), {"fields": ["rhythm", "ends_on"]}),
        (_("What each says alone"), {"fields": ["pulses_differ"]}),
    ]
    inlines = [EventsOfPartnership]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("mentee", "mentor", "community", "goal__area", "state_by", "agreement")
            .annotate(
                asked=Count("checks", filter=~Q(checks__state=Check.State.SKIPPED), distinct=True),
                answered=Count("checks", filter=Q(checks__state=Check.State.ANSWERED), distinct=True),
            )
        )

    @admin.display(description=_("introduced on"), ordering="introduced_at")
    def introduced(self, partnership: Partnership) -> date:
        return timezone.localdate(partnership.introduced_at)

    @admin.display(description=_("checks answered"), ordering="answered")
    def checks_kept(self, partnership: Any) -> str:
        if not partnership.asked:
            return "–"
        return _("%(answered)d of %(asked)d") % {
            "answered": partnership.answered,
            "asked": partnership.asked,
        }

    @admin.display(description=_("area of the goal"))
    def area(self, partnership: Partnership) -> str:
        return str(partnership.goal.area) if partnership.goal else "–"

    @admin.display(description=_("how often"))
    def rhythm(self, partnership: Partnership) -> str:
        agreement = getattr(partnership, "agreement", None)
        return agreement.get_rhythm_display() if agreement else _("not agreed yet")

    @admin.display(description=_("until"))
    def ends_on(self, partnership: Partnership) -> Any:
        return getattr(getattr(partnership, "agreement", None), "ends_on", None)

    @admin.display(description=_("“I can say what I think here”"))
    def pulses_differ(self, partnership: Partnership) -> str:
        """In which months two answers lay far apart. Never the answers, nor who gave one."""
        months = [date_format(month, "F Y") for month in months_apart(partnership)]
        if not months:
            return "–"
        return gettext("Their answers differ: %(months)s") % {"months": ", ".join(months)}

    @admin.action(description=_("Suspend: contact stops at once"), permissions=["moving"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[Partnership]) -> HttpResponse | None:
        return self._move(
            request,
            queryset,
            name="suspend",
            explanation=gettext(
                "Checks and mails between the two stop at once, and neither sees the partnership. Nobody is mailed. "
                "You can restore or end it later."
            ),
            button=gettext("Suspend"),
            history=gettext("Suspended."),
            move=actions.suspend,
        )

    @admin.action(description=_("Restore what was suspended"), permissions=["moving"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Partnership]) -> HttpResponse | None:
        return self._move(
            request,
            queryset,
            name="restore",
            explanation=gettext("It goes on as it was, and the next check is set anew."),
            button=gettext("Restore"),
            history=gettext("Restored."),
            move=actions.restore,
        )

    @admin.action(description=_("End what was suspended"), permissions=["moving"])
    def end(self, request: HttpRequest, queryset: QuerySet[Partnership]) -> HttpResponse | None:
        return self._move(
            request,
            queryset,
            name="end",
            explanation=gettext("It ends for good, and the mentor's place is free. Nobody is mailed."),
            button=gettext("End"),
            history=gettext("Ended."),
            move=actions.end_suspended,
        )

    def _move(
        self,
        request: HttpRequest,
        queryset: QuerySet[Partnership],
        *,
        name: str,
        explanation: str,
        button: str,
        history: str,
        move: Any,
    ) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return confirm(
                self,
                request,
                queryset,
                action=name,
                title=str(self.get_action(name)[2]),
                explanation=explanation,
                button=button,
            )
        make_moves(
            request,
            queryset,
            lambda partnership: move(partnership=partnership, by=request.user, now=timezone.now()),
            done=lambda count: (
                ngettext("%(count)d partnership: %(what)s", "%(count)d partnerships: %(what)s", count)
                % {"count": count, "what": history}
            ),
            history=history,
        )
        return None

"""Requests for administrators. A letter is between two people and is not here; nor are shortlists, notes and who was put away."""

from datetime import date

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import ReadOnlyAdmin, confirm, make_moves
from accounts.models import Profile
from matching import actions
from matching.breakdown import breakdown
from matching.meeting import meet
from matching.models import Request
from matching.templatetags.workings import workings_table


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    """Who asked whom, about what, and what became of it."""

    list_display = ["mentee", "mentor", "state", "sent", "ended", "area", "community"]
    list_display_links = ["mentee", "mentor"]
    list_filter = ["state", "reason", "community", "sent_at"]
    list_select_related = ["mentee", "mentor", "community", "goal__area"]
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = "sent_at"
    search_fields = [
        f"{role}__{field}" for role in ("mentee", "mentor") for field in ("first_name", "last_name", "email")
    ]
    search_help_text = _("Name or address of either of the two")
    actions = ["void"]
    fields = [
        "mentee",
        "mentor",
        "community",
        "area",
        "state",
        "reason",
        "sent_at",
        "seen_at",
        "expires_at",
        "reminders_sent",
        "ended_at",
        "ended_by",
        "fit",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Request | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "fit"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).with_people().select_related("ended_by")

    @admin.display(description=_("sent on"), ordering="sent_at")
    def sent(self, request: Request) -> date:
        return timezone.localdate(request.sent_at)

    @admin.display(description=_("ended on"), ordering="ended_at")
    def ended(self, request: Request) -> date | None:
        return timezone.localdate(request.ended_at) if request.ended_at else None

    @admin.display(description=_("area of the goal"), ordering="goal__area__name")
    def area(self, request: Request) -> str:
        return str(request.goal.area) if request.goal else "–"

    @admin.display(description=_("why these two fit"))
    def fit(self, request: Request) -> str:
        """As both are written down today, in names and hundredths; what either would find draining is not in it."""
        people = [request.mentee_id, request.mentor_id]
        if Profile.objects.filter(user__in=people).count() < len(people):
            return "–"
        return workings_table(breakdown(meet(request.mentee, request.mentor), None))

    @admin.action(description=_("Take away waiting requests"), permissions=["moving"])
    def void(self, request: HttpRequest, queryset: QuerySet[Request]) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return confirm(
                self,
                request,
                queryset,
                action="void",
                title=gettext("Take away waiting requests"),
                explanation=gettext(
                    "Each disappears for both people, and its mails are called off. Neither is told, and the mentee may ask again."
                ),
                button=gettext("Take them away"),
            )
        make_moves(
            request,
            queryset,
            lambda row: actions.void(request=row, by=request.user, now=timezone.now()),
            done=lambda count: (
                ngettext("%(count)d request is taken away.", "%(count)d requests are taken away.", count)
                % {"count": count}
            ),
            history=gettext("Taken away."),
        )
        return None

"""Reports with their evidence, consents, and invitations. Blocks are nobody's business and are not here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import actions, desk
from accounts.models import Consent, Invitation, Report

from .moving import make_moves
from .reading import ReadOnlyAdmin

EVIDENCE = {
    "at": _("as it stood at"),
    "name": _("name"),
    "headline": _("in one line"),
    "opening": _("who I am"),
    "more": _("more"),
    "place": _("place"),
    "values": _("values"),
    "stands": _("what I stand for"),
    "passages": _("what I have been through"),
    "goals": _("what I am entering"),
    "bridges": _("bridges"),
}


class ReportForm(forms.ModelForm):
    class Meta:
        model = Report
        fields = ("state", "decision")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == Report.State.CLOSED and not (data.get("decision") or "").strip():
            self.add_error("decision", _("Write down what was decided before you close a report."))
        return data


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """The queue of concerns, the open ones first."""

    form = ReportForm
    list_display = ["created_at", "about", "reporter", "state", "beginning", "decided_by"]
    list_filter = ["state", "created_at"]
    list_select_related = ["about", "reporter", "decided_by"]
    search_fields = [
        "about__first_name",
        "about__last_name",
        "about__email",
        "reporter__first_name",
        "reporter__last_name",
        "text",
    ]
    search_help_text = _("Who told it, whom it is about, or words of it")
    readonly_fields = ["created_at", "reporter", "about", "text", "as_it_stood", "decided_at", "decided_by"]
    fieldsets = [
        (None, {"fields": ["created_at", "reporter", "about", "text"]}),
        (
            _("Evidence"),
            {
                "fields": ["as_it_stood"],
                "description": _("What the profile said when this was told, whatever it says now."),
            },
        ),
        (_("What was decided"), {"fields": ["state", "decision", "decided_at", "decided_by"]}),
    ]

    @admin.display(description=_("what happened"))
    def beginning(self, report: Report) -> str:
        return report.text[:80] + ("…" if len(report.text) > 80 else "")

    @admin.display(description=_("evidence"))
    def as_it_stood(self, report: Report) -> str:
        rows = [
            (EVIDENCE.get(key, key), linebreaksbr(value))
            for key, value in (report.evidence or {}).items()
            if value
        ]
        return format_html_join("", "<p><strong>{}</strong>: {}</p>", rows) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        desk.answer_report(
            report=obj,
            state=form.cleaned_data["state"],
            decision=form.cleaned_data["decision"],
            by=request.user,
            now=timezone.now(),
        )


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    """Who agreed to which text, in which version, and when."""

    list_display = ["user", "document", "version", "is_adult", "agreed_at"]
    list_filter = ["document", "version", "agreed_at"]
    list_select_related = ["user"]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    date_hierarchy = "agreed_at"
    show_full_result_count = False


class StandingOfInvitation(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("open", _("not taken up")), ("accepted", _("taken up"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value():
            return queryset.filter(accepted_at__isnull=self.value() == "open")
        return queryset


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited. The link itself is a key and is shown to nobody."""

    list_display = ["user", "email", "community", "created_at", "standing", "invited_by"]
    list_filter = [StandingOfInvitation, "community", "created_at"]
    list_select_related = ["user", "community", "invited_by"]
    search_fields = ["user__first_name", "user__last_name", "user__email"]
    ordering = ["-created_at"]
    fields = ["user", "email", "community", "created_at", "accepted_at", "standing", "invited_by"]
    actions = ["send_again"]

    @admin.display(description=_("address"), ordering="user__email")
    def email(self, invitation: Invitation) -> str:
        return invitation.user.email

    @admin.display(description=_("standing"))
    def standing(self, invitation: Invitation) -> Any:
        if invitation.accepted_at:
            return _("taken up")
        return _("open") if invitation.is_open else _("run out")

    @admin.action(description=_("Send the invitation again"), permissions=["moving"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        make_moves(
            request,
            queryset.select_related("user", "community"),
            lambda invitation: actions.invite(
                user=invitation.user,
                community=invitation.community,
                by=request.user,
                now=timezone.now(),
            ),
            done=lambda count: (
                ngettext(
                    "%(count)d invitation goes out again, with a new link. The old link no longer works.",
                    "%(count)d invitations go out again, with new links. The old links no longer work.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Invited again."),
        )

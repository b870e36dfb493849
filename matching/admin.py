"""Requests for administrators, the values a community holds opposed, and the suspension of people, which reaches all floors.

A request's letter is between two people and is not here; nor are shortlists, notes and who was put away.
"""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin import CommunityAdmin, PersonAdmin, ReadOnlyAdmin, confirm, make_moves
from accounts.models import Community, User
from accounts.moves import IllegalMove

from . import actions
from .models import OpposedValues, Request


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
    ]

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


class OpposedValuesForm(forms.ModelForm):
    """Two different values, whichever is named first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # in a table, the heading of the column is no label
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, other = data.get("first"), data.get("second")
        if one and other:
            if one == other:
                raise forms.ValidationError(_("A value is not opposed to itself. Choose two different ones."))
            data["first"], data["second"] = sorted((one, other), key=lambda value: value.pk)
        return data


class OpposedValuesFormSet(forms.BaseInlineFormSet):
    """Each pair once: among what is sent, and against what somebody else has saved meanwhile."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def clean(self) -> None:
        super().clean()
        going = [form.instance.pk for form in self.deleted_forms]
        there = {
            (pair.first_id, pair.second_id): pair.pk
            for pair in OpposedValues.objects.filter(community=self.instance).exclude(pk__in=going)
        }
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if form in self.deleted_forms or not (data.get("first") and data.get("second")):
                continue
            if there.get((data["first"].pk, data["second"].pk), form.instance.pk) != form.instance.pk:
                form.add_error(None, _("This pair is declared already."))


class OpposedValuesOfCommunity(admin.TabularInline):
    model = OpposedValues
    form = OpposedValuesForm
    formset = OpposedValuesFormSet
    extra = 0
    autocomplete_fields = ["first", "second"]
    verbose_name = _("pair of opposed values")
    verbose_name_plural = _(
        "values that this community holds to be opposed (0 to 1; an “essential” mark on either makes the two no match)"
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("first", "second", "community")


@admin.register(Community)
class CommunityWithRulesAdmin(CommunityAdmin):
    inlines = [*CommunityAdmin.inlines, OpposedValuesOfCommunity]


@admin.register(User)
class PersonWithSafetyAdmin(PersonAdmin):
    """People, and the moves that reach their requests and partnerships."""

    actions = ["suspend", "restore"]

    def has_moving_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    @admin.action(description=_("Suspend"), permissions=["moving"])
    def suspend(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        why = request.POST.get("why", "").strip()[:500]
        if "confirmed" not in request.POST or not why:
            return confirm(
                self,
                request,
                queryset,
                action="suspend",
                title=gettext("Suspend"),
                explanation=gettext(
                    "They are signed out and cannot sign in, their waiting mails and requests are called off, and their "
                    "partnerships stop at once."
                ),
                button=gettext("Suspend"),
                asks_why=True,
            )
        make_moves(
            request,
            queryset,
            lambda user: self._suspend(user, by=request.user, why=why),
            done=lambda count: (
                ngettext("%(count)d person is suspended.", "%(count)d people are suspended.", count)
                % {"count": count}
            ),
            history=gettext("Suspended: %(why)s") % {"why": why},
        )
        return None

    def _suspend(self, user: User, *, by: Any, why: str) -> None:
        if user.pk == by.pk:
            raise IllegalMove(_("Nobody suspends themself."))
        if user.is_superuser and not by.is_superuser:
            raise IllegalMove(_("Only somebody with every right can suspend an administrator."))
        if user.is_suspended:
            raise IllegalMove(_("is suspended already."))
        actions.suspend_person(user=user, by=by, reason=why, now=timezone.now())

    @admin.action(description=_("Take a suspension back"), permissions=["moving"])
    def restore(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        make_moves(
            request,
            queryset,
            lambda user: self._restore(user, by=request.user),
            done=lambda count: (
                ngettext(
                    "%(count)d person can sign in again. Their partnerships are restored one by one.",
                    "%(count)d people can sign in again. Their partnerships are restored one by one.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Suspension taken back."),
        )

    def _restore(self, user: User, *, by: Any) -> None:
        if not user.is_suspended:
            raise IllegalMove(_("is not suspended."))
        actions.restore_person(user=user, by=by, now=timezone.now())

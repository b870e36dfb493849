"""Communities with their rules: what each part of the order weighs, and which values are held to be opposed."""

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import note_rules
from accounts.admin import CommunityAdmin, make_moves
from accounts.models import Community
from matching.actions import ask_for_prices
from matching.models import CommunityRules, OpposedValues

from .preview_pages import PreviewPages
from .rule_forms import WeightsForm


class RulesFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if self.extra_forms and CommunityRules.objects.filter(community=self.instance).exists():
            self.extra_forms[0].add_error(
                None, _("Somebody has set these rules while you did. Open the page again to see theirs.")
            )


class RulesOfCommunity(admin.StackedInline):
    """The one row of weights. While nobody has touched it there is none, and the defaults hold."""

    model = CommunityRules
    form = WeightsForm
    formset = RulesFormSet
    fields = [("values", "experience", "mindset", "interests"), "uses_prices", "priced_at"]
    readonly_fields = ["priced_at"]
    classes = ["desk-one"]
    can_delete = False
    min_num = max_num = 1
    extra = 0
    verbose_name = verbose_name_plural = _("what counts in the order, in percent: together 100")


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
                # On the field: then the database's own check of the pair, in words for nobody, is left out.
                self.add_error("second", _("A value is not opposed to itself. Choose two different ones."))
            else:
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
class CommunityWithRulesAdmin(PreviewPages, CommunityAdmin):
    """The page of a community. Whoever saves it waits for whoever is saving it, so that each sees what the other has done."""

    inlines = [*CommunityAdmin.inlines, RulesOfCommunity, OpposedValuesOfCommunity]
    actions = ["work_out_prices"]

    @admin.action(description=_("Work out prices now"), permissions=["change"])
    def work_out_prices(self, request: HttpRequest, queryset: QuerySet[Community]) -> None:
        make_moves(
            request,
            queryset,
            lambda community: ask_for_prices(community=community),
            done=lambda count: (
                ngettext(
                    "The prices of %(count)d community are being worked out.",
                    "The prices of %(count)d communities are being worked out.",
                    count,
                )
                % {"count": count}
            ),
            history=gettext("Prices asked for."),
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                self._lock(unquote(object_id))
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # a value that was merged or deleted in between
            messages.error(
                request,
                _(
                    "Somebody changed what this page is about while you did, so nothing was saved. Look again."
                ),
            )
            return HttpResponseRedirect(request.path)

    def _lock(self, object_id: str) -> None:
        with suppress(ValueError, ValidationError):  # no such page: the stock view says so
            Community.objects.select_for_update().filter(pk=object_id).first()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Every process reads the rules again at its next request."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            note_rules(form.instance)

"""The forced cut: from the whole list to about fifteen, from those to five. Every button saves at once and can be undone."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions, guide
from accounts.models import Basic, Profile, RankedValue, Value
from accounts.models.profile import MAX_HELD, MAX_VALUES
from accounts.moves import IllegalMove
from accounts.readiness import FEWEST_VALUES
from accounts.views.steps import StepPage, own_profile
from accounts.views.values_state import Undo, kept_values, offered_value, offered_values, rewrite, take_in

FIRST, SECOND = "first", "second"


class _Nothing(forms.Form):
    """A cut is all buttons; what one of them refuses is said as an error of the whole page."""


class ValuesCut(StepPage):
    """Buttons are named ``do``: "hold:slug" and "drop:slug" in both cuts, "withdraw:slug" for a value of one's own, "undo", "go", "stop"."""

    slug = "values"
    template_name = "accounts/step_values_cut.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.stage = kwargs.pop("stage")
        if self.stage not in (FIRST, SECOND):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> forms.Form:
        return _Nothing(data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        move, _colon, slug = request.POST.get("do", "go").partition(":")
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            refusal = self.arrange(profile, move, slug)
            if not refusal and move == "go":
                refusal = self.too_few(profile)
            self.finish(profile)
        if refusal:
            form = self.form(profile, {})
            form.add_error(None, refusal)
            return self.page(profile, form, status=422)
        if move == "go":
            return redirect(
                reverse("accounts:values-cut", args=[SECOND])
                if self.stage == FIRST
                else guide.BY_SLUG[self.slug].url
            )
        if move == "stop":
            return self.leave(profile)
        return redirect(request.path + (f"#value-{slug}" if move in ("hold", "drop") else ""))

    def arrange(self, profile: Profile, move: str, slug: str) -> str:
        """Carry out one button; returns why not, or nothing."""
        undo = Undo(self.request.session)
        if move == "undo":
            undo.take_back(profile)
            return ""
        value = offered_value(profile, slug) if move in ("hold", "drop", "withdraw") else None
        if value is None:
            return ""
        if move == "withdraw":
            try:
                actions.withdraw_value(value=value, by=profile.user)
            except IllegalMove as refusal:
                return str(refusal)
            undo.say(_("%(value)s is off your list.") % {"value": value.name})
            return ""
        return (self.hold if move == "hold" else self.drop)(profile, value, undo)

    def hold(self, profile: Profile, value: Value, undo: Undo) -> str:
        held, kept = self.held(profile), kept_values(profile)
        if self.stage == FIRST:
            if value.pk in held:
                return ""
            if len(held) >= MAX_HELD:
                return _("You hold %(most)d already. Put one back before you take another.") % {
                    "most": MAX_HELD
                }
            undo.remember(profile)
            profile.held_values.add(value)
            undo.say(
                _("%(value)s is kept: %(n)d of %(most)d.")
                % {"value": value.name, "n": len(held) + 1, "most": MAX_HELD}
            )
            return ""
        if value.pk in {ranked.value_id for ranked in kept} or value.pk not in held:
            return ""
        if len(kept) >= MAX_VALUES:
            return _("You keep five already. Put one back before you take another.")
        undo.remember(profile)
        take_in(self.request, profile, value)
        rewrite(profile, [*kept, RankedValue(value=value)])
        undo.say(
            _("%(value)s is kept: %(n)d of %(most)d.")
            % {"value": value.name, "n": len(kept) + 1, "most": MAX_VALUES}
        )
        return ""

    def drop(self, profile: Profile, value: Value, undo: Undo) -> str:
        """Put back: in the second cut among the fifteen, in the first one off them too."""
        kept = kept_values(profile)
        rest = [ranked for ranked in kept if ranked.value_id != value.pk]
        if self.stage == FIRST:
            if value.pk not in self.held(profile):
                return ""
        elif len(rest) == len(kept):
            return ""
        undo.remember(profile)
        if self.stage == FIRST:
            profile.held_values.remove(value)
        else:  # whoever ranked it before there was a cut goes on holding it
            profile.held_values.add(value)
        if len(rest) < len(kept):
            rewrite(profile, rest)
        n, most = (len(self.held(profile)), MAX_HELD) if self.stage == FIRST else (len(rest), MAX_VALUES)
        undo.say(_("%(value)s is put back: %(n)d of %(most)d.") % {"value": value.name, "n": n, "most": most})
        return ""

    def held(self, profile: Profile) -> set[int]:
        """Primary keys of what came through the first cut, and of what is ranked."""
        return set(profile.held_values.values_list("pk", flat=True)) | {
            ranked.value_id for ranked in kept_values(profile)
        }

    def too_few(self, profile: Profile) -> str:
        n = len(self.held(profile)) if self.stage == FIRST else len(kept_values(profile))
        if n >= FEWEST_VALUES:
            return ""
        return _(
            "Keep at least three values before you go on; five tell more. What you have so far is saved."
        )

    def is_done(self, profile: Profile) -> bool:
        kept = kept_values(profile)
        return len(kept) >= FEWEST_VALUES and all(ranked.line for ranked in kept)

    def own_context(self, profile: Profile, form: forms.Form) -> dict[str, Any]:
        kept = kept_values(profile)
        held = self.held(profile)
        ranked = {row.value_id for row in kept}
        chosen = held if self.stage == FIRST else ranked
        values = [row.value for row in kept if not row.value.is_active] + offered_values(profile)
        by_place: dict[str, list[dict[str, Any]]] = {}
        for value in values:
            if self.stage == FIRST or value.pk in held:
                row = {
                    "value": value,
                    "is_chosen": value.pk in chosen,
                    "is_own": value.is_proposed and value.owner_id == profile.user_id,
                }
                by_place.setdefault(value.basic, []).append(row)
        undo = Undo(self.request.session)
        return {
            "stage": self.stage,
            "is_first": self.stage == FIRST,
            "groups": [(basic.label, by_place[basic.value]) for basic in Basic if basic.value in by_place],
            "n": len(chosen),
            "total": len(values),
            "most": MAX_HELD if self.stage == FIRST else MAX_VALUES,
            "said": undo.said(),
            "can_undo": undo.is_possible,
            "emblem_values": [(row.value.place, rank) for rank, row in enumerate(kept, start=1)],
        }

"""The values step: keep five, put them in order, say what each looks like. Every button saves what has been typed."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions, drafts, guide
from accounts.forms.profile_values import ValuesForm
from accounts.models import Basic, Profile, RankedValue, Value
from accounts.models.profile import MAX_HELD, MAX_VALUES, DrainingValue
from accounts.readiness import FEWEST_VALUES
from accounts.views.steps import StepPage, own_profile, progress
from accounts.views.values_state import Undo, kept_values, offered_value, offered_values, rewrite, take_in

ANCHOR = "#value-"


class ValuesStep(StepPage):
    """Buttons are named ``do``: "up:slug", "down:slug", "back:slug", "keep:slug", "swap:slug", "replace:new:old", "order", "undo", "go", "stop"."""

    slug = "values"
    template_name = "accounts/step_values.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = own_profile(request.user)
        if self.slug not in profile.steps_done and not profile.ranked_values.exists():
            stage = "second" if profile.held_values.count() >= MAX_HELD else "first"
            return redirect("accounts:values-cut", stage)
        coming = request.GET.get("swap", "")
        if coming and (value := offered_value(profile, coming)):
            kept = kept_values(profile)
            if len(kept) >= MAX_VALUES and value.slug not in {ranked.value.slug for ranked in kept}:
                return self.swap_page(profile, value, kept)
        return self.page(profile, self.form(profile, drafts.offered(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        move, _colon, what = request.POST.get("do", "go").partition(":")
        if move == "replace":
            return self.replace(what)
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            form = self.form(profile, request.POST)
            if self.is_stale(self.form(profile)):
                return self.page(profile, form, status=409)
            if not form.is_valid():
                return self.page(profile, form, status=422)
            if move in ("up", "down", "back", "keep", "order"):
                Undo(request.session).remember(profile)
            self.save(profile, form)
            anchor = self.arrange(profile, move, what)
            form_now = self.form(profile, request.POST) if move == "go" else None
            if form_now and form_now.is_valid() and not form_now.require_lines():
                actions.complete_if_ready(profile=profile, now=timezone.now())
                return self.page(profile, form_now, status=422, is_saved=True)
            self.finish(profile)
        if move == "swap" and len(kept_values(profile)) >= MAX_VALUES and offered_value(profile, what):
            return redirect(f"{request.path}?swap={what}")
        if move in ("go", "stop"):
            return self.leave(profile)
        return redirect(request.path + anchor)

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> ValuesForm:
        draining = [row.value.slug for row in profile.draining_values.select_related("value").order_by("pk")]
        return ValuesForm(data, kept=kept_values(profile), offered=offered_values(profile), draining=draining)

    def save(self, profile: Profile, form: ValuesForm) -> None:
        """Write lines and marks, and the order that dragging left behind in the hidden fields."""
        for ranked in form.kept:
            if (
                form.add_prefix(f"line-{ranked.value.slug}") in form.data
            ):  # kept in another window: not on this page
                ranked.line, ranked.is_essential = form.line(ranked), form.is_essential(ranked)
        order = form.data.getlist("order")
        kept = {ranked.value.slug: ranked for ranked in form.kept}
        if len(order) == len(kept) and set(order) == set(kept):
            form.kept = [kept[slug] for slug in order]
        rewrite(profile, form.kept)
        if "draining-1" in form.data:
            profile.draining_values.all().delete()
            values = {value.slug: value for value in Value.objects.filter(slug__in=form.draining())}
            DrainingValue.objects.bulk_create(
                DrainingValue(profile=profile, value=values[slug]) for slug in form.draining()
            )
        profile.save(update_fields=["updated_at"])

    def arrange(self, profile: Profile, move: str, slug: str) -> str:
        """Carry out one button; returns the anchor to come back to."""
        if move == "order":
            Undo(self.request.session).say(_("The new order is saved."))
        if move == "undo":
            Undo(self.request.session).take_back(profile)
            return ""
        kept = kept_values(profile)
        place = next((place for place, ranked in enumerate(kept) if ranked.value.slug == slug), None)
        if place is not None and move in ("up", "down", "back"):
            ranked = kept.pop(place)
            if move != "back":
                kept.insert(max(0, place + (-1 if move == "up" else 1)), ranked)
            rewrite(profile, kept)
            self.say(ranked, kept)
            return "#others" if move == "back" else ANCHOR + slug
        value = offered_value(profile, slug) if move in ("keep", "swap") and place is None else None
        if value and len(kept) < MAX_VALUES:
            take_in(self.request, profile, value)
            ranked = RankedValue(value=value)
            rewrite(profile, [*kept, ranked])
            self.say(ranked, [*kept, ranked])
            return ANCHOR + slug if len(kept) + 1 == MAX_VALUES else "#others"
        return ""

    def say(self, ranked: RankedValue, kept: list[RankedValue]) -> None:
        """What a move did, for the page that follows: "Courage is now number 2 of 5."."""
        words = (
            _("%(value)s is now number %(rank)d of %(total)d.")
            if ranked in kept
            else _("%(value)s is put back.")
        )
        rank = kept.index(ranked) + 1 if ranked in kept else 0
        Undo(self.request.session).say(words % {"value": ranked.value.name, "rank": rank, "total": len(kept)})

    def replace(self, what: str) -> HttpResponse:
        """Let a new value take the rank of a kept one; the old one's line goes with it."""
        new, _colon, old = what.partition(":")
        with transaction.atomic():
            profile = own_profile(self.request.user, lock=True)
            kept = kept_values(profile)
            slugs = [ranked.value.slug for ranked in kept]
            value = offered_value(profile, new)
            if value and new not in slugs and old in slugs:
                Undo(self.request.session).remember(profile)
                kept[slugs.index(old)] = RankedValue(value=value)
                take_in(self.request, profile, value)
                rewrite(profile, kept)
                self.finish(profile)
                return redirect(f"{self.request.path}{ANCHOR}{new}")
        return redirect(self.request.path)

    def is_done(self, profile: Profile) -> bool:
        kept = kept_values(profile)
        return len(kept) >= FEWEST_VALUES and all(ranked.line for ranked in kept)

    def swap_page(self, profile: Profile, value: Value, kept: list[RankedValue]) -> HttpResponse:
        context = {
            "profile": profile,
            "value": value,
            "kept": kept,
            "beads": guide.beads(profile, self.slug),
            "progress": progress(profile, self.slug),
        }
        return render(self.request, "accounts/step_values_swap.html", context)

    def own_context(self, profile: Profile, form: ValuesForm) -> dict[str, Any]:
        kept = {ranked.value.slug for ranked in form.kept}
        others = [value for value in form.offered if value.slug not in kept]
        by_place: dict[str, list[Value]] = {}
        for value in others:
            by_place.setdefault(value.basic, []).append(value)
        return {
            "others": others,
            "groups": [(basic.label, by_place[basic.value]) for basic in Basic if basic.value in by_place],
            "emblem_values": [(ranked.value.place, rank) for rank, ranked in enumerate(form.kept, start=1)],
            "most": MAX_VALUES,
            "said": Undo(self.request.session).said(),
            "can_undo": Undo(self.request.session).is_possible,
            "free": MAX_VALUES - len(form.kept),
        }

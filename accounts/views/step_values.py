"""The values step: keep five, put them in order, say what each looks like. Every button saves what has been typed."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions, guide
from accounts.forms.profile_values import ValuesForm
from accounts.models import Basic, Profile, RankedValue, Value
from accounts.models.profile import MAX_VALUES, DrainingValue
from accounts.readiness import FEWEST_VALUES
from accounts.views.steps import StepPage, own_profile, progress

ANCHOR = "#value-"


class ValuesStep(StepPage):
    """Buttons are named ``do``: "up:slug", "down:slug", "back:slug", "keep:slug", "swap:slug", "replace:new:old", "order", "go", "stop"."""

    slug = "values"
    template_name = "accounts/step_values.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = own_profile(request.user)
        coming = request.GET.get("swap", "")
        if coming and (value := _offered_value(coming)):
            kept = _kept(profile)
            if len(kept) >= MAX_VALUES and value.slug not in {ranked.value.slug for ranked in kept}:
                return self.swap_page(profile, value, kept)
        return self.page(profile, self.form(profile))

    def post(self, request: HttpRequest) -> HttpResponse:
        move, _colon, what = request.POST.get("do", "go").partition(":")
        if move == "replace":
            return self.replace(what)
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            form = self.form(profile, request.POST)
            if not form.is_valid():
                return self.page(profile, form, status=422)
            self.save(profile, form)
            anchor = self.arrange(profile, move, what)
            form_now = self.form(profile, request.POST) if move == "go" else None
            if form_now and form_now.is_valid() and not form_now.require_lines():
                actions.complete_if_ready(profile=profile, now=timezone.now())
                return self.page(profile, form_now, status=422, is_saved=True)
            self.finish(profile)
        if move == "swap" and len(_kept(profile)) >= MAX_VALUES and _offered_value(what):
            return redirect(f"{request.path}?swap={what}")
        if move in ("go", "stop"):
            return self.leave(profile)
        return redirect(request.path + anchor)

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> ValuesForm:
        draining = [row.value.slug for row in profile.draining_values.select_related("value").order_by("pk")]
        return ValuesForm(data, kept=_kept(profile), offered=_offered(), draining=draining)

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
        _rewrite(profile, form.kept)
        if "draining-1" in form.data:
            profile.draining_values.all().delete()
            values = {value.slug: value for value in Value.objects.filter(slug__in=form.draining())}
            DrainingValue.objects.bulk_create(
                DrainingValue(profile=profile, value=values[slug]) for slug in form.draining()
            )
        profile.save(update_fields=["updated_at"])

    def arrange(self, profile: Profile, move: str, slug: str) -> str:
        """Carry out one button; returns the anchor to come back to."""
        kept = _kept(profile)
        place = next((place for place, ranked in enumerate(kept) if ranked.value.slug == slug), None)
        if place is not None and move in ("up", "down", "back"):
            ranked = kept.pop(place)
            if move != "back":
                kept.insert(max(0, place + (-1 if move == "up" else 1)), ranked)
            _rewrite(profile, kept)
            return "#others" if move == "back" else ANCHOR + slug
        value = _offered_value(slug) if move in ("keep", "swap") and place is None else None
        if value and len(kept) < MAX_VALUES:
            self.take_in(profile, value)
            _rewrite(profile, [*kept, RankedValue(value=value)])
            return ANCHOR + slug if len(kept) + 1 == MAX_VALUES else "#others"
        return ""

    def replace(self, what: str) -> HttpResponse:
        """Let a new value take the rank of a kept one; the old one's line goes with it."""
        new, _colon, old = what.partition(":")
        with transaction.atomic():
            profile = own_profile(self.request.user, lock=True)
            kept = _kept(profile)
            slugs = [ranked.value.slug for ranked in kept]
            value = _offered_value(new)
            if value and new not in slugs and old in slugs:
                kept[slugs.index(old)] = RankedValue(value=value)
                self.take_in(profile, value)
                _rewrite(profile, kept)
                self.finish(profile)
                return redirect(f"{self.request.path}{ANCHOR}{new}")
        return redirect(self.request.path)

    def take_in(self, profile: Profile, value: Value) -> None:
        """A value of one's own is no longer one that drains."""
        taken, _rows = profile.draining_values.filter(value=value).delete()
        if taken:
            messages.info(
                self.request,
                _("%(value)s is now one of your own values, so it left your private list of draining ones.")
                % {"value": value.name},
            )

    def is_done(self, profile: Profile) -> bool:
        kept = _kept(profile)
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
            "free": MAX_VALUES - len(form.kept),
        }


def _kept(profile: Profile) -> list[RankedValue]:
    return list(RankedValue.objects.filter(profile=profile).select_related("value").order_by("rank"))


def _offered() -> list[Value]:
    return list(Value.objects.filter(is_active=True).order_by("name"))


def _offered_value(slug: str) -> Value | None:
    return Value.objects.filter(is_active=True, slug=slug.replace("\x00", "")[:80]).first()


def _rewrite(profile: Profile, kept: list[RankedValue]) -> None:
    """Write the whole order anew: rank and value are each unique per profile, so rows cannot simply change places."""
    RankedValue.objects.filter(profile=profile).delete()
    RankedValue.objects.bulk_create(
        RankedValue(
            profile=profile,
            value=ranked.value,
            rank=rank,
            line=ranked.line,
            is_essential=ranked.is_essential,
        )
        for rank, ranked in enumerate(kept, start=1)
    )

"""Steps that are lists: passages, goals, bridges; and the pages that add, change and take away an entry."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import actions, bridging, drafts, examples, guide
from accounts.forms.profile_entries import BridgeForm, EntryForm, GoalForm, PassageForm
from accounts.models import Bridge, Goal, Passage, Profile
from accounts.views.steps import StepPage, own_profile, progress


class _NoForm(forms.Form):
    """A list has nothing to fill in; going on is all one can do."""


class ListStep(StepPage):
    """A list of entries, each with links of its own."""

    rows_template: str

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> forms.Form:
        return _NoForm(data)

    def save(self, profile: Profile, form: forms.Form) -> None:
        """Entries have been saved on their own pages."""

    def rows(self, profile: Profile) -> QuerySet:
        raise NotImplementedError

    def own_context(self, profile: Profile, form: forms.Form) -> dict[str, Any]:
        return {"rows": self.rows(profile)}


def _has_experience(profile: Profile) -> bool:
    return profile.passages.exists() or profile.goals.filter(closed_at__isnull=True).exists()


class PassagesStep(ListStep):
    """What somebody has been through."""

    slug = "passages"
    template_name = "accounts/step_passages.html"

    def rows(self, profile: Profile) -> QuerySet:
        return profile.passages.select_related("area")


class GoalsStep(ListStep):
    """What somebody is entering. Going on asks for one thing at least, here or among the passages."""

    slug = "goals"
    template_name = "accounts/step_goals.html"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> forms.Form:
        form = _NoForm(data)
        if going_on and not _has_experience(profile):
            form.add_error(
                None,
                _(
                    "Add one thing that you are entering, or one that you have been through. Matching needs one of the two."
                ),
            )
        return form

    def rows(self, profile: Profile) -> QuerySet:
        return profile.goals.filter(closed_at__isnull=True).select_related("area")

    def is_done(self, profile: Profile) -> bool:
        return _has_experience(profile)


class BridgesStep(ListStep):
    """What carries over."""

    slug = "bridges"
    template_name = "accounts/step_bridges.html"

    def rows(self, profile: Profile) -> QuerySet:
        return profile.bridges.select_related("from_area", "to_area")

    def own_context(self, profile: Profile, form: forms.Form) -> dict[str, Any]:
        return super().own_context(profile, form) | {"suggestions": bridging.suggestions(profile)}


class EntryPage(drafts.KeepsDrafts, View):
    """Adds an entry or changes one. Only one's own exist: any other is 404."""

    model: type[Model]
    form_class: type[EntryForm]
    step: str
    add_title: str | Promise
    change_title: str | Promise

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        profile = own_profile(request.user)
        return self.page(profile, self.form(profile, pk, drafts.offered(request)))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            form = self.form(profile, pk, request.POST)
            if self.is_stale(self.form(profile, pk)):
                return self.page(profile, form, status=409)
            if form.is_valid():
                entry = form.save()
                actions.save_step(profile=profile, step=self.step, now=timezone.now())
                messages.success(request, _("Saved: %(entry)s.") % {"entry": entry})
                if request.POST.get("do") == "another":
                    return redirect(request.path if pk is None else guide.BY_SLUG[self.step].url)
                return redirect(guide.BY_SLUG[self.step].url)
        return self.page(profile, form, status=422)

    def form(self, profile: Profile, pk: int | None, data: Any = None) -> EntryForm:
        entry = get_object_or_404(own_entries(self.model, profile), pk=pk) if pk else None
        return self.form_class(data, instance=entry, profile=profile)

    def page(self, profile: Profile, form: EntryForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "profile": profile,
            "title": self.change_title if form.instance.pk else self.add_title,
            "is_new": form.instance.pk is None,
            "step": guide.BY_SLUG[self.step],
            "beads": guide.beads(profile, self.step),
            "progress": progress(profile, self.step),
            "examples": examples.OF[self.step],
            "advice": examples.ADVICE[self.step],
        }
        context |= self.draft_context(form, self.form(own_profile(self.request.user), form.instance.pk))
        return render(self.request, "accounts/profile_entry_form.html", context, status=status)


def own_entries(model: type[Model], profile: Profile) -> QuerySet:
    """The entries of that profile which are still in its list."""
    entries = model._default_manager.filter(profile=profile)
    return entries.filter(closed_at__isnull=True) if model is Goal else entries


class PassageEntry(EntryPage):
    model = Passage
    form_class = PassageForm
    step = "passages"
    add_title = gettext_lazy("Something I have been through")
    change_title = gettext_lazy("Change what I have been through")


class GoalEntry(EntryPage):
    model = Goal
    form_class = GoalForm
    step = "goals"
    add_title = gettext_lazy("Something I am entering")
    change_title = gettext_lazy("Change what I am entering")


class BridgeEntry(EntryPage):
    """``?from=`` and ``?to=`` name areas that stand chosen in a new one: a suggestion that was taken up."""

    model = Bridge
    form_class = BridgeForm
    step = "bridges"
    add_title = gettext_lazy("Something that carries over")
    change_title = gettext_lazy("Change what carries over")

    def form(self, profile: Profile, pk: int | None, data: Any = None) -> EntryForm:
        form = super().form(profile, pk, data)
        if pk is None:
            form.suggest(start=self.request.GET.get("from", ""), end=self.request.GET.get("to", ""))
        return form


class EntryRemoval(LoginRequiredMixin, View):
    """Asks once, then takes an entry out of the list."""

    model: type[Model]
    step: str
    title: str | Promise
    text: str | Promise
    label: str | Promise

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = own_profile(request.user)
        entry = get_object_or_404(own_entries(self.model, profile), pk=pk)
        context = {
            "entry": entry,
            "title": self.title % {"entry": entry},
            "text": self.warning(profile),
            "label": self.label,
            "back_url": guide.BY_SLUG[self.step].url,
        }
        return render(request, "accounts/profile_entry_delete.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            entry = get_object_or_404(own_entries(self.model, profile), pk=pk)
            name = str(entry)
            self.remove(entry)
            actions.complete_if_ready(profile=profile, now=timezone.now())
        messages.success(request, _("Taken off your profile: %(entry)s.") % {"entry": name})
        return redirect(guide.BY_SLUG[self.step].url)

    def remove(self, entry: Any) -> None:
        entry.delete()

    def warning(self, profile: Profile) -> str:
        """What follows from it; more where it is the last thing that matching has to go by."""
        left = profile.passages.count() + profile.goals.filter(closed_at__isnull=True).count()
        if self.model is not Bridge and left == 1:
            return _("%(text)s It is the last one: until you add another, your profile is not complete.") % {
                "text": self.text
            }
        return str(self.text)


class PassageRemoval(EntryRemoval):
    model = Passage
    step = "passages"
    title = gettext_lazy("Take “%(entry)s” off your profile?")
    text = gettext_lazy("Your words on it are deleted.")
    label = gettext_lazy("Take it off")


class GoalClosing(EntryRemoval):
    """A goal is closed and not deleted: a letter to a mentor may name it."""

    model = Goal
    step = "goals"
    title = gettext_lazy("Is “%(entry)s” behind you?")
    text = gettext_lazy("It leaves your profile and the matching. Letters that name it keep it.")
    label = gettext_lazy("Close this goal")

    def remove(self, entry: Goal) -> None:
        entry.closed_at = timezone.now()
        entry.save(update_fields=["closed_at"])


class BridgeRemoval(EntryRemoval):
    model = Bridge
    step = "bridges"
    title = gettext_lazy("Take “%(entry)s” off your profile?")
    text = gettext_lazy("Your words on it are deleted.")
    label = gettext_lazy("Take it off")

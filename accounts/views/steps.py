"""The guided profile: eight steps, in any order, each saved by itself."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from accounts import actions, drafts, guide
from accounts.forms.profile import InterestsForm, PracticalForm, StandForm, WhoForm
from accounts.hours import PARTS
from accounts.models import Interest, MentorState, Profile, Stance, Statement, User

JUST_NOW = 120
"""Seconds for which a save was "a moment ago"."""


def own_profile(user: User, *, lock: bool = False) -> Profile:
    """The person's profile, made on first use. ``lock`` is for changing it: holds its row until the transaction ends, and keeps a finished
    profile that has no version yet as it stands."""
    profiles = Profile.objects.select_related("user")
    Profile.objects.get_or_create(user=user)
    if not lock:
        return profiles.get(user=user)
    profile = profiles.select_for_update(of=("self",)).get(user=user)
    if profile.is_complete and not profile.versions.exists():
        actions.keep_version(profile=profile, now=profile.updated_at)
    return profile


def progress(profile: Profile, slug: str) -> str:
    """Where one is, how long the rest takes, and when the last save was."""
    parts = [_("Step %(number)d of %(total)d.") % {"number": guide.number(slug), "total": len(guide.STEPS)}]
    if minutes := guide.minutes_left(profile):
        parts.append(
            ngettext("About %(n)d minute left.", "About %(n)d minutes left.", minutes) % {"n": minutes}
        )
    if not profile.steps_done and not profile.opening:
        parts.append(_("Each step is saved when you go on."))
    elif (timezone.now() - profile.updated_at).total_seconds() < JUST_NOW:
        parts.append(_("Saved a moment ago."))
    else:
        day = date_format(timezone.localtime(profile.updated_at), "j F Y")
        parts.append(_("Saved on %(day)s.") % {"day": day})
    return " ".join(parts)


class StepPage(drafts.KeepsDrafts, View):
    """One step: shows its form, saves it, and goes on or stops. A step says what its form is and how it is saved."""

    slug: str
    template_name: str

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = own_profile(request.user)
        return self.page(profile, self.form(profile, drafts.offered(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            form = self.form(profile, request.POST, going_on=self.is_going_on)
            if self.is_stale(self.form(profile)):
                return self.page(profile, form, status=409)
            if form.is_valid():
                self.save(profile, form)
                self.finish(profile)
                return self.leave(profile)
        return self.page(own_profile(request.user), form, status=422)

    @property
    def is_going_on(self) -> bool:
        return self.request.POST.get("do", "go") != "stop"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> forms.BaseForm:
        raise NotImplementedError

    def save(self, profile: Profile, form: Any) -> None:
        raise NotImplementedError

    def is_done(self, profile: Profile) -> bool:
        """Whether the step has what a finished profile needs of it; asked after saving."""
        return True

    def finish(self, profile: Profile) -> None:
        """Mark the step as done, or only see whether the profile is complete."""
        if self.is_done(profile):
            actions.save_step(profile=profile, step=self.slug, now=timezone.now())
        else:
            actions.complete_if_ready(profile=profile, now=timezone.now())

    def leave(self, profile: Profile) -> HttpResponse:
        following = guide.next_step(self.slug)
        if self.is_going_on and following:
            return redirect(following.url)
        messages.success(self.request, _("Saved."))
        return redirect("accounts:profile")

    def page(self, profile: Profile, form: forms.BaseForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "form": form,
            "profile": profile,
            "step_slug": self.slug,
            "beads": guide.beads(profile, self.slug),
            "progress": progress(profile, self.slug),
            "is_last": guide.next_step(self.slug) is None,
        }
        return render(
            self.request,
            self.template_name,
            context
            | self.draft_context(form, self.form(own_profile(self.request.user)))
            | self.own_context(profile, form)
            | more,
            status=status,
        )

    def own_context(self, profile: Profile, form: Any) -> dict[str, Any]:
        """What only this step's page needs."""
        return {}


class WhoStep(StepPage):
    """Opening, more, one line, place."""

    slug = "who"
    template_name = "accounts/step_who.html"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> WhoForm:
        return WhoForm(data, instance=profile, going_on=going_on)

    def save(self, profile: Profile, form: WhoForm) -> None:
        form.save()

    def is_done(self, profile: Profile) -> bool:
        return bool(profile.opening.strip())


class StandStep(StepPage):
    """Where somebody stands between the poles of each statement on offer."""

    slug = "stand"
    template_name = "accounts/step_stand.html"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> StandForm:
        initial = {}
        for stance in profile.stances.all():
            initial[f"position_{stance.statement_id}"] = stance.position
            initial[f"note_{stance.statement_id}"] = stance.note
        return StandForm(data, statements=list(Statement.objects.filter(is_active=True)), initial=initial)

    def save(self, profile: Profile, form: StandForm) -> None:
        stances = form.stances()
        asked = [statement.pk for statement in form.statements]
        profile.stances.filter(statement__in=asked).delete()
        Stance.objects.bulk_create(
            Stance(profile=profile, statement_id=statement, position=position, note=note)
            for statement, (position, note) in stances.items()
        )


class InterestsStep(StepPage):
    """Interests by letter, with a filter. What is ticked stays on the page whatever the filter says."""

    slug = "interests"
    template_name = "accounts/step_interests.html"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> InterestsForm:
        chosen = [interest.slug for interest in profile.interests.all()]
        offered = Interest.objects.filter(is_active=True) | Interest.objects.filter(slug__in=chosen)
        return InterestsForm(data, offered=offered, initial={"interests": chosen})

    def save(self, profile: Profile, form: InterestsForm) -> None:
        profile.interests.set(form.cleaned_data["interests"])

    @property
    def query(self) -> str:
        query = self.request.POST.get("q", self.request.GET.get("q", ""))
        return " ".join(query.replace("\x00", "").split())[:80]

    def leave(self, profile: Profile) -> HttpResponse:
        if self.request.POST.get("do") == "filter":
            return redirect(f"{self.request.path}?{urlencode({'q': self.query})}#all")
        return super().leave(profile)

    def finish(self, profile: Profile) -> None:
        if self.request.POST.get("do") == "filter":  # ticks are kept on the way; the step is not over
            actions.complete_if_ready(profile=profile, now=timezone.now())
        else:
            super().finish(profile)

    def own_context(self, profile: Profile, form: InterestsForm) -> dict[str, Any]:
        wanted = self.query.casefold()
        chosen, letters = [], {}
        for option in form["interests"]:
            name = str(option.choice_label)
            if option.data["selected"]:
                chosen.append(option)
            elif not wanted or wanted in name.casefold():
                letters.setdefault(name[:1].upper(), []).append(option)
        return {"chosen": chosen, "letters": list(letters.items()), "query": self.query}


class PracticalStep(StepPage):
    """Languages, zone, formats, hours, free times, and the offer to mentor."""

    slug = "practical"
    template_name = "accounts/step_practical.html"

    def form(self, profile: Profile, data: Any = None, *, going_on: bool = False) -> PracticalForm:
        return PracticalForm(data, instance=profile, going_on=going_on)

    def save(self, profile: Profile, form: PracticalForm) -> None:
        form.save(commit=False)
        profile.save(update_fields=["formats", "hours_per_month", "free_slots", "updated_at"])
        profile.languages.set(form.cleaned_data["languages"])
        profile.user.time_zone = form.cleaned_data["time_zone"]
        profile.user.save(update_fields=["time_zone"])
        self.offer(profile, form.cleaned_data["places"] if form.cleaned_data["mentors"] else 0)

    def offer(self, profile: Profile, places: int) -> None:
        """Offer to mentor, change the places, or take the offer back; a refused offer is made anew."""
        now = timezone.now()
        if profile.mentor_state == MentorState.REFUSED and places:
            actions.offer_to_mentor(profile=profile, places=0, now=now)
        if profile.mentor_state == MentorState.REFUSED or places == profile.places:
            return
        had_offered = profile.offers_to_mentor
        actions.offer_to_mentor(profile=profile, places=places, now=now)
        if places and not had_offered:
            messages.info(
                self.request,
                _("An organiser now looks at your offer to mentor. You get a mail when it is decided."),
            )

    def is_done(self, profile: Profile) -> bool:
        return profile.languages.exists()

    def own_context(self, profile: Profile, form: PracticalForm) -> dict[str, Any]:
        first, others = form.language_groups
        return {
            "first_languages": first,
            "other_languages": others,
            "parts": [
                {"name": name, "hours": f"{first}–{end}"}
                for name, (first, end) in zip(
                    (_("Early"), _("Morning"), _("Midday"), _("Afternoon"), _("Evening")),
                    PARTS.values(),
                    strict=True,
                )
            ],
        }

"""The page that adds a value in one's own words, beside a listed one."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts import actions, guide
from accounts.forms.own_value import OwnValueForm
from accounts.models.profile import MAX_HELD
from accounts.moves import IllegalMove
from accounts.views.steps import own_profile, progress
from accounts.views.values_state import Undo


class OwnValue(LoginRequiredMixin, View):
    """Adds it, and keeps it in the first cut where there is room."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(OwnValueForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OwnValueForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        with transaction.atomic():
            profile = own_profile(request.user, lock=True)
            try:
                value = actions.propose_value(by=request.user, **form.cleaned_data)
            except IllegalMove as refusal:
                form.add_error("name", str(refusal))
                return self.page(form, status=422)
            if profile.held_values.count() < MAX_HELD:
                Undo(request.session).remember(profile)
                profile.held_values.add(value)
            actions.complete_if_ready(profile=profile, now=timezone.now())
        Undo(request.session).say(
            _("%(value)s is on your list, beside %(neighbour)s.")
            % {"value": value.name, "neighbour": form.cleaned_data["neighbour"].name}
        )
        return redirect(reverse("accounts:values-cut", args=["first"]) + f"#value-{value.slug}")

    def page(self, form: OwnValueForm, status: int = 200) -> HttpResponse:
        profile = own_profile(self.request.user)
        context = {
            "form": form,
            "beads": guide.beads(profile, "values"),
            "progress": progress(profile, "values"),
        }
        return render(self.request, "accounts/value_form.html", context, status=status)

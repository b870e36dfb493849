"""What each is asked alone. Found by its author only; shows on GET, acts on POST."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships import actions
from partnerships.forms import FitForm, PulseForm
from partnerships.models import FitCheck, Pulse

from .doors import act, pair_for_pk, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, pulse: UUID) -> HttpResponse:
    """Once a month: can you say what you think here? Skipping is an answer too."""
    found = get_object_or_404(Pulse.objects.visible_to(request.user), public_id=pulse)
    pair = pair_for_pk(request, found.partnership_id)
    skips = "skip" in request.POST
    form = PulseForm(None if skips else posted(request), initial={"value": found.value})
    if request.method == "POST" and (skips or form.is_valid()):
        act(
            request,
            actions.answer_pulse,
            said=_("Skipped. You are asked again next month.") if skips else _("Kept. Nobody else sees it."),
            pulse=found,
            value=None if skips else form.cleaned_data["value"],
        )
        return redirect("partnerships:pulse", pulse)
    return render(request, "partnerships/pulse.html", {"pair": pair, "pulse": found, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fit(request: HttpRequest, fit_check: UUID) -> HttpResponse:
    """After the first weeks: does it fit? And if not, what one can do."""
    found = get_object_or_404(FitCheck.objects.visible_to(request.user), public_id=fit_check)
    pair = pair_for_pk(request, found.partnership_id)
    form = FitForm(posted(request), initial={"answer": found.answer})
    if request.method == "POST" and form.is_valid():
        act(
            request,
            actions.answer_fit,
            said=_("Kept. Nobody else sees it."),
            fit_check=found,
            answer=form.cleaned_data["answer"],
        )
        return redirect("partnerships:fit", fit_check)
    return render(request, "partnerships/fit.html", {"pair": pair, "fit": found, "form": form})

"""The agreement: read it, propose terms, sign."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import actions, wording
from partnerships.forms import AgreementForm
from partnerships.pair import Pair

from .doors import act, pair_for, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_page(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """GET: the terms as they stand, who has signed, and a form for other terms. POST: propose them."""
    pair = pair_for(request, partnership)
    form = AgreementForm(posted(request), pair=pair) if pair.is_introduced else None
    if request.method != "POST":
        return _page(request, pair, form)
    if form is None:
        messages.warning(request, _("You have both signed already. The agreement stands as you signed it."))
        return redirect("partnerships:agreement", partnership)
    if not form.is_valid():
        return _page(request, pair, form)
    if pair.agreement and not form.has_changed() and pair.signed_by_you is None:
        messages.info(request, _("These are the terms as they stand. Sign them above if they suit you."))
        return redirect("partnerships:agreement", partnership)
    act(
        request,
        actions.propose,
        said=_("Written down, with your signature. %(name)s reads it and signs, or proposes otherwise.")
        % {"name": pair.other.short_name},
        partnership=pair.partnership,
        **form.cleaned_data,
    )
    return redirect("partnerships:agreement", partnership)


def _page(request: HttpRequest, pair: Pair, form: AgreementForm | None) -> HttpResponse:
    agreement = pair.agreement
    mine, theirs = pair.you.time_zone, pair.other.time_zone
    return render(
        request,
        "partnerships/agreement.html",
        {
            "pair": pair,
            "agreement": agreement,
            "form": form,
            "your_city": wording.city(mine),
            "their_city": wording.city(theirs),
            "clocks": wording.clocks(agreement.at, theirs, mine, now=pair.now) if agreement else "",
            "difference": wording.difference(mine, theirs, name=pair.other.short_name, now=pair.now),
        },
    )


@login_required
@require_POST
def agreement_sign(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Sign the version that was on the page."""
    pair = pair_for(request, partnership)
    version = request.POST.get("version", "")
    act(
        request,
        actions.sign,
        said=_("Signed. From now on the two of you go together.")
        if pair.signed_by_other
        else _("Signed. It begins when %(name)s signs too.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
    )
    pair.partnership.refresh_from_db(fields=["state"])
    if pair.is_active:
        return redirect(pair.partnership)
    return redirect("partnerships:agreement", partnership)

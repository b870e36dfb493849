"""The agreement: read it, propose terms, sign; and change it while it runs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import actions, terms, wording
from partnerships.forms import AgreementForm, WordForm
from partnerships.models import Version
from partnerships.pair import Pair

from .doors import act, pair_for, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_page(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """GET: the terms as they stand, who has signed, a change that waits, and a form for other terms. POST: propose them."""
    pair = pair_for(request, partnership)
    can_propose = pair.is_introduced or pair.is_active
    form = AgreementForm(posted(request), pair=pair) if can_propose else None
    if request.method != "POST":
        return _page(request, pair, form=form)
    if form is None:
        messages.warning(request, _("The agreement can be changed while the partnership is running."))
        return redirect("partnerships:agreement", partnership)
    if not form.is_valid():
        return _page(request, pair, form=form)
    if pair.is_active:
        said = _("Proposed. %(name)s agrees, declines or proposes otherwise; until then everything runs on.")
        action = actions.propose_change
    elif pair.agreement and not form.has_changed() and pair.signed_by_you is None:
        messages.info(request, _("These are the terms as they stand. Sign them above if they suit you."))
        return redirect("partnerships:agreement", partnership)
    else:
        said = _("Written down, with your signature. %(name)s reads it and signs, or proposes otherwise.")
        action = actions.propose
    said = said % {"name": pair.other.short_name}
    if not act(request, action, said=said, partnership=pair.partnership, **form.cleaned_data):
        # What was typed stays on the page that says why it was not taken.
        return _page(request, pair_for(request, partnership), form=form)
    return redirect("partnerships:agreement", partnership)


def _page(request: HttpRequest, pair: Pair, **forms: Any) -> HttpResponse:
    agreement, change, coming = pair.agreement, pair.change, _coming(pair)
    mine, theirs = pair.you.time_zone, pair.other.time_zone
    return render(
        request,
        "partnerships/agreement.html",
        {
            "pair": pair,
            "agreement": agreement,
            "your_city": wording.city(mine),
            "their_city": wording.city(theirs),
            "clocks": wording.clocks(agreement.at, theirs, mine, now=pair.now) if agreement else "",
            "difference": wording.difference(mine, theirs, name=pair.other.short_name, now=pair.now),
            "change": change,
            "changes": [row for row in terms.compared(change, pair.standing) if row.differs]
            if change
            else [],
            "coming": wording.rhythm(coming) if coming else "",
            "coming_at": coming.at if coming else None,
            "record": [
                {"version": version, "rows": terms.compared(version, None)} for version in pair.versions
            ],
            "word_form": WordForm(),
        }
        | forms,
    )


def _coming(pair: Pair) -> Version | None:
    """What both have agreed on where its rhythm is still to begin."""
    return pair.standing if pair.agreement and pair.agreement.rhythm_from else None


def _number(request: HttpRequest) -> int:
    """The number of the version that was on the page; 0 for anything that is no number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


@login_required
@require_POST
def agreement_sign(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Sign the version that was on the page."""
    pair = pair_for(request, partnership)
    act(
        request,
        actions.sign,
        said=_("Signed. From now on the two of you go together.")
        if pair.signed_by_other
        else _("Signed. It begins when %(name)s signs too.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
        version=_number(request),
    )
    pair.partnership.refresh_from_db(fields=["state"])
    if pair.is_active:
        return redirect(pair.partnership)
    return redirect("partnerships:agreement", partnership)


@login_required
@require_POST
def change_agree(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Agree to the change that was on the page."""
    pair = pair_for(request, partnership)
    done = act(
        request,
        actions.agree_to_change,
        said=_("Agreed. You both get it by mail."),
        partnership=pair.partnership,
        number=_number(request),
    )
    return redirect(pair.partnership) if done else redirect("partnerships:agreement", partnership)


@login_required
@require_POST
def change_decline(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Leave the agreement as it is, with a word if one likes."""
    pair = pair_for(request, partnership)
    form = WordForm(request.POST)
    if not form.is_valid():
        proposing = AgreementForm(pair=pair) if pair.is_active else None
        return _page(request, pair, form=proposing, word_form=form)
    act(
        request,
        actions.decline_change,
        said=_("It stays as it is. %(name)s hears it.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
        number=_number(request),
        word=form.cleaned_data["word"],
    )
    return redirect("partnerships:agreement", partnership)


@login_required
@require_POST
def change_withdraw(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    pair = pair_for(request, partnership)
    act(
        request,
        actions.withdraw_change,
        said=_("Taken back. It stays as you both signed it."),
        partnership=pair.partnership,
        number=_number(request),
    )
    return redirect("partnerships:agreement", partnership)

"""What the mentor passes on: a page for each, and a button for each of its moves."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnerships import actions, opportunities
from partnerships.forms import DeclineOfferForm, OpportunityForm, OutcomeForm
from partnerships.models import Opportunity
from partnerships.pair import Pair

from .doors import act, opportunity_for, pair_for
from .kept import KeptForm


class OpportunityCreate(KeptForm):
    """The mentor passes something on."""

    template_name = "partnerships/opportunity_create.html"

    def enter(self, partnership: UUID) -> None:
        self.pair = pair_for(self.request, partnership)

    def form(self, data: Any = None) -> OpportunityForm:
        return OpportunityForm(data, pair=self.pair)

    def is_closed(self) -> bool:
        return not opportunities.can_offer(self.pair)

    def save(self, form: OpportunityForm) -> str | None:
        done = act(
            self.request,
            actions.offer_opportunity,
            said=_("Passed on. %(name)s gets a mail.") % {"name": self.pair.other.short_name},
            partnership=self.pair.partnership,
            **form.cleaned_data,
        )
        return self.pair.partnership.get_absolute_url() if done else None


class OpportunityUpdate(KeptForm):
    """The mentor changes an offer that has no answer yet."""

    template_name = "partnerships/opportunity_update.html"
    opportunity: Opportunity

    def enter(self, opportunity: UUID) -> None:
        self.pair, self.opportunity = opportunity_for(self.request, opportunity)

    def form(self, data: Any = None) -> OpportunityForm:
        return OpportunityForm(data, pair=self.pair, opportunity=self.opportunity)

    def is_closed(self) -> bool:
        can_move = opportunities.can_move(self.pair)
        return not (self.pair.is_mentor and can_move and self.opportunity.is_offered)

    def more(self) -> dict[str, Any]:
        return {"opportunity": self.opportunity}

    def save(self, form: OpportunityForm) -> str | None:
        done = act(
            self.request,
            actions.change_opportunity,
            said=_("Changed. %(name)s gets a mail.") % {"name": self.pair.other.short_name}
            if form.has_changed()
            else "",
            opportunity=self.opportunity,
            version=self.opportunity.version,
            **form.cleaned_data,
        )
        return _page_of(self.opportunity) if done else None


@login_required
@require_safe
def opportunity_detail(request: HttpRequest, opportunity: UUID) -> HttpResponse:
    """What it is, why it fits, until when; and for each of the two what they can do with it."""
    pair, found = opportunity_for(request, opportunity)
    return _page(request, pair, found)


def _page(
    request: HttpRequest,
    pair: Pair,
    opportunity: Opportunity,
    *,
    decline_form: DeclineOfferForm | None = None,
    outcome_form: OutcomeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "pair": pair,
        "opportunity": opportunity,
        "can_move": opportunities.can_move(pair),
        "has_gone_by": opportunity.has_gone_by(pair.today),
        "decline_form": decline_form or DeclineOfferForm(),
        "outcome_form": outcome_form or OutcomeForm(prefix="outcome"),
    }
    return render(request, "partnerships/opportunity_detail.html", context, status=status)


def _page_of(opportunity: Opportunity) -> str:
    return reverse("partnerships:opportunity-detail", args=[opportunity.public_id])


@login_required
@require_POST
def opportunity_withdraw(request: HttpRequest, opportunity: UUID) -> HttpResponse:
    """The mentor takes an offer back."""
    pair, found = opportunity_for(request, opportunity)
    done = act(
        request,
        actions.withdraw_opportunity,
        said=_("Taken back. %(name)s does not see it any more.") % {"name": pair.other.short_name},
        opportunity=found,
    )
    return redirect(pair.partnership if done else _page_of(found))


@login_required
@require_POST
def opportunity_pursue(request: HttpRequest, opportunity: UUID) -> HttpResponse:
    """The mentee takes it up, in the version that the page named."""
    pair, found = opportunity_for(request, opportunity)
    version = request.POST.get("version", "")
    act(
        request,
        actions.pursue_opportunity,
        said=_("Taken up. %(name)s hears of it; tell later how it turned out.")
        % {"name": pair.other.short_name},
        opportunity=found,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 5 else 0,
    )
    return redirect(_page_of(found))


@login_required
@require_POST
def opportunity_decline(request: HttpRequest, opportunity: UUID) -> HttpResponse:
    """The mentee leaves it."""
    pair, found = opportunity_for(request, opportunity)
    form = DeclineOfferForm(request.POST)
    if not form.is_valid():
        return _page(request, pair, found, decline_form=form, status=422)
    act(
        request,
        actions.decline_opportunity,
        said=_("Left. %(name)s hears that it is not this one.") % {"name": pair.other.short_name},
        opportunity=found,
        **form.cleaned_data,
    )
    return redirect(_page_of(found))


@login_required
@require_POST
def opportunity_settle(request: HttpRequest, opportunity: UUID) -> HttpResponse:
    """The mentee says how it turned out."""
    pair, found = opportunity_for(request, opportunity)
    form = OutcomeForm(request.POST, prefix="outcome")
    if not form.is_valid():
        return _page(request, pair, found, outcome_form=form, status=422)
    act(
        request,
        actions.settle_opportunity,
        said=_("Kept. %(name)s hears it.") % {"name": pair.other.short_name},
        opportunity=found,
        **form.cleaned_data,
    )
    return redirect(_page_of(found))

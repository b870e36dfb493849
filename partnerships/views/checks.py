"""A check: the mentee says how it went, the mentor answers, both read it afterwards."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnerships import actions, wording
from partnerships.forms import AnswerForm, ReplyForm
from partnerships.models import Check
from partnerships.pair import Pair

from .doors import act, check_for, pair_for, pair_for_pk


@login_required
@require_safe
def check_detail(request: HttpRequest, check: UUID) -> HttpResponse:
    """One question for the mentee; the answer and a form for the mentor; after that, for both to read. Shows, never acts."""
    pair, found = check_for(request, check)
    return _page(request, pair, found)


def _page(
    request: HttpRequest, pair: Pair, check: Check, form: AnswerForm | ReplyForm | None = None
) -> HttpResponse:
    can_answer = check.is_open and pair.is_active and not pair.is_mentor
    can_reply = check.can_be_replied and pair.partnership.is_live and pair.is_mentor
    # A form that is not this person's to fill, or not any more, is answered with the page as it stands for them.
    if can_answer and not isinstance(form, AnswerForm):
        form = AnswerForm(pair=pair, check=check)
    elif can_reply and not isinstance(form, ReplyForm):
        form = ReplyForm()
    template = "check_answer" if can_answer else "check_reply" if can_reply else "check_read"
    return render(
        request,
        f"partnerships/{template}.html",
        {
            "pair": pair,
            "check": check,
            "form": form,
            "outcome": wording.outcome(check),
            "question": wording.kind_question(),
            "is_ahead": check.due_at > pair.now,
        },
    )


@login_required
@require_POST
def check_open(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """“Say how it is going”: open the coming check before its time and go there."""
    pair = pair_for(request, partnership)
    if not act(request, actions.open_check, partnership=pair.partnership):
        return redirect(pair.partnership)
    check = pair_for_pk(request, pair.partnership.pk).open_check
    return redirect("partnerships:check-detail", check.public_id) if check else redirect(pair.partnership)


@login_required
@require_POST
def check_answer(request: HttpRequest, check: UUID) -> HttpResponse:
    """The mentee says how it went; or, before that, has what the mentor suggested put into the field."""
    pair, found = check_for(request, check)
    if "use_suggestion" in request.POST:
        return _page(
            request, pair, found, AnswerForm.with_the_suggestion(request.POST, pair=pair, check=found)
        )
    form = AnswerForm(request.POST, pair=pair, check=found)
    if not form.is_valid():
        return _page(request, pair, found, form)
    act(
        request,
        actions.answer,
        said=_("Sent to %(name)s, who answers with support or a challenge. You hear by mail.")
        % {"name": pair.other.short_name},
        check=found,
        **form.answer,
    )
    return redirect(pair.partnership)


@login_required
@require_POST
def check_reply(request: HttpRequest, check: UUID) -> HttpResponse:
    """The mentor answers with support, a challenge, or a step beyond."""
    pair, found = check_for(request, check)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, pair, found, form)
    act(
        request,
        actions.reply,
        said=_("Sent to %(name)s.") % {"name": pair.other.short_name},
        check=found,
        **form.cleaned_data,
    )
    return redirect(pair.partnership)


@login_required
@require_POST
def suggestion_leave(request: HttpRequest, check: UUID) -> HttpResponse:
    """Leave what the mentor suggested."""
    pair, found = check_for(request, check)
    act(request, actions.leave_suggestion, said=_("Left. It stays to be read."), check=found)
    return redirect(pair.partnership)

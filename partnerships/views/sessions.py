"""Talks: propose times, take one, move it, call it off, say whether it took place, and what both write about it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.moves import IllegalMove
from partnerships import actions
from partnerships.forms import ChoiceForm, LineForm, ProposalForm, SessionWordsForm, TimesForm
from partnerships.models import Session
from partnerships.pair import Pair
from partnerships.sessions import Talk, Talks, hours_that_suit

from .doors import act, pair_for, pair_for_pk, posted


def _talk_for(request: HttpRequest, public_id: UUID) -> Talk:
    """A talk of the reader's, or 404."""
    found = get_object_or_404(Session.objects.visible_to(request.user), public_id=public_id)
    pair: Pair = pair_for_pk(request, found.partnership_id)
    return next(talk for talk in Talks(pair).all if talk.session.pk == found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_propose(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Offer up to three times for a talk."""
    pair = pair_for(request, partnership)
    form = ProposalForm(posted(request), pair=pair)
    if request.method == "POST" and form.is_valid():
        done = act(
            request,
            actions.propose_session,
            said=_("Proposed. %(name)s hears of it by mail and takes one, or offers others.")
            % {"name": pair.other.short_name},
            partnership=pair.partnership,
            **form.offer,
        )
        if done:
            return redirect(pair.partnership.get_absolute_url() + "#talks")
    return render(
        request,
        "partnerships/session_propose.html",
        {"pair": pair, "form": form, "talks": Talks(pair), "suits": hours_that_suit(pair)},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_detail(request: HttpRequest, session: UUID) -> HttpResponse:
    """One talk; POST saves what both write about it."""
    talk = _talk_for(request, session)
    found = talk.session
    form, standing = SessionWordsForm(posted(request), session=found), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_session(session=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.Stale as stale:
            standing = stale.session
            form.data = form.data.copy()
            form.data["version"] = str(standing.version)
            messages.warning(request, str(stale))
        except IllegalMove as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Saved. Both of you can read it."))
            return redirect("partnerships:session-detail", session)
    return _page(request, talk, form=form, standing=standing)


def _page(
    request: HttpRequest,
    talk: Talk,
    *,
    form: SessionWordsForm | None = None,
    standing: Session | None = None,
    choice: ChoiceForm | None = None,
    line: LineForm | None = None,
) -> HttpResponse:
    return render(
        request,
        "partnerships/session_detail.html",
        {
            "pair": talk.pair,
            "talk": talk,
            "form": form or SessionWordsForm(session=talk.session),
            "standing": standing,
            "choice": choice,
            "line": line or LineForm(),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session_move(request: HttpRequest, session: UUID) -> HttpResponse:
    """Offer other times: for one that has none yet, or to move one that has."""
    talk = _talk_for(request, session)
    form = TimesForm(posted(request), pair=talk.pair, session=talk.session)
    if request.method == "POST" and form.is_valid():
        done = act(
            request,
            actions.offer_times,
            said=_("Offered. %(name)s hears of it by mail.") % {"name": talk.pair.other.short_name},
            session=talk.session,
            **form.offer,
        )
        if done:
            return redirect("partnerships:session-detail", session)
    return render(
        request,
        "partnerships/session_move.html",
        {"pair": talk.pair, "talk": talk, "form": form, "suits": hours_that_suit(talk.pair)},
    )


@login_required
@require_POST
def session_accept(request: HttpRequest, session: UUID) -> HttpResponse:
    """Take one of the times."""
    talk = _talk_for(request, session)
    choice = ChoiceForm(request.POST)
    if not choice.is_valid():
        return _page(request, talk, choice=choice)
    act(
        request,
        actions.accept_time,
        said=_("Agreed. Both of you get it by mail, for your calendars."),
        session=talk.session,
        starts_at=choice.cleaned_data["starts_at"],
    )
    return redirect("partnerships:session-detail", session)


@login_required
@require_POST
def session_decline(request: HttpRequest, session: UUID) -> HttpResponse:
    """None of the times fits."""
    said = gettext_lazy("%(name)s is told that none of them fits.")
    return _with_a_line(request, session, actions.decline_times, said=said)


@login_required
@require_POST
def session_withdraw(request: HttpRequest, session: UUID) -> HttpResponse:
    """Take back the times one has offered."""
    talk = _talk_for(request, session)
    act(request, actions.withdraw_times, said=_("Taken back."), session=talk.session)
    return redirect("partnerships:session-detail", session)


@login_required
@require_POST
def session_cancel(request: HttpRequest, session: UUID) -> HttpResponse:
    """Call off what was agreed."""
    said = gettext_lazy("Called off. Both calendars are told.")
    return _with_a_line(request, session, actions.cancel_session, said=said)


def _with_a_line(
    request: HttpRequest, session: UUID, action: Callable[..., Session], *, said: str | Promise
) -> HttpResponse:
    """Do what may come with a line to the other; ``said`` may name them."""
    talk = _talk_for(request, session)
    line = LineForm(request.POST)
    if not line.is_valid():
        return _page(request, talk, line=line)
    text = str(said) % {"name": talk.pair.other.short_name}
    act(request, action, said=text, session=talk.session, **line.cleaned_data)
    return redirect("partnerships:session-detail", session)


@login_required
@require_POST
def session_tell(request: HttpRequest, session: UUID) -> HttpResponse:
    """Whether it took place."""
    talk = _talk_for(request, session)
    held = request.POST.get("held")
    if held not in ("yes", "no"):
        messages.warning(request, _("Choose one of the two."))
    else:
        said = _("Noted.") if held == "yes" else _("Noted. You can find another time.")
        act(request, actions.tell_of_session, said=said, session=talk.session, held=held == "yes")
    return redirect("partnerships:session-detail", session)

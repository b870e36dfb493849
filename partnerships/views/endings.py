"""Pause, go on, bring to a close, look back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import actions, forward
from partnerships.forms import PauseForm, ReflectionForm
from partnerships.pair import Pair

from .doors import act, pair_for, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partnership_close(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """GET: what a pause and a close mean, with a button for each. POST: bring it to a close."""
    pair = pair_for(request, partnership)
    if request.method != "POST":
        return _page(request, pair, PauseForm(pair=pair))
    done = act(
        request,
        actions.close,
        said=_("Brought to a close. %(name)s hears it in neutral words.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
    )
    return redirect("partnerships:reflection", partnership) if done else redirect(pair.partnership)


def _page(request: HttpRequest, pair: Pair, pause_form: PauseForm) -> HttpResponse:
    return render(request, "partnerships/partnership_close.html", {"pair": pair, "pause_form": pause_form})


@login_required
@require_POST
def pause(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Pause until a day."""
    pair = pair_for(request, partnership)
    form = PauseForm(request.POST, pair=pair)
    if not form.is_valid():
        return _page(request, pair, form)
    act(
        request,
        actions.pause,
        said=_("Paused. %(name)s hears it, and no checks are sent until you are back.")
        % {"name": pair.other.short_name},
        partnership=pair.partnership,
        back_on=form.cleaned_data["back_on"],
    )
    return redirect(pair.partnership)


@login_required
@require_POST
def resume(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Take it up again."""
    pair = pair_for(request, partnership)
    act(
        request,
        actions.resume,
        said=_("You go on. %(name)s hears it too.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
    )
    return redirect(pair.partnership)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reflection(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Look back, within fourteen days of the close."""
    pair = pair_for(request, partnership)
    if not pair.is_closing:
        messages.info(request, _("Looking back is open for fourteen days after a partnership has closed."))
        return redirect(pair.partnership)
    form = ReflectionForm(posted(request), pair=pair)
    if request.method == "POST" and form.is_valid():
        done = act(
            request,
            actions.reflect,
            said=_("Kept. %(name)s may read your lines.") % {"name": pair.other.short_name}
            if form.cleaned_data["is_shared"] and form.cleaned_data["learned"]
            else _("Kept. Nobody else reads it."),
            partnership=pair.partnership,
            **form.look(),
        )
        # Who would rather not meet the other again is not asked, on the way out, to see something good in it.
        if done and not form.cleaned_data["never_again"] and forward.is_asked(pair):
            return redirect("partnerships:forward", partnership)
        return redirect(pair.partnership)
    return render(request, "partnerships/reflection.html", {"pair": pair, "form": form})

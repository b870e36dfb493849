"""Choosing one's mails, and the way out that stands in each of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import actions, tokens
from .forms import PreferencesForm
from .models import Kind, Mail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "end_pause" in request.POST:
        actions.end_pause(by=request.user)
        messages.success(request, _("Mail comes again from now on."))
        return redirect("outbox:mail-preferences")
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from the next mail on."))
        return redirect("outbox:mail-preferences")
    status = 422 if form.is_bound else 200
    return render(request, "outbox/mail_preferences.html", {"form": form}, status=status)


# Mail programs post here by themselves (RFC 8058), without cookie or token of ours; the key in the address is the permission.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST stops this kind of mail. Scanners that follow every link change nothing."""
    mail = _mail_of(token)
    if request.method == "POST":
        actions.unsubscribe(mail=mail)
        template = "outbox/unsubscribe_done.html"
    else:
        template = "outbox/unsubscribe_confirm.html"
    return render(request, template, {"mail": mail, "kind": Kind(mail.kind)})


def _mail_of(token: str) -> Mail:
    public_id = tokens.read(token)
    mail = Mail.objects.filter(public_id=public_id).first() if public_id else None
    if mail is None or not mail.is_optional:
        raise Http404
    return mail

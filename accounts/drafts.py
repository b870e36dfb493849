"""What somebody has typed is not lost: not when their session ends in the middle, and not when another tab saved before them.

- A form carries who it was made for, signed (``draft_owner``). A POST that comes after the session has ended is kept in the new session,
  for the same address, and offered to that person alone after they have signed in again. The same where the form's token against forged
  requests has grown old, which signing in from another tab does. Nothing is saved to the profile by either.
- A form carries what it was made from (``draft_base``, a hash). Where that has changed meanwhile, both are shown, and nothing is written over
  unseen.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

KEY, OWNER, BASE = "draft", "draft_owner", "draft_base"
SALT = "accounts.drafts"
LONGEST = 100_000
"""Characters of a draft that is kept; the longest step has about a tenth."""


@dataclass(frozen=True)
class Difference:
    """A field that another tab has saved otherwise."""

    label: str
    saved: str


def keep(request: HttpRequest) -> bool:
    """Keep what was posted, if the form was made by us for somebody; returns whether it is kept."""
    try:
        owner = signing.loads(request.POST.get(OWNER, ""), salt=SALT)
    except signing.BadSignature:
        return False
    data = request.POST.copy()
    for name in ("csrfmiddlewaretoken", OWNER, BASE):
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > LONGEST:
        return False
    request.session[KEY] = {"owner": owner, "path": request.path, "text": text}
    return True


def offered(request: HttpRequest) -> QueryDict | None:
    """What this person typed at this address before they were signed out."""
    draft = request.session.get(KEY)
    if not draft or draft["path"] != request.path or draft["owner"] != request.user.pk:
        return None
    if request.GET.get("draft") == "no":
        forget(request)
        return None
    return QueryDict(draft["text"])


def forget(request: HttpRequest) -> None:
    if request.session.get(KEY, {}).get("path") == request.path:
        del request.session[KEY]


def stamp(form: forms.BaseForm) -> str:
    """What an empty form was made from: the same as long as nothing that it shows has been saved otherwise."""
    shown = [(name, _plain(form[name].value())) for name in form.fields]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def differences(typed: forms.BaseForm, saved: forms.BaseForm) -> list[Difference]:
    """Where what is saved now is not what has been typed."""
    found = []
    for name in saved.fields:
        was = saved[name].value()
        if name in typed.fields and _plain(was) != _plain(typed[name].value()):
            found.append(Difference(str(saved[name].label), _words(saved[name], was)))
    return found


def _plain(value: Any) -> list[str]:
    if value in (None, "", False):
        return []
    if value is True:
        return ["on"]
    many = value if isinstance(value, list | tuple) else [value]
    return sorted(str(getattr(one, "pk", one)).replace("\r\n", "\n").strip() for one in many)


def _words(field: forms.BoundField, value: Any) -> str:
    plain = _plain(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if not plain:
        return _("nothing")
    names: dict[str, str] = {}
    for key, label in getattr(field.field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(key, label)]
        names |= {str(one): str(name) for one, name in pairs}
    return ", ".join(names.get(one, one) for one in plain)


class KeepsDrafts(LoginRequiredMixin):
    """For a view with a form: signs it, and keeps what comes too late."""

    request: HttpRequest

    def handle_no_permission(self) -> Any:
        if self.request.method == "POST":
            keep(self.request)
        return super().handle_no_permission()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.user.is_authenticated:
            forget(request)
        return super().dispatch(request, *args, **kwargs)

    def is_stale(self, saved: forms.BaseForm) -> bool:
        """Whether the posted form was made from something else than what is saved now."""
        base = self.request.POST.get(BASE, "")
        return bool(base) and base != stamp(saved)

    def draft_context(self, form: forms.BaseForm, saved: forms.BaseForm) -> dict[str, Any]:
        """What ``accounts/_draft.html`` and ``_draft_fields.html`` need."""
        is_stale = self.request.method == "POST" and self.is_stale(saved)
        return {
            "draft_owner": signing.dumps(self.request.user.pk, salt=SALT),
            "draft_base": stamp(saved),
            "is_draft": self.request.method == "GET" and form.is_bound,
            "is_stale": is_stale,
            "differences": differences(form, saved) if is_stale else [],
        }


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the form is older than the last sign-in: what was typed is offered again, and nothing else happens."""
    if request.method == "POST" and keep(request):
        return redirect(request.path)
    return csrf_failure(request, reason=reason)

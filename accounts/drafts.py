"""What somebody has typed is not lost: not when their session ends in the middle, and not when another tab saved before them.

- A form carries who it was made for, signed (``draft_owner``). A POST that comes after the session has ended is kept in the new session,
  for the same address, and offered to that person alone after they have signed in again. The same where the form's token against forged
  requests has grown old, which signing in from another tab does. Nothing is saved to the profile by either.
- While one types, a small script sends the form's fields every few seconds and when the window is left (:func:`keep_typed`). They are a
  :class:`~accounts.models.Draft`, one for each window, and are offered when the writer comes back to the form; saving it forgets them.
- A form carries what it was made from (``draft_base``, a hash). Where that has changed meanwhile, both are shown, and nothing is written over
  unseen.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST

from accounts.models import Draft, User

KEY, OWNER, BASE, TAB, PATH = "draft", "draft_owner", "draft_base", "draft_tab", "draft_path"
OURS = ("csrfmiddlewaretoken", OWNER, BASE, TAB, PATH)
KEPT_FOR = timedelta(days=60)
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
    owner, text = _owner(request), _typed(request)
    if owner is None or text is None:
        return False
    request.session[KEY] = {"owner": owner, "path": _path(request), "text": text}
    return True


def _owner(request: HttpRequest) -> int | None:
    """Whose form it is; None of a form that is not ours."""
    try:
        owner: int = signing.loads(request.POST.get(OWNER, ""), salt=SALT)
    except signing.BadSignature:
        return None
    return owner


def _typed(request: HttpRequest) -> str | None:
    """What was posted, without our own fields; None where it is too much to keep."""
    data = request.POST.copy()
    for name in OURS:
        data.pop(name, None)
    text = data.urlencode()
    return text if len(text) <= LONGEST else None


def _path(request: HttpRequest) -> str:
    """Where the form stands: the script that keeps it while it is typed in says so, a form is posted to its own address."""
    path = request.POST.get(PATH, "")
    return path if path.startswith("/") and len(path) <= 200 else request.path


def owner_token(user: Any) -> str:
    """Whose form it is, for its hidden ``draft_owner``."""
    return signing.dumps(user.pk, salt=SALT)


@dataclass(frozen=True)
class Offer:
    """What was typed and not saved. ``kept_at``: when, where it was kept while it was typed; None where a session ended."""

    data: QueryDict
    tab: str = ""
    kept_at: datetime | None = None


def offer(request: HttpRequest) -> Offer | None:
    """What this person typed at this address: before they were signed out, or when they were here last. ``?draft=no`` puts it away."""
    if request.GET.get("draft") == "no":
        forget(request)
        Draft.objects.of(request.user, request.path).delete()
        return None
    draft = request.session.get(KEY)
    if draft and draft["path"] == request.path and draft["owner"] == request.user.pk:
        return Offer(QueryDict(draft["text"]))
    typed = Draft.objects.of(request.user, request.path).first()
    return Offer(QueryDict(typed.text), str(typed.tab), typed.kept_at) if typed else None


def offered(request: HttpRequest) -> QueryDict | None:
    """The fields of :func:`offer`."""
    found = offer(request)
    return found.data if found else None


def forget(request: HttpRequest) -> None:
    """Of the page that the form stands on; it may be posted to another address."""
    if request.session.get(KEY, {}).get("path") == _path(request):
        del request.session[KEY]


@transaction.atomic
def keep_typed(*, by: User, path: str, tab: UUID, text: str, now: datetime) -> None:
    """Keep what ``by`` has typed in one window so far, in place of what the same window sent before. At most :attr:`Draft.MOST` in all."""
    Draft.objects.update_or_create(user=by, tab=tab, defaults={"path": path, "text": text, "kept_at": now})
    newest = Draft.objects.filter(user=by).order_by("-kept_at", "-pk").values("pk")[: Draft.MOST]
    Draft.objects.filter(user=by).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def forget_old(*, now: datetime) -> int:
    """Delete what nobody has come back to for :data:`KEPT_FOR`; returns how many."""
    return Draft.objects.filter(kept_at__lt=now - KEPT_FOR).delete()[0]


@require_POST
def draft_keep(request: HttpRequest) -> HttpResponse:
    """What the script sends while somebody types: 204 when it is kept, 403 when the session has ended meanwhile (then it is kept in the new
    one), 400 when it is nothing of ours."""
    if not request.user.is_authenticated:
        keep(request)
        return HttpResponse(status=403)
    text = _typed(request)
    try:
        tab = UUID(request.POST.get(TAB, ""))
    except ValueError:
        return HttpResponse(status=400)
    if _owner(request) != request.user.pk or text is None or _path(request) == request.path:
        return HttpResponse(status=400)
    keep_typed(by=request.user, path=_path(request), tab=tab, text=text, now=timezone.now())
    return HttpResponse(status=204)


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
        is_post = request.method == "POST" and request.user.is_authenticated
        if is_post:
            forget(request)
        response = super().dispatch(request, *args, **kwargs)
        if is_post and response.status_code in (200, 302) and _is_tab(tab := request.POST.get(TAB, "")):
            Draft.objects.filter(user=request.user, tab=tab).delete()
        return response

    def is_stale(self, saved: forms.BaseForm) -> bool:
        """Whether the posted form was made from something else than what is saved now."""
        base = self.request.POST.get(BASE, "")
        return bool(base) and base != stamp(saved)

    def draft_context(self, form: forms.BaseForm, saved: forms.BaseForm) -> dict[str, Any]:
        """What ``accounts/_draft.html`` and ``_draft_fields.html`` need."""
        is_stale = self.request.method == "POST" and self.is_stale(saved)
        is_draft = self.request.method == "GET" and form.is_bound
        found = offer(self.request) if is_draft else None
        if is_draft:
            form._errors = ErrorDict()  # half a sentence is no mistake yet
        tab = self.request.POST.get(TAB, "") or (found.tab if found else "")
        return {
            "draft_owner": owner_token(self.request.user),
            "draft_base": stamp(saved),
            "draft_tab": tab if _is_tab(tab) else str(uuid4()),
            "draft_kept_at": found.kept_at if found else None,
            "is_draft": is_draft,
            "is_stale": is_stale,
            "differences": differences(form, saved) if is_stale else [],
        }


def _is_tab(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of the form is older than the last sign-in: what was typed is offered again, and nothing else happens."""
    if request.method == "POST" and keep(request):
        return redirect(_path(request))
    return csrf_failure(request, reason=reason)

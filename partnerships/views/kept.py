"""A page of a pair with one form, whose words are not lost: not with a session that ends, and not to another window."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from accounts import drafts
from partnerships.pair import Pair


class KeptForm(drafts.KeepsDrafts, View):
    """Shows the form on GET; a POST acts once the form is valid and nothing else has been saved meanwhile."""

    template_name: str
    pair: Pair

    def enter(self, **ids: UUID) -> None:
        """Find what the page is about, or 404: at least ``pair``."""
        raise NotImplementedError

    def form(self, data: Any = None) -> forms.Form:
        """The form, as it is saved now or with ``data`` in it."""
        raise NotImplementedError

    def save(self, form: forms.Form) -> str | None:
        """Do it, and say where to go; None where the move was refused, which has been said."""
        raise NotImplementedError

    def is_closed(self) -> bool:
        """Whether there is nothing to fill in here, and the page says so."""
        return False

    def more(self) -> dict[str, Any]:
        """What the template needs besides."""
        return {}

    def get(self, request: HttpRequest, **ids: UUID) -> HttpResponse:
        self.enter(**ids)
        return self.page(self.form(drafts.offered(request)))

    def post(self, request: HttpRequest, **ids: UUID) -> HttpResponse:
        self.enter(**ids)
        form = self.form(request.POST)
        if not self.is_closed() and self.is_stale(self.form()):
            return self.page(form, status=409)
        if form.is_valid():
            if to := self.save(form):
                return redirect(to)
            return self.page(form, status=409)
        return self.page(form, status=422)

    def page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"pair": self.pair, "form": form, "is_closed": self.is_closed()} | self.more()
        context |= self.draft_context(form, self.form())
        return render(self.request, self.template_name, context, status=status)

"""What holds for every answer of the site."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _


class NoStoreMiddleware:
    """Keeps pages of a signed-in person out of every cache, so that the Back button shows nothing after sign-out.

    An answer that sets its own `Cache-Control` keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked before the view, which may sign the person out; the page it returns then still was theirs.
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if (signed_in or request.user.is_authenticated) and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response


class ButtonMiddleware:
    """Leads a browser that opens the address of a button to the page where the button stands.

    It comes there after a session has ended: one presses, signs in again, and is sent back to an address that only takes POST. Nothing
    is done then, because the click is gone; the page says so. Anything that is not a person's browser keeps its 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code == 405
            and request.method == "GET"
            and request.user.is_authenticated
            and "text/html" in request.headers.get("Accept", "")
        ):
            page = _page_above(request.path)
            if page:
                messages.info(request, _("Nothing has changed yet. Press the button once more."))
                return redirect(page)
        return response


def _page_above(path: str) -> str:
    """The nearest address above ``path`` that exists; empty if only the front door is left."""
    parts = path.strip("/").split("/")
    while len(parts) > 1:
        parts.pop()
        page = f"/{'/'.join(parts)}/"
        try:
            resolve(page)
        except Resolver404:
            continue
        return page
    return ""

"""What holds for every request of somebody who is signed in."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.consent import VERSIONS
from accounts.models import Consent, User
from accounts.prepared import Prepared


class PersonalSettingsMiddleware:
    """Answers in the reader's language and time zone, and signs a suspended person out.

    Suspension is checked at each request, so it holds at once and not when the session ends. A zone that this machine does not know
    (its tz database may be older than the browser's) falls back to the site's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.is_suspended:
            logout(request)
            messages.error(
                request,
                _(
                    "This account is suspended. If you think that is a mistake, write to the people who run your community."
                ),
            )
            return redirect("account_login")
        with translation.override(user.language or None), timezone.override(_zone(user.time_zone)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


class ConsentMiddleware:
    """Asks who is signed in for consent to the present texts before any page that shows people to each other.

    Signing in and out, the texts themselves, one's own settings, mail links and the administration's way in stay open.
    """

    OPEN = (
        "/accounts/",
        "/welcome/",
        "/static/",
        "/code-of-conduct/",
        "/your-data/",
        "/accessibility/",
        "/how-it-works/",
        "/example/",
        "/mail/",
        "/report/",
        "/settings/",
        "/healthz",
        "/invitations/",
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and request.path != "/"
            and not request.path.startswith(self.OPEN)
            and not has_consented(request.user)
        ):
            return redirect(f"{reverse('accounts:consent')}?{urlencode({'next': request.path})}")
        return self.get_response(request)


def has_consented(user: User) -> bool:
    """Whether somebody agreed to every text in its present version."""
    return VERSIONS.items() <= set(map(tuple, CONSENTS.rows([user.pk])))


CONSENTS = Prepared(
    lambda users: Consent.objects.filter(user__in=users).order_by().values_list("document", "version")
)

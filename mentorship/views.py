"""The project's own pages: the front door, and those that say how things are done here."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.consent import CONDUCT, DATA, VERSIONS
from mentorship import example
from mentorship.today import Today


class PlainPage(TemplateView):
    """A page that anybody may read and that asks the database for nothing.

    Gives the template the address to write to and the versions of the two texts that people agree to.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            contact_email=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            conduct_version=VERSIONS[CONDUCT],
            data_version=VERSIONS[DATA],
            **kwargs,
        )


# The (place, rank) of three members of the demo communities, for their emblems.
HOME_CONTEXT = {
    "people": {
        "oksana": ((0, 1), (8, 2), (1, 3), (9, 4), (5, 5)),
        "tomasz": ((5, 1), (8, 3), (2, 2), (0, 4), (7, 5)),
        "mariama": ((1, 1), (8, 2), (9, 3), (7, 4), (3, 5)),
    }
}


class HomePage(PlainPage):
    """The front door; who is signed in is led on to their own day."""

    template_name = "mentorship/home.html"
    extra_context = HOME_CONTEXT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("today")
        return super().get(request, *args, **kwargs)


class TodayPage(LoginRequiredMixin, TemplateView):
    """What is next for the reader, as mentee and as mentor."""

    template_name = "mentorship/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=Today(self.request.user, timezone.now()), **kwargs)


class ExampleProfilePage(PlainPage):
    """A finished profile, to read before one begins with one's own."""

    template_name = "mentorship/example_profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            emblem_values=[(value.place, value.rank) for value in example.VALUES],
            wheel_values=[(value.place, value.rank, str(value.name)) for value in example.VALUES],
            ranked_values=example.VALUES,
            stands=example.STANDS,
            passages=example.PASSAGES,
            interests=example.INTERESTS,
            **kwargs,
        )

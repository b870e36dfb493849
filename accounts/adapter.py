"""How sign-in behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Profile
from outbox.allauth import OutboxMailMixin


class AccountAdapter(OutboxMailMixin, DefaultAccountAdapter):
    """allauth's defaults, with its mails through the outbox; signing in leads on to what comes next."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To what is next once the profile is complete, and to the profile before."""
        if Profile.objects.complete().filter(user=request.user).exists():
            return "/today/"
        return reverse("accounts:profile")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

"""How sign-in behaves here."""

from allauth.account.adapter import DefaultAccountAdapter

from outbox.allauth import OutboxMailMixin


class AccountAdapter(OutboxMailMixin, DefaultAccountAdapter):
    """allauth's defaults, with its mails sent through the outbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and communities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import deletions  # noqa: F401 - it listens from now on

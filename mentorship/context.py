"""What every page may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The name that this installation goes by."""
    return {"site_name": settings.SITE_NAME}

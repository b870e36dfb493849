"""Addresses in mails begin with ``SITE_URL``, never with what a request claims to be the host."""

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path on this site; ``ValueError`` for anything that is not a path."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{path!r} is not a path on this site")
    return settings.SITE_URL.rstrip("/") + path


def rehosted(url: str) -> str:
    """The same page under ``SITE_URL``. For addresses that a library has built from the request."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return absolute("/" + parts.path.lstrip("/") + query)

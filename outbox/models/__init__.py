"""A mail and its way out, what a person wants to get, and addresses that get nothing."""

from .mail import Image, Mail
from .wishes import Kind, Pause, Preference, Suppression

__all__ = ["Image", "Kind", "Mail", "Pause", "Preference", "Suppression"]

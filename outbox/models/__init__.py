"""A mail and its way out, what a person wants to get, and addresses that get nothing."""

from .mail import Haste, Image, Mail
from .wishes import Kind, Mode, Pause, Preference, QuietHours, Suppression

__all__ = [
    "Haste",
    "Image",
    "Kind",
    "Mail",
    "Mode",
    "Pause",
    "Preference",
    "QuietHours",
    "Suppression",
]

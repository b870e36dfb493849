"""The administration of people, communities and words. Private texts are registered nowhere."""

from . import communities, elsewhere, profiles, safety, vocabulary
from .communities import CommunityAdmin
from .moving import confirm, make_moves
from .people import PersonAdmin
from .reading import ReadOnlyAdmin, ReadOnlyInline

__all__ = [
    "CommunityAdmin",
    "PersonAdmin",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "communities",
    "confirm",
    "elsewhere",
    "make_moves",
    "profiles",
    "safety",
    "vocabulary",
]

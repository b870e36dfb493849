"""Who fits whom: a mentee's shortlist, the requests, and what a community has set about fit."""

from .request import Request
from .rules import CommunityRules, MentorPrice, OpposedValues
from .shortlist import Hidden, Shortlisting

__all__ = ["CommunityRules", "Hidden", "MentorPrice", "OpposedValues", "Request", "Shortlisting"]

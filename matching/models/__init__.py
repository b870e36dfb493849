"""Who fits whom: a mentee's shortlist and decision sheets, the requests, and what a community has set about fit."""

from .decision import Criterion, DecisionSheet, Judgement, Option, SecondThought
from .request import Request
from .rules import CommunityRules, MentorPrice, OpposedValues
from .shortlist import Hidden, Shortlisting

__all__ = [
    "CommunityRules",
    "Criterion",
    "DecisionSheet",
    "Hidden",
    "Judgement",
    "MentorPrice",
    "OpposedValues",
    "Option",
    "Request",
    "SecondThought",
    "Shortlisting",
]

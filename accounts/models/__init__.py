"""Who a person is: the account, the self-definition, the vocabulary it is written in, the communities, and safety."""

from .changes import Change
from .community import Community, Membership
from .draft import Draft
from .invitation import Invitation
from .profile import (
    Bridge,
    Depth,
    DrainingValue,
    Format,
    Goal,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    Stance,
)
from .safety import Block, Consent, Report
from .search import SearchText
from .user import User
from .version import ProfileVersion
from .vocabulary import Area, AreaGroup, AreaRelation, Basic, Interest, Language, Statement, Value

__all__ = [
    "Area",
    "AreaGroup",
    "AreaRelation",
    "Basic",
    "Block",
    "Bridge",
    "Change",
    "Community",
    "Consent",
    "Depth",
    "Draft",
    "DrainingValue",
    "Format",
    "Goal",
    "Interest",
    "Invitation",
    "Language",
    "Membership",
    "MentorState",
    "Passage",
    "Profile",
    "ProfileVersion",
    "RankedValue",
    "Report",
    "SearchText",
    "Stance",
    "Statement",
    "User",
    "Value",
]

"""Who fits whom: a mentee's shortlist, the requests, and what a community holds to be opposed."""

from .request import Request
from .rules import OpposedValues
from .shortlist import Hidden, Shortlisting

__all__ = ["Hidden", "OpposedValues", "Request", "Shortlisting"]

"""Requests, the rules of communities, and the suspension of people, for administrators. Importing registers them."""

from . import communities, people, requests

__all__ = ["communities", "people", "requests"]

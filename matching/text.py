"""What a person types into the search field, for the pages of this floor."""

from accounts.text import words_of

__all__ = ["words_of"]

"""What the text search looks into."""

from django.db import models


class SearchText(models.Model):
    """Everything of a mentor that the search may find, as one folded text. Written and read by :mod:`accounts.searching`."""

    profile = models.OneToOneField(
        "accounts.Profile", on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.profile_id}: {len(self.text)}"

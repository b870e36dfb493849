"""A partnership that is deleted, with one of its people as a rule, frees the other's place: ranking hears of it."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.actions import note_changes
from partnerships.models import Partnership


@receiver(post_delete, sender=Partnership)
def a_place_is_free(instance: Partnership, **kwargs: Any) -> None:
    note_changes([instance.mentor_id], words=False)

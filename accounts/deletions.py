"""What is deleted is noted as well, whoever deletes it and by whatever way: ranking must not keep a person who is gone."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.actions import note_changes
from accounts.actions.vocabulary import forget_proposals_of_nobody
from accounts.models import Membership, Profile, User


@receiver(post_delete, sender=User)
def a_person_is_gone(instance: User, **kwargs: Any) -> None:
    note_changes([instance.pk], words=False)
    forget_proposals_of_nobody()


@receiver(post_delete, sender=Profile)
@receiver(post_delete, sender=Membership)
def a_part_of_a_person_is_gone(instance: Profile | Membership, **kwargs: Any) -> None:
    note_changes([instance.user_id], words=False)

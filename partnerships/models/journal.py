"""What the two write down together, what each notes alone, and what each thinks at the end."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def written_by(self, user: AnyUser) -> "JournalQuerySet":
        """What ``user`` wrote and may change: nobody else's exists."""
        return self.filter(author=user, partnership__in=Partnership.objects.visible_to(user))


class JournalEntry(models.Model):
    """A note both can read. Private to the pair: never in the admin. ``version`` counts its texts, so that two windows notice each other."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="journal")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="journal_entries"
    )
    text = models.TextField(_("something you noticed"), max_length=4000)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.written_at:%Y-%m-%d}"


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def visible_to(self, user: AnyUser) -> "PrivateNoteQuerySet":
        """Its author's alone, whatever becomes of the pair."""
        return self.filter(author=user)


class PrivateNote(models.Model):
    """What one of the two notes for themself about this partnership. Never on a page of the other's, in a mail, in a log or in the admin."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="private_notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_notes"
    )
    text = models.TextField(max_length=20_000, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author"], name="private_note_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.author_id}"


class Reflection(models.Model):
    """One person's look back, open for fourteen days. ``never_again`` is private and works as a gate.

    A mentee also says how the mentor was, in four qualities (:class:`Agreeing`, each may be left out). They are told on only as
    means over several mentees (``qualities.py``). ``learned`` is read by the other person where ``is_shared``.
    """

    class Agreeing(models.IntegerChoices):
        NOT_AT_ALL = 1, _("not at all")
        LITTLE = 2, _("a little")
        PARTLY = 3, _("partly")
        MOSTLY = 4, _("mostly")
        FULLY = 5, _("fully")

    QUALITIES = ("sensitivity", "confidence", "social_skills", "reliability")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="reflections")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections")
    learned = models.TextField(_("what I take with me"), max_length=2000, blank=True)
    is_shared = models.BooleanField(_("the other may read this"), default=False)
    sensitivity = models.PositiveSmallIntegerField(_("sensitivity"), choices=Agreeing, null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=Agreeing, null=True, blank=True)
    social_skills = models.PositiveSmallIntegerField(
        _("social skills"), choices=Agreeing, null=True, blank=True
    )
    reliability = models.PositiveSmallIntegerField(_("reliability"), choices=Agreeing, null=True, blank=True)
    never_again = models.BooleanField(_("please do not match the two of us again"), default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author"], name="reflection_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.author_id}"

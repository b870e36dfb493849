"""A mentee's own lists. Nobody is told, and nobody else can read them."""

from django.db import transaction

from accounts.models import User
from matching.models import Hidden, Shortlisting


@transaction.atomic
def add_to_shortlist(*, by: User, mentor: User) -> Shortlisting:
    """Keep somebody. Twice is once; somebody put away comes back."""
    Hidden.objects.filter(person=by, mentor=mentor).delete()
    return Shortlisting.objects.get_or_create(mentee=by, mentor=mentor)[0]


@transaction.atomic
def remove_from_shortlist(*, by: User, mentor: User) -> None:
    """Take somebody off the shortlist, with the note."""
    Shortlisting.objects.filter(mentee=by, mentor=mentor).delete()


@transaction.atomic
def write_note(*, by: User, mentor: User, note: str) -> Shortlisting:
    """Write the private note; who gets one is on the shortlist."""
    entry = add_to_shortlist(by=by, mentor=mentor)
    entry.note = note
    entry.save(update_fields=["note"])
    return entry


@transaction.atomic
def hide(*, by: User, mentor: User) -> None:
    """“Not for me”. Undone by :func:`unhide`."""
    Hidden.objects.get_or_create(person=by, mentor=mentor)


@transaction.atomic
def unhide(*, by: User, mentor: User) -> None:
    Hidden.objects.filter(person=by, mentor=mentor).delete()

"""One scene for many cases: each case is taken back before the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back at the end, so a table of moves needs its people and their pair only once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

"""Who must not be brought together, whatever they score: what is between two people, not in either's profile."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet, Value

from accounts.models import Block, User
from accounts.prepared import Prepared
from matching.models import Hidden
from partnerships.models import Partnership, Reflection


def apart(mentee: User | None = None) -> Iterator[tuple[int, int]]:
    """(mentee, mentor) by user id: blocked either way, put away, ruled out by an earlier ending, or in a live partnership already.

    ``mentee``: only theirs; without one everybody's. One query.
    """
    for one, other, either_way in _rows(None).iterator() if mentee is None else OF_ONE.rows([mentee.pk]):
        yield one, other
        if either_way:
            yield other, one


def _rows(mentees: list[int] | None) -> QuerySet:
    """(person, other, whether it holds either way); of everybody, or where one of these is the mentee, and either of the two where it does."""
    blocks = Block.objects.all()
    never_again = Reflection.objects.filter(never_again=True)
    hidden = Hidden.objects.all()
    together = Partnership.objects.filter(state__in=[*Partnership.LIVE, Partnership.State.SUSPENDED])
    if mentees is not None:
        blocks = blocks.filter(Q(blocker__in=mentees) | Q(blocked__in=mentees))
        never_again = never_again.filter(
            Q(partnership__mentee__in=mentees) | Q(partnership__mentor__in=mentees)
        )
        hidden, together = hidden.filter(person__in=mentees), together.filter(mentee__in=mentees)
    return (
        blocks.order_by()
        .values_list("blocker", "blocked", Value(1))
        .union(
            never_again.order_by().values_list("partnership__mentee", "partnership__mentor", Value(1)),
            hidden.order_by().values_list("person", "mentor", Value(0)),
            together.order_by().values_list("mentee", "mentor", Value(0)),
            all=True,
        )
    )


OF_ONE = Prepared(_rows)

"""Who must not be brought together, whatever they score: what is between two people, not in either's profile."""

from collections.abc import Iterator

from django.db.models import Q

from accounts.models import Block, User
from matching.models import Hidden
from partnerships.models import Partnership, Reflection


def apart(mentee: User | None = None) -> Iterator[tuple[int, int]]:
    """(mentee, mentor) by user id: blocked either way, put away, ruled out by an earlier ending, or in a live partnership already.

    ``mentee``: only theirs; without one everybody's. Four queries.
    """
    blocks = Block.objects.all()
    never_again = Reflection.objects.filter(never_again=True)
    hidden = Hidden.objects.all()
    together = Partnership.objects.filter(state__in=[*Partnership.LIVE, Partnership.State.SUSPENDED])
    if mentee is not None:
        blocks = blocks.filter(Q(blocker=mentee) | Q(blocked=mentee))
        never_again = never_again.filter(Q(partnership__mentee=mentee) | Q(partnership__mentor=mentee))
        hidden, together = hidden.filter(person=mentee), together.filter(mentee=mentee)
    either_way = [
        *blocks.values_list("blocker", "blocked"),
        *never_again.values_list("partnership__mentee", "partnership__mentor"),
    ]
    for one, other in either_way:
        yield one, other
        yield other, one
    yield from hidden.values_list("person", "mentor")
    yield from together.values_list("mentee", "mentor")

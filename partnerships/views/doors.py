"""The two doors that every view of a pair goes through: in (read what this person may see) and out (move, and say so)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.moves import IllegalMove
from partnerships.models import Check, Commitment, Opportunity, Partnership
from partnerships.pair import Pair


def pair_for(request: HttpRequest, public_id: UUID) -> Pair:
    """The pair as the reader sees it, or 404."""
    partnerships = Partnership.objects.visible_to(request.user).with_life()
    return seen_by(request, get_object_or_404(partnerships, public_id=public_id))


def check_for(request: HttpRequest, public_id: UUID) -> tuple[Pair, Check]:
    """A check and its pair, or 404."""
    check = get_object_or_404(Check.objects.visible_to(request.user), public_id=public_id)
    pair = pair_for_pk(request, check.partnership_id)
    return pair, next(one for one in pair.checks if one.pk == check.pk)


def commitment_for(request: HttpRequest, public_id: UUID) -> tuple[Pair, Commitment]:
    """A commitment and its pair, or 404."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), public_id=public_id)
    return pair_for_pk(request, commitment.partnership_id), commitment


def opportunity_for(request: HttpRequest, public_id: UUID) -> tuple[Pair, Opportunity]:
    """What was passed on and its pair, or 404."""
    found = get_object_or_404(Opportunity.objects.visible_to(request.user), public_id=public_id)
    pair = pair_for_pk(request, found.partnership_id)
    return pair, next(one for one in pair.partnership.opportunities.all() if one.pk == found.pk)


def pair_for_pk(request: HttpRequest, pk: int) -> Pair:
    return seen_by(
        request, get_object_or_404(Partnership.objects.visible_to(request.user).with_life(), pk=pk)
    )


def seen_by(request: HttpRequest, partnership: Partnership) -> Pair:
    return Pair(partnership, request.user, timezone.now())


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the data of a POST, even of an empty one; None otherwise."""
    return request.POST if request.method == "POST" else None


def act(request: HttpRequest, action: Callable[..., Any], *, said: str = "", **details: Any) -> bool:
    """Do ``action`` as the reader, now, and say so; an illegal move becomes a message and changes nothing.

    The one place where IllegalMove is caught. Returns whether it was done.
    """
    try:
        action(by=request.user, now=timezone.now(), **details)
    except IllegalMove as refused:
        messages.warning(request, str(refused))
        return False
    if said:
        messages.success(request, said)
    return True

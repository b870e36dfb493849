"""Whether a mentee is asked to pass on what they have come through."""

from partnerships.models import Forward
from partnerships.pair import Pair


def of(pair: Pair) -> Forward | None:
    """What was decided, if anything was."""
    return Forward.objects.filter(partnership=pair.partnership).select_related("passage__area").first()


def is_asked(pair: Pair) -> bool:
    """After an ending, until it is decided; never again after "not now"."""
    return pair.can_pay_forward and of(pair) is None

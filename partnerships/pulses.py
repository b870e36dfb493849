"""What may be known of two private answers: that they lie far apart, and nothing else."""

from datetime import date

from django.db.models import Count, F, Max, Min

from partnerships.models import Partnership, Pulse


def months_apart(partnership: Partnership) -> list[date]:
    """The months in which both answered and the answers differ by two points or more, the latest first."""
    answered = partnership.pulses.filter(value__isnull=False).order_by().values("month")
    both = answered.annotate(people=Count("pk"), low=Min("value"), high=Max("value")).filter(people=2)
    apart = both.filter(high__gte=F("low") + Pulse.APART)
    return sorted(apart.values_list("month", flat=True), reverse=True)

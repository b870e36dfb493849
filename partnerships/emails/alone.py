"""The mails that ask each of the two something alone."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from outbox.models import Haste, Mail
from partnerships.models import FitCheck, Pulse

from .queueing import link, queue_to


def pulse_asked(pulse: Pulse) -> Mail | None:
    """Sent to each of the two once a month: can you say what you think here? Links to a page that shows on GET and acts on POST."""
    partnership = pulse.partnership
    return queue_to(
        "pulse_asked",
        partnership,
        haste=Haste.DAYS,
        to=pulse.author,
        key=f"{pulse.month:%Y-%m}:{pulse.author_id}",
        why=format_lazy(
            gettext_lazy(
                "You get this because you and {name} are in a partnership; it is asked once a month."
            ),
            name=partnership.other(pulse.author).short_name,
        ),
        context={"pulse_url": link("pulse", pulse.public_id)},
    )


def fit_asked(fit_check: FitCheck) -> Mail | None:
    """Sent to each of the two after the first weeks, once: is it a good fit? Links to a page that shows on GET and acts on POST."""
    partnership = fit_check.partnership
    return queue_to(
        "fit_asked",
        partnership,
        haste=Haste.DAYS,
        to=fit_check.author,
        key=str(fit_check.author_id),
        why=format_lazy(
            gettext_lazy("You get this because you and {name} have begun a partnership; it is asked once."),
            name=partnership.other(fit_check.author).short_name,
        ),
        context={"fit_url": link("fit", fit_check.public_id)},
    )

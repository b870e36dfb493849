"""Three days without workers, and what comes afterwards: for the test and for `./run bench mail`."""

from collections import Counter

from outbox.tests.plant import Plant

# Every pair signs three days ago, with a slot in one of the hours since, each of the two by a clock of their own. Then nobody sends.
MAKE_PAIRS = """
from datetime import timedelta
from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone
from accounts.tests.factories import make_mentee, make_mentor
from outbox import broker
from outbox.models import Mail
from partnerships.models import CheckClock
from partnerships.tests.factories import make_partnership
now = timezone.now()
began = now - timedelta(hours=72)
with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]), broker.quiet():
    for batch in range(0, {count}, 50):
        with transaction.atomic():
            for number in range(batch, min(batch + 50, {count})):
                slot = began + timedelta(hours=1 + 70 * number // {count})
                make_partnership(
                    "active", now=began, rhythm="weekly", weekday=slot.weekday(), at=slot.time().replace(second=0, microsecond=0),
                    mentee=make_mentee(time_zone="UTC"), mentor=make_mentor(time_zone="UTC"),
                )
Mail.objects.update(state="sent", sent_at=now)
print(CheckClock.objects.due(now).count(), CheckClock.objects.due(now - timedelta(hours=36)).count())
"""

STILL_DUE = """
from django.utils import timezone
from partnerships.models import CheckClock
print(CheckClock.objects.due(timezone.now()).count())
"""


def _shell(plant: Plant, script: str) -> list[int]:
    return [int(said) for said in plant.manage("shell", "--no-imports", "-c", script).split()]


def fall_behind(plant: Plant, pairs: int) -> tuple[int, int]:
    """How many clocks are due after the outage, and how many of them so late that they are passed over."""
    due, too_late = _shell(plant, MAKE_PAIRS.format(count=pairs))
    return due, too_late


def catch_up(plant: Plant, expected: int, seconds: float) -> Counter[str]:
    """Two workers of four processes, each with a beat, until nothing is due: how many mails came to each address."""
    plant.start_worker()
    plant.start_worker()
    plant.wait_until(lambda: len(plant.sink.taken) >= expected, seconds)
    plant.wait_until(lambda: set(plant.states()) == {"sent"} and _shell(plant, STILL_DUE) == [0], seconds)
    return Counter(str(mail["To"]) for mail in plant.sink.taken)

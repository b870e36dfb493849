"""A process of its own that edits mentors and looks at lists when it is told to: `python -m matching.tests.looker DATABASE`.

One order a line: `edit SEED` changes something; `look USER` ranks for this mentee and holds the list against the slow one. It answers each with a line.
"""

import random
import sys

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from django.db import transaction  # noqa: E402

from accounts.models import User  # noqa: E402
from matching.ranking import Filters  # noqa: E402
from matching.store import reading  # noqa: E402
from matching.tests.test_ranking_oracle import assert_equal, change_something, some_filters  # noqa: E402


def answer(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    with reading() as first:
        pass
    answer("ready")
    for line in sys.stdin:
        order, number = line.split()
        chance = random.Random(int(number))  # noqa: S311
        if order == "edit":
            with transaction.atomic():
                change_something(chance)
        else:
            mentee = User.objects.get(pk=number)
            assert_equal(mentee, Filters())
            assert_equal(mentee, some_filters(chance))
            with reading() as kept:
                assert kept is first, "loaded anew"
        answer("done")


if __name__ == "__main__":
    main()

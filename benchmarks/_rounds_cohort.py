"""A cohort of synthetic people with the app's own scores and gates: `python -m benchmarks._rounds_cohort MENTEES MENTORS OUT.npz`."""

import os
import sys
import tempfile

import numpy as np


def main() -> None:
    mentees, mentors, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "mentorship.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from accounts.models import Community
        from matching.cohort import cohort

        call_command("migrate", verbosity=0)
        call_command("load_vocabulary", verbosity=0)
        # About three in four have a goal, and two in five offer to mentor.
        call_command("generate_community", members=round(max(mentees * 1.4, mentors * 3)), verbosity=0)
        people = cohort(Community.objects.get(slug="synthetic"))
        np.savez(out, scores=people.block(0, mentees)[:, :mentors], places=people.places[:mentors])


if __name__ == "__main__":
    main()

"""The mail that brings two people together."""

from datetime import time

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.weave_png import pair_png
from outbox.actions import InlineImage
from outbox.models import Haste, Kind, Mail
from outbox.rendering import reading_as
from partnerships import first_talk, wording
from partnerships.ground import Ground
from partnerships.models import Partnership

from .queueing import queue_to

SHARED_IN_FULL = 2
"""So many shared values are given with both people's lines; the others by name."""
EXAMPLE = time(18)
"""The time of day by which the introduction says how the two clocks differ."""


def introduction(partnership: Partnership, *, to: User, ground: Ground) -> Mail | None:
    """Sent to each of the two when the mentor accepts, once, with Reply-To the other person: shared ground, where they may pull
    apart, and three questions for a first talk. The first time either sees the other's address."""
    mentee, mentor, other = partnership.mentee, partnership.mentor, partnership.other(to)
    mine, theirs = ground.mentee_values, ground.mentor_values
    if partnership.is_mentor(to):
        mine, theirs = theirs, mine
    with reading_as(to.language, to.time_zone):
        picture = InlineImage(
            cid="pair",
            filename="pair.png",
            png=pair_png(mine, theirs, shared_places=ground.shared_places),
            alt=_("Your emblem and %(name)s’s, overlapping where you share values.")
            % {"name": other.short_name},
        )
        return queue_to(
            "introduction",
            partnership,
            haste=Haste.DAYS,
            to=to,
            key=str(to.pk),
            kind=Kind.INTRODUCTIONS,
            reply_to=other.email,
            images=(picture,),
            why=format_lazy(
                gettext_lazy("You get this because {mentee} asked and {mentor} accepted."),
                mentee=mentee.short_name,
                mentor=mentor.short_name,
            ),
            context={
                "mentee": mentee,
                "mentor": mentor,
                "shared": [
                    {
                        "name": value.name,
                        "same_place": value.mentee_rank == value.mentor_rank,
                        "mentee_place": wording.place(value.mentee_rank),
                        "mentor_place": wording.place(value.mentor_rank),
                        "mentee_line": value.mentee_line,
                        "mentor_line": value.mentor_line,
                    }
                    for value in ground.shared[:SHARED_IN_FULL]
                ],
                "also_shared": [value.name for value in ground.shared[SHARED_IN_FULL:]],
                "pulls": ground.pulls,
                "passages": ground.passages,
                "transfers": ground.transfers,
                "area": partnership.goal.area.name if partnership.goal else "",
                "questions": first_talk.questions(
                    ground, mentee=mentee.short_name, mentor=mentor.short_name, goal=partnership.goal_text
                ),
                "clocks": wording.clocks(
                    EXAMPLE, to.time_zone, other.time_zone, now=partnership.introduced_at
                ),
            },
        )

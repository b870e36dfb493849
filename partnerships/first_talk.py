"""Three questions for a first talk, made of what the two have written: never out of a drawer."""

from django.utils.translation import gettext as _

from partnerships.ground import Ground


def questions(ground: Ground, *, mentee: str, mentor: str, goal: str) -> list[str]:
    """Three questions in the active language; ``mentee`` and ``mentor`` are first names, ``goal`` the goal as written.

    1. To the mentor: of what they have been through, or, where nothing meets the goal, of the yes itself.
    2. To both: of where they may pull apart; else of a value they share, by the mentor's own line; else of their beginnings.
    3. To the mentee: of the goal.
    """
    return [
        _of_the_passage(ground, mentor),
        _of_the_values(ground, mentee, mentor),
        _of_the_goal(mentee, goal),
    ]


def _of_the_passage(ground: Ground, mentor: str) -> str:
    if not ground.passages:
        return _("%(mentor)s: what in the letter made you say yes?") % {"mentor": mentor}
    return _(
        "%(mentor)s: %(passage)s. What did the first month of it cost you, and what did nobody tell you?"
    ) % {
        "mentor": mentor,
        "passage": ground.passages[0],
    }


def _of_the_values(ground: Ground, mentee: str, mentor: str) -> str:
    if ground.pulls:
        pull = ground.pulls[0]
        return _(
            "Both: %(mentee_value)s for %(mentee)s, %(mentor_value)s for %(mentor)s. "
            "Which decision of the last year would the two of you have taken differently?"
        ) % {
            "mentee": mentee,
            "mentor": mentor,
            "mentee_value": pull.mentee_value,
            "mentor_value": pull.mentor_value,
        }
    worded = next((shared for shared in ground.shared if shared.mentor_line), None)
    if worded:
        return _("%(mentor)s wrote of %(value)s: “%(line)s” When was that last hard, for each of you?") % {
            "mentor": mentor,
            "value": worded.name,
            "line": worded.mentor_line,
        }
    if ground.shared:
        return _("Both: you rank %(value)s. When was it last hard to live by, for each of you?") % {
            "value": ground.shared[0].name
        }
    return _("Both: what do you rank first, and which day of the past month showed it?")


def _of_the_goal(mentee: str, goal: str) -> str:
    if not goal:
        return _("%(mentee)s: what would you like to be asked about in two weeks’ time?") % {"mentee": mentee}
    return _("%(mentee)s: “%(goal)s” What would you like to be asked about it in two weeks’ time?") % {
        "mentee": mentee,
        "goal": goal,
    }

"""How others have put it: examples beside the forms of passages, goals and bridges, from different walks of life."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """Somebody's words, and the area they are about."""

    area: str | Promise
    words: str | Promise


OF: dict[str, tuple[Example, ...]] = {
    "passages": (
        Example(
            _("Caring for a parent"),
            _("Three years of Thursdays. It asked me to be bored with him and not look at the clock."),
        ),
        Example(
            _("Losing a job"),
            _(
                "I was the last on the floor to be told. For a month I dressed for work and went to the library. I would tell my brother sooner."
            ),
        ),
        Example(
            _("Living with a long illness"),
            _(
                "I learned to count a day by what I left out. I would have bought the chair in the first year."
            ),
        ),
        Example(
            _("Leading a team for the first time"),
            _(
                "I kept doing their work at night. It stopped when one of them asked me whether I thought she could not."
            ),
        ),
    ),
    "goals": (
        Example(
            _("Returning to study"), _("To sit in a first-year lecture at forty-one and ask the question.")
        ),
        Example(
            _("Quitting smoking"),
            _("To get through the harvest, when everybody smokes, without the first one."),
        ),
        Example(
            _("Moving to another country"), _("To make one friend here who is not from home, before winter.")
        ),
        Example(_("Speaking in public"), _("To give the safety talk on the rig without reading it off.")),
    ),
    "bridges": (
        Example(
            _("From caring for a child to leading a team"),
            _("Both hear what I do and not what I say. I learned to go first and to be seen being wrong."),
        ),
        Example(
            _("From long-distance running to writing a thesis"),
            _("I know the kilometre at which I want to stop, and that it is not the last one."),
        ),
        Example(
            _("From the army to a kitchen"),
            _("Say it short, say it once, and eat when the others have eaten."),
        ),
    ),
}

ADVICE = {
    "passages": _(
        "A day, a room, a sentence somebody said: one of these tells more than “challenging”. Leave out what is not yours to tell."
    ),
    "goals": _("Say it so that in half a year you will know whether it has happened."),
    "bridges": _("What did you learn to do there that you now do without thinking?"),
}

"""Small pieces of sentences that pages and mails of a pair share, in the reader's language at the moment of the call."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.cadence import known_zones, zone_named
from partnerships.models import Agreement, Check
from partnerships.models.agreement import Terms

RANKS = 5


def place(rank: int) -> str:
    """ "first" to "fifth": where a value stands in somebody's order."""
    return (_("first"), _("second"), _("third"), _("fourth"), _("fifth"))[min(max(rank, 1), RANKS) - 1]


def rhythm(agreement: Terms) -> str:
    """ "every second Wednesday"."""
    sentences = {
        Agreement.Rhythm.WEEKLY: _("every %(weekday)s"),
        Agreement.Rhythm.FORTNIGHTLY: _("every second %(weekday)s"),
        Agreement.Rhythm.MONTHLY: _("on the first %(weekday)s of each month"),
    }
    weekday = str(Agreement.Weekday(agreement.weekday).label)
    return sentences[Agreement.Rhythm(agreement.rhythm)] % {"weekday": weekday}


def city(zone: str) -> str:
    """The place that an IANA zone is named after: "Addis Ababa" for Africa/Addis_Ababa."""
    return zone.rpartition("/")[2].replace("_", " ")


def clock(at: time) -> str:
    """ "18:00"."""
    return time_format(at, "H:i")


def clocks(at: time, mine: str, theirs: str, *, now: datetime) -> str:
    """What the other's clock shows when mine shows ``at``; empty when both show the same."""
    here = datetime.combine(now.astimezone(_zone(mine)).date(), at, tzinfo=_zone(mine))
    there = here.astimezone(_zone(theirs))
    if there.replace(tzinfo=None) == here.replace(tzinfo=None):
        return ""
    return _("%(mine)s in %(my_city)s is %(theirs)s in %(their_city)s.") % {
        "mine": clock(at),
        "my_city": city(mine),
        "theirs": clock(there.time()),
        "their_city": city(theirs),
    }


def difference(mine: str, theirs: str, *, name: str, now: datetime) -> str:
    """How far the other's clock is from mine at ``now``: "Adaeze’s clock is 1 hour behind yours." Empty when it is not."""
    here = now.astimezone(_zone(mine)).replace(tzinfo=None)
    there = now.astimezone(_zone(theirs)).replace(tzinfo=None)
    minutes = round((there - here).total_seconds() / 60)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    length = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else ""
    if rest:
        length = " ".join(
            filter(None, [length, ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest}])
        )
    sentence = (
        _("%(name)s’s clock is %(length)s ahead of yours.")
        if minutes > 0
        else _("%(name)s’s clock is %(length)s behind yours.")
    )
    return sentence % {"name": name, "length": length}


def in_days(when: date, *, today: date) -> str:
    """ "today", "tomorrow", "in three days": how far off a day is; empty for the past and beyond two weeks."""
    days = (when - today).days
    if days < 0 or days > 14:
        return ""
    if days == 0:
        return _("today")
    return _("tomorrow") if days == 1 else ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def outcomes(check: Check) -> dict[str, str]:
    """What the mentee can answer, by code. Without a commitment the question is another, and so are the answers."""
    if check.commitment_id:
        return {str(code): str(label) for code, label in Check.Outcome.choices}
    return {
        Check.Outcome.DONE: _("It went forward"),
        Check.Outcome.PARTLY: _("A little"),
        Check.Outcome.NOT: _("Not this time"),
    }


def outcome(check: Check) -> str:
    """How it went, as the mentee saw the answer; empty before."""
    return outcomes(check).get(check.outcome, "")


def kind_question() -> str:
    """What a mentor can ask after two checks in a row that went by."""
    return _("What would make the next one small enough for a bad day?")


def known_zone(name: str) -> str:
    """That name, or UTC where this machine does not know it."""
    return name if name in known_zones() else "UTC"


def _zone(name: str) -> ZoneInfo:
    return zone_named(known_zone(name))

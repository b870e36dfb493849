"""The one thing that is next, for each of the two: the card at the head of their page and of their row in the list."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships import opportunities, terms, wording
from partnerships.models import Opportunity, Partnership, Version
from partnerships.pair import Pair
from partnerships.sessions import Talks

State = Partnership.State


@dataclass(frozen=True)
class Step:
    """A button: where it goes, what it says, and whether it acts (POST) or shows (GET)."""

    url: str
    label: str
    acts: bool = False


@dataclass(frozen=True)
class NextThing:
    """``label`` over ``title``; ``text`` leads to ``words``, which somebody wrote; ``waits`` is true when it is yours to do."""

    label: str
    title: str
    text: str = ""
    words: str = ""
    step: Step | None = None
    other_step: Step | None = None
    waits: bool = False


def next_thing(pair: Pair) -> NextThing:
    """What is next for ``pair.you``."""
    if pair.is_introduced:
        sign = _sign(pair)
        return sign if sign.waits else _talk(pair) or sign
    if pair.is_active:
        if not _is_asked(pair) and (talk := _talk(pair)):
            return talk
        if pair.change and not pair.change_is_yours and not _is_asked(pair):
            return _answer_change(pair, pair.change)
        if (offer := opportunities.pressing(pair)) and not _is_asked(pair):
            return _answer_offer(pair, offer)
        return _for_mentor(pair) if pair.is_mentor else _for_mentee(pair)
    if pair.is_paused:
        return _go_on(pair)
    if pair.is_closing:
        return _look_back(pair)
    if pair.can_revive:
        return _revive(pair)
    return NextThing(
        _("Ended"),
        _("This is over since %(day)s.") % {"day": _day(pair.partnership.state_at)},
        _("What the two of you wrote stays here to be read."),
    )


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F")


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")


def _step(pair: Pair, name: str, label: str, *, acts: bool = False) -> Step:
    return Step(reverse(f"partnerships:{name}", args=[pair.partnership.public_id]), label, acts)


def _sign(pair: Pair) -> NextThing:
    name, until = pair.other.short_name, _day(pair.partnership.lapses_at)
    if pair.agreement is None:
        return NextThing(
            _("The agreement, until %(day)s") % {"day": until},
            _("Write down how you two go on"),
            _(
                "How often, until when, and what stays between you. Whoever begins proposes; %(name)s signs or proposes otherwise."
            )
            % {"name": name},
            step=_step(pair, "agreement", _("Propose an agreement")),
            waits=True,
        )
    if pair.signed_by_you is None:
        return NextThing(
            _("The agreement, until %(day)s") % {"day": until},
            _("%(name)s has signed; your signature is missing") % {"name": name},
            _("A check %(rhythm)s, until %(end)s.")
            % {"rhythm": pair.rhythm, "end": date_format(pair.agreement.ends_on, "j F")},
            step=_step(pair, "agreement", _("Read and sign")),
            waits=True,
        )
    return NextThing(
        _("The agreement, until %(day)s") % {"day": until},
        _("%(name)s reads what you have signed") % {"name": name},
        _("It begins when %(name)s signs too. You hear by mail.") % {"name": name},
        other_step=_step(pair, "agreement", _("Read it again")),
    )


def _is_asked(pair: Pair) -> bool:
    """Whether an answer of ``pair.you`` about a check comes before everything else."""
    if pair.is_mentor:
        return pair.waiting_for_mentor is not None
    return pair.open_check is not None and pair.open_check.due_at <= pair.now


def _talk(pair: Pair) -> NextThing | None:
    """Times for a talk that wait for an answer; one that went by of which nobody has said whether it took place."""
    talks, name = Talks(pair), pair.other.short_name
    if offered := talks.for_you:
        url = reverse("partnerships:session-detail", args=[offered.session.public_id])
        if offered.when:
            title = _("%(name)s would move your talk of %(moment)s") % {
                "name": name,
                "moment": offered.when.yours,
            }
        else:
            title = _("%(name)s offers times for a talk") % {"name": name}
        times = "; ".join(offer.yours for offer in offered.open_offers)
        return NextThing(_("A talk"), title, times, step=Step(url, _("Choose one, or none")), waits=True)
    if gone := talks.without_outcome:
        url = reverse("partnerships:session-detail", args=[gone.session.public_id])
        return NextThing(
            _("A talk"),
            _("Did you two talk on %(day)s?") % {"day": _day(gone.session.starts_at)},
            _("Either of you can say so, and write down what came of it."),
            step=Step(url, _("Say whether it took place")),
            waits=True,
        )
    return None


def _answer_change(pair: Pair, change: Version) -> NextThing:
    rows = [row for row in terms.compared(change, pair.standing) if row.differs]
    return NextThing(
        _("Your agreement"),
        _("%(name)s proposes a change") % {"name": pair.other.short_name},
        " ".join(f"{row.label}: {row.text}" for row in rows if not row.is_own)
        or _("Other words for what you two agreed on."),
        step=_step(pair, "agreement", _("Read and answer")),
        waits=True,
    )


def _answer_offer(pair: Pair, offer: Opportunity) -> NextThing:
    """The title is the mentor's; why it fits stands on its page."""
    return NextThing(
        _("An opportunity from %(name)s") % {"name": pair.other.short_name},
        offer.title,
        _("Its last day is %(day)s. You can take it up, or leave it without a reason.")
        % {"day": date_format(offer.deadline, "l j F")}
        if offer.deadline
        else _("You can take it up, or leave it without a reason."),
        step=Step(
            reverse("partnerships:opportunity-detail", args=[offer.public_id]), _("Read it and answer")
        ),
        waits=True,
    )


def _for_mentee(pair: Pair) -> NextThing:
    words = pair.commitment.text if pair.commitment else ""
    check = pair.open_check
    if check and check.due_at <= pair.now:
        return NextThing(
            _("Your check is open, since %(moment)s") % {"moment": _moment(check.due_at)},
            _("How did it go?") if words else _("How is it going?"),
            _("You said you would:") if words else "",
            words,
            step=Step(reverse("partnerships:check-detail", args=[check.public_id]), _("Say how it went")),
            waits=True,
        )
    if pair.coming_at is None:
        return NextThing(
            _("Next check"),
            _("No further check before the agreed end"),
            _("You said you would:") if words else "",
            words,
            other_step=_change(pair),
        )
    title = _("%(moment)s your time") % {"moment": _moment(pair.coming_at)}
    if pair.is_answered_ahead:
        answered = _("You have answered the one of %(day)s already.") % {"day": _day(pair.next_due_at)}
        return NextThing(
            _("Next check"),
            title,
            f"{answered} {_('You said you would:')}" if words else answered,
            words,
            step=None if words else _step(pair, "commitment-create", _("A new commitment")),
            other_step=_change(pair),
        )
    ahead = (
        Step(reverse("partnerships:check-detail", args=[check.public_id]), _("Say how it is going"))
        if check
        else _step(pair, "check-open", _("Say how it is going"), acts=True)
    )
    if not words and pair.suggestion:
        create = _step(pair, "commitment-create", _("Take it up, or change it"))
        return NextThing(
            _("Next check"),
            title,
            _("%(name)s suggests a step:") % {"name": pair.other.short_name},
            pair.suggestion.suggestion,
            step=replace(create, url=f"{create.url}?suggestion"),
            other_step=ahead,
            waits=True,
        )
    if not words:
        return NextThing(
            _("Next check"),
            title,
            _("You have not written down yet what you will do until then."),
            step=_step(pair, "commitment-create", _("Write down a commitment")),
            other_step=ahead,
            waits=True,
        )
    return NextThing(_("Next check"), title, _("You said you would:"), words, ahead, _change(pair))


def _change(pair: Pair) -> Step | None:
    if pair.commitment is None:
        return None
    return Step(
        reverse("partnerships:commitment-update", args=[pair.commitment.public_id]),
        _("Take the change back") if pair.loosening else _("Make it smaller, or move it"),
    )


def _for_mentor(pair: Pair) -> NextThing:
    name = pair.other.short_name
    waiting = pair.waiting_for_mentor
    if waiting:
        return NextThing(
            _("%(name)s answered on %(day)s") % {"name": name, "day": _day(waiting.answered_at)},
            wording.outcome(waiting),
            _("%(name)s writes to you:") % {"name": name} if waiting.note else "",
            waiting.note,
            step=Step(
                reverse("partnerships:check-detail", args=[waiting.public_id]),
                _("Answer %(name)s") % {"name": name},
            ),
            waits=True,
        )
    if pair.misses_in_a_row >= 2:
        return _two_misses(pair)
    words = pair.commitment.text if pair.commitment else ""
    said = _("%(name)s said:") % {"name": name} if words else ""
    check = pair.open_check
    if check and check.due_at <= pair.now:
        return NextThing(
            _("%(name)s has been asked") % {"name": name},
            _("Since %(moment)s") % {"moment": _moment(check.due_at)},
            said or _("You hear by mail when %(name)s answers.") % {"name": name},
            words,
        )
    if pair.coming_at is None:
        return NextThing(_("Next check"), _("No further check before the agreed end"), said, words)
    return NextThing(
        _("%(name)s is asked next") % {"name": name},
        _("%(moment)s your time") % {"moment": _moment(pair.coming_at)},
        said or _("%(name)s has not written down yet what comes next.") % {"name": name},
        words,
    )


def _two_misses(pair: Pair) -> NextThing:
    """The second check in a row went by: a kind question, to be asked in a mail of one's own."""
    name, question = {"name": pair.other.short_name}, wording.kind_question()
    mail = urlencode({"subject": _("A question"), "body": question}, quote_via=quote)
    return NextThing(
        _("Two checks in a row went by"),
        _("Ask %(name)s a kind question") % name,
        _("No reproach, and no reminder: %(name)s knows. You could write:") % name,
        f"“{question}”",
        step=Step(f"mailto:{pair.other.email}?{mail}", _("Write to %(name)s") % name),
    )


def _go_on(pair: Pair) -> NextThing:
    back_on = pair.partnership.back_on
    return NextThing(
        _("Paused"),
        _("Until %(day)s") % {"day": date_format(back_on, "l j F")} if back_on else _("For now"),
        _(
            "No checks until then; after that it goes on by itself. Either of you can take it up again sooner."
        ),
        step=_step(pair, "resume", _("Take it up again"), acts=True),
    )


def _revive(pair: Pair) -> NextThing:
    day = {"day": _day(pair.partnership.revive_until)}
    return NextThing(
        _("Ended after a quiet time"),
        _("It can be taken up again until %(day)s") % day,
        _("By either of you, as long as there is a place. If not, nothing needs to be done."),
        other_step=_step(pair, "revive", _("Take it up again"), acts=True),
    )


def _look_back(pair: Pair) -> NextThing:
    if pair.is_offered:
        return NextThing(
            _("Going on, open until %(day)s") % {"day": _day(pair.partnership.reflect_until)},
            _("%(name)s would go on with you, until %(day)s")
            % {
                "name": pair.other.short_name,
                "day": date_format(pair.partnership.go_on_until or pair.today, "j F Y"),
            },
            _("If you would too, the checks begin again. If not, nothing needs to be done."),
            step=_step(pair, "go-on", _("Read the offer")),
            other_step=_step(pair, "reflection", _("Look back")),
            waits=True,
        )
    closed_by = pair.partnership.state_by_id
    names = {"name": pair.other.short_name, "day": _day(pair.partnership.state_at)}
    if closed_by is None:
        title = _("The agreed end came on %(day)s") % names
    elif closed_by == pair.you.pk:
        title = _("You brought it to a close on %(day)s") % names
    else:
        title = _("%(name)s brought it to a close on %(day)s") % names
    until = {"day": date_format(timezone.localtime(pair.partnership.reflect_until), "l j F")}
    if pair.reflection:
        return NextThing(
            _("Looking back"),
            title,
            _("You have looked back. Until %(day)s you can change what you wrote.") % until,
            other_step=_step(pair, "reflection", _("Read or change it")),
        )
    return NextThing(
        _("Looking back"),
        title,
        _("Until %(day)s you can look back, in your own words. Nobody is asked to explain.") % until,
        step=_step(pair, "reflection", _("Look back")),
        waits=True,
    )

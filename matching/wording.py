"""What a meeting says, in the reader's words: reasons by name, pulls, fit bars, and how the score was worked out.

Everything comes from the score's own explanation, so words and numbers cannot disagree.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Basic, Profile, RankedValue, Statement
from matching import scoring
from matching.breakdown import Breakdown, breakdown
from matching.explaining import ComponentName, PassageMatch, Role, Tension, Via
from matching.meeting import Meeting
from matching.phrases import (
    NUMBERS,
    ORDINALS,
    QUESTIONS,
    Bar,
    PullWords,
    Reason,
    bold,
    carry,
    clause,
    listed,
    sentence,
)


class Words:
    """A meeting, told to one of the two. ``viewer`` is the role of who reads."""

    def __init__(self, meeting: Meeting, viewer: Role) -> None:
        self.meeting, self.viewer = meeting, viewer
        self.other_role = Role.MENTOR if viewer is Role.MENTEE else Role.MENTEE
        self.facts = meeting.pair.explanation
        mine, theirs = meeting.mentee, meeting.mentor
        self.own, self.other = (mine, theirs) if viewer is Role.MENTEE else (theirs, mine)
        self.name: str = self.other.user.short_name

    # --- for the emblem and the wheel

    @property
    def shared_places(self) -> frozenset[int]:
        return self.meeting.shared_places

    @cached_property
    def pull_places(self) -> frozenset[int]:
        """Places of the other's values that pull against the reader's in full."""
        return frozenset(pull.places[1] for pull in self.pulls)

    @cached_property
    def chords(self) -> list[tuple[int, int]]:
        return [pull.places for pull in self.pulls]

    @cached_property
    def shared_names(self) -> list[str]:
        return [self._value(shared.slug) for shared in self.facts.shared_values]

    @property
    def own_wheel(self) -> list[tuple[int, int, str]]:
        return _wheel(self.own)

    @property
    def other_wheel(self) -> list[tuple[int, int, str]]:
        return _wheel(self.other)

    # --- bars

    @cached_property
    def values_bar(self) -> Bar:
        component = self._component(ComponentName.VALUES)
        shared, mine = len(self.facts.shared_values), len(self.own.ranked_values.all())
        if component.score is None:
            return Bar(None, _("Not known yet: fewer than three values"))
        if not shared:
            words = _("None shared by name")
        else:
            words = ngettext("%(shared)s of %(of)s shared", "%(shared)s of %(of)s shared", shared) % {
                "shared": NUMBERS[shared] if shared < len(NUMBERS) else shared,
                "of": NUMBERS[mine] if mine < len(NUMBERS) else mine,
            }
        pulling = len(self.pulls)
        if pulling:
            words = ngettext("%(words)s, %(n)s pulls", "%(words)s, %(n)s pull", pulling) % {
                "words": words,
                "n": NUMBERS[pulling] if pulling < len(NUMBERS) else pulling,
            }
        elif shared and all(shared.rank(self.viewer) <= 2 for shared in self.facts.shared_values):
            words = _("%(words)s, near the top") % {"words": words}
        return Bar(scoring.stitches(component.score), sentence(words))

    @cached_property
    def experience_bar(self) -> Bar:
        component = self._component(ComponentName.EXPERIENCE)
        if component.score is None:
            return Bar(None, _("Not known yet: no goal"))
        matches = self.facts.passages_for(self.viewer)
        goals = len({match.goal for match in matches}) + len(self.facts.missing)
        direct = [match for match in matches if match.via is Via.SAME]
        if self.viewer is Role.MENTOR:
            words = (
                _("Well within what you offer")
                if direct
                else _("Near what you offer")
                if matches
                else _("Not among what you offer")
            )
        elif goals == 1 and direct:
            words = _("What you are entering")
        elif direct and len(direct) == goals:
            words = _("All that you are entering") if goals > 2 else _("Both things you are entering")
        elif direct:
            words = _("%(n)s of your %(goals)s goals") % {
                "n": NUMBERS[len(direct)],
                "goals": NUMBERS[min(goals, 5)],
            }
        elif matches:
            words = _("Close to what you are entering")
        else:
            words = _("Nothing near your goals")
        return Bar(scoring.stitches(component.score), sentence(words))

    # --- reasons

    @cached_property
    def reasons(self) -> list[Reason]:
        """Why the two fit, most telling first: values, passages, mindset, interests."""
        return [
            *self._value_reasons(),
            *self._passage_reasons(),
            *self._mindset_reasons(),
            *self._interest_reasons(),
        ]

    @cached_property
    def leading_reasons(self) -> list[Reason]:
        """Four for a card: two of the values, two passages before the rest."""
        values, passages = list(self._value_reasons()), list(self._passage_reasons())
        rest = [*values[2:], *passages[2:], *self._mindset_reasons(), *self._interest_reasons()]
        return [*values[:2], *passages[:2], *rest][:4]

    @cached_property
    def small_pulls(self) -> list[Reason]:
        """Pulls that get one line."""
        return [
            Reason(
                "pull",
                format_html(
                    _("A smaller pull: your {mine} ({my_rank}) and {name}’s {theirs} ({their_rank})."),
                    mine=bold(self._value(self._own_slug(pull))),
                    my_rank=ORDINALS[pull.rank(self.viewer) - 1],
                    name=self.name,
                    theirs=bold(self._value(self._other_slug(pull))),
                    their_rank=ORDINALS[pull.rank(self.other_role) - 1],
                ),
            )
            for pull in self.facts.leading_tensions
            if not pull.full
        ]

    def _value_reasons(self) -> Iterable[Reason]:
        top = [s for s in self.facts.shared_values if s.mentee_rank == s.mentor_rank == 1]
        high = [
            s for s in self.facts.shared_values if max(s.mentee_rank, s.mentor_rank) <= 2 and s not in top
        ]
        rest = [s for s in self.facts.shared_values if s not in top and s not in high]
        for shared in top:
            yield Reason("shared", format_html(_("You both rank {} first."), bold(self._value(shared.slug))))
        if high:
            yield Reason("shared", format_html(_("You both rank {} in your top two."), self._names(high)))
        if rest:
            yield Reason("shared", format_html(_("You both hold {}."), self._names(rest)))

    def _passage_reasons(self) -> Iterable[Reason]:
        for match in self.facts.passages_for(self.viewer):
            yield Reason("path", self._passage_reason(match))

    def answer_to(self, goal: str) -> tuple[SafeString, str] | None:
        """How the other's experience answers one goal of the reader's (a slug): a sentence, and what the other wrote of it."""
        for match in self.facts.passages_for(self.viewer):
            if match.goal == goal:
                passage = next(p for p in self.meeting.mentor.passages.all() if p.area.slug == match.passage)
                return self._passage_reason(match), passage.asked_of_me
        return None

    @cached_property
    def other_reasons(self) -> list[Reason]:
        """What is shared beside values and experience: views and interests."""
        return [*self._mindset_reasons(), *self._interest_reasons()]

    def _passage_reason(self, match: PassageMatch) -> SafeString:
        """The passage by name; where it lies in another area, what carries over from there."""
        names = self.meeting.area_names
        passage, goal = names[match.passage], names[match.goal]
        mine = self.viewer is Role.MENTOR
        if match.via is Via.SAME:
            if mine:
                return format_html(_("You have been through {}, and offer it."), bold(passage))
            return format_html(_("Has been through {}{}."), bold(passage), self._years(match.passage))
        way, carried = carry(passage, goal), self.meeting.carried_over(match)
        if match.via is Via.BRIDGE:
            begin = _("Your bridge, {}:") if mine else _("Has built a bridge, {}:")
            words = format_html('<span class="words words--small">“{}”</span>', carried)
            return format_html("{} {}", format_html(begin, way), words)
        if match.via is Via.RELATED and carried:
            begin = _("You have been through {}: {}") if mine else _("Has been through {}: {}")
            return format_html(begin, way, clause(carried))
        if match.via is Via.RELATED:
            begin = (
                _("You have been through {}, near to {}.") if mine else _("Has been through {}, near to {}.")
            )
            return format_html(begin, bold(passage), bold(goal))
        begin = (
            _("You have been through {}, in the same part of life as {}.")
            if mine
            else _("Has been through {}, in the same part of life as {}.")
        )
        return format_html(begin, bold(passage), bold(goal))

    @cached_property
    def missing(self) -> list[str]:
        """Names of the goals that the mentor has been through nothing near of. What they lived and do not offer is left unsaid."""
        return [self.meeting.area_names[missing.goal] for missing in self.facts.missing if not missing.lived]

    def _years(self, area: str) -> str:
        passage = next(p for p in self.meeting.mentor.passages.all() if p.area.slug == area)
        return ngettext(", %(n)d year", ", %(n)d years", passage.years) % {"n": passage.years}

    def _mindset_reasons(self) -> Iterable[Reason]:
        statements: dict[str, Statement] = {
            stance.statement.slug: stance.statement for stance in self.own.stances.all()
        }
        ends = [
            statements[pair.statement].left if pair.mentee < 3 else statements[pair.statement].right
            for pair in self.facts.agreeing
            if pair.mentee != 3 and pair.statement in statements
        ]
        if ends:
            yield Reason(
                "shared",
                format_html(_("You both lean towards {}."), listed([f"“{end}”" for end in ends[:3]])),
            )

    def _interest_reasons(self) -> Iterable[Reason]:
        names = {interest.slug: interest.name for interest in self.own.interests.all()}
        shared = [names[slug] for slug in self.facts.shared_interests if slug in names]
        if shared:
            yield Reason(
                "shared", format_html(_("You could both talk for an hour about {}."), listed(shared[:4]))
            )

    # --- pulls

    @cached_property
    def pulls(self) -> list[PullWords]:
        """Pulls that get the full card, strongest first."""
        return [self._in_words(pull) for pull in self.facts.leading_tensions if pull.full]

    @cached_property
    def leading_pulls(self) -> list[PullWords]:
        """The full ones, then the smaller ones: each value once."""
        return [self._in_words(pull) for pull in self.facts.leading_tensions]

    @property
    def more_pulls(self) -> int:
        """How many full pulls there are beside the strongest."""
        return max(0, len(self.pulls) - 1)

    @cached_property
    def all_pulls(self) -> list[PullWords]:
        """Every pull there is between the two, for the full list."""
        return [self._in_words(pull) for pull in self.facts.tensions]

    def _in_words(self, pull: Tension) -> PullWords:
        mine, theirs = (
            self._ranked(self.own, self._own_slug(pull)),
            self._ranked(self.other, self._other_slug(pull)),
        )
        return PullWords(
            your_value=mine.value.name,
            your_place=str(ORDINALS[mine.rank - 1]),
            your_words=mine.line,
            their_value=theirs.value.name,
            their_place=str(ORDINALS[theirs.rank - 1]),
            their_words=theirs.line,
            places=(mine.value.place, theirs.value.place),
            degree=pull.degree,
            ask=str(QUESTIONS[Basic(theirs.value.basic)]),
        )

    def _own_slug(self, pull: Tension) -> str:
        return pull.mentee_value if self.viewer is Role.MENTEE else pull.mentor_value

    def _other_slug(self, pull: Tension) -> str:
        return pull.mentor_value if self.viewer is Role.MENTEE else pull.mentee_value

    # --- how this was worked out

    @cached_property
    def workings(self) -> Breakdown:
        """Names and hundredths that add up."""
        return breakdown(self.meeting, self.viewer)

    @property
    def _directions(self) -> tuple[scoring.Direction, scoring.Direction]:
        """The reader looking at the other, and the other looking at the reader."""
        pair = self.meeting.pair
        return (pair.mentee, pair.mentor) if self.viewer is Role.MENTEE else (pair.mentor, pair.mentee)

    def _component(self, name: ComponentName) -> scoring.Component:
        return self._directions[0].component(name)

    def _value(self, slug: str) -> str:
        return (self.meeting.mentee_values.get(slug) or self.meeting.mentor_values[slug]).value.name

    def _names(self, shared: Sequence[Any]) -> SafeString:
        return listed([bold(self._value(value.slug)) for value in shared])

    def _ranked(self, profile: Profile, slug: str) -> RankedValue:
        table = self.meeting.mentee_values if profile is self.meeting.mentee else self.meeting.mentor_values
        return table[slug]


def _wheel(profile: Profile) -> list[tuple[int, int, str]]:
    return [(ranked.value.place, ranked.rank, ranked.value.name) for ranked in profile.ranked_values.all()]

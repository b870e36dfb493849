"""Two admins set the rules of one community at the same moment: neither meets a server error, and what stands is one of the two."""

from threading import Barrier

import pytest
from django.test import Client

from accounts.models import Change
from accounts.moves import IllegalMove
from accounts.tests.factories import give_consent, make_community, make_user, make_value
from accounts.tests.racing import at_once
from matching import actions
from matching.models import CommunityRules, OpposedValues
from matching.proposal import Proposal, standing

from .test_rules_admin import filled_in, page_of

pytestmark = pytest.mark.django_db(transaction=True)
HANDS, ROUNDS = 4, 3


def admins():
    found = []
    for _ in range(HANDS):
        user, client = make_user(is_staff=True, is_superuser=True), Client()
        give_consent(user)
        client.force_login(user)
        found.append(client)
    return found


def test_the_page_of_a_community_saved_by_many_at_once():
    clients = admins()
    for turn in range(ROUNDS):
        community = make_community(f"weavers-{turn}")
        low, high = make_value(f"low-{turn}"), make_value(f"high-{turn}")
        starting_line = Barrier(HANDS)

        def save(client, hand, community=community, pair=(high, low), starting_line=starting_line):
            data = filled_in(community, (*pair, "0.5"), weights=(40 + hand, 30 - hand, 20, 10))
            starting_line.wait()
            return client.post(page_of(community), data).status_code

        calls = [
            lambda client=client, hand=hand, save=save: save(client, hand)
            for hand, client in enumerate(clients)
        ]
        assert sorted(at_once(calls)) == [200] * (HANDS - 1) + [302]
        assert CommunityRules.objects.filter(community=community).count() == 1
        assert OpposedValues.objects.filter(community=community).count() == 1
        assert Change.objects.filter(kind=Change.Kind.RULES, community=community).count() == 1


def test_rules_saved_from_the_preview_by_many_at_once():
    boss, community = make_user("Esi"), make_community()
    make_value("high")
    make_value("low")
    for turn in range(ROUNDS):
        seen = standing(community).mark
        starting_line = Barrier(HANDS)

        def save(hand, turn=turn, seen=seen, starting_line=starting_line):
            values = 20 + 10 * turn + hand
            proposal = Proposal(values, 70 - values, 20, 10, True, {frozenset(("high", "low")): values / 100})
            starting_line.wait()
            try:
                return (
                    actions.set_rules(community=community, proposal=proposal, seen=seen, by=boss) and values
                )
            except IllegalMove:
                return 0

        won = [
            values
            for values in at_once([lambda hand=hand, save=save: save(hand) for hand in range(HANDS)])
            if values
        ]
        assert len(won) == 1
        assert standing(community).values == won[0]
        assert standing(community).declared == {frozenset(("high", "low")): won[0] / 100}
    assert Change.objects.filter(kind=Change.Kind.RULES).count() == ROUNDS

"""The rules of a community on its page in the administration."""

import pytest
from django.urls import reverse

from accounts.models import Change
from accounts.tests.factories import give_consent, make_community, make_user, make_value
from matching.models import CommunityRules, OpposedValues
from matching.people import rulebook
from matching.scoring import Weights

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


def page_of(community):
    return reverse("admin:accounts_community_change", args=[community.pk])


def filled_in(community, *pairs, weights=None, **more):
    """What the page of a community sends: weights (untouched unless told), and pairs as (first, second, degree[, pk])."""
    values, experience, mindset, interests = weights or (35, 35, 20, 10)
    own = CommunityRules.objects.filter(community=community).first()
    known = [pair for pair in pairs if len(pair) == 4]
    data = {
        "name": community.name,
        "slug": community.slug,
        "summary": community.summary,
        "admission": community.admission,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        "rules-TOTAL_FORMS": 1,
        "rules-INITIAL_FORMS": int(own is not None),
        "rules-0-id": own.pk if own else "",
        "rules-0-community": community.pk,
        "rules-0-values": values,
        "rules-0-experience": experience,
        "rules-0-mindset": mindset,
        "rules-0-interests": interests,
        "rules-0-uses_prices": "on",
        "opposed_values-TOTAL_FORMS": len(pairs),
        "opposed_values-INITIAL_FORMS": len(known),
    }
    for place, (first, second, degree, *pk) in enumerate([*known, *(p for p in pairs if len(p) == 3)]):
        data |= {
            f"opposed_values-{place}-id": pk[0] if pk else "",
            f"opposed_values-{place}-community": community.pk,
            f"opposed_values-{place}-first": first.pk,
            f"opposed_values-{place}-second": second.pk,
            f"opposed_values-{place}-degree": degree,
        }
    return data | more


def save(client, community, *pairs, **more):
    return client.post(page_of(community), filled_in(community, *pairs, **more))


def noted():
    """Communities whose rules the change log names, in order."""
    return list(Change.objects.filter(kind=Change.Kind.RULES).values_list("community__slug", flat=True))


# --- weights


def test_weights_that_add_up_are_saved_and_noted(client, boss):
    community = make_community()
    assert save(client, community, weights=(50, 20, 20, 10)).status_code == 302
    assert rulebook([community.pk]).weights == {community.pk: Weights(0.5, 0.2, 0.2, 0.1)}
    assert noted() == ["weavers"]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ((50, 35, 20, 10), "The four add up to 115 now. Take 15 away, so that they make 100."),
        ((30, 35, 20, 10), "The four add up to 95 now. Add 5, so that they make 100."),
        ((0, 0, 0, 0), "The four add up to 0 now. Add 100, so that they make 100."),
        ((101, -1, 0, 0), "less than or equal to 100"),
        ((-1, 61, 30, 10), "greater than or equal to 0"),
        (("33.3", 35, 20, 10), "whole number"),
        (("", 35, 20, 10), "required"),
        (("nan", 35, 20, 10), "whole number"),
        ((10**12, 35, 20, 10), "less than or equal to 100"),
    ],
)
def test_weights_that_do_not_are_said_and_kept_as_typed(client, boss, weights, said):
    community = make_community()
    page = save(client, community, weights=weights)
    assert page.status_code == 200
    body = page.content.decode()
    assert said in body
    assert "Constraint" not in body
    assert f'name="rules-0-values" value="{weights[0]}"' in body or weights[0] == ""
    assert not CommunityRules.objects.exists()
    assert noted() == []


def test_a_page_saved_with_the_weights_untouched_leaves_the_defaults_in_place(client, boss):
    community = make_community()
    assert save(client, community).status_code == 302
    assert not CommunityRules.objects.exists()
    assert noted() == []


def test_the_rules_cannot_be_deleted_and_there_is_one_row(client, boss):
    community = make_community()
    CommunityRules.objects.create(community=community)
    more = {"rules-0-DELETE": "on"}
    assert client.post(page_of(community), filled_in(community) | more).status_code == 302
    assert CommunityRules.objects.count() == 1
    assert "rules-0-DELETE" not in client.get(page_of(community)).content.decode()


def test_rules_that_a_second_admin_made_first_are_said(client, boss):
    community = make_community()
    late = filled_in(community, weights=(40, 30, 20, 10))
    save(client, community, weights=(50, 20, 20, 10))
    page = client.post(page_of(community), late)
    assert page.status_code == 200
    assert "Somebody has set these rules while you did." in page.content.decode()
    assert CommunityRules.objects.get().values == 50


# --- pairs


def test_opposed_values_are_kept_in_order_whichever_comes_first(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    assert save(client, community, (high, low, "0.6")).status_code == 302
    assert list(OpposedValues.objects.values_list("first", "second", "degree")) == [(low.pk, high.pk, 0.6)]
    assert noted() == ["weavers"]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("low", "high", "0.6"), ("high", "low", "0.2")], "duplicate"),
        ([("low", "low", "0.6")], "not opposed to itself"),
        ([("low", "high", "1.5")], "less than or equal to 1.0"),
        ([("low", "high", "-0.1")], "greater than or equal to 0.0"),
        ([("low", "high", "nan")], "Enter a number."),
        ([("low", "high", "1e999")], "Enter a number."),
    ],
)
def test_opposed_values_that_make_no_sense_are_said(client, boss, pairs, said):
    page = save(
        client,
        make_community(),
        *((make_value(one), make_value(other), degree) for one, other, degree in pairs),
    )
    assert said in page.content.decode()
    assert "Constraint" not in page.content.decode()
    assert not OpposedValues.objects.exists()
    assert noted() == []


def test_a_pair_that_is_declared_already_is_said(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    OpposedValues.objects.create(community=community, first=low, second=high)
    page = save(client, community, (high, low, "0.3"))
    assert "This pair is declared already." in page.content.decode()
    assert OpposedValues.objects.count() == 1


def test_a_pair_that_a_second_admin_took_away_is_said(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    pair = OpposedValues.objects.create(community=community, first=low, second=high)
    late = filled_in(community, (low, high, "0.3", pair.pk))
    pair.delete()
    page = client.post(page_of(community), late)
    assert page.status_code == 200
    assert not OpposedValues.objects.exists()


def test_a_pair_that_is_changed_into_one_that_goes_is_said_and_breaks_nothing(client, boss):
    one, two, three, community = make_value("one"), make_value("two"), make_value("three"), make_community()
    first = OpposedValues.objects.create(community=community, first=one, second=two)
    second = OpposedValues.objects.create(community=community, first=one, second=three)
    data = filled_in(community, (three, one, "0.3", first.pk), (one, three, "1", second.pk))
    page = client.post(page_of(community), data | {"opposed_values-1-DELETE": "on"})
    assert page.status_code in (200, 302)
    assert OpposedValues.objects.count() in (1, 2)


def test_a_pair_that_is_taken_away_is_noted(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    pair = OpposedValues.objects.create(community=community, first=low, second=high)
    data = filled_in(community, (low, high, "1.0", pair.pk)) | {"opposed_values-0-DELETE": "on"}
    assert client.post(page_of(community), data).status_code == 302
    assert not OpposedValues.objects.exists()
    assert noted() == ["weavers"]


# --- the community itself


def test_switching_a_community_off_is_noted(client, boss):
    community = make_community()
    data = filled_in(community)
    del data["is_active"]
    assert client.post(page_of(community), data).status_code == 302
    assert noted() == ["weavers"]


def test_what_is_noted_is_taken_back_with_what_was_saved(client, boss, monkeypatch):
    """The line of the history comes last; when it fails, rules and note are gone together."""
    monkeypatch.setattr("django.contrib.admin.ModelAdmin.log_change", lambda *args: 1 / 0)
    community = make_community()
    with pytest.raises(ZeroDivisionError):
        save(client, community, weights=(50, 20, 20, 10))
    assert not CommunityRules.objects.exists()
    assert noted() == []


@pytest.mark.parametrize("address", ["abc", "0", "99999999999999999999999", "_3A"])
def test_a_community_that_is_not_there_is_said_to_be_missing(client, boss, address):
    url = reverse("admin:accounts_community_changelist") + f"{address}/change/"
    assert client.post(url, {}).status_code in (302, 404)

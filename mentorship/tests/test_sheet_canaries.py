"""What somebody writes on a decision sheet or beside a mentor is read by nobody else: not in a page, a mail, a file, a search, a log."""

import logging

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import give_consent, join, make_community, make_mentee, make_mentor, make_user
from matching import actions
from matching.models import Criterion, Judgement
from matching.sheets import Table
from matching.tests.factories import make_request, make_sheet
from mentorship.tests import roles
from mentorship.tests.test_roles import World
from outbox.models import Mail
from partnerships.models import Partnership

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"
WHERE = ("criterion", "reason", "question", "mind", "why", "note")
"""One canary for each field of own words."""


def said(where: str) -> str:
    return f"{CANARY}-{where}"


@pytest.fixture
def written():
    """A mentee who has written a canary into every field of a sheet and of the shortlist, and chosen; an organiser; an admin."""
    now = timezone.now()
    naledi, hanna, zodwa = make_mentee("Naledi"), make_mentor("Hanna"), make_mentor("Zodwa")
    organiser = make_mentee("Owen")
    join(organiser, make_community(), is_organiser=True)
    for mentor in (hanna, zodwa):
        actions.add_to_shortlist(by=naledi, mentor=mentor)
    actions.write_note(by=naledi, mentor=hanna, note=said("note"))
    sheet = make_sheet(
        by=naledi,
        mentors=[hanna, zodwa],
        criteria=[said("criterion"), "Has time", "Has led people"],
        state="revealed",
        text=said("reason"),
    )
    asked = Judgement.objects.filter(criterion__sheet=sheet).order_by("pk")
    Judgement.objects.filter(pk=asked[1].pk).update(level="unknown", text=said("question"))
    actions.change_mind(by=naledi, sheet=sheet, judgement=asked[0], level="some", why=said("mind"), now=now)
    seat = next(seat for seat in Table(sheet).seats if seat.name == "Hanna")
    actions.decide(by=naledi, sheet=sheet, option=seat.option, why=said("why"), now=now)
    request = make_request(mentee=naledi, mentor=hanna)
    actions.accept(request=request, by=hanna, now=now)
    boss = make_user("Boss", is_staff=True, is_superuser=True)
    give_consent(boss)
    return {"naledi": naledi, "hanna": hanna, "owen": organiser, "boss": boss, "sheet": sheet}


def pages_of(person, *addresses: str) -> str:
    """All that somebody is shown at these addresses, one behind the other."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return "".join(client.get(address, follow=True).content.decode() for address in addresses)


def test_owner_reads_each_of_them(written):
    """The control: the canaries are there to be found."""
    sheet, naledi = written["sheet"], written["naledi"]
    own = pages_of(
        naledi,
        reverse("matching:decision-detail", args=[sheet.public_id]),
        reverse("matching:decision-print", args=[sheet.public_id]),
        reverse("matching:shortlist"),
    )
    assert [where for where in WHERE if said(where) not in own] == []


def test_no_page_of_the_administration_shows_one(written):
    boss, leaks = written["boss"], []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + f"?q={CANARY}"]
        for row in model._default_manager.all()[:30]:
            addresses += [reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_history", args=[row.pk])]
        if said("") in pages_of(boss, *addresses):  # the word searched for stands there without its hyphen
            leaks.append(model._meta.label)
    assert leaks == []
    models = {model._meta.label for model in admin.site._registry}
    assert not models & {"matching.DecisionSheet", "matching.Judgement", "matching.Shortlisting"}


def test_no_mail_carries_one(written):
    assert Mail.objects.count() >= 3
    assert not Mail.objects.filter(text__contains=CANARY).exists()
    assert not Mail.objects.filter(html__contains=CANARY).exists()
    assert not Mail.objects.filter(subject__contains=CANARY).exists()


def test_nobody_else_is_shown_one_on_any_address_nor_finds_anybody_by_one(written):
    pair, sheet = Partnership.objects.get(), written["sheet"]
    addresses = [
        reverse("matching:mentor-list"),
        reverse("matching:mentor-list") + f"?q={CANARY}",
        reverse("matching:request-list"),
        reverse("partnerships:partnership-list"),
        pair.get_absolute_url(),
        reverse("today"),
        *(
            reverse(f"matching:decision-{name}", args=[sheet.public_id])
            for name in ("detail", "print", "csv", "text")
        ),
    ]
    for role in ("hanna", "owen", "boss"):
        shown = pages_of(written[role], *addresses)
        assert [where for where in WHERE if said(where) in shown] == [], role


@pytest.mark.long
def test_every_address_of_the_site_keeps_it_from_everybody_else(written, caplog):
    """All of the role matrix, as everybody but the owner, with a canary in the sheet that the matrix is about; and nothing is logged."""
    world = World()
    Judgement.objects.filter(criterion__sheet=world.sheet).update(text=said("reason"))
    Criterion.objects.filter(sheet=world.sheet).update(text=said("criterion"))
    with caplog.at_level(logging.DEBUG):
        for role in set(roles.ROLES) - {"mentee"}:
            client = world.client_of(role)
            for name in roles.MATRIX:
                body = client.get(roles.address(name, world))
                assert CANARY not in getattr(body, "content", b"").decode(errors="replace"), (role, name)
        world.client_of("mentee").get(reverse("matching:decision-detail", args=[world.sheet.public_id]))
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [message for message in ours if CANARY in message] == []

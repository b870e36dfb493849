"""The demo is loaded where it may be, once, and sends nothing of its past."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from mentorship.demo import SIGN_INS
from mentorship.demo.loading import load
from mentorship.demo.postmarks import STILL_TO_SEND
from outbox.models import Mail


@pytest.mark.django_db
def test_load_demo_refuses_on_a_production_site(settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_load_demo_asks_for_the_vocabulary_first(settings):
    settings.EMBEDDED = True
    with pytest.raises(CommandError, match="load_vocabulary"):
        call_command("load_demo", verbosity=0)


@pytest.mark.django_db
def test_load_demo_leaves_a_site_with_people_alone(settings):
    settings.EMBEDDED = True
    User.objects.create_user("somebody@example.org", first_name="Somebody")
    call_command("load_demo", verbosity=0)
    assert User.objects.count() == 1


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_load_tells_no_worker(monkeypatch):
    told = []
    monkeypatch.setattr("outbox.broker.current_app.send_task", lambda *args, **options: told.append(args))
    call_command("load_vocabulary", verbosity=0)
    load(now=datetime(2026, 11, 29, 21, tzinfo=UTC))  # a Sunday evening: checks have just gone out
    assert User.objects.filter(email__in=[sign_in.email for sign_in in SIGN_INS]).count() == len(SIGN_INS)
    assert told == []
    assert Mail.objects.filter(state=Mail.State.QUEUED).count() == STILL_TO_SEND

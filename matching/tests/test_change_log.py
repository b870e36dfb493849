"""Whoever ranking would know otherwise after a move is named in the change log by it: every move, by whatever door."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts import desk
from accounts.importing.writing import bring_in
from accounts.merging import merge
from accounts.models import (
    AreaRelation,
    Bridge,
    Change,
    Community,
    DrainingValue,
    Membership,
    MentorState,
    Profile,
    SearchText,
    User,
)
from accounts.searching import texts_of
from accounts.tests.factories import (
    give_consent,
    join,
    make_area,
    make_community,
    make_interest,
    make_mentee,
    make_mentor,
    make_statement,
    make_user,
    make_value,
)
from matching import actions as matching
from matching.models import OpposedValues, Request
from matching.tests.factories import make_request
from matching.tests.knowledge import known
from mentorship.demo import loading as demo
from mentorship.tasks import tidy
from partnerships import actions as partnerships
from partnerships.models import Partnership
from partnerships.tasks import keep_house
from partnerships.tests.factories import BEGIN, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State
Kind = Change.Kind


@pytest.fixture
def scene(client, django_user_model):
    """Hanna mentors and is signed in as ``hanna``; Esi is the administrator, signed in as ``boss``."""
    hanna = make_mentor(
        "Hanna",
        passages=["managing-people", "returning-to-work"],
        interests=["swing", "chess"],
        places=2,
    )
    esi = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(esi)
    make_value("joy"), make_interest("jazz"), make_area("doing-research")
    others = [make_mentor("Adaeze"), make_mentee("Naledi")]
    boss = type(client)()
    boss.force_login(esi)
    client.force_login(hanna)
    return SimpleNamespace(
        hanna=hanna,
        profile=hanna.profile,
        esi=esi,
        client=client,
        boss=boss,
        others=others,
        now=timezone.now(),
    )


def watch(move, *args):
    """Make the move; returns who is known otherwise since, and whom the log has named since. The texts that are searched are right
    after it, whatever it was."""
    before, last = known(), Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    move(*args)
    after = known()
    changed = {user for user in before.keys() | after.keys() if before.get(user) != after.get(user)}
    rows = Change.objects.filter(pk__gt=last, kind=Kind.PERSON)
    mentors = Profile.objects.filter(user__in=after)
    texts = dict(SearchText.objects.values_list("profile", "text"))
    assert texts == texts_of(mentors.values_list("pk", flat=True))
    return changed, set(rows.values_list("user_id", flat=True))


def step(slug, **data):
    def move(scene):
        answer = scene.client.post(reverse("accounts:profile-step", args=[slug]), data)
        assert answer.status_code in (302, 422), answer.content

    return move


def entry(kind, data=None, *, of=None):
    """Add (without ``of``) or change or take away an entry of Hanna's profile on its page."""

    def move(scene):
        keys = [of(scene.profile).pk] if of else []
        answer = scene.client.post(reverse(f"accounts:{kind}", args=keys), data or {})
        assert answer.status_code == 302, answer.content

    return move


def choose(url_name, action, row, **more):
    def move(scene):
        url = reverse(f"admin:{url_name}_changelist")
        rows = row(scene)
        rows = rows if isinstance(rows, list) else [rows]
        data = {"action": action, "_selected_action": [one.pk for one in rows], "confirmed": "yes", **more}
        assert scene.boss.post(url, data, follow=True).status_code == 200
        assert LogEntry.objects.exists()

    return move


def edit_person(**changes):
    def move(scene):
        inlines = {
            f"{name}-{form}_FORMS": 0 for name in ("memberships", "consents") for form in ("TOTAL", "INITIAL")
        }
        data = {
            "first_name": "Hanna",
            "last_name": "Test",
            "language": "en",
            "time_zone": "UTC",
            "is_active": "on",
        }
        data = {key: value for key, value in (data | changes).items() if value is not None}
        url = reverse("admin:accounts_user_change", args=[scene.hanna.pk])
        assert scene.boss.post(url, data | inlines).status_code == 302

    return move


PRACTICAL = {
    "languages": ["en"],
    "time_zone": "UTC",
    "formats": ["video"],
    "hours_per_month": "4",
    "free_slots": ["wed-evening"],
    "mentors": "on",
    "places": "2",
    "do": "stop",
}
WHO = {"opening": "I am Hanna, and I say so myself.", "headline": "Hanna in one line", "do": "stop"}
LINES = {f"line-{slug}": f"I act on {slug}." for slug in ("honesty", "fairness", "courage")}
PASSAGE = {
    "area": "returning-to-work",
    "began": "2019",
    "ended": "2021",
    "depth": "deep",
    "asked_of_me": "Patience.",
    "is_offered": "on",
}


def bridge_of(profile):
    return Bridge.objects.get_or_create(
        profile=profile,
        from_area=make_area("managing-people"),
        to_area=make_area("doing-research"),
        defaults={"text": "Both take patience."},
    )[0]


STEPS = {
    "who: opening": step("who", **WHO | {"opening": "Somebody else now."}),
    "who: nothing left": step("who", do="stop"),
    "who: more and place": step("who", **WHO | {"more": "Quiet.", "place": "Durban"}),
    "stand": lambda scene: step("stand", **{f"position_{make_statement('pace').pk}": "2", "do": "go"})(scene),
    "values: order": step("values", **LINES, do="down:honesty"),
    "values: back": step("values", **LINES, do="back:honesty"),
    "values: keep": step("values", **LINES, do="keep:joy"),
    "values: essential": step("values", **LINES | {"essential-honesty": "on"}, do="stop"),
    "values: a line is gone": step("values", **LINES | {"line-honesty": ""}, do="go"),
    "values: draining": step("values", **LINES | {"draining-1": "joy"}, do="stop"),
    "values: replaced": step("values", do="replace:joy:honesty"),
    "interests": step("interests", interests=["jazz"], do="go"),
    "interests: on the way": step("interests", interests=["jazz"], do="filter"),
    "practical: languages": step("practical", **PRACTICAL | {"languages": []}),
    "practical: zone": step("practical", **PRACTICAL | {"time_zone": "Africa/Lagos"}),
    "practical: formats": step("practical", **PRACTICAL | {"formats": ["text"]}),
    "practical: hours": step("practical", **PRACTICAL | {"hours_per_month": "9"}),
    "practical: free": step("practical", **PRACTICAL | {"free_slots": []}),
    "practical: places": step("practical", **PRACTICAL | {"places": "5"}),
    "practical: offer taken back": step("practical", **PRACTICAL | {"mentors": ""}),
    "passage: added": entry("passage-create", PASSAGE | {"area": "doing-research"}),
    "passage: depth": entry("passage-update", PASSAGE, of=lambda profile: profile.passages.last()),
    "passage: not offered": entry(
        "passage-update", PASSAGE | {"is_offered": ""}, of=lambda profile: profile.passages.last()
    ),
    "passage: gone": entry("passage-delete", of=lambda profile: profile.passages.first()),
    "goal: added": entry("goal-create", {"area": "doing-research", "text": "A first paper"}),
    "bridge: added": entry(
        "bridge-create", {"from_area": "managing-people", "to_area": "doing-research", "text": "Patience."}
    ),
    "settings: zone": lambda scene: scene.client.post(
        reverse("accounts:settings"),
        {"first_name": "Hanna", "last_name": "Test", "language": "en", "time_zone": "Africa/Lagos"},
    ),
    "settings: name": lambda scene: scene.client.post(
        reverse("accounts:settings"),
        {"first_name": "Hanne", "last_name": "Test", "language": "en", "time_zone": "UTC"},
    ),
    "availability": lambda scene: scene.client.post(reverse("matching:availability"), {"available": "no"}),
    "community: left": lambda scene: scene.client.post(reverse("accounts:community-leave", args=["weavers"])),
}


@pytest.mark.parametrize("move", STEPS.values(), ids=STEPS.keys())
def test_what_a_mentor_changes_on_their_own_pages_is_noted(scene, move):
    changed, named = watch(move, scene)
    assert changed == {scene.hanna.pk}
    assert changed <= named


def test_a_bridge_and_a_goal_that_are_taken_off_are_noted(scene):
    bridge = bridge_of(scene.profile)
    changed, named = watch(entry("bridge-delete", of=lambda profile: bridge), scene)
    assert changed == {scene.hanna.pk} <= named
    entry("goal-create", {"area": "doing-research", "text": "A first paper"})(scene)
    goal = scene.profile.goals.get()
    changed, named = watch(entry("goal-close", of=lambda profile: goal), scene)
    assert changed == {scene.hanna.pk} <= named


def test_an_earlier_version_that_is_brought_back_is_noted_and_known_again(scene):
    accounts.complete_if_ready(profile=scene.profile, now=scene.now)
    before = known()[scene.hanna.pk]
    step("values", **LINES, do="down:honesty")(scene)
    step("interests", interests=["jazz"], do="go")(scene)
    STEPS["passage: not offered"](scene)
    first = scene.profile.versions.last()
    address = reverse("accounts:version-restore", args=[first.public_id])
    changed, named = watch(scene.client.post, address)
    assert changed == {scene.hanna.pk} <= named
    assert known()[scene.hanna.pk] == before


def test_joining_and_coming_back_are_noted(scene):
    make_community("dyers")
    changed, named = watch(scene.client.post, reverse("accounts:community-join", args=["dyers"]))
    assert changed == {scene.hanna.pk} <= named
    accounts.set_available(profile=scene.profile, available=False, by=None, now=scene.now)
    changed, named = watch(scene.client.post, reverse("matching:availability"), {"available": "yes"})
    assert changed == {scene.hanna.pk} <= named


def awaiting(scene):
    return make_mentor("Ravi", mentor_state=MentorState.AWAITING).profile


def waiting_member(scene):
    return join(scene.hanna, make_community("dyers", admission="approval"), state=Membership.State.PENDING)


def hannas_membership(scene):
    return scene.hanna.memberships.get()


def suspended(scene):
    matching.suspend_person(user=scene.hanna, by=scene.esi, reason="A report.", now=scene.now)
    return scene.hanna


def pair_with_hanna(state):
    return lambda scene: make_partnership(state, mentor=scene.hanna)


DESK = {
    "approve": (awaiting, "accounts_profile", "approve", {}),
    "decline": (lambda scene: scene.profile, "accounts_profile", "decline", {}),
    "admit": (waiting_member, "accounts_membership", "admit", {}),
    "remove": (hannas_membership, "accounts_membership", "remove", {}),
    "suspend": (lambda scene: scene.hanna, "accounts_user", "suspend", {"why": "Three reports."}),
    "restore": (suspended, "accounts_user", "restore", {}),
    "suspend a closing pair": (pair_with_hanna(State.CLOSING), "partnerships_partnership", "suspend", {}),
}


@pytest.mark.parametrize("name", DESK)
def test_what_administrators_do_to_the_rows_they_choose_is_noted(scene, name):
    make, url_name, action, more = DESK[name]
    row = make(scene)
    changed, named = watch(choose(url_name, action, lambda scene: row, **more), scene)
    assert changed and changed <= named


@pytest.mark.parametrize(
    ("before", "action"),
    [(State.INTRODUCED, "end"), (State.ACTIVE, "end"), (State.CLOSING, "end"), (State.CLOSING, "restore")],
)
def test_what_administrators_do_to_suspended_pairs_is_noted(scene, before, action):
    pair = make_partnership(before, mentor=scene.hanna)
    partnerships.suspend(partnership=pair, by=None, now=scene.now)
    changed, named = watch(choose("partnerships_partnership", action, lambda scene: pair), scene)
    assert changed == {scene.hanna.pk} <= named


@pytest.mark.parametrize(
    "changes", [{"is_active": None}, {"time_zone": "Africa/Lagos"}, {"first_name": "Hanne"}], ids=str
)
def test_an_administrators_edit_of_a_person_is_noted(scene, changes):
    changed, named = watch(edit_person(**changes), scene)
    assert changed == {scene.hanna.pk} <= named


def test_membership_given_by_an_administrator_is_noted(scene):
    dyers = make_community("dyers")
    data = {"user": scene.hanna.pk, "community": dyers.pk}
    changed, named = watch(scene.boss.post, reverse("admin:accounts_membership_add"), data)
    assert changed == {scene.hanna.pk} <= named


@pytest.mark.parametrize(
    ("name", "word", "changes"),
    [
        ("interest", lambda: make_interest("swing"), {"name": "Lindy hop"}),
        ("area", lambda: make_area("managing-people"), {"name": "Leading a team"}),
        ("statement", lambda: make_statement("pace"), {"left": "Slowly"}),
    ],
)
def test_a_word_that_is_renamed_is_noted(scene, name, word, changes):
    row = word()
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    fields = ("slug", "name", "group", "position", "question", "left", "right")
    data = {field: getattr(row, f"{field}_id", getattr(row, field, None)) for field in fields} | changes
    url = reverse(f"admin:accounts_{name}_change", args=[row.pk])
    answer = scene.boss.post(url, {key: value for key, value in data.items() if value is not None})
    assert answer.status_code == 302, answer.content
    assert Change.objects.filter(pk__gt=last, kind=Kind.VOCABULARY).exists()


MERGES = {
    "values": ("accounts_value", lambda: [make_value("honesty"), make_value("fairness")]),
    "areas": ("accounts_area", lambda: [make_area("managing-people"), make_area("doing-research")]),
    "interests": ("accounts_interest", lambda: [make_interest("swing"), make_interest("jazz")]),
}


@pytest.mark.parametrize("name", MERGES)
def test_merging_words_names_everybody_who_used_them(scene, name):
    url_name, words = MERGES[name]
    goes, stays = words()
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    changed, named = watch(choose(url_name, "merge", lambda scene: [goes, stays], stays=stays.pk), scene)
    assert scene.hanna.pk in changed and changed <= named
    assert Change.objects.filter(pk__gt=last, kind=Kind.VOCABULARY).exists()


def test_merging_values_names_who_finds_one_draining_and_who_holds_them_opposed(scene):
    joy, honesty = make_value("joy"), make_value("honesty")
    dyers = make_community("dyers")
    DrainingValue.objects.create(profile=scene.profile, value=joy)
    first, second = sorted((joy, make_value("courage")), key=lambda value: value.pk)
    OpposedValues.objects.create(community=dyers, first=first, second=second)
    changed, named = watch(lambda: merge(source=joy, into=honesty))
    assert scene.hanna.pk in changed <= named
    assert Change.objects.filter(kind=Kind.RULES, community=dyers).exists()


def test_a_merge_that_changes_nobody_names_nobody(scene):
    changed, named = watch(lambda: merge(source=make_value("wit"), into=make_value("joy")))
    assert changed == named == set()


# --- Requests and partnerships


PAIRS = {
    "started": (None, lambda pair, now: None, True),
    "proposed and signed": (
        State.INTRODUCED,
        lambda pair, now: partnerships.propose(
            partnership=pair,
            by=pair.mentor,
            rhythm="weekly",
            weekday=1,
            at=timezone.now().time(),
            ends_on=(now + timedelta(weeks=9)).date(),
            confidentiality="",
            candour="",
            now=now,
        ),
        False,
    ),
    "not begun": (State.INTRODUCED, lambda pair, now: partnerships.lapse(partnership=pair, now=now), True),
    "closed before it began": (
        State.INTRODUCED,
        lambda pair, now: partnerships.close(partnership=pair, by=pair.mentee, now=now),
        True,
    ),
    "paused": (
        State.ACTIVE,
        lambda pair, now: partnerships.pause(
            partnership=pair, by=pair.mentee, back_on=now.date() + timedelta(days=9), now=now
        ),
        False,
    ),
    "taken up again": (
        State.PAUSED,
        lambda pair, now: partnerships.resume(partnership=pair, by=pair.mentor, now=now),
        False,
    ),
    "closed by the mentee": (
        State.ACTIVE,
        lambda pair, now: partnerships.close(partnership=pair, by=pair.mentee, now=now),
        True,
    ),
    "closed while paused": (
        State.PAUSED,
        lambda pair, now: partnerships.close(partnership=pair, by=pair.mentor, now=now),
        True,
    ),
    "at its end": (State.ACTIVE, lambda pair, now: partnerships.reach_end(partnership=pair, now=now), True),
    "finished": (State.CLOSING, lambda pair, now: partnerships.finish(partnership=pair, now=now), False),
    "suspended": (
        State.ACTIVE,
        lambda pair, now: partnerships.suspend(partnership=pair, by=None, now=now),
        False,
    ),
    "suspended while closing": (
        State.CLOSING,
        lambda pair, now: partnerships.suspend(partnership=pair, by=None, now=now),
        True,
    ),
    "blocked": (
        State.CLOSING,
        lambda pair, now: matching.block(by=pair.mentee, other=pair.mentor, now=now),
        True,
    ),
    "the mentee is suspended": (
        State.CLOSING,
        lambda pair, now: matching.suspend_person(
            user=pair.mentee, by=User.objects.get(is_staff=True), reason="", now=now
        ),
        True,
    ),
    "the mentee is deleted": (State.ACTIVE, lambda pair, now: pair.mentee.delete(), True),
    "deleted": (State.ACTIVE, lambda pair, now: pair.delete(), True),
    "the clock: all of it": (State.INTRODUCED, lambda pair, now: keep_house(), True),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_place_taken_or_freed_is_noted(scene, name):
    state, move, matters = PAIRS[name]
    if state is None:
        changed, named = watch(lambda: make_partnership(mentor=scene.hanna, mentee=scene.others[1]))
    else:
        pair = make_partnership(state, mentor=scene.hanna)
        changed, named = watch(move, pair, BEGIN + timedelta(days=1))
    assert changed == ({scene.hanna.pk} if matters else set())
    assert changed <= named


def test_an_acceptance_is_noted(scene):
    request = make_request(mentor=scene.hanna)
    changed, named = watch(lambda: matching.accept(request=request, by=scene.hanna, now=scene.now))
    assert changed == {scene.hanna.pk} <= named


def test_the_third_silence_in_a_row_pauses_and_is_noted(scene):
    for name in ("Ana", "Ben"):
        request = make_request(mentor=scene.hanna, mentee=make_mentee(name), state=Request.State.EXPIRED)
    request = make_request(mentor=scene.hanna, mentee=make_mentee("Cem"))
    later = request.expires_at + timedelta(days=15)
    changed, named = watch(lambda: matching.expire(request=request, now=later))
    assert changed == {scene.hanna.pk} <= named


# --- Doors that are seldom used


@pytest.mark.parametrize(
    "delete",
    [
        lambda scene: scene.hanna.delete(),
        lambda scene: User.objects.filter(pk=scene.hanna.pk).delete(),
        lambda scene: scene.profile.delete(),
        lambda scene: hannas_membership(scene).delete(),
        lambda scene: Community.objects.filter(slug="weavers").delete(),
    ],
    ids=["person", "people", "profile", "membership", "community"],
)
def test_who_is_deleted_is_named_and_stays_named(scene, delete):
    accounts.note_change(scene.hanna)
    first = Change.objects.filter(user_id=scene.hanna.pk).latest("pk").pk
    hanna = scene.hanna.pk
    changed, named = watch(delete, scene)
    assert hanna in changed <= named
    assert Change.objects.filter(pk=first).exists()


def test_a_prepared_account_that_becomes_a_mentor_is_noted_at_each_move(scene):
    dyers = make_community("dyers")
    made = []

    def fill_in(profile):
        Profile.objects.filter(pk=profile.pk).update(
            places=1, mentor_state=MentorState.APPROVED, completed_at=scene.now
        )
        made.append(profile.user)

    changed, named = watch(
        lambda: desk.prepare(
            user=User(email="ama@example.org", first_name="Ama"),
            community=dyers,
            by=scene.esi,
            fill_in=fill_in,
            now=scene.now,
        )
    )
    assert changed == {made[0].pk} <= named


def test_who_is_imported_into_a_second_community_is_noted(scene):
    dyers = make_community("dyers")
    data = f"E-mail,First name\n{scene.hanna.email},Hanna\n".encode()
    changed, named = watch(lambda: bring_in(data, dyers, by=scene.esi, now=scene.now))
    assert changed == {scene.hanna.pk} <= named


@pytest.mark.long
def test_everybody_of_the_demo_is_named(db):
    call_command("load_vocabulary", verbosity=0)
    changed, named = watch(lambda: demo.load(now=timezone.now()))
    assert len(changed) > 10 and changed <= named


def test_every_synthetic_person_is_named(db):
    call_command("load_vocabulary", verbosity=0)
    changed, named = watch(lambda: call_command("generate_community", members=40, verbosity=0))
    assert len(changed) > 5 and changed <= named


def test_a_note_goes_when_its_transaction_does(scene):
    with pytest.raises(RuntimeError), transaction.atomic():
        accounts.note_change(scene.hanna)
        last = Change.objects.latest("pk").pk
        raise RuntimeError
    assert not Change.objects.filter(pk=last).exists()


# --- The vocabulary


WORDS = {
    "a value's place": ("value", lambda: make_value("joy"), {"name": "Joy", "basic": "hedonism"}),
    "an area's group": (
        "area",
        lambda: make_area("doing-research"),
        lambda: {"name": "Research", "group": make_area("x", "study").group.pk},
    ),
    "a group's name": ("areagroup", lambda: make_area("x", "study").group, {"name": "Study", "position": 1}),
    "an interest": ("interest", lambda: make_interest("jazz"), {"name": "Jazz"}),
}


@pytest.mark.parametrize("name", WORDS)
def test_an_edit_of_a_word_is_noted(scene, name):
    model, make, data = WORDS[name]
    word = make()
    data = data() if callable(data) else data
    url = reverse(f"admin:accounts_{model}_change", args=[word.pk])
    Change.objects.all().delete()
    answer = scene.boss.post(url, data | {"slug": word.slug, "is_active": "on"})
    assert answer.status_code == 302, answer.content
    assert Change.objects.filter(kind=Kind.VOCABULARY).count() == 1


def test_relations_are_noted_when_made_and_when_deleted(scene):
    one, other = make_area("managing-people"), make_area("doing-research")
    Change.objects.all().delete()
    scene.boss.post(reverse("admin:accounts_arearelation_add"), {"first": one.pk, "second": other.pk})
    assert Change.objects.filter(kind=Kind.VOCABULARY).count() == 1
    data = {"action": "delete_selected", "_selected_action": [AreaRelation.objects.get().pk], "post": "yes"}
    scene.boss.post(reverse("admin:accounts_arearelation_changelist"), data)
    assert Change.objects.filter(kind=Kind.VOCABULARY).count() == 2
    assert not AreaRelation.objects.exists()


def test_loading_the_vocabulary_is_noted_once(db):
    call_command("load_vocabulary", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    assert list(Change.objects.values_list("kind", flat=True)) == [Kind.VOCABULARY]


# --- How long it is


def test_rows_of_last_week_are_forgotten_but_never_the_newest(scene):
    accounts.note_change(scene.hanna)
    accounts.note_vocabulary()
    Change.objects.update(at=scene.now - timedelta(days=8))
    newest = Change.objects.latest("pk").pk
    tidy()
    assert [row.pk for row in Change.objects.all()] == [newest]
    accounts.note_change(scene.hanna)
    tidy()
    assert [row.kind for row in Change.objects.all()] == [Kind.PERSON]


def test_rows_of_this_week_stay(scene):
    accounts.note_change(scene.hanna)
    Change.objects.update(at=scene.now - timedelta(days=6))
    count = Change.objects.count()
    assert accounts.forget_changes(now=scene.now) == 0
    assert Change.objects.count() == count


def test_an_empty_log_is_nothing_to_forget(db):
    assert accounts.forget_changes(now=timezone.now()) == 0

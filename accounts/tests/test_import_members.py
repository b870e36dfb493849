"""Importing members: all of them or nobody, on the page and from the command line."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.importing.columns import template_rows
from accounts.importing.writing import bring_in
from accounts.models import Community, Invitation, Membership, MentorState, Profile, User
from outbox.models import Mail

from .factories import give_consent, join, make_area, make_community, make_user, make_value

pytestmark = pytest.mark.django_db


def as_file(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


TWO = as_file(
    ["E-mail", "First name", "Last name", "Values in order", "Offers to mentor", "Places", "Areas lived"],
    ["ama@example.org", "Ama", "Mensah", "Honesty; Fairness", "yes", "2", "Doing research 2012-2015"],
    ["kofi@example.org", "Kofi", "", "", "no", "", ""],
)
WRONG = as_file(
    ["E-mail", "First name", "Values in order"],
    ["ama@example.org", "Ama", "Honesty"],
    ["kofi@example.org", "Kofi", "Honestyy"],
)


@pytest.fixture
def words():
    make_value("honesty")
    make_value("fairness")
    make_area("doing-research")


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def admin(client):
    user = staff("Esi", is_superuser=True)
    client.force_login(user)
    return user


def staff(name, **fields):
    user = make_user(name, is_staff=True, **fields)
    give_consent(user)
    return user


def upload(client, community, data, name="members.csv"):
    return client.post(
        reverse("admin:accounts_community_import"),
        {"community": community.pk, "file": SimpleUploadedFile(name, data)},
    )


def go_ahead(client, response):
    return client.post(
        reverse("admin:accounts_community_import_confirm"),
        {"ticket": response.context["ticket"]},
        follow=True,
    )


# --- On the page


def test_the_dry_run_shows_what_would_be_and_changes_nothing(client, admin, words, community):
    page = upload(client, community, TWO)
    assert page.status_code == 200
    assert "2 people get an account and an invitation" in page.content.decode()
    assert User.objects.count() == 1
    assert not Mail.objects.exists()


def test_going_ahead_makes_accounts_profiles_memberships_and_invitations(client, admin, words, community):
    page = go_ahead(client, upload(client, community, TWO))
    assert "2 people have an account and an invitation by mail." in page.content.decode()
    ama = User.objects.get(email="ama@example.org")
    assert not ama.has_usable_password()
    assert ama.emailaddress_set.get().verified is False
    assert ama.memberships.get(community=community).state == Membership.State.ACTIVE
    assert [str(ranked) for ranked in ama.profile.ranked_values.all()] == ["1. Honesty", "2. Fairness"]
    assert (ama.profile.mentor_state, ama.profile.places) == (MentorState.AWAITING, 2)
    assert [(passage.began, passage.ended) for passage in ama.profile.passages.all()] == [(2012, 2015)]
    assert Invitation.objects.filter(community=community, invited_by=admin).count() == 2
    assert sorted(Mail.objects.values_list("name", "to_email")) == [
        ("invitation", "ama@example.org"),
        ("invitation", "kofi@example.org"),
    ]


def test_nobody_finds_an_imported_person_before_they_have_taken_over(client, admin, words, community):
    go_ahead(client, upload(client, community, TWO))
    assert not Profile.objects.complete().exists()


def test_one_wrong_cell_keeps_everybody_out(client, admin, words, community):
    page = upload(client, community, WRONG)
    said = page.content.decode()
    assert "row 3, Values in order" in said
    assert "Did you mean “Honesty”?" in said
    assert page.context["ticket"] == ""
    go_ahead(client, page)
    assert User.objects.count() == 1


def test_who_has_an_account_only_joins_and_is_told_so(client, admin, words, community):
    kofi = make_user("Kofi", email="kofi@example.org", last_name="Annan")
    page = go_ahead(client, upload(client, community, TWO))
    assert "1 who was here already has joined." in page.content.decode()
    kofi.refresh_from_db()
    assert kofi.last_name == "Annan"
    assert kofi.memberships.get().state == Membership.State.ACTIVE
    assert not Profile.objects.filter(user=kofi).exists()
    assert Mail.objects.get(to=kofi).name == "membership_decided"
    assert not Invitation.objects.filter(user=kofi).exists()


def test_the_same_file_twice_does_nothing_the_second_time(client, admin, words, community):
    go_ahead(client, upload(client, community, TWO))
    mails = Mail.objects.count()
    go_ahead(client, upload(client, community, TWO))
    assert (User.objects.count(), Mail.objects.count()) == (3, mails)


def test_a_dry_run_is_good_for_one_import_of_its_own_admin(client, admin, words, community):
    page = upload(client, community, TWO)
    client.force_login(staff("Other", is_superuser=True))
    assert "no longer kept" in go_ahead(client, page).content.decode()
    client.force_login(admin)
    go_ahead(client, page)
    assert "no longer kept" in go_ahead(client, page).content.decode()


def test_what_changed_since_the_dry_run_stops_the_import(client, admin, words, community):
    page = upload(client, community, TWO)
    join(make_user("Kofi", email="kofi@example.org"), community, state=Membership.State.REMOVED)
    later = go_ahead(client, page)
    assert "Nothing was imported" in later.content.decode()
    assert not User.objects.filter(email="ama@example.org").exists()


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"a,b\n1,2\n", b"x" * (2 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_table_gets_an_answer(client, admin, words, community, data):
    page = upload(client, community, data)
    assert page.status_code == 200
    assert User.objects.count() == 1


def test_a_post_without_a_file_keeps_the_form(client, admin, community):
    page = client.post(reverse("admin:accounts_community_import"), {"community": community.pk})
    assert page.context["form"].errors["file"]


def test_staff_without_the_right_cannot_import(client, community):
    client.force_login(staff("Helper"))
    for name in ("import", "import_template"):
        assert client.get(reverse(f"admin:accounts_community_{name}")).status_code == 403
    assert upload(client, community, TWO).status_code == 403


def test_the_template_can_be_imported_as_it_is(client, admin, community):
    call_command("load_vocabulary", verbosity=0)
    page = client.get(reverse("admin:accounts_community_import_template"))
    data = b"".join(page.streaming_content)
    assert page["Content-Type"] == "text/csv; charset=utf-8"
    assert data.decode("utf-8-sig").splitlines()[0].split(",") == template_rows()[0]
    shown = upload(client, community, data)
    assert shown.context["error_count"] == 0, shown.context["errors"]
    go_ahead(client, shown)
    assert User.objects.filter(email__in=["naledi@example.org", "hanna@example.org"]).count() == 2


def test_the_page_describes_every_column(client, admin, community):
    page = client.get(
        reverse("admin:accounts_community_import"), {"community": community.pk}
    ).content.decode()
    for title in template_rows()[0]:
        assert f"<dt>{title}</dt>" in page


def test_members_as_a_file_hold_no_formulas(client, admin, community):
    join(make_user("=cmd", email="cmd@example.org", last_name="+1"), community)
    page = client.get(reverse("admin:accounts_community_members", args=[community.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(page.streaming_content).decode("utf-8-sig"))))
    assert rows[1][:3] == ["'=cmd", "'+1", "cmd@example.org"]


# --- From the command line


def test_the_command_imports_the_same(tmp_path, words, community):
    path = tmp_path / "members.csv"
    path.write_bytes(TWO)
    call_command("import_members", str(path), community="weavers", verbosity=0)
    assert community.memberships.active().count() == 2
    assert Invitation.objects.filter(invited_by=None).count() == 2


def test_the_command_with_dry_run_changes_nothing(tmp_path, words, community, capsys):
    path = tmp_path / "members.csv"
    path.write_bytes(TWO)
    call_command("import_members", str(path), "--dry-run", community="weavers")
    assert "2 would be invited" in capsys.readouterr().out
    assert not User.objects.exists()


def test_the_command_fails_on_an_error_and_names_the_cell(tmp_path, words, community, capsys):
    path = tmp_path / "members.csv"
    path.write_bytes(WRONG)
    with pytest.raises(CommandError, match="1 errors. Nothing was imported"):
        call_command("import_members", str(path), community="weavers", verbosity=0)
    assert "row 3, Values in order" in capsys.readouterr().err
    assert not User.objects.exists()


def test_the_command_names_the_communities_there_are(tmp_path, community):
    path = tmp_path / "members.csv"
    path.write_bytes(TWO)
    with pytest.raises(CommandError, match="weavers"):
        call_command("import_members", str(path), community="nowhere", verbosity=0)


def test_the_command_says_when_there_is_no_file(tmp_path, community):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_members", str(tmp_path / "none.csv"), community="weavers", verbosity=0)


def test_a_community_by_invitation_takes_an_import(tmp_path, words, community):
    Community.objects.filter(pk=community.pk).update(admission=Community.Admission.INVITATION)
    path = tmp_path / "members.csv"
    path.write_bytes(TWO)
    call_command("import_members", str(path), community="weavers", verbosity=0)
    assert community.memberships.active().count() == 2


def test_an_import_that_breaks_in_the_middle_leaves_nothing(words, community):
    def stop_at_the_second():
        heard.append(User.objects.count())
        if len(heard) == 2:
            raise RuntimeError("the power went")

    heard = []
    with pytest.raises(RuntimeError):
        bring_in(TWO, community, by=None, now=timezone.now(), heard=stop_at_the_second)
    assert heard == [1, 2]
    assert not User.objects.exists()
    assert not Mail.objects.exists()

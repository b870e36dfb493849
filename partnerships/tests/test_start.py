"""Two people are introduced, once."""

import pytest

from accounts.moves import IllegalMove
from accounts.tests.factories import make_community
from outbox.models import Mail
from partnerships import actions
from partnerships.ground import Ground
from partnerships.models import Partnership

from .factories import BEGIN, GROUND, make_partnership

pytestmark = pytest.mark.django_db


def _start(pair: Partnership, origin: str, **people) -> Partnership:
    people = {"mentee": pair.mentee, "mentor": pair.mentor} | people
    return actions.start(
        **people,
        community=make_community(),
        goal=None,
        goal_text="Again",
        origin=origin,
        ground=GROUND,
        by=None,
        now=BEGIN,
    )


def test_introduction_goes_to_both_once():
    pair = make_partnership()
    mails = Mail.objects.filter(name="introduction")
    assert sorted(mail.to_email for mail in mails) == sorted([pair.mentee.email, pair.mentor.email])
    assert _start(pair, pair.origin) == pair
    assert mails.count() == 2


def test_reply_goes_to_the_other_person():
    pair = make_partnership()
    mails = {mail.to: mail for mail in Mail.objects.filter(name="introduction")}
    assert mails[pair.mentee].reply_to == pair.mentor.email
    assert mails[pair.mentor].reply_to == pair.mentee.email


def test_second_live_pair_of_the_same_two_is_refused():
    pair = make_partnership()
    with pytest.raises(IllegalMove):
        _start(pair, "another")
    assert Partnership.objects.count() == 1


def test_same_two_may_go_together_again_after_the_end():
    pair = make_partnership(Partnership.State.LAPSED)
    assert _start(pair, "another") != pair


@pytest.mark.parametrize("kind", ["text", "html"])
def test_introduction_says_what_they_share_and_where_they_pull_apart(kind):
    pair = make_partnership()
    body = getattr(Mail.objects.get(name="introduction", to=pair.mentee), kind)
    for words in (
        pair.mentor.email,
        pair.mentee.email,
        GROUND.shared[0].mentee_line,
        GROUND.shared[0].mentor_line,
        "Where you may pull apart" if kind == "html" else "WHERE YOU MAY PULL APART",
        "Independence of mind",
        "Steady ground",
        "First time managing people",
        "18:00 in Gaborone is 17:00 in Lagos.",
        f"/partnerships/{pair.public_id}/agreement/",
    ):
        assert words in body


def test_introduction_shows_the_pair_as_a_picture_with_words_for_it():
    pair = make_partnership()
    mail = Mail.objects.get(name="introduction", to=pair.mentee)
    picture = mail.images.get()
    assert bytes(picture.png).startswith(b"\x89PNG")
    assert picture.alt == "Your emblem and Adaeze’s, overlapping where you share values."


def test_introduction_without_common_ground_still_stands():
    pair = make_partnership(ground=Ground())
    mail = Mail.objects.get(name="introduction", to=pair.mentor)
    assert "Where you may pull apart" not in mail.html
    assert mail.html.count("<li") == 3


def test_hostile_names_and_lines_come_out_as_text():
    hostile = Ground(shared=(GROUND.shared[0].__class__("<b>x</b>", 1, 1, "<script>alert(1)</script>", "&"),))
    pair = make_partnership(ground=hostile)
    mail = Mail.objects.get(name="introduction", to=pair.mentee)
    assert "<script>" not in mail.html
    assert "<b>x</b>" not in mail.html
    assert "<script>alert(1)</script>" in mail.text

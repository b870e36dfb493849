"""Every page that a walk should have seen, with somebody of the demo community who can see it.

Asked for inside the site (``site.inside("places")``), because the addresses have ids in them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from accounts.guide import STEPS
from accounts.models import Community, MentorState, Profile, ProfileVersion, User, Value
from accounts.tests import factories
from matching.models import Request
from mentorship.demo import SIGN_INS
from outbox import tokens
from outbox.models import Mail
from partnerships.models import Check, Commitment, Opportunity, Partnership, Session

MENTEE, MENTOR, ADMIN = (person.email for person in SIGN_INS)
NEWCOMER = "nomsa.new@example.org"
"""Has agreed to the texts and written nothing."""
STRANGER = "stella.new@example.org"
"""Has confirmed an address, and not yet agreed."""


LONER = "lwazi.new@example.org"
"""Has a whole profile, and is in no community."""


@dataclass(frozen=True)
class Place:
    """``path``, and the address of who goes there; nobody in particular when empty."""

    path: str
    person: str = ""


def _user(email: str) -> User:
    return User.objects.get(email=email)


def _at(name: str, *args: object, person: str = "", query: str = "") -> Place:
    return Place(reverse(name, args=args) + query, person)


def _admin(model: type[Model], row: Model | None = None) -> Place:
    names = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    return _at(f"{names}_change", row.pk, person=ADMIN) if row else _at(f"{names}_changelist", person=ADMIN)


def _candidate() -> User:
    """A mentor whom the mentee may still ask."""
    known = Request.objects.filter(mentee__email=MENTEE).values("mentor")
    mine = Community.objects.with_member(_user(MENTEE))
    return (
        User.objects.filter(
            profile__mentor_state=MentorState.APPROVED,
            profile__paused_at__isnull=True,
            profile__languages__code="en",
            memberships__community__in=mine,
        )
        .exclude(pk__in=known)
        .exclude(email=MENTEE)
        .distinct()
        .order_by("pk")[0]
    )


def _request(state: str, role: str) -> Place:
    request = Request.objects.filter(state=state).order_by("pk")[0]
    return _at("matching:request-detail", request.public_id, person=getattr(request, role).email)


def _pair(name: str, state: str, role: str) -> Place:
    pair = Partnership.objects.filter(state=state).order_by("pk")[0]
    return _at(f"partnerships:{name}", pair.public_id, person=getattr(pair, role).email)


def _check(state: str, role: str, **replied: object) -> Place:
    check = Check.objects.filter(state=state, partnership__state="active", **replied).order_by("pk")[0]
    return _at("partnerships:check-detail", check.public_id, person=getattr(check.partnership, role).email)


def _version() -> Place:
    version = ProfileVersion.objects.filter(profile__user__email=MENTEE).latest("made_at")
    return _at("accounts:version-detail", version.public_id, person=MENTEE)


def _session(name: str, state: str, role: str) -> Place:
    session = Session.objects.filter(state=state, partnership__state="active").order_by("pk")[0]
    return _at(
        f"partnerships:session-{name}", session.public_id, person=getattr(session.partnership, role).email
    )


def _commitment() -> Place:
    commitment = Commitment.objects.filter(state="open", partnership__state="active").order_by("pk")[0]
    return _at(
        "partnerships:commitment-update", commitment.public_id, person=commitment.partnership.mentee.email
    )


def _commitment_new() -> Place:
    pair = (
        Partnership.objects.filter(state="active").exclude(commitments__state="open").order_by("pk").first()
        or Partnership.objects.filter(state="active").order_by("pk")[0]
    )
    return _at("partnerships:commitment-create", pair.public_id, person=pair.mentee.email)


def _opportunity(name: str, state: str, role: str) -> Place:
    one = Opportunity.objects.filter(state=state).order_by("pk")[0]
    return _at(f"partnerships:{name}", one.public_id, person=getattr(one.partnership, role).email)


def _unsubscribe() -> Place:
    mail = Mail.objects.filter(kind="checks").order_by("pk")[0]
    return _at("outbox:unsubscribe", tokens.make(mail.public_id))


def _swap() -> Place:
    kept = Profile.objects.get(user__email=MENTEE).ranked_values.values("value")
    value = Value.objects.filter(is_active=True).exclude(pk__in=kept).order_by("name")[0]
    return _at("accounts:profile-step", "values", person=MENTEE, query=f"?swap={value.slug}")


def _plain(name: str, *args: object, person: str = "", query: str = "") -> Callable[[], Place]:
    return lambda: _at(name, *args, person=person, query=query)


def _of_candidate(name: str) -> Callable[[], Place]:
    return lambda: _at(f"matching:{name}", _candidate().public_id, person=MENTEE)


PLACES: dict[str, Callable[[], Place]] = {
    "home": _plain("home"),
    "how it works": _plain("how-it-works"),
    "code of conduct": _plain("code-of-conduct"),
    "your data": _plain("privacy"),
    "accessibility": _plain("accessibility"),
    "a finished profile": _plain("example-profile"),
    "communities": _plain("accounts:community-list"),
    "a community, seen from outside": lambda: _at(
        "accounts:community-detail", Community.objects.filter(admission="approval")[0].slug
    ),
    "sign up": _plain("account_signup"),
    "sign in": _plain("account_login"),
    "a new password": _plain("account_reset_password"),
    "a new password, sent": _plain("account_reset_password_done"),
    "look into your mail": _plain("account_email_verification_sent"),
    "a link that is used up": _plain("account_confirm_email", "used-up"),
    "unsubscribe": _unsubscribe,
    "consent": _plain("accounts:consent", person=STRANGER),
    "an empty profile": _plain("accounts:profile", person=NEWCOMER),
    "an empty list of mentors": _plain("matching:mentor-list", person=LONER),
    "values, none kept": _plain("accounts:values-cut", "first", person=NEWCOMER),
    "values, the second cut": _plain("accounts:values-cut", "second", person=MENTEE),
    "an empty shortlist": _plain("matching:shortlist", person=LONER),
    "today, at the beginning": _plain("today", person=LONER),
    "today, as mentee": _plain("today", person=MENTEE),
    "today, as mentor": _plain("today", person=MENTOR),
    "an empty inbox": _plain("matching:request-list", person=LONER),
    "no partnerships": _plain("partnerships:partnership-list", person=LONER),
    "my profile, in no community": _plain("accounts:profile", person=LONER),
    "my profile": _plain("accounts:profile", person=MENTEE),
    "my profile, as others see it": _plain("accounts:profile-preview", person=MENTEE),
    "what I changed": _plain("accounts:version-list", person=MENTEE),
    "a version of my profile": _version,
    **{f"step {step.slug}": _plain("accounts:profile-step", step.slug, person=MENTEE) for step in STEPS},
    "swap a value": _swap,
    "a new passage": _plain("accounts:passage-create", person=MENTEE),
    "a new goal": _plain("accounts:goal-create", person=MENTEE),
    "a new bridge": _plain("accounts:bridge-create", person=MENTEE),
    "communities, as a member": _plain("accounts:community-list", person=MENTEE),
    "a community, as an organiser": lambda: _at(
        "accounts:community-detail",
        Community.objects.filter(memberships__state="pending").order_by("pk")[0].slug,
        person=ADMIN,
    ),
    "settings": _plain("accounts:settings", person=MENTEE),
    "mails you get": _plain("outbox:mail-preferences", person=MENTEE),
    "a report": _plain("accounts:report-create", person=MENTEE),
    "e-mail address": _plain("account_email", person=MENTEE),
    "change the password": _plain("account_change_password", person=MENTEE),
    "two steps": _plain("mfa_index", person=MENTEE),
    "sessions": _plain("usersessions_list", person=MENTEE),
    "sign out": _plain("account_logout", person=MENTEE),
    "mentors": _plain("matching:mentor-list", person=MENTEE),
    "mentors, nobody found": _plain("matching:mentor-list", person=MENTEE, query="?q=zzzzzz"),
    "filters": _plain("matching:mentor-filters", person=MENTEE),
    "a mentor": _of_candidate("mentor-detail"),
    "how a mentor's fit was worked out": _of_candidate("mentor-workings"),
    "put away": _plain("matching:hidden-list", person=MENTEE),
    "block somebody": _of_candidate("block"),
    "shortlist": _plain("matching:shortlist", person=MENTEE),
    "a note": _of_candidate("shortlist-note"),
    "ask": _of_candidate("request-create"),
    "inbox": _plain("matching:request-list", person=MENTOR),
    "a letter to answer": lambda: _request("pending", "mentor"),
    "a letter that waits": lambda: _request("pending", "mentee"),
    "a letter that was declined": lambda: _request("declined", "mentee"),
    "together": _plain("partnerships:partnership-list", person=MENTOR),
    "a pair, as mentee": lambda: _pair("partnership-detail", "active", "mentee"),
    "a pair, as mentor": lambda: _pair("partnership-detail", "active", "mentor"),
    "a pair, just introduced": lambda: _pair("partnership-detail", "introduced", "mentee"),
    "a pair that has ended": lambda: _pair("partnership-detail", "completed", "mentee"),
    "an agreement": lambda: _pair("agreement", "active", "mentor"),
    "an agreement to sign": lambda: _pair("agreement", "introduced", "mentee"),
    "a commitment": _commitment,
    "a new commitment": _commitment_new,
    "a check to answer": lambda: _check("open", "mentee"),
    "a check that waits": lambda: _check("open", "mentor"),
    "a check to reply to": lambda: _check("answered", "mentor", replied_at=None),
    "a check, read": lambda: _check("answered", "mentee", replied_at__isnull=False),
    "times for a talk": lambda: _pair("session-propose", "active", "mentee"),
    "times to choose from": lambda: _session("detail", "proposed", "mentee"),
    "a talk to come": lambda: _session("detail", "agreed", "mentee"),
    "a talk that was held": lambda: _session("detail", "held", "mentor"),
    "other times": lambda: _session("move", "agreed", "mentor"),
    "a calendar address": _plain("partnerships:calendar-settings", person=MENTOR),
    "an opportunity to answer": lambda: _opportunity("opportunity-detail", "offered", "mentee"),
    "an opportunity, taken up": lambda: _opportunity("opportunity-detail", "pursuing", "mentee"),
    "an opportunity, as mentor": lambda: _opportunity("opportunity-detail", "outcome", "mentor"),
    "an opportunity to change": lambda: _opportunity("opportunity-update", "offered", "mentor"),
    "a new opportunity": lambda: _pair("opportunity-create", "active", "mentor"),
    "private notes": lambda: _pair("private-note", "active", "mentee"),
    "pay it forward": lambda: _pair("forward", "closing", "mentee"),
    "time to stop": lambda: _pair("partnership-close", "active", "mentee"),
    "look back": lambda: _pair("reflection", "closing", "mentee"),
    "go on": lambda: _pair("go-on", "closing", "mentee"),
    "admin: sign in": _plain("admin:login"),
    "admin": _plain("admin:index", person=ADMIN),
    "admin: people": lambda: _admin(User),
    "admin: a person": lambda: _admin(User, _user(MENTOR)),
    "admin: profiles": lambda: _admin(Profile),
    "admin: a profile": lambda: _admin(Profile, _user(MENTOR).profile),
    "admin: communities": lambda: _admin(Community),
    "admin: a community": lambda: _admin(Community, Community.objects.order_by("pk")[0]),
    "admin: a new community": _plain("admin:accounts_community_add", person=ADMIN),
    "admin: trying other rules": lambda: _at(
        "admin:accounts_community_rules_preview",
        Community.objects.with_member(_user(MENTEE)).order_by("pk")[0].pk,
        person=ADMIN,
        query=f"?values=10&experience=10&mindset=10&interests=70&mentee={_user(MENTEE).pk}",
    ),
    "admin: import members": _plain("admin:accounts_community_import", person=ADMIN),
    "admin: values": lambda: _admin(Value),
    "admin: requests": lambda: _admin(Request),
    "admin: a request": lambda: _admin(Request, Request.objects.order_by("pk")[0]),
    "admin: partnerships": lambda: _admin(Partnership),
    "admin: a partnership": lambda: _admin(Partnership, Partnership.objects.order_by("pk")[0]),
    "admin: mails": lambda: _admin(Mail),
    "admin: a mail": lambda: _admin(Mail, Mail.objects.filter(name="introduction").order_by("pk")[0]),
}
"""Name of each page → where it is."""


def find() -> dict[str, Place]:
    """Every place of this site. Makes the people that the demo community does not have, and leaves one answer to reply to."""
    factories.make_newcomer("Nomsa", email=NEWCOMER)
    factories.make_user("Stella", email=STRANGER)
    factories.make_person("Lwazi", email=LONER, communities=[])
    if not Check.objects.filter(state="answered", replied_at=None).exists():
        check = Check.objects.filter(state="answered", partnership__state="active").latest("answered_at")
        Check.objects.filter(pk=check.pk).update(replied_at=None, reply="", reply_kind="")
    return {name: place() for name, place in PLACES.items()}

"""The gates that stand before any score, as reads: whom a mentee may see, whom they may ask, and where there is somebody to ask."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Community, Goal, Language, Membership, MentorState, Profile, User
from matching.models import Hidden, MentorPrice
from partnerships.models import Partnership, Reflection


def with_places_taken(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Annotate ``taken``: how many of the mentor's places are in use."""
    taken = (
        Partnership.objects.taking_a_place()
        .filter(mentor=OuterRef("user"))
        .order_by()
        .values("mentor")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return profiles.annotate(taken=Coalesce(Subquery(taken, output_field=IntegerField()), 0))


def mentors_visible_to(user: User) -> QuerySet[Profile]:
    """Approved mentors in a shared community, whether or not they can take somebody just now; annotated with ``taken``."""
    return with_places_taken(
        Profile.objects.complete().filter(
            mentor_state=MentorState.APPROVED, user__in=User.objects.visible_to(user)
        )
    )


def mentors_open_to(user: User) -> QuerySet[Profile]:
    """Mentors whom ``user`` may ask now: open, with a place, with a common language, not ruled out by an earlier ending, and in
    no live partnership with ``user`` as the mentor already. Gates between values are the score's."""
    languages = Language.speakers.through.objects.filter(profile=OuterRef("pk"))
    common = languages.filter(language__in=Language.objects.filter(speakers__user=user))
    never_again = Reflection.objects.filter(never_again=True)
    together = Partnership.objects.filter(
        mentee=user,
        mentor=OuterRef("user"),
        state__in=[*Partnership.LIVE, Partnership.State.SUSPENDED],
    )
    return (
        mentors_visible_to(user)
        .filter(Exists(common), paused_at__isnull=True, taken__lt=F("places"))
        .exclude(Exists(together))
        .exclude(Exists(never_again.filter(partnership__mentee=user, partnership__mentor=OuterRef("user"))))
        .exclude(Exists(never_again.filter(partnership__mentor=user, partnership__mentee=OuterRef("user"))))
    )


def not_hidden_by(user: User, profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Leave out whom ``user`` has put away with “not for me”."""
    return profiles.exclude(Exists(Hidden.objects.filter(person=user, mentor=OuterRef("user"))))


def communities_to_price() -> QuerySet[Community]:
    """Open communities that let demand count and have both a mentor who is not away and a goal; or old prices to be taken back."""
    members = Membership.objects.active().filter(community=OuterRef("pk"))
    mentors = members.filter(
        user__profile__mentor_state=MentorState.APPROVED, user__profile__paused_at__isnull=True
    )
    both = Exists(mentors) & Exists(
        members.filter(Exists(Goal.objects.filter(profile__user=OuterRef("user"))))
    )
    priced = Exists(MentorPrice.objects.filter(community=OuterRef("pk")))
    return Community.objects.active().exclude(rules__uses_prices=False).filter(both | priced)

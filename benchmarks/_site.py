"""The mentors of a scene in the tables of the site itself, for the peers that go through Django. Import it after `django.setup()` only."""

import os
from itertools import islice
from pathlib import Path
from uuid import UUID

import django
from django.core.management import call_command
from django.utils import timezone

from benchmarks._scene import Dictionary, Filter, Listed, Scene, clock, dictionary, kept


def start(size: int) -> Path:
    """Set Django up on the SQLite file of that size in `var/bench/`; its folder."""
    folder = kept("site", size)
    os.environ |= {"DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.settings"
    django.setup()
    return folder


def fill(folder: Path, scene: Scene) -> None:
    """Write everybody, unless they are there: mentors by the same hand as `generate_community`, prices, places taken, opposed values."""
    from accounts.models import Community, User, Value
    from matching.models import MentorPrice, OpposedValues
    from mentorship.synthetic_rows import batches, write
    from partnerships.models import Partnership

    if (folder / "finished").exists():
        call_command("migrate", verbosity=0)  # it may be from before a migration
        return
    if (folder / "db.sqlite3").exists():
        raise SystemExit(f"{folder} is half filled: delete it, and begin again.")
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    words, now = dictionary(), timezone.now()
    check_keys(words)
    inside, outside = (
        Community.objects.create(slug=slug, name=slug.capitalize(), summary="Invented, for measuring.")
        for slug in ("inside", "outside")
    )
    OpposedValues.objects.bulk_create(
        OpposedValues(community=inside, first_id=one, second_id=other, degree=degree)
        for (one, other), degree in words.declared.items()
    )
    names = words.words.area_names
    write(list(scene.mentees), community=inside, area_names=names, now=now)
    for community, belongs in ((inside, True), (outside, False)):
        everybody = (mentor.who for mentor in scene.mentors() if mentor.is_member is belongs)
        for batch in batches(everybody):
            write(batch, community=community, area_names=names, now=now)
    keys = dict(User.objects.values_list("public_id", "pk"))
    dear = (mentor for mentor in scene.mentors() if mentor.price)
    MentorPrice.objects.bulk_create(
        (
            MentorPrice(community=inside, mentor_id=keys[mentor.who.public_id], price=mentor.price)
            for mentor in dear
            if mentor.is_member
        ),
        batch_size=5_000,
    )
    helpers = [User.objects.create_user(f"helper.{n}@example.org", first_name="Helper") for n in range(4)]
    full = (mentor for mentor in scene.mentors() if mentor.taken)
    Partnership.objects.bulk_create(
        (
            Partnership(
                mentor_id=keys[mentor.who.public_id],
                mentee=helper,
                community=inside,
                goal_text="Invented, for measuring.",
                origin=f"{mentor.key}:{helper.pk}",
                state=Partnership.State.ACTIVE,
                state_at=now,
                introduced_at=now,
            )
            for mentor in full
            for helper in islice(helpers, mentor.taken)
        ),
        batch_size=5_000,
    )
    if Value.objects.count() != len(words.values):
        raise SystemExit("The vocabulary of the site is not that of the files.")
    (folder / "finished").touch()


def check_keys(words: Dictionary) -> None:
    """The keys of a fresh database are those that the scene was drawn with."""
    from accounts.models import Area, Interest, Statement, Value

    for model, slugs in (
        (Value, {key: slug for key, (slug, __) in words.values.items()}),
        (Area, {key: slug for key, (slug, __) in words.areas.items()}),
        (Interest, words.interests),
        (Statement, words.statements),
    ):
        if dict(model.objects.values_list("pk", "slug")) != slugs:
            raise SystemExit(f"{model.__name__}: other keys than in the files.")


class Loop:
    """What a Django developer writes first: fetch everybody with prefetch_related, score one after the other, sort."""

    def best(self, public_id: UUID, keep: Filter, k: int) -> tuple[float, list[Listed]]:
        """Milliseconds, and the list."""
        from accounts.models import Profile, User
        from matching import candidates, scoring
        from matching.people import person_of, prices_of, rulebook, shared_communities, vocabulary

        mentee = User.objects.get(public_id=public_id)
        began = clock()
        listed = candidates.mentors_open_to(mentee)
        if keep.language:
            listed = listed.filter(languages=keep.language)
        shared = shared_communities(mentee)
        book = rulebook(frozenset().union(*shared.values()))
        prices, words = prices_of(shared, book), vocabulary()
        rules = {together: book.rules_of(together) for together in set(shared.values())}
        me = person_of(Profile.objects.with_definition().get(user=mentee))
        found = []
        for profile in listed.with_definition():
            if keep.way and keep.way not in profile.formats:
                continue
            pk = profile.user_id
            pair = scoring.pair_score(me, person_of(profile), words, rules[shared[pk]], prices.get(pk, 0.0))
            if not pair.gates:
                found.append((str(profile.user.public_id), pair.rank_score))
        found.sort(key=lambda row: (-round(row[1], 9), row[0]))
        return clock() - began, found[:k]

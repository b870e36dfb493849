"""Write the text that the search looks into for every mentor who is here already; later ones are written with each change."""

import unicodedata
from itertools import islice

from django.db import migrations

CHUNK = 500


def write(apps, schema_editor):
    Profile, Passage, RankedValue, Bridge, SearchText = (
        apps.get_model('accounts', name)
        for name in ('Profile', 'Passage', 'RankedValue', 'Bridge', 'SearchText')
    )
    mentors = Profile.objects.filter(mentor_state='approved', completed_at__isnull=False)
    keys = iter(list(mentors.order_by('pk').values_list('pk', flat=True)))
    while chunk := list(islice(keys, CHUNK)):
        pieces = {
            key: said
            for key, *said in Profile.objects.filter(pk__in=chunk).values_list(
                'pk', 'user__first_name', 'user__last_name', 'headline', 'opening', 'more', 'place'
            )
        }
        for rows in (
            Passage.objects.filter(is_offered=True).values_list(
                'profile', 'area__name', 'asked_of_me', 'differently'
            ),
            RankedValue.objects.values_list('profile', 'value__name', 'line'),
            Bridge.objects.values_list('profile', 'text'),
            Profile.interests.through.objects.order_by('interest__name').values_list(
                'profile', 'interest__name'
            ),
        ):
            for key, *said in rows.filter(profile__in=chunk):
                pieces[key] += said
        SearchText.objects.bulk_create(
            [
                SearchText(
                    profile_id=key,
                    text=unicodedata.normalize('NFC', '\n'.join(filter(None, said))).casefold(),
                )
                for key, said in pieces.items()
            ],
            update_conflicts=True,
            unique_fields=['profile'],
            update_fields=['text'],
        )


def take_away(apps, schema_editor):
    apps.get_model('accounts', 'SearchText').objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_rows_of_the_change_log_stay'),
    ]

    operations = [
        migrations.RunPython(write, take_away),
    ]

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import CASCADE, SET_NULL
from django.utils import timezone

KINDS = [
    ("account", "Your account"),
    ("community", "Communities"),
    ("requests", "Requests"),
    ("introductions", "Introductions"),
    ("checks", "Accountability checks"),
    ("partnerships", "Partnerships"),
    ("letter", "Weekly letter"),
]
STATES = [
    ("queued", "waiting"),
    ("sending", "being sent"),
    ("sent", "sent"),
    ("failed", "failed"),
    ("cancelled", "cancelled"),
    ("suppressed", "not wanted"),
    ("gathered", "waiting for the weekly letter"),
]


def keep_what_was_chosen(apps, schema_editor):
    apps.get_model("outbox", "Preference").objects.filter(wanted=False).update(mode="off")


def back_to_on_and_off(apps, schema_editor):
    """Whoever had the weekly letter gets each mail again; what waited for it goes out, and no letter does."""
    apps.get_model("outbox", "Preference").objects.filter(mode="off").update(wanted=False)
    mails = apps.get_model("outbox", "Mail").objects
    mails.filter(state="gathered").update(state="queued", not_before=timezone.now())
    letters = mails.filter(kind="letter")
    letters.filter(state__in=["queued", "sending"]).update(
        state="cancelled", cancelled_at=timezone.now(), lease_until=None
    )
    letters.update(kind="community")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("outbox", "0002_mail_with_a_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="mail_quiet_hours",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("begins", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="to")),
            ],
            options={
                "verbose_name": "quiet hours",
                "verbose_name_plural": "quiet hours",
                "constraints": [
                    models.CheckConstraint(condition=~Q(begins=F("ends")), name="quiet_hours_have_a_length")
                ],
            },
        ),
        migrations.AddField(
            model_name="mail",
            name="haste",
            field=models.CharField(
                choices=[
                    ("news", "news: may wait for the weekly letter"),
                    (
                        "days",
                        "asks for an answer within days, or is about one day: waits for the end of quiet hours at most",
                    ),
                    ("now", "of no use by the morning: comes in quiet hours too"),
                ],
                default="news",
                max_length=8,
                verbose_name="may wait",
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                help_text="The letter that tells of it, where the person gets this kind once a week.",
                null=True,
                on_delete=SET_NULL,
                related_name="enclosed",
                to="outbox.mail",
                verbose_name="weekly letter",
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(choices=STATES, default="queued", max_length=12, verbose_name="state"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(condition=Q(state="gathered"), fields=["not_before"], name="mail_gathered"),
        ),
        migrations.AlterField(
            model_name="preference",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=16, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="preference",
            name="mode",
            field=models.CharField(
                choices=[("at-once", "At once"), ("weekly", "Weekly"), ("off", "Not at all")],
                default="at-once",
                max_length=8,
                verbose_name="how it comes",
            ),
        ),
        migrations.RunPython(keep_what_was_chosen, back_to_on_and_off, elidable=True),
        migrations.RemoveConstraint(model_name="preference", name="account_mail_is_never_off"),
        migrations.RemoveField(model_name="preference", name="wanted"),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=~Q(kind="account") | Q(mode="at-once"), name="account_mail_comes_at_once"
            ),
        ),
    ]

"""Reasons of decisions, batches, decisions that wait for a second person, and the sample that is judged again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from storage.row_security import protected


def _id() -> "models.Field[object, object]":
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _kept(to: str, related_name: str = "+") -> "models.Field[object, object]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name=related_name, to=to
    )


def _of(to: str, related_name: str) -> "models.Field[object, object]":
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to=to
    )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("storage", "0018_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", _id()),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("user", _kept(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField("decision", "ground", models.TextField(default="")),
        migrations.AddField("decision", "words", models.TextField(default="")),
        migrations.AddField("decision", "batch", _kept("storage.batch", "decisions")),
        migrations.AddField("review", "batch", _kept("storage.batch", "reviews")),
        migrations.AddIndex("alert", models.Index(fields=["conflict_key"], name="alert_conflict_key")),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", _id()),
                ("answer", models.TextField()),
                ("ground", models.TextField(default="")),
                ("words", models.TextField(default="")),
                ("revision", models.PositiveIntegerField()),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("outcome", models.TextField(default="")),
                ("opinion", models.TextField(default="")),
                ("second_by", models.TextField(default="")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="storage.alert"
                    ),
                ),
                ("batch", _kept("storage.batch", "proposals")),
                (
                    "decision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="proposal",
                        to="storage.decision",
                    ),
                ),
                ("second", _kept(settings.AUTH_USER_MODEL)),
                ("user", _kept(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            "proposal",
            models.UniqueConstraint(
                condition=models.Q(("outcome", "")), fields=("alert",), name="one_waiting_proposal"
            ),
        ),
        migrations.CreateModel(
            name="SampleFrame",
            fields=[
                ("id", _id()),
                ("stratum", models.TextField()),
                ("month", models.DateField()),
                ("population", models.PositiveIntegerField(default=0)),
                ("up_to", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            "sampleframe", models.UniqueConstraint(fields=("stratum", "month"), name="one_frame_a_month")
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", _id()),
                ("stratum", models.TextField()),
                ("month", models.DateField()),
                ("turn", models.BigIntegerField()),
                ("drawn_at", models.DateTimeField(auto_now_add=True)),
                ("verdict", models.TextField(default="")),
                ("by", models.TextField(default="")),
                ("judged_at", models.DateTimeField(null=True)),
                ("decision", _of("storage.decision", "sample")),
                ("match", _of("storage.match", "sample")),
                ("user", _kept(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            "sample",
            models.Index(condition=models.Q(("verdict", "")), fields=["turn"], name="sample_waiting"),
        ),
        migrations.AddConstraint(
            "sample",
            models.CheckConstraint(
                condition=models.Q(("decision__isnull", True), ("match__isnull", True), _connector="XOR"),
                name="one_item_a_sample",
            ),
        ),
        *[protected(f"storage_{one}") for one in ("batch", "proposal", "sampleframe", "sample")],
    ]

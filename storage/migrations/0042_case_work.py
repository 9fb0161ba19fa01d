"""How a request came, major cases and who is called to them, messages about a case, and what was learned from it."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected

_TO = django.db.models.deletion.CASCADE
_NOW = django.db.models.functions.datetime.Now()


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model: str, related_name: str, **rest: Any) -> Any:
    return models.ForeignKey(on_delete=_TO, related_name=related_name, to=f"storage.{model}", **rest)


class Migration(migrations.Migration):

    dependencies = [("storage", "0041_fairs")]

    operations = [
        *(
            migrations.AddField("case", name, models.TextField(default=""))
            for name in ("channel", "asked_by", "reach")
        ),
        migrations.AddField("casedeadline", "set_at", models.DateTimeField(db_default=_NOW)),
        migrations.AddIndex(
            model_name="casedeadline",
            index=models.Index(
                condition=models.Q(("met_at__isnull", True)), fields=["case", "day"], name="case_deadline_next"
            ),
        ),
        migrations.CreateModel(
            name="CaseReview",
            fields=[
                _id(),
                ("lesson", models.TextField()),
                ("better", models.TextField(default="")),
                ("for_library", models.BooleanField(default=False)),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("case", models.OneToOneField(on_delete=_TO, related_name="review", to="storage.case")),
            ],
        ),
        migrations.CreateModel(
            name="CaseMajor",
            fields=[
                _id(),
                ("reasons", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("words", models.TextField(default="")),
                ("since", models.DateTimeField()),
                ("by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("in_hand_at", models.DateTimeField(null=True)),
                ("in_hand_by", models.TextField(default="")),
                ("exhausted_at", models.DateTimeField(null=True)),
                ("referred_at", models.DateTimeField(null=True)),
                ("referred_to", models.TextField(default="")),
                ("asks", models.TextField(default="")),
                ("upper_said", models.TextField(default="")),
                ("upper_said_at", models.DateTimeField(null=True)),
                ("case", _of("case", "majors")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="major_once_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallPlace",
            fields=[
                _id(),
                ("place", models.PositiveSmallIntegerField(unique=True)),
                ("contact", models.OneToOneField(on_delete=_TO, related_name="call_place", to="storage.contact")),
            ],
        ),
        migrations.CreateModel(
            name="CaseCall",
            fields=[
                _id(),
                ("told_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("contact", _of("contact", "+")),
                ("major", _of("casemajor", "calls")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("major", "contact"), name="called_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                _id(),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("subject_zh", models.TextField(default="")),
                ("subject_en", models.TextField(default="")),
                ("says_zh", models.TextField(default="")),
                ("says_en", models.TextField(default="")),
                ("made_at", models.DateTimeField(db_default=_NOW)),
                ("call", models.OneToOneField(null=True, on_delete=_TO, related_name="message", to="storage.casecall")),
                ("case", _of("case", "messages")),
                ("deadline", _of("casedeadline", "messages", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deadline__isnull", False)),
                        fields=("deadline", "step"),
                        name="reminded_once_a_step",
                    )
                ],
            },
        ),
        migrations.AddField("delivery", "case_message", _of("casemessage", "deliveries", null=True)),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("case_message", "contact"), name="one_case_message_a_contact"
            ),
        ),
        protected("storage_casereview"),
        protected("storage_casemajor"),
        protected("storage_callplace"),
        protected("storage_casecall"),
        protected("storage_casemessage"),
    ]

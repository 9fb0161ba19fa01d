"""Complaints to platforms, and their listings."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected

_CASCADE = django.db.models.deletion.CASCADE
_CASE = "EXISTS (SELECT 1 FROM storage_case shown WHERE shown.id = storage_takedown.case_id)"
_TAKEDOWN = "EXISTS (SELECT 1 FROM storage_takedown shown WHERE shown.id = storage_takedownlisting.takedown_id)"


def _texts(*names: str) -> list[tuple[str, Any]]:
    return [(name, models.TextField(default="")) for name in names]


class Migration(migrations.Migration):

    dependencies = [("storage", "0051_casework")]

    operations = [
        migrations.CreateModel(
            name="Takedown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.UUIDField(unique=True)),
                ("platform", models.TextField()),
                ("right", models.TextField()),
                ("office", models.TextField()),
                ("number", models.TextField()),
                ("classes", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                *_texts("mark", "owner"),
                ("valid_until", models.DateField(null=True)),
                ("registered", models.BooleanField(default=False)),
                *_texts("known_from"),
                ("provenance", models.TextField(default="live")),
                ("signer", models.TextField()),
                ("signer_role", models.TextField()),
                *_texts("signer_contact", "reason", "why"),
                ("prepared_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("prepared_by", models.TextField()),
                ("submitted_on", models.DateField(null=True)),
                *_texts("submitted_by", "reference"),
                ("answer_day", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="storage.casedeadline")),
                ("case", models.ForeignKey(on_delete=_CASCADE, related_name="takedowns", to="storage.case")),
            ],
            options={"indexes": [models.Index(fields=["-prepared_at"], name="takedown_newest")]},
        ),
        migrations.CreateModel(
            name="TakedownListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.TextField()),
                *_texts("listing_id", "market", "seller", "title", "price"),
                ("captured_at", models.DateTimeField(null=True)),
                *_texts("sha256"),
                ("provenance", models.TextField(default="live")),
                ("outcome", models.TextField(default="waiting")),
                ("outcome_on", models.DateField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("countered_on", models.DateField(null=True)),
                *_texts("words"),
                ("takedown", models.ForeignKey(on_delete=_CASCADE, related_name="listings", to="storage.takedown")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("takedown", "url"), name="listing_once_a_takedown")],
            },
        ),
        protected("storage_takedown", sees=_CASE),
        protected("storage_takedownlisting", sees=_TAKEDOWN),
    ]

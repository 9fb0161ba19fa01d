"""The lists a centre keeps, and the profile of an enterprise, which its administrators write."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import ADMINISTERED, MEMBER, OWN, protected

_PROFILE = "credit_code, industry, district, named_from"
_WRITES_PROFILE = f"""
CREATE POLICY {MEMBER}_changes ON storage_enterprise AS RESTRICTIVE FOR UPDATE TO {MEMBER}
    USING (id = {ADMINISTERED}) WITH CHECK (id = {ADMINISTERED});
GRANT UPDATE ({_PROFILE}) ON storage_enterprise TO {MEMBER};
"""
_NO_MORE = f"""
REVOKE UPDATE ({_PROFILE}) ON storage_enterprise FROM {MEMBER};
DROP POLICY IF EXISTS {MEMBER}_changes ON storage_enterprise;
"""
_ONE_A_CODE = models.UniqueConstraint(
    fields=["credit_code"], condition=~models.Q(credit_code=""), name="one_enterprise_a_credit_code"
)
_ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
_NOW = django.db.models.functions.datetime.Now()


def _of(model: str, name: str, *, null: bool = False) -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.CASCADE, related_name=name, to=f"storage.{model}"
    )


class Migration(migrations.Migration):

    dependencies = [("storage", "0042_case_work")]

    operations = [
        migrations.AddField("adviser", "conflicts", models.TextField(blank=True, default="")),
        migrations.AddConstraint("enterprise", _ONE_A_CODE),
        migrations.CreateModel(
            name="Industry",
            fields=[
                _ID,
                ("name", models.TextField(unique=True)),
                ("added_at", models.DateTimeField(db_default=_NOW)),
                ("added_by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                _ID,
                ("kind", models.TextField()),
                ("office", models.TextField(default="")),
                ("platform", models.TextField(default="")),
                ("site", models.TextField(default="")),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("level", models.TextField()),
                ("reason", models.TextField(default="")),
                ("review_by", models.DateField(null=True)),
                ("reviewed_on", models.DateField(null=True)),
                ("reviewed_by", models.TextField(default="")),
                ("contact", models.TextField(default="")),
                ("last_contact", models.DateField(null=True)),
                ("first_at", models.DateTimeField(db_default=_NOW)),
                ("since", models.DateTimeField(db_default=_NOW)),
                ("since_by", models.TextField()),
                ("until", models.DateTimeField(null=True)),
                ("until_by", models.TextField(default="")),
                ("removed", models.BooleanField(default=False)),
                ("removed_why", models.TextField(default="")),
                ("adviser", _of("adviser", "list_entries", null=True)),
                ("brand", _of("brand", "list_entries", null=True)),
                ("enterprise", _of("enterprise", "list_entries", null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "enterprise", "brand", "adviser", "office", "platform", "site", "year"],
                        condition=models.Q(until__isnull=True),
                        nulls_distinct=False,
                        name="once_on_a_list",
                    )
                ],
                "indexes": [models.Index(fields=["kind", "since"], name="list_entry_since")],
            },
        ),
        migrations.CreateModel(
            name="EnterpriseShop",
            fields=[
                _ID,
                ("platform", models.TextField()),
                ("site", models.TextField(default="")),
                ("store", models.TextField(default="")),
                ("enterprise", _of("enterprise", "shops")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["enterprise", "platform", "site", "store"], name="one_shop")
                ]
            },
        ),
        migrations.CreateModel(
            name="BrandRight",
            fields=[
                _ID,
                ("office", models.TextField()),
                ("number", models.TextField()),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("agent", models.TextField(default="")),
                ("brand", _of("brand", "rights")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["brand", "office", "number"], name="one_right_a_number")
                ]
            },
        ),
        migrations.CreateModel(
            name="ListUpload",
            fields=[
                _ID,
                ("kind", models.TextField()),
                ("file", models.TextField()),
                ("sha256", models.TextField()),
                ("content", models.BinaryField()),
                ("by", models.TextField()),
                ("uploaded_at", models.DateTimeField(db_default=_NOW)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.TextField(default="")),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
            ],
            options={"indexes": [models.Index(fields=["uploaded_at"], name="list_upload_age")]},
        ),
        migrations.RunSQL(_WRITES_PROFILE, _NO_MORE),
        protected("storage_industry", sees="true"),
        protected("storage_listentry", sees=f"enterprise_id = {OWN}"),
        protected("storage_enterpriseshop", sees=f"enterprise_id = {OWN}"),
        protected(
            "storage_brandright",
            sees="EXISTS (SELECT 1 FROM storage_brand shown WHERE shown.id = storage_brandright.brand_id)",
        ),
        protected("storage_listupload"),
    ]

"""Letters of guidance, reports of unfair treatment, what advisers did for cases, and consultations that need no case."""

from typing import Any

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected

_TO = django.db.models.deletion.CASCADE
_NULL = django.db.models.deletion.SET_NULL
_NOW = django.db.models.functions.datetime.Now()
_CASE = "EXISTS (SELECT 1 FROM storage_case shown WHERE shown.id = {}.case_id)"

_GROWS = """
CREATE FUNCTION haishao_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('haishao.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON storage_caseguidance
    FOR EACH ROW WHEN (OLD.issued_at IS NOT NULL) EXECUTE FUNCTION haishao_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON storage_advisertime
    FOR EACH ROW EXECUTE FUNCTION haishao_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON storage_adviserrating
    FOR EACH ROW EXECUTE FUNCTION haishao_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON storage_unfairreferral
    FOR EACH ROW EXECUTE FUNCTION haishao_only_grows('answer', 'answered_on', 'answered_by');
CREATE TRIGGER answered_once BEFORE UPDATE ON storage_unfairreferral
    FOR EACH ROW WHEN (OLD.answered_on IS NOT NULL) EXECUTE FUNCTION haishao_only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON storage_consultation
    FOR EACH ROW EXECUTE FUNCTION haishao_only_grows('case_id');
"""
"""The columns named may be written later; all else goes with its enterprise alone."""

_SHRINKS = """
DROP TRIGGER frozen ON storage_caseguidance; DROP TRIGGER only_grows ON storage_advisertime;
DROP TRIGGER only_grows ON storage_adviserrating; DROP TRIGGER only_grows ON storage_unfairreferral;
DROP TRIGGER answered_once ON storage_unfairreferral; DROP TRIGGER only_grows ON storage_consultation;
DROP FUNCTION haishao_only_grows();
"""


def _id() -> tuple[str, Any]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(model: str, related_name: str, **rest: Any) -> Any:
    return models.ForeignKey(on_delete=rest.pop("on_delete", _TO), related_name=related_name, to=f"storage.{model}", **rest)


class Migration(migrations.Migration):

    dependencies = [("storage", "0048_reports")]

    operations = [
        migrations.AddField("case", "confidential", models.BooleanField(db_default=False)),
        migrations.CreateModel(
            name="CaseGuidance",
            fields=[
                _id(),
                ("ordinal", models.PositiveSmallIntegerField()),
                *((name, models.TextField(default="")) for name in ("facts", "options", "evidence", "steps")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(db_default=_NOW)),
                ("changed_by", models.TextField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("issued_by", models.TextField(default="")),
                ("sha256", models.TextField(default="")),
                ("docx", models.BinaryField(default=b"")),
                ("adviser", _of("adviser", "+", null=True, on_delete=_NULL)),
                ("case", _of("case", "guidance")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "ordinal"), name="one_guidance_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("issued_at__isnull", True)), fields=("case",), name="one_guidance_draft_a_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnfairTreatment",
            fields=[
                _id(),
                ("body_kind", models.TextField()),
                ("evidence", models.TextField(default="")),
                ("wishes", models.TextField(default="")),
                ("case", models.OneToOneField(on_delete=_TO, related_name="unfair", to="storage.case")),
            ],
        ),
        migrations.CreateModel(
            name="UnfairReferral",
            fields=[
                _id(),
                ("form", models.UUIDField(unique=True)),
                ("to", models.TextField()),
                ("way", models.TextField(default="")),
                ("sent_on", models.DateField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField(db_default=_NOW)),
                ("answer", models.TextField(default="")),
                ("answered_on", models.DateField(null=True)),
                ("answered_by", models.TextField(default="")),
                ("case", _of("case", "referrals")),
            ],
        ),
        migrations.CreateModel(
            name="AdviserTime",
            fields=[
                _id(),
                ("form", models.UUIDField(unique=True)),
                ("day", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("what", models.TextField()),
                ("paid", models.BooleanField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField(db_default=_NOW)),
                ("adviser", _of("adviser", "time")),
                ("case", _of("case", "adviser_time")),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=_TO, related_name="corrected_by", to="storage.advisertime"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["adviser", "day"], name="adviser_time_day")]},
        ),
        migrations.CreateModel(
            name="AdviserRating",
            fields=[
                _id(),
                ("stars", models.PositiveSmallIntegerField()),
                ("words", models.TextField(default="")),
                ("by", models.TextField()),
                ("at", models.DateTimeField(db_default=_NOW)),
                ("adviser", _of("adviser", "ratings")),
                ("case", _of("case", "adviser_ratings")),
            ],
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                _id(),
                ("form", models.UUIDField(unique=True)),
                ("channel", models.TextField()),
                ("day", models.DateField()),
                ("who", models.TextField(default="")),
                ("reach", models.TextField(default="")),
                ("subject", models.TextField()),
                ("answer", models.TextField(default="")),
                ("minutes", models.PositiveIntegerField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField(db_default=_NOW)),
                ("case", _of("case", "consultations", null=True, on_delete=_NULL)),
                ("enterprise", _of("enterprise", "consultations", null=True)),
            ],
            options={"indexes": [models.Index(fields=["-day", "-id"], name="consultation_day")]},
        ),
        migrations.RunSQL(_GROWS, _SHRINKS),
        protected(
            "storage_caseguidance", sees=f"issued_at IS NOT NULL AND {_CASE.format('storage_caseguidance')}"
        ),
        protected("storage_unfairtreatment", sees=_CASE.format("storage_unfairtreatment")),
        protected("storage_unfairreferral"),
        protected("storage_advisertime"),
        protected("storage_adviserrating", sees=_CASE.format("storage_adviserrating")),
        protected("storage_consultation"),
    ]

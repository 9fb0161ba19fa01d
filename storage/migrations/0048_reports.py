"""What cases and enterprises were, so that a report of a quarter can be made again; reports that were signed, and sent."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected

_PAST = """
CREATE FUNCTION haishao_case_past() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_ARGV[0] = 'deadline' THEN
        INSERT INTO storage_casepast (case_id, deadline, at, row)
        VALUES (NEW.case_id, NEW.id, now(), jsonb_build_object('day', NEW.day, 'met', NEW.met_at IS NOT NULL));
    ELSE
        INSERT INTO storage_casepast (case_id, at, row) VALUES (NEW.id, now(), to_jsonb(NEW) - 'summary' - 'form');
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION haishao_enterprise_past() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO storage_enterprisepast (enterprise_id, at, row) VALUES (NEW.id, now(), jsonb_build_object(
        'name', NEW.name, 'credit_code', NEW.credit_code, 'industry', NEW.industry, 'district', NEW.district,
        'named_from', NEW.named_from));
    RETURN NULL;
END $$;
CREATE TRIGGER past_new AFTER INSERT ON storage_case FOR EACH ROW EXECUTE FUNCTION haishao_case_past('case');
CREATE TRIGGER past_changed AFTER UPDATE ON storage_case FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION haishao_case_past('case');
CREATE TRIGGER past_new AFTER INSERT ON storage_casedeadline FOR EACH ROW
    EXECUTE FUNCTION haishao_case_past('deadline');
CREATE TRIGGER past_changed AFTER UPDATE ON storage_casedeadline FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION haishao_case_past('deadline');
CREATE TRIGGER past_new AFTER INSERT ON storage_enterprise FOR EACH ROW EXECUTE FUNCTION haishao_enterprise_past();
CREATE TRIGGER past_changed AFTER UPDATE ON storage_enterprise FOR EACH ROW
    WHEN ((OLD.name, OLD.credit_code, OLD.industry, OLD.district, OLD.named_from)
          IS DISTINCT FROM (NEW.name, NEW.credit_code, NEW.industry, NEW.district, NEW.named_from))
    EXECUTE FUNCTION haishao_enterprise_past();
INSERT INTO storage_casepast (case_id, at, row) SELECT id, opened_at, to_jsonb(c) - 'summary' - 'form' FROM storage_case c;
INSERT INTO storage_casepast (case_id, deadline, at, row)
    SELECT c.id, d.id, c.opened_at, jsonb_build_object('day', d.day, 'met', d.met_at IS NOT NULL)
    FROM storage_casedeadline d JOIN storage_case c ON c.id = d.case_id;
INSERT INTO storage_enterprisepast (enterprise_id, at, row) SELECT id, now(), jsonb_build_object(
    'name', name, 'credit_code', credit_code, 'industry', industry, 'district', district, 'named_from', named_from)
    FROM storage_enterprise;
"""
"""What was before this migration is taken to have been always as it is."""

_NO_PAST = """
DROP TRIGGER past_new ON storage_case; DROP TRIGGER past_changed ON storage_case;
DROP TRIGGER past_new ON storage_casedeadline; DROP TRIGGER past_changed ON storage_casedeadline;
DROP TRIGGER past_new ON storage_enterprise; DROP TRIGGER past_changed ON storage_enterprise;
DROP FUNCTION haishao_case_past(); DROP FUNCTION haishao_enterprise_past();
"""

_FROZEN = """
CREATE FUNCTION haishao_signed_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.signed_at IS NULL OR current_setting('haishao.erasing', true) = 'on' THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.signed_at IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed report is not changed: % refused', TG_OP;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON storage_reportissue
    FOR EACH ROW EXECUTE FUNCTION haishao_signed_report();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0047_knowledge'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('period', models.TextField()),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('as_of', models.DateTimeField()),
                ('narrative', models.JSONField(default=dict)),
                ('form', models.UUIDField(null=True, unique=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.TextField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.TextField(default='')),
                ('figures', models.TextField(default='')),
                ('sha256', models.TextField(default='')),
                ('docx', models.BinaryField(default=b'')),
                ('xlsx', models.BinaryField(default=b'')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='storage.enterprise')),
            ],
        ),
        migrations.CreateModel(
            name='ReportSending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('to', models.TextField()),
                ('way', models.TextField(default='')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='storage.reportissue')),
            ],
        ),
        migrations.CreateModel(
            name='CasePast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deadline', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('row', models.JSONField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.case')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'at'], name='case_past')],
            },
        ),
        migrations.CreateModel(
            name='EnterprisePast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('row', models.JSONField()),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.enterprise')),
            ],
            options={
                'indexes': [models.Index(fields=['enterprise', 'at'], name='enterprise_past')],
            },
        ),
        migrations.AddConstraint(
            model_name='reportissue',
            constraint=models.UniqueConstraint(condition=models.Q(('version__gt', 0)), fields=('kind', 'period', 'industries', 'enterprise', 'version'), name='one_report_a_version', nulls_distinct=False),
        ),
        migrations.RunSQL(_PAST, _NO_PAST),
        migrations.RunSQL(
            _FROZEN, "DROP TRIGGER frozen ON storage_reportissue; DROP FUNCTION haishao_signed_report();"
        ),
        protected("storage_casepast"),
        protected("storage_enterprisepast"),
        protected("storage_reportissue"),
        protected("storage_reportsending"),
    ]

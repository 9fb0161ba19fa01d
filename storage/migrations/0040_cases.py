"""Cases, and the experts and agencies named for them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


from storage.row_security import OWN, protected

_APPEND_ONLY = """
CREATE FUNCTION haishao_case_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('haishao.erasing', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.user_id IS NULL
       AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history of a case is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON storage_caseevent
    FOR EACH ROW EXECUTE FUNCTION haishao_case_history();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON storage_caseevent
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_case_history();
"""
"""Nothing in it changes but that a user who was deleted is forgotten, and it goes with its enterprise alone."""

_CASE = "EXISTS (SELECT 1 FROM storage_case shown WHERE shown.id = {}.case_id)"


class Migration(migrations.Migration):

    dependencies = [
        ("storage", "0039_enterprise_profile"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseNumber',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('last', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Adviser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('name', models.TextField()),
                ('organisation', models.TextField(blank=True, default='')),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('licence', models.TextField(blank=True, default='')),
                ('fees', models.TextField(blank=True, default='')),
                ('reach', models.TextField(blank=True, default='')),
                ('note', models.TextField(blank=True, default='')),
                ('active', models.BooleanField(default=True)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('review_by', models.DateField(blank=True, null=True)),
                ('pair', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='paired_by', to='storage.adviser')),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.TextField(unique=True)),
                ('form', models.UUIDField(null=True, unique=True)),
                ('origin', models.TextField()),
                ('kind', models.TextField()),
                ('right', models.TextField()),
                ('title', models.TextField()),
                ('summary', models.TextField(default='')),
                ('office', models.TextField(default='')),
                ('body', models.TextField(default='')),
                ('docket', models.TextField(default='')),
                ('right_number', models.TextField(default='')),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                ('opponent', models.TextField(default='')),
                ('opponent_country', models.TextField(default='')),
                ('observed_on', models.DateField(null=True)),
                ('claimed', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('claimed_currency', models.TextField(default='')),
                ('state', models.TextField(default='received')),
                ('major', models.BooleanField(default=False)),
                ('assigned_name', models.TextField(default='')),
                ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('opened_by', models.TextField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(default='')),
                ('outcome_words', models.TextField(default='')),
                ('saved', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('saved_currency', models.TextField(default='')),
                ('saved_how', models.TextField(default='')),
                ('cost', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('cost_currency', models.TextField(default='')),
                ('answered', models.BooleanField(null=True)),
                ('satisfaction', models.PositiveSmallIntegerField(null=True)),
                ('satisfaction_words', models.TextField(default='')),
                ('alert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='storage.alert')),
                ('assigned', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('brand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='storage.brand')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='storage.enterprise')),
            ],
        ),
        migrations.CreateModel(
            name='CaseAdviser',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('named_by', models.TextField()),
                ('adviser', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='storage.adviser')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advisers', to='storage.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.TextField()),
                ('day', models.DateField()),
                ('rule', models.TextField(default='')),
                ('source', models.TextField(default='')),
                ('checked_on', models.DateField(null=True)),
                ('confidence', models.TextField(default='')),
                ('met_at', models.DateTimeField(null=True)),
                ('met_by', models.TextField(default='')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='storage.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('media_type', models.TextField()),
                ('sha256', models.TextField()),
                ('size', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('shared', models.BooleanField(default=False)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('added_by', models.TextField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='storage.case')),
            ],
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.TextField()),
                ('kind', models.TextField()),
                ('says', models.TextField(default='')),
                ('before', models.TextField(default='')),
                ('after', models.TextField(default='')),
                ('shared', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='storage.case')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='CaseTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.TextField()),
                ('due_on', models.DateField(null=True)),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('set_by', models.TextField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.TextField(default='')),
                ('form', models.UUIDField(null=True, unique=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='storage.case')),
                ('whose', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('kind', models.TextField()),
                ('office', models.TextField(default='')),
                ('docket', models.TextField(default='')),
                ('opened_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('docket', ''), _negated=True), fields=('office', 'docket'), name='one_dispute_a_docket')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='dispute',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='storage.dispute'),
        ),
        migrations.AddConstraint(
            model_name='adviser',
            constraint=models.UniqueConstraint(fields=('kind', 'name', 'organisation'), name='one_adviser_a_name'),
        ),
        migrations.AddConstraint(
            model_name='caseadviser',
            constraint=models.UniqueConstraint(fields=('case', 'adviser'), name='adviser_once_a_case'),
        ),
        migrations.AddIndex(
            model_name='casedeadline',
            index=models.Index(condition=models.Q(('met_at__isnull', True)), fields=['day'], name='case_deadline_open'),
        ),
        migrations.AddConstraint(
            model_name='casedeadline',
            constraint=models.UniqueConstraint(fields=('case', 'says', 'day'), name='one_case_deadline'),
        ),
        migrations.AddConstraint(
            model_name='casedocument',
            constraint=models.UniqueConstraint(fields=('case', 'sha256'), name='one_document_a_case'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=models.Index(fields=['at'], name='case_event_at'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', '-opened_at'], name='case_state'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['opened_at'], name='case_opened'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['closed_at'], name='case_closed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['closed', 'refused', 'withdrawn']), _negated=True), fields=('alert',), name='one_open_case_an_alert'),
        ),
        migrations.RunSQL(
            _APPEND_ONLY,
            "DROP TRIGGER append_only ON storage_caseevent; DROP TRIGGER append_only_whole ON storage_caseevent; "
            "DROP FUNCTION haishao_case_history();",
        ),
        protected("storage_dispute"),
        protected("storage_casenumber"),
        protected("storage_case", sees=f"enterprise_id = {OWN}"),
        protected("storage_caseevent", sees=f"shared AND {_CASE.format('storage_caseevent')}"),
        protected("storage_casedeadline", sees=_CASE.format("storage_casedeadline")),
        protected("storage_casetask"),
        protected("storage_casedocument", sees=f"shared AND {_CASE.format('storage_casedocument')}"),
        protected("storage_caseadviser"),
        protected("storage_adviser"),
    ]

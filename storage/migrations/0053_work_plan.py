"""What the centre plans: training sessions with who came, the items of a year's plan, who looks after which enterprise."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from storage.row_security import OWN, protected

_ATTENDED = (
    "EXISTS (SELECT 1 FROM storage_trainingattendance shown WHERE shown.session_id = storage_trainingsession.id)"
)
"""Only to whom came."""

_APPEND_ONLY = """
CREATE FUNCTION haishao_plan_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of a plan is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON storage_planitemevent
    FOR EACH ROW EXECUTE FUNCTION haishao_plan_history();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON storage_planitemevent
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_plan_history();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0052_takedowns'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('says', models.TextField()),
                ('paper', models.TextField(default='')),
                ('mechanism', models.TextField(default='')),
                ('lead', models.TextField(default='')),
                ('support', models.TextField(default='')),
                ('due', models.TextField()),
                ('due_on', models.DateField(null=True)),
                ('state', models.TextField(default='open')),
                ('evidence', models.TextField(default='')),
                ('shows', models.TextField(default='')),
                ('done_on', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('lead_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanItemEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.TextField()),
                ('kind', models.TextField()),
                ('changes', models.JSONField(default=list)),
                ('says', models.TextField(default='')),
                ('row', models.JSONField(null=True)),
                ('step', models.SmallIntegerField(null=True)),
                ('due', models.TextField(default='')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='storage.planitem')),
            ],
        ),
        migrations.CreateModel(
            name='TrainingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('title', models.TextField()),
                ('topic', models.TextField(default='')),
                ('day', models.DateField()),
                ('place', models.TextField(default='')),
                ('online', models.BooleanField(default=False)),
                ('audience', models.TextField()),
                ('teachers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('materials', models.TextField(default='')),
                ('planned', models.BooleanField(default=True)),
                ('state', models.TextField(default='planned')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.TextField()),
                ('fair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trainings', to='storage.fair')),
            ],
        ),
        migrations.CreateModel(
            name='TrainingAttendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('persons', models.PositiveIntegerField(default=1)),
                ('contact', models.TextField(default='')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('added_by', models.TextField()),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trainings', to='storage.enterprise')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='storage.trainingsession')),
            ],
        ),
        migrations.AddField(
            model_name='fairentry',
            name='trained_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storage.trainingsession'),
        ),
        migrations.CreateModel(
            name='AdviserAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.TextField(default='')),
                ('since', models.DateField()),
                ('since_by', models.TextField()),
                ('until', models.DateField(null=True)),
                ('until_by', models.TextField(default='')),
                ('adviser', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='storage.adviser')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='storage.enterprise')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('adviser', 'enterprise'), name='assigned_once')],
            },
        ),
        migrations.AddIndex(
            model_name='planitem',
            index=models.Index(fields=['due_on'], name='plan_item_due'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(fields=('year', 'says'), name='once_in_a_plan'),
        ),
        migrations.AddIndex(
            model_name='planitemevent',
            index=models.Index(fields=['item', 'at'], name='plan_item_event'),
        ),
        migrations.AddIndex(
            model_name='trainingsession',
            index=models.Index(fields=['day'], name='training_day'),
        ),
        migrations.AddConstraint(
            model_name='trainingattendance',
            constraint=models.UniqueConstraint(fields=('session', 'enterprise'), name='once_at_a_session'),
        ),
        migrations.RunSQL(
            _APPEND_ONLY,
            "DROP TRIGGER append_only ON storage_planitemevent; DROP TRIGGER append_only_whole ON storage_planitemevent; "
            "DROP FUNCTION haishao_plan_history();",
        ),
        protected("storage_trainingattendance", sees=f"enterprise_id = {OWN}"),
        protected("storage_trainingsession", sees=_ATTENDED),
        protected("storage_planitem"),
        protected("storage_planitemevent"),
        protected("storage_adviserassignment"),
    ]

"""Questionnaires, who was asked, and what was answered; a questionnaire is told as a warning is."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import OWN, protected

_RECEIVED = (
    "sent_at IS NOT NULL AND EXISTS (SELECT 1 FROM storage_surveyask shown WHERE shown.survey_id = storage_survey.id)"
)
"""Only once it was sent, and to whom it was."""

_OWN_ANSWER = "EXISTS (SELECT 1 FROM storage_surveyask shown WHERE shown.id = storage_surveyanswer.ask_id)"

_KEPT = """
CREATE FUNCTION haishao_sent_survey() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a questionnaire that was sent is not changed';
END $$;
CREATE FUNCTION haishao_survey_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an answer is not changed: a new one counts in its place';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON storage_survey FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL AND
          (OLD.title, OLD.title_en, OLD.purpose, OLD.purpose_en, OLD.period, OLD.closes_on, OLD.questions, OLD.sent_at)
          IS DISTINCT FROM
          (NEW.title, NEW.title_en, NEW.purpose, NEW.purpose_en, NEW.period, NEW.closes_on, NEW.questions, NEW.sent_at))
    EXECUTE FUNCTION haishao_sent_survey();
CREATE TRIGGER frozen BEFORE UPDATE ON storage_surveyanswer FOR EACH ROW
    WHEN ((OLD.ask_id, OLD.at, OLD.way, OLD.replies) IS DISTINCT FROM (NEW.ask_id, NEW.at, NEW.way, NEW.replies))
    EXECUTE FUNCTION haishao_survey_answer();
"""
"""Who answered may be made a number where a person is erased."""

_NOT_KEPT = """
DROP TRIGGER frozen ON storage_survey; DROP TRIGGER frozen ON storage_surveyanswer;
DROP FUNCTION haishao_sent_survey(); DROP FUNCTION haishao_survey_answer();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0054_reputation_and_trade'),
    ]

    operations = [
        migrations.CreateModel(
            name='SurveyAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.TextField()),
                ('way', models.TextField()),
                ('replies', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='SurveyAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chosen', models.BooleanField(default=False)),
                ('industry', models.TextField(default='')),
                ('asked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('title', models.TextField()),
                ('title_en', models.TextField(default='')),
                ('purpose', models.TextField(default='')),
                ('purpose_en', models.TextField(default='')),
                ('period', models.TextField()),
                ('closes_on', models.DateField(null=True)),
                ('questions', models.JSONField(default=list)),
                ('lists', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('state', models.TextField(default='draft')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.TextField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('sent_by', models.TextField(default='')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.TextField(default='')),
                ('root', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='storage.survey')),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='survey',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='storage.survey'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('survey', 'contact', 'revision'), name='one_survey_a_contact'),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storage.contact'),
        ),
        migrations.AddField(
            model_name='surveyask',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.enterprise'),
        ),
        migrations.AddField(
            model_name='surveyask',
            name='survey',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='storage.survey'),
        ),
        migrations.AddField(
            model_name='surveyanswer',
            name='ask',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='storage.surveyask'),
        ),
        migrations.AddConstraint(
            model_name='surveyask',
            constraint=models.UniqueConstraint(fields=('survey', 'enterprise'), name='one_ask_a_survey'),
        ),
        migrations.RunSQL(_KEPT, _NOT_KEPT),
        protected("storage_survey", sees=_RECEIVED),
        protected("storage_surveyask", sees=f"enterprise_id = {OWN} AND asked_at IS NOT NULL"),
        protected("storage_surveyanswer", sees=_OWN_ANSWER),
    ]

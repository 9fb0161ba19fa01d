"""What the centre knows: texts on countries, followed pages, the library of cases, and the warnings it sends out."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


from storage.row_security import OWN, protected

_RECEIVED = (
    "state IN ('sent', 'withdrawn') AND EXISTS (SELECT 1 FROM storage_advisoryrecipient shown "
    "WHERE shown.advisory_id = storage_advisory.id)"
)
"""Only once it was sent, and to whom it was."""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0046_proceedings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AdvisoryRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(null=True)),
                ('read_by', models.TextField(default='')),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.TextField(default='')),
            ],
        ),
        migrations.CreateModel(
            name='CountryText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.TextField()),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('review_by', models.DateField(null=True)),
                ('by', models.TextField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='LibraryDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('office', models.TextField(default='')),
                ('right', models.TextField()),
                ('kind', models.TextField()),
                ('industry', models.TextField(default='')),
                ('outcome', models.TextField(default='')),
                ('facts', models.TextField(default='')),
                ('law', models.TextField(default='')),
                ('steps', models.TextField(default='')),
                ('result', models.TextField(default='')),
                ('lesson', models.TextField(default='')),
                ('form', models.UUIDField(unique=True)),
                ('state', models.TextField(default='draft')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('remark', models.TextField(default='')),
                ('made_by', models.TextField()),
                ('changed_by', models.TextField()),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LibraryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('office', models.TextField(default='')),
                ('right', models.TextField()),
                ('kind', models.TextField()),
                ('industry', models.TextField(default='')),
                ('outcome', models.TextField(default='')),
                ('facts', models.TextField(default='')),
                ('law', models.TextField(default='')),
                ('steps', models.TextField(default='')),
                ('result', models.TextField(default='')),
                ('lesson', models.TextField(default='')),
                ('published_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PageChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('verdict', models.TextField(default='')),
                ('words', models.TextField(default='')),
                ('settled_by', models.TextField(default='')),
                ('settled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='PageText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.PositiveBigIntegerField()),
                ('sha256', models.TextField()),
                ('provenance', models.TextField()),
                ('text', models.TextField()),
                ('lines', models.PositiveIntegerField()),
                ('noise', models.PositiveIntegerField()),
                ('first_read_at', models.DateTimeField()),
                ('last_read_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TrackedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.TextField(unique=True)),
                ('title', models.TextField(default='')),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('days', models.PositiveSmallIntegerField(default=7)),
                ('active', models.BooleanField(default=True)),
                ('state', models.TextField(default='never')),
                ('said', models.TextField(default='')),
                ('tried_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('added_by', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Advisory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('title', models.TextField()),
                ('body', models.TextField()),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('industries', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('state', models.TextField(default='draft')),
                ('revision', models.PositiveIntegerField(default=1)),
                ('author_name', models.TextField()),
                ('reviewer_name', models.TextField(default='')),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('remark', models.TextField(default='')),
                ('signer_name', models.TextField(default='')),
                ('sent_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.TextField(default='')),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_why', models.TextField(default='')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrected_by', to='storage.advisory')),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='advisory',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='storage.advisory'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('advisory', 'contact', 'revision'), name='one_advisory_a_contact'),
        ),
        migrations.AddField(
            model_name='advisoryrecipient',
            name='advisory',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='storage.advisory'),
        ),
        migrations.AddField(
            model_name='advisoryrecipient',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.enterprise'),
        ),
        migrations.AddField(
            model_name='countrytext',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='librarydraft',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storage.case'),
        ),
        migrations.AddField(
            model_name='librarydraft',
            name='changed_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='librarydraft',
            name='enterprise',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.enterprise'),
        ),
        migrations.AddField(
            model_name='libraryentry',
            name='draft',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entry', to='storage.librarydraft'),
        ),
        migrations.AddField(
            model_name='pagechange',
            name='after',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.pagetext'),
        ),
        migrations.AddField(
            model_name='pagechange',
            name='before',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.pagetext'),
        ),
        migrations.AddField(
            model_name='pagetext',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='storage.trackedpage'),
        ),
        migrations.AddField(
            model_name='pagechange',
            name='page',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='storage.trackedpage'),
        ),
        migrations.AddConstraint(
            model_name='advisoryrecipient',
            constraint=models.UniqueConstraint(fields=('advisory', 'enterprise'), name='one_advisory_each'),
        ),
        migrations.AddConstraint(
            model_name='countrytext',
            constraint=models.UniqueConstraint(fields=('office', 'version'), name='one_country_version'),
        ),
        migrations.AddConstraint(
            model_name='pagechange',
            constraint=models.UniqueConstraint(fields=('before', 'after'), name='one_change_a_pair'),
        ),
        protected("storage_countrytext", sees="true"),
        protected("storage_trackedpage"),
        protected("storage_pagetext"),
        protected("storage_pagechange"),
        protected("storage_librarydraft"),
        protected("storage_libraryentry", sees="withdrawn_at IS NULL"),
        protected("storage_advisory", sees=_RECEIVED),
        protected(
            "storage_advisoryrecipient",
            sees=f"enterprise_id = {OWN}",
            changes=["read_at", "read_by", "acknowledged_at", "acknowledged_by"],
        ),
    ]

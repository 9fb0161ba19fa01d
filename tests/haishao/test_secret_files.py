"""Secrets that stand in files are settings like others, and kept out of what is written down like others."""

from pathlib import Path

import pytest

from haishao.redaction import redactor, secret_values
from haishao.secret_files import read_secret_files


def test_a_secret_is_read_from_the_file_named_and_hidden_like_any(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("open sesame\n")
    (tmp_path / "url").write_text("postgresql://u:hunter22@db/x")
    environment = {
        "HAISHAO_SMTP_PASSWORD_FILE": str(tmp_path / "mail"),
        "HAISHAO_MIGRATE_URL_FILE": str(tmp_path / "url"),
        "HAISHAO_DKIM_KEY": "/a/file",
    }
    read_secret_files(environment)
    read_secret_files(environment)
    assert environment["HAISHAO_SMTP_PASSWORD"] == "open sesame"
    later = environment | {"HAISHAO_MIGRATE_URL": "postgresql://u:hunter22@other/x"}
    read_secret_files(later)
    assert later["HAISHAO_MIGRATE_URL"].endswith("@other/x"), "what was set since stands"
    hidden = redactor(secret_values(environment))
    assert hidden("said open sesame, hunter22 and /a/file") == "said ***, *** and /a/file"


def test_a_file_that_cannot_be_read_is_empty_or_contradicts_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="HAISHAO_WECOM_SECRET_FILE"):
        read_secret_files({"HAISHAO_WECOM_SECRET_FILE": str(tmp_path / "none")})
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SystemExit, match="empty"):
        read_secret_files({"HAISHAO_WECOM_SECRET_FILE": str(tmp_path / "empty")})
    (tmp_path / "one").write_text("one")
    with pytest.raises(SystemExit, match="not both"):
        read_secret_files({"HAISHAO_WECOM_SECRET_FILE": str(tmp_path / "one"), "HAISHAO_WECOM_SECRET": "two"})

"""Log lines as JSON, with the job they were written in, and never with a secret."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import pytest

from haishao.logs import JsonLines, Lines
from haishao.redaction import redactor, secret_values
from jobs.log_context import in_job
from tests.cli import haishao

SECRETS = {
    "HAISHAO_SMTP_PASSWORD": "smtp-topsecret",
    "HAISHAO_WECOM_SECRET": "wecom-topsecret",
    "HAISHAO_METRICS_TOKEN": "token-topsecret",
    "HAISHAO_USPTO_KEY": "uspto topsecret&ü",
    "HAISHAO_SECRET_KEY": "signing-topsecret",
}


def record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("jobs.test", logging.ERROR, "x.py", 1, message, args, info)


def test_a_record_is_one_line_of_json_whatever_stands_in_it() -> None:
    try:
        raise ValueError("line one\nline two “海哨”")
    except ValueError as error:
        line = JsonLines().format(record("run %s\nof %s", 7, "甲", error=error))
    assert "\n" not in line
    said = json.loads(line)
    assert (said["level"], said["logger"], said["message"]) == ("ERROR", "jobs.test", "run 7\nof 甲")
    assert "ValueError: line one\nline two “海哨”" in said["exception"]
    assert said["time"].endswith("+00:00")
    assert "job" not in said


def test_a_line_written_in_a_job_names_the_job_its_run_and_its_source() -> None:
    job = SimpleNamespace(id=7, task_name="crawl", task_kwargs={"run_id": 3, "source": "br-inpi-rpi"})
    in_its_thread = partial(asyncio.to_thread, JsonLines().format, record("within"))
    said = json.loads(asyncio.run(in_job(in_its_thread, SimpleNamespace(job=job), None)))
    assert (said["message"], said["job"], said["task"], said["run"], said["source"]) == (
        "within", 7, "crawl", 3, "br-inpi-rpi",
    )  # fmt: skip
    assert "job" not in json.loads(JsonLines().format(record("after it"))), "and after it nothing"


def test_the_queue_s_own_lines_name_the_job_they_are_about() -> None:
    about = record("Starting job")
    about.job = {"id": 7, "task_name": "look", "task_kwargs": {"run_id": 3, "source": "a"}, "lock": "look 3"}
    said = json.loads(JsonLines().format(about))
    assert (said["job"], said["task"], said["run"], said["source"]) == (7, "look", 3, "a")


def test_secrets_of_settings_and_addresses_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:db%20topsecret@h/d")
    monkeypatch.setenv("HAISHAO_ADDRESS", "https://erp.example/hook/topsecret7")
    text = " ".join(
        [
            "https://erp.example/hook/topsecret7",
            *SECRETS.values(),
            "db topsecret",
            "db%20topsecret",
            "uspto%20topsecret%26%C3%BC",
        ]
    )
    addresses = (
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=topsecret-1 "
        "https://open.feishu.cn/open-apis/bot/v2/hook/topsecret-2 "
        "https://oapi.dingtalk.com/robot/send?access_token=topsecret3&timestamp=1 "
        "postgresql://u:topsecret4@h/d Authorization: Bearer topsecret5 whsec_topsecret6"
    )
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        for form in (Lines(), JsonLines()):
            line = form.format(record("%s", f"{text} {addresses}", error=error))
            assert "topsecret" not in line
            assert "RuntimeError" in line
    assert "timestamp=1" in Lines().format(record(addresses))


def test_what_is_no_secret_stays_readable() -> None:
    values = secret_values(
        {"HAISHAO_SMTP_USER": "ops@example.org", "HAISHAO_DKIM_KEY": "/etc/haishao/dkim.pem"}
    )
    assert not values
    said = "delivery 7 of monkey=5: 250 ok https://office.example/a?page=2"
    assert redactor(values)(said) == said


def test_the_longest_secret_goes_first() -> None:
    assert redactor(["abcdef", "abcdefgh"])("abcdefgh abcdef") == "*** ***"


def test_a_command_that_fails_shows_no_secret() -> None:
    done = haishao(
        "contact", "list", HAISHAO_LOG="json", **SECRETS,
        DATABASE_URL="postgresql://u:db-topsecret@127.0.0.1:1/d?application_name=wecom-topsecret",
    )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "topsecret" not in done.stdout + done.stderr


def test_a_fault_of_ours_ends_a_command_as_a_log_line_without_secrets() -> None:
    code = (
        "import sys, haishao.__main__ as m\n"
        "def fails(*_): raise RuntimeError('smtp-topsecret')\n"
        "m.app.command('fails')(lambda: fails())\n"
        "sys.argv = ['haishao', 'fails']\n"
        "m.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **SECRETS, "HAISHAO_LOG": "json"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    said = json.loads(done.stderr)
    assert said["level"] == "CRITICAL"
    assert "RuntimeError: ***" in said["exception"]


def test_a_form_of_logs_there_is_not_stops_the_start() -> None:
    done = haishao("contact", "list", HAISHAO_LOG="xml")
    assert (done.returncode, "HAISHAO_LOG" in done.stderr) == (1, True)

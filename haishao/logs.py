"""Log lines: plain, or with HAISHAO_LOG=json one JSON object a line. No secret of the settings stands in either. 日志."""

import datetime as dt
import json
import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict

from haishao.redaction import redactor, secret_values
from jobs.log_context import Within, named, within

_PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Lines(logging.Formatter):
    """One record as plain lines; `secrets` come on top of those of the environment."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(_PLAIN)
        self._redacted = redactor(secret_values(os.environ) | set(secrets))

    def format(self, record: logging.LogRecord) -> str:
        """The line, and below it the traceback if there is one."""
        return self._redacted(super().format(record))


class JsonLines(Lines):
    """One record as one JSON object on one line: time (UTC), level, logger, message, where known job, task, run and source,
    and an error with its traceback as one field.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redacted(record.getMessage()),
        }
        said |= {name: value for name, value in asdict(_place(record)).items() if value not in (None, "")}
        if record.exc_info:
            said["exception"] = self._redacted(self.formatException(record.exc_info))
        if record.stack_info:
            said["stack"] = self._redacted(record.stack_info)
        return json.dumps(said, ensure_ascii=False, default=str)


def _place(record: logging.LogRecord) -> Within:
    """The job a line was written in, or which the queue's own line is about."""
    here, job = within(), getattr(record, "job", None)
    if here.job is not None or not isinstance(job, dict):
        return here
    return named(job.get("id"), str(job.get("task_name", "")), job.get("task_kwargs") or {})


def formatter_name() -> str:
    """The formatter HAISHAO_LOG asks for. Raises `SystemExit` for one there is not."""
    chosen = os.environ.get("HAISHAO_LOG", "") or "text"
    if chosen not in ("text", "json"):
        raise SystemExit(f"HAISHAO_LOG 应为 text 或 json · HAISHAO_LOG is text or json, not {chosen}")
    return "json" if chosen == "json" else "line"


def report_fault(trouble: BaseException) -> None:
    """Writes a fault that ends a command, as any other line."""
    root = logging.getLogger()
    if not root.handlers:  # it came before the settings were read
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines() if os.environ.get("HAISHAO_LOG") == "json" else Lines())
        root.addHandler(handler)
    logging.getLogger("haishao").critical(
        "出错，命令已中止 · a fault ended the command: %s",
        type(trouble).__name__,
        exc_info=(type(trouble), trouble, trouble.__traceback__),
    )

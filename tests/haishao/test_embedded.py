"""The embedded PostgreSQL after its server was killed with SIGKILL."""

import os
import subprocess
import sys
from pathlib import Path

FIRST = """
import os, signal
from pathlib import Path
from haishao.embedded import ensure_database
from haishao.home import home
ensure_database()
import psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("CREATE TABLE kept (number int)")
    connection.execute("INSERT INTO kept VALUES (7)")
os.kill(int((home() / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
os._exit(0)
"""
AGAIN = """
import os, sys
from haishao.embedded import ensure_database
stop = ensure_database()
import psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("SELECT number FROM kept").fetchone()[0])
    handles = open(os.environ["HAISHAO_HOME"] + "/postgres/.handle_pids.json").read()
    assert handles == f"[{os.getpid()}]", handles
stop()
"""


def said(home: Path, program: str) -> str:
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=own | {"HAISHAO_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_killed_server_starts_again_over_its_data_even_when_a_stranger_has_its_number(
    tmp_path: Path,
) -> None:
    said(tmp_path, FIRST)
    left = tmp_path / "postgres" / "postmaster.pid"
    lines = left.read_text().splitlines()
    assert said(tmp_path, AGAIN) == "7"
    left.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert said(tmp_path, AGAIN) == "7"
    left.write_text("12")
    assert said(tmp_path, AGAIN) == "7"

"""A short storm: workers, the clock and PostgreSQL killed while observations flow in. `make chaos` is the long one."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_nothing_is_lost_when_workers_clock_and_postgresql_are_killed(tmp_path: Path) -> None:
    found = tmp_path / "found.json"
    command = ["bench", "chaos", "--seconds", "10", "--count", "2000", "--seed", "11", "--json", str(found)]
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("HAISHAO_", "DATABASE_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "haishao", *command], env=own, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(found.read_text())
    assert {kill["what"].partition(",")[0] for kill in told["kills"]} >= {"postgres"}
    assert told["verdict"]["figures"]["observations kept"] == 2_000
    assert told["unkept"] == []

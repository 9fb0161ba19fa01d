"""Looking at pictures tells nobody: no library keeps an identifier of the machine, or reports to its maker."""

import os
import subprocess
import sys
from pathlib import Path

LOOK = """
import haishao
import matchers.image.embedding as embedding
assert embedding.embeds()
"""
LOADED = """
import haishao.settings, django
django.setup()
import jobs.tasks, sys
print([name for name in ("cv2", "faiss", "onnxruntime", "rapidocr") if name in sys.modules])
"""


def ran(code: str, home: Path) -> str:
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "DJANGO_SETTINGS_MODULE": "haishao.settings",
    }
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_network_leaves_no_file_behind(tmp_path: Path) -> None:
    ran(LOOK, tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_the_jobs_load_without_the_picture_matcher_s_libraries(tmp_path: Path) -> None:
    assert ran(LOADED, tmp_path).strip() == "[]"

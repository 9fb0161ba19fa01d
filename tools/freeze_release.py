"""Freezes what a release leaves behind on a machine, so that later versions are tested against it: its tables with made-up rows
as SQL, and the statements its console reads by. Run once, from the release's own tag:

    .venv/bin/python tools/freeze_release.py tests/storage/releases

It writes VERSION.sql.gz and VERSION.reads.json.gz. Every enterprise, person, mark and address in them is made up
(`tests/console/enterprises.py`); the answers are marked made-up too.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

PAGES = {
    "staff": (
        *(
            "/",
            "/alerts/{alert}",
            "/desk",
            "/overview",
            "/calendar",
            "/register?word=sign",
            "/sources",
            "/quality",
        ),
        *("/deliveries", "/people", "/audit", "/brands", "/brands/{brand}", "/contacts", "/rules", "/help"),
    ),
    "member-A": (
        "/",
        "/alerts/{alert}",
        "/brands",
        "/brands/{brand}",
        "/contacts",
        "/rules",
        "/overview",
        "/calendar",
    ),
}
READS = ("SELECT", "WITH", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def main(folder: Path) -> None:
    """Makes a database with an embedded server of its own, and writes the two files."""
    with tempfile.TemporaryDirectory(prefix="hs-freeze-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"HAISHAO_HOME": home, "HAISHAO_CANARY": "off", "HAISHAO_SECOND_FACTOR": "optional"}
        from haishao.database import database

        with database(migrated=False):
            from storage.migrating import migrate

            migrate(print, verbosity=0)
            name = version("haishao")
            reads = rows_and_reads()
            _write(folder / f"{name}.sql.gz", dumped())
            _write(folder / f"{name}.reads.json.gz", json.dumps(reads, indent=1, ensure_ascii=False))


def rows_and_reads() -> dict[str, list[str]]:
    """Fills every table that can be an enterprise's, leaves a run unjudged on the queue, and asks for the pages."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    from domain.brand import Brand
    from jobs.queue import defer_once
    from storage.brands import save_brands
    from storage.observations import take_in
    from storage.people import save_user
    from storage.runs import RunOutcome, finish_run, start_run
    from tests.console.enterprises import seed
    from tests.made_up import PASSWORD, filing

    seeded = {letter: seed(letter) for letter in "ABC"}
    save_user("staff", PASSWORD, enterprise=None)
    save_brands([Brand(brand_id="left", name="QINGLUHAI", enterprise="企业A公司")])
    run = start_run("us-uspto-trtdxfap")
    take_in(run, [filing("90000001", "QINGLUHAI")])
    finish_run(run, RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0), added=1)
    defer_once("judge", key=f"judge {run} 0", run_id=run, after_id=0)
    reads = {}
    for who, pages in PAGES.items():
        client = Client()
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            assert client.login(username=who, password=PASSWORD), who
            for page in pages:
                address = page.format(alert=seeded["A"].alert, brand=seeded["A"].brand)
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(address)
                assert answer.status_code == 200, (address, answer.status_code)
                said = [query["sql"] for query in asked.captured_queries]
                reads[f"{who} {page}"] = [one for one in said if one.lstrip().startswith(READS)]
    return reads


def dumped() -> str:
    """The database as SQL that a plain connection can run, without what only psql or a newer server knows."""
    from haishao.backup.tools import dump_tools
    from storage.snapshots import server_version

    command = [dump_tools(server_version()).folder / "pg_dump", "--no-owner", "--no-comments"]
    command += ["--rows-per-insert=200", os.environ["DATABASE_URL"]]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    odd = ("\\", "SET transaction_timeout", "--")
    return "\n".join(line for line in text.splitlines() if line and not line.startswith(odd)) + "\n"


def _write(file: Path, text: str) -> None:
    file.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`haishao fair sheets` as the staff of a centre type it."""

import datetime as dt
import zipfile
from pathlib import Path

from domain.fair import Fair
from storage.fairs import Exhibits, save_entries, save_fair
from storage.models import Enterprise
from storage.viewers import Viewer
from tests.cli import haishao_here as haishao

DAY = dt.date(2027, 10, 9)
STAFF = Viewer(user_id=None, staff=True)


def test_each_enterprise_that_exhibits_gets_a_word_file(live_db: None, tmp_path: Path) -> None:
    new = Fair(fair_id=0, name="Anuga", office="DE", city="", opens_on=DAY, closes_on=DAY)
    fair = save_fair(STAFF, new)
    out = tmp_path / "sheets"
    assert haishao("fair", "sheets", "Anuga", "--out", str(out)).returncode == 2, "nobody exhibits"
    enterprise = Enterprise.objects.create(name="青鹭/公司")
    save_entries(STAFF, fair, [Exhibits(enterprise_id=enterprise.pk)])
    done = haishao("fair", "sheets", str(fair), "--out", str(out))
    assert done.returncode == 0, done.stderr
    (file,) = out.iterdir()
    assert file.name.endswith("-青鹭-公司.docx")
    assert "展前风险排查单" in zipfile.ZipFile(file).read("word/document.xml").decode()
    wrong = haishao("fair", "sheets", "Nowhere", "--out", str(out))
    assert (wrong.returncode, "Anuga" in wrong.stderr) == (2, True), "the fairs there are named"

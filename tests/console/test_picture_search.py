"""The register searched by a picture: pictures drawn here, kept as a crawl keeps them, asked for over HTTP."""

import base64
import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageOps
from procrastinate.contrib.django.models import ProcrastinateJob

from console.picture_search import MOST_BYTES
from jobs import looking, picture_codes, picture_search
from jobs.picture_codes import code_looks, code_looks_left
from jobs.registering import index_register
from matchers.image import CODES
from storage import models
from storage.look_codes import code_counts
from storage.looks import drop_pictures
from tests.console.pictured import drawn, keep_pictured, saved
from tests.made_up import filing, signed_in


def figurative(ref: str, **rest: object) -> object:
    return filing(ref, "", source="gb-ukipo-tmj", feature="Figurative", office="GB", **rest)


def keep(pictures: dict[str, bytes], **rest: object) -> int:
    """Keeps figurative filings by number, codes their pictures and indexes them."""
    run = keep_pictured({figurative(ref, **rest): body for ref, body in pictures.items()})
    code_looks()
    index_register(run, 0)
    return run


def asked(client: Client, picture: bytes | None, name: str = "logo.png", **typed: str) -> tuple[int, str]:
    files = {} if picture is None else {"picture": SimpleUploadedFile(name, picture)}
    answer = client.post("/register/picture", {**typed, **files})
    return answer.status_code, answer.content.decode()


def refs(page: str) -> list[str]:
    """Numbers of what is alike, as shown."""
    alike = page.split('<details class="unlike"')[0]
    return re.findall(r"英国 (R\d+)", alike)


def mirrored_in_other_colours(number: int) -> bytes:
    image = Image.open(io.BytesIO(drawn(number, ground="#f6efe0", ink="#a01020")))
    return saved(ImageOps.mirror(image).resize((190, 154)), "JPEG")


def test_the_most_alike_picture_comes_first_with_score_reason_and_both_side_by_side(staff: Client) -> None:
    keep({"R1": mirrored_in_other_colours(0), "R2": drawn(1), "R3": drawn(2), "R4": drawn(0)})
    status, page = asked(staff, drawn(0))
    assert status == 200
    assert refs(page)[0] == "R4"
    assert set(refs(page)) == {"R1", "R4"}
    assert re.search(r"<b>\d+%</b>", page)
    assert "所查图片" in page
    assert "监测标识" not in page
    png = base64.b64decode(re.search(r'src="data:image/png;base64,([^"]+)"', page)[1])
    assert Image.open(io.BytesIO(png)).size == (768, 384)
    assert "比对了 <b>4</b> 张图片：4 条监测信息" in page


def test_the_filters_narrow_it(staff: Client) -> None:
    keep({"R1": drawn(0)}, published_on=dt.date(2026, 11, 3))
    assert refs(asked(staff, drawn(0), classes="29", office="GB", since="2026-11-01")[1]) == ["R1"]
    for typed in (
        {"classes": "30"},
        {"office": "US"},
        {"since": "2026-11-04"},
        {"kind": "listing"},
        {"holder": "Nobody"},
    ):
        status, page = asked(staff, drawn(0), **typed)
        assert (status, refs(page)) == (200, []), typed
        assert "比对了 <b>0</b> 张图片" in page
    status, page = asked(staff, drawn(0), classes="99")
    assert status == 400
    assert "没有：99" in page


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_kind_of_file_people_have_is_opened(staff: Client, form: str) -> None:
    keep({"R1": drawn(0)})
    assert refs(asked(staff, drawn(0, form=form))[1]) == ["R1"]


def test_a_file_that_is_no_picture_too_large_or_blank_is_told_the_cure(staff: Client) -> None:
    bomb = saved(Image.new("1", (8_000, 6_000)))
    svg = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    for sent, status, said in (
        (None, 400, "请先选择一个图片文件"),
        (b"<html>", 400, "不是可读的图片格式"),
        (drawn(0)[:-300], 400, "图片损坏或不完整"),
        (bomb, 400, "图片过大"),
        (saved(Image.new("RGB", (80, 80), "red")), 400, "只有一种颜色"),
        (b"x" * (MOST_BYTES + 1), 413, "图片超过 10 MB"),
        (svg, 400, "SVG"),
    ):
        answer, page = asked(staff, sent)
        assert answer == status, said
        assert said in page


def test_an_upload_is_refused_by_its_length_before_it_is_read_and_without_a_token(db: None) -> None:
    signed_in("staff", None)
    client = Client(enforce_csrf_checks=True)
    client.login(username="staff", password="a long enough password")
    picture = SimpleUploadedFile("a.png", drawn(0))
    assert client.post("/register/picture", {"picture": picture}).status_code == 403
    assert (
        client.post("/register/picture", data=b"", content_type="x/y", CONTENT_LENGTH="99999999").status_code
        == 413
    )


def test_nothing_of_the_picture_asked_for_is_kept(staff: Client) -> None:
    keep({"R1": drawn(0)})
    before = {
        model: model.objects.count()
        for model in (models.EvidencePicture, models.Logo, models.LookCodes, models.Look)
    }
    asked(staff, drawn(1))
    assert before == {model: model.objects.count() for model in before}


def test_codes_are_kept_when_a_picture_is_looked_at_and_by_the_sweep_for_those_before(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keep_pictured({figurative("R1"): drawn(0), figurative("R2"): b"broken"})
    index_register(run, 0)
    assert (code_counts(CODES).pictures, code_counts(CODES).searchable) == (2, 0)
    assert "2 条留有图片, 0 张可检索" in asked(staff, drawn(0))[1]
    looking.judge_looked(run)
    assert code_counts(CODES).searchable == 1
    first = bytes(models.LookCodes.objects.get(look__observation__ref="R1").codes)
    models.LookCodes.objects.all().delete()
    code_looks_left()
    assert ProcrastinateJob.objects.filter(task_name="code_looks").count() == 1
    monkeypatch.setattr(picture_codes, "CODE_BATCH", 1)
    for _ in range(3):
        code_looks()
    assert bytes(models.LookCodes.objects.get(look__observation__ref="R1").codes) == first
    assert refs(asked(staff, drawn(0))[1]) == ["R1"]


def test_what_is_coded_later_is_found_and_what_is_dropped_or_superseded_is_not(staff: Client) -> None:
    first = keep({"R1": drawn(0)})
    assert refs(asked(staff, drawn(0))[1]) == ["R1"]
    keep({"R2": mirrored_in_other_colours(0)})
    assert set(refs(asked(staff, drawn(0))[1])) == {"R1", "R2"}
    drop_pictures(first, but=frozenset())
    assert refs(asked(staff, drawn(0))[1]) == ["R2"]
    models.Observation.objects.filter(ref="R2").update(current=False)
    assert refs(asked(staff, drawn(0))[1]) == []


def test_the_shelf_holds_so_many_and_lets_the_oldest_go(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_search, "MOST_PICTURES", 2)
    keep({"R1": drawn(0)})
    asked(staff, drawn(1))
    keep({"R2": drawn(1), "R3": drawn(2)})
    assert refs(asked(staff, drawn(1))[1]) == ["R2"]
    assert refs(asked(staff, drawn(0))[1]) == []


def test_a_search_in_a_row_too_long_is_turned_away(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_search, "WAIT", 0.01)
    with picture_search._turn():
        status, page = asked(staff, drawn(0))
    assert status == 503
    assert "其他以图检索尚未完成" in page


def test_a_member_finds_no_such_page(db: None) -> None:
    client = signed_in("member", "甲")
    assert client.get("/register/picture").status_code == 404
    assert asked(client, drawn(0))[0] == 404

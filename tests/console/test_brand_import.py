"""A watchlist handed in by an enterprise: shown before it is written, written once, refused where it is unsafe."""

import datetime as dt
import io
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from console.uploads import MOST_UPLOADED
from domain.brand import Brand
from domain.role import Role
from jobs import lists_read
from jobs.import_logos import keep_import_logos
from storage import models
from storage.audit import entries
from storage.brand_uploads import MOST_WAITING, drop_uploads
from storage.brands import save_brands
from storage.people import save_user
from tests.made_up import PASSWORD, signed_in

LIST = '品牌名称,编号,尼斯分类,市场\n青鹭海,A1,29,美国|欧盟\n拓泽力,,"29,77",火星|日本\n,,,\n,A9,29,US\n'


@pytest.fixture
def admin(db: None) -> Client:
    save_brands(
        [
            Brand(brand_id="A1", name="青鹭海", enterprise="甲", classes=(29,), markets=("US",), goods="鱼"),
            Brand(brand_id="B1", name="乙牌", enterprise="乙"),
        ]
    )
    return signed_in("admin", "甲")


def upload(client: Client, content: bytes, name: str = "list.csv", enterprise: str = "甲") -> HttpResponse:
    chosen = models.Enterprise.objects.get(name=enterprise).pk
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("brands-import"), {"enterprise": chosen, "file": file})


def preview(client: Client, content: bytes, name: str = "list.csv") -> tuple[str, str, str]:
    """Address, text and key of the preview of a file."""
    address = upload(client, content, name)["Location"]
    page = client.get(address).content.decode()
    key = re.search(r'name="key" value="([0-9a-f]{64})"', page)
    return address, page, key[1] if key else ""


def names() -> set[str]:
    return set(models.Brand.objects.filter(enterprise__name="甲").values_list("name", flat=True))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_a_list_is_shown_row_by_row_and_written_when_it_is_confirmed(admin: Client, encoding: str) -> None:
    address, page, key = preview(admin, LIST.encode(encoding))
    for part in (
        "第 3 行",
        "尼斯分类",
        "77",
        "火星",
        "第 5 行",
        "该行没有品牌名称",
        "拓泽力",
        "+ <bdi>EM</bdi>",
    ):
        assert part in page, part
    assert names() == {"青鹭海"}, "nothing is written before it is confirmed"
    assert admin.post(address, {"key": key}).status_code == 302
    assert names() == {"青鹭海", "拓泽力"}
    changed = models.Brand.objects.get(brand_id="A1")
    assert (changed.markets, changed.goods) == (["US", "EM"], "鱼"), "no column, so it stays"
    done = [(line.who, line.did, line.enterprise) for line in entries(limit=3)]
    assert done == [("admin", did, "甲") for did in ("brands-imported", "brand-changed", "brand-added")]
    assert "markets +EM" in entries(limit=2)[1].about


def test_what_is_confirmed_twice_is_written_once(admin: Client) -> None:
    address, _, key = preview(admin, LIST.encode())
    for _ in range(2):
        assert admin.post(address, {"key": key}).status_code == 302
    assert [line.did for line in entries(limit=99)].count("brands-imported") == 1
    assert "已导入" in admin.get(address).content.decode()


def test_a_preview_that_is_no_longer_true_is_shown_anew_and_nothing_written(admin: Client) -> None:
    address, _, key = preview(admin, LIST.encode())
    models.Brand.objects.filter(brand_id="A1").update(markets=["JP"])
    answer = admin.post(address, {"key": key})
    assert answer.status_code == 409
    assert "品牌清单又有变动" in answer.content.decode()
    assert names() == {"青鹭海"}
    assert admin.post(address, {"key": "nonsense"}).status_code == 409


def test_a_preview_looked_at_again_reads_its_file_once(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    real = lists_read.read_content
    monkeypatch.setattr(
        lists_read, "read_content", lambda *args, **more: (read.append(args[1]), real(*args, **more))[1]
    )
    lists_read._kept.clear()
    address, first, _ = preview(admin, LIST.encode())
    assert admin.get(address).content.decode().count("青鹭海") == first.count("青鹭海")
    assert read == ["list.csv"]
    for number in range(lists_read.MOST_KEPT + 1):
        preview(admin, f"{LIST}第{number}牌\n".encode(), f"{number}.csv")
    assert len(lists_read._kept) == lists_read.MOST_KEPT


def test_a_preview_outlives_the_session_and_not_its_day(admin: Client) -> None:
    address, _, key = preview(admin, LIST.encode())
    admin.logout()
    asked = admin.post(address, {"key": key}, headers={"Referer": f"http://testserver{address}"})
    assert parse_qs(urlsplit(asked["Location"]).query) == {"next": [address], "unsaved": ["yes"]}
    again = Client()
    again.login(username="admin", password=PASSWORD)
    assert "拓泽力" in again.get(address).content.decode()
    models.BrandUpload.objects.update(uploaded_at=timezone.now() - dt.timedelta(hours=25))
    for answer in (again.get(address), again.post(address, {"key": key})):
        assert answer.status_code == 410
        assert "请重新上传" in answer.content.decode()
    drop_uploads()
    assert bytes(models.BrandUpload.objects.get().content) == b""
    assert names() == {"青鹭海"}


def test_one_file_twice_is_one_upload_and_too_many_give_way(admin: Client) -> None:
    assert upload(admin, LIST.encode())["Location"] == upload(admin, LIST.encode())["Location"]
    for number in range(MOST_WAITING + 2):
        upload(admin, f"品牌\n牌{number}\n".encode())
    assert models.BrandUpload.objects.exclude(content=b"").count() == MOST_WAITING


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "empty.csv", "文件为空"),
        (b"%PDF-1.7 abc", "list.csv", "不是可读的监测清单"),
        (b"MZ\x90\x00\x03" * 50, "list.xlsx", "不是可读的监测清单"),
        ("品牌\nMüller\n".encode("latin-1", "ignore"), "list.csv", "编码"),
        ("编号\n1\n".encode(), "list.csv", "缺少必需的列"),
    ],
)
def test_what_is_no_list_is_said_and_cannot_be_confirmed(
    admin: Client, content: bytes, name: str, says: str
) -> None:
    answer = upload(admin, content, name)
    page = (admin.get(answer["Location"]) if answer.status_code == 302 else answer).content.decode()
    assert says in page
    assert "确认导入" not in page


def test_a_bomb_is_refused(admin: Client) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    _, page, key = preview(admin, held.getvalue(), "bomb.xlsx")
    assert "压缩包成员路径或大小不安全" in page
    assert "确认导入" not in page
    assert key


def test_more_than_fifty_megabytes_are_refused_before_they_are_read(admin: Client) -> None:
    class Unread(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("the body was read")

    answer = admin.generic(
        "POST",
        reverse("brands-import"),
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(MOST_UPLOADED + 2 * 1024**2), "wsgi.input": Unread()},  # type: ignore[arg-type]
    )
    assert answer.status_code == 413
    assert "50 MB" in answer.content.decode()


def test_a_plain_member_and_another_enterprise_find_no_import(admin: Client) -> None:
    address, _, key = preview(admin, LIST.encode())
    save_user("plain", PASSWORD, enterprise="甲", role=Role.MEMBER)
    plain, other = Client(), signed_in("other", "乙")
    plain.login(username="plain", password=PASSWORD)
    assert plain.get(reverse("brands-import")).status_code == 404
    for client in (plain, other):
        assert upload(client, LIST.encode()).status_code == 404
        assert client.get(address).status_code == 404
        assert client.post(address, {"key": key}).status_code == 404
    assert names() == {"青鹭海"}


def test_staff_choose_the_enterprise(admin: Client) -> None:
    staff = signed_in("staff", None)
    address = upload(staff, "品牌\n新牌\n".encode(), enterprise="乙")["Location"]
    key = re.search(r'value="([0-9a-f]{64})"', staff.get(address).content.decode())
    assert key
    assert staff.post(address, {"key": key[1]}).status_code == 302
    assert models.Brand.objects.get(name="新牌").enterprise.name == "乙"


def test_pictures_in_the_workbook_become_logos_after_and_a_path_of_this_machine_does_not(
    admin: Client,
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    book = openpyxl.Workbook()
    for row in (["品牌", "图标"], ["青鹭海", None], ["拓泽力", "/etc/hostname"]):
        book.active.append(row)
    book.active.add_image(openpyxl.drawing.image.Image(picture), "B2")
    held = io.BytesIO()
    book.save(held)
    address, _, key = preview(admin, held.getvalue(), "list.xlsx")
    admin.post(address, {"key": key})
    one = models.BrandUpload.objects.get()
    assert one.logos_wanted
    for _ in range(2):
        keep_import_logos(one.pk)
    assert models.Brand.objects.get(name="青鹭海").logos.count() == 1
    assert models.Brand.objects.get(name="拓泽力").logos.count() == 0
    assert bytes(models.BrandUpload.objects.get().content) == b"", "nobody reads the file any more"
    page = admin.get(address).content.decode()
    assert "/etc/hostname" in page
    assert "未能读取的图形标识" in page


def test_a_template_and_one_s_own_list_can_be_taken_away(admin: Client) -> None:
    models.Brand.objects.filter(brand_id="A1").update(goods="=1+1")
    own = admin.get(reverse("brands-file", args=["csv"])).content.decode("utf-8-sig")
    assert "青鹭海" in own
    assert "乙牌" not in own
    assert ",'=1+1," in own
    book = openpyxl.load_workbook(io.BytesIO(admin.get(reverse("brands-template", args=["xlsx"])).content))
    assert book.worksheets[0]["A1"].value == "品牌名称"
    assert admin.get(reverse("brands-template", args=["exe"])).status_code == 404


def test_a_file_is_kept_no_longer_than_it_is_needed(admin: Client) -> None:
    address, _, key = preview(admin, LIST.encode())
    assert admin.post(address, {"key": key}).status_code == 302
    assert bytes(models.BrandUpload.objects.get().content) == b""
    assert admin.get(address).status_code == 200, "what became of it is shown as before"

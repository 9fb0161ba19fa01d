"""Brands at the portal: seen, changed, watched no longer, and what was watched of them without a finding."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from domain.brand import Brand
from domain.role import Role
from jobs.queue import undone
from storage import models
from storage.audit import entries
from storage.brands import save_brands, watched_brands, watched_words
from storage.logos import save_logos
from storage.people import save_user
from storage.runs import RunOutcome, close_judged, finish_run, start_run
from tests.console.enterprises import seed
from tests.made_up import PASSWORD, signed_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>x()</script><rect width="40" height="30"/></svg>'
OURS = Brand(
    brand_id="A1",
    name="青鹭海",
    enterprise="甲",
    aliases=("QINGLUHAI",),
    owners=("甲公司",),
    markets=("US", "RU"),
    classes=(29,),
)


@pytest.fixture
def row(db: None) -> int:
    save_brands([OURS, Brand(brand_id="B1", name="乙牌", enterprise="乙")])
    return models.Brand.objects.get(brand_id="A1").pk


@pytest.fixture
def admin(row: int) -> Client:
    return signed_in("admin", "甲")


@pytest.fixture
def plain(row: int) -> Client:
    save_user("plain", PASSWORD, enterprise="甲", role=Role.MEMBER)
    client = Client()
    client.login(username="plain", password=PASSWORD)
    return client


def form_of(client: Client, row: int, **instead: str) -> dict[str, str]:
    """The form of a brand as a browser would send it, with something else typed."""
    page = client.get(reverse("brand-edit", args=[row])).content.decode()
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert version
    brand = models.Brand.objects.get(pk=row)
    typed = {"name": brand.name, "version": version[1], "goods": brand.goods}
    for field in ("aliases", "owners", "authorised", "classes", "markets", "addresses"):
        typed[field] = "\n".join(map(str, getattr(brand, field)))
    return typed | instead


def test_a_brand_is_shown_with_the_forms_it_is_looked_for_in_and_what_is_missing(
    admin: Client, row: int
) -> None:
    page = admin.get(reverse("brand", args=[row])).content.decode()
    for part in (
        "QING LU HAI",
        "цинлухай",
        "片假名",
        "青鹭海",
        "甲公司",
        "俄罗斯",
        "请在“别名”中补充俄罗斯的官方西里尔字母名称",
    ):
        assert part in page, part
    models.Brand.objects.filter(pk=row).update(name="STAR", aliases=[])
    assert "过于通用" in admin.get(reverse("brand", args=[row])).content.decode()


def test_the_list_is_searched_and_holds_one_s_own(admin: Client, row: int) -> None:
    assert "青鹭海" in admin.get(reverse("brands"), {"word": "qinglu"}).content.decode()
    page = admin.get(reverse("brands"), {"word": "乙"}).content.decode()
    assert "没有符合条件的品牌" in page
    staff = signed_in("staff", None)
    assert "乙牌" in staff.get(reverse("brands"), {"word": "乙"}).content.decode()
    save_brands([Brand(brand_id=f"N{n}", name=f"牌{n:03}", enterprise="甲") for n in range(60)])
    assert "牌059" in admin.get(reverse("brands"), {"page": "2"}).content.decode()


def test_a_zero_stands_beside_the_health_of_its_source(admin: Client, row: int) -> None:
    models.Brand.objects.filter(pk=row).update(markets=["GB", "BR", "JP"])

    def ran(source: str, state: str, added: int) -> None:
        run = start_run(source)
        finish_run(
            run,
            RunOutcome(state=state, reason_zh="被来源拒绝", reason_en="refused", kept=added, faults=0),
            added=added,
        )
        close_judged(run)

    ran("gb-ukipo-tmj", "ok", 700)
    models.CrawlRun.objects.update(judged_at=timezone.now() - dt.timedelta(days=9))
    ran("gb-ukipo-tmj", "ok", 12)
    ran("br-inpi-rpi", "blocked", 0)
    ran("us-uspto-trtdxfap", "ok", 5)
    page = admin.get(reverse("brand", args=[row])).content.decode()
    watch = page[page.index("监测了什么、没有发现什么") : page.index("监测的写法")]
    cells = re.findall(r'class="number"[^>]*>(?:<b>)?([0-9]+)', watch)
    assert cells == ["12", "700", "0", "0", "0", "0"]
    assert "712 条监测信息已比对" in watch
    assert "来源异常，不能视为没有" in watch
    assert "被来源拒绝" in watch
    assert re.search("没有当地正常来源的市场.*巴西.*日本", watch)
    assert "uspto" not in watch.lower(), "the United States are no market of this brand"


def test_what_met_a_brand_is_counted_once_whatever_rule_sets_said_so(db: None) -> None:
    a = seed("A")
    match = models.Match.objects.filter(brand__brand_id="A")[0]
    match.pk, match.rules = None, "words-9"
    match.save()
    from storage.sightings import looked_at

    assert looked_at(a.brand)["source-A"].found == 2


def test_a_change_is_written_judged_anew_and_in_the_trail(admin: Client, row: int) -> None:
    answer = admin.post(
        reverse("brand-edit", args=[row]),
        form_of(admin, row, markets="日本, EU", aliases="QINGLUHAI\n青路海"),
    )
    assert answer.status_code == 302
    kept = models.Brand.objects.get(pk=row)
    assert (kept.markets, kept.aliases) == (["JP", "EM"], ["QINGLUHAI", "青路海"])
    assert undone("plan_rescreen")
    assert "markets −US|RU +JP|EM" in entries(limit=1)[0].about


def test_what_is_wrong_is_named_beside_its_field_and_keeps_standing(admin: Client, row: int) -> None:
    answer = admin.post(
        reverse("brand-edit", args=[row]), form_of(admin, row, markets="火星", classes="46", prices="cheap")
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    for part in ("不认识的市场：火星", "没有：46", "不是：cheap"):
        assert part in page
    assert models.Brand.objects.get(pk=row).markets == ["US", "RU"]


def test_a_form_made_before_somebody_else_s_change_says_so_and_keeps_what_was_typed(
    admin: Client, row: int
) -> None:
    typed = form_of(admin, row, goods="我写的商品")
    staff = signed_in("staff", None)
    staff.post(reverse("brand-edit", args=[row]), form_of(staff, row, owners="甲公司\n甲关联公司"))
    answer = admin.post(reverse("brand-edit", args=[row]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人修改了这个品牌" in page
    assert "甲关联公司" in page
    assert "我写的商品</textarea>" in page
    assert models.Brand.objects.get(pk=row).goods == ""
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert version
    assert admin.post(reverse("brand-edit", args=[row]), typed | {"version": version[1]}).status_code == 302
    assert models.Brand.objects.get(pk=row).goods == "我写的商品"


def test_one_form_sent_twice_changes_once_and_adds_once(admin: Client, row: int) -> None:
    typed = form_of(admin, row, goods="鱼")
    for _ in range(2):
        assert admin.post(reverse("brand-edit", args=[row]), typed).status_code == 302
    assert [line.did for line in entries(limit=9)].count("brand-changed") == 1
    new = {"enterprise": models.Enterprise.objects.get(name="甲").pk, "name": "新牌"}
    assert admin.post(reverse("brand-add"), new).status_code == 302
    again = admin.post(reverse("brand-add"), new)
    assert again.status_code == 409
    assert "未重复添加" in again.content.decode()
    taken = admin.post(reverse("brand-add"), new | {"brand_id": "B1", "name": "x"})
    assert taken.status_code == 409
    assert "乙" not in taken.content.decode().split("<main>")[1]
    assert models.Brand.objects.filter(enterprise__name="甲").count() == 2


def test_a_brand_watched_no_longer_keeps_its_alerts_and_meets_nothing_new(db: None) -> None:
    a = seed("A")
    save_logos("A", [SVG])
    client = Client()
    client.login(username=a.user, password=PASSWORD)
    address = reverse("brand-stop", args=[a.brand])
    asked = client.get(address).content.decode()
    assert "待处理的预警保持不变" in asked
    assert re.search(r"<b>1</b>", asked)
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert [line.did for line in entries(limit=99)].count("brand-unwatched") == 1
    assert watched_brands() == ()
    assert watched_words() == ()
    assert models.Alert.objects.get(pk=a.alert).open
    assert "已停止监测" in client.get(reverse("brands")).content.decode()
    client.post(reverse("brand-again", args=[a.brand]))
    assert [one.brand_id for one in watched_brands()] == ["A"]
    assert undone("plan_rescreen")


def test_a_plain_member_sees_and_changes_nothing(plain: Client, row: int) -> None:
    page = plain.get(reverse("brand", args=[row])).content.decode()
    assert "青鹭海" in page
    assert "帮帮我" in page
    for name in ("brand-edit", "brand-stop", "brand-again", "brand-logos"):
        assert reverse(name, args=[row]) not in page
        assert plain.post(reverse(name, args=[row]), {"name": "x"}).status_code == 404
    assert reverse("brand-add") not in plain.get(reverse("brands")).content.decode()
    assert plain.get(reverse("brand-add")).status_code == 404
    assert models.Brand.objects.get(pk=row).name == "青鹭海"


def test_a_logo_is_handed_out_as_a_picture_drawn_anew(admin: Client, row: int) -> None:
    address = reverse("brand-logos", args=[row])
    assert admin.post(address, {"logo": SimpleUploadedFile("l.svg", SVG)}).status_code == 302
    logo = models.Brand.objects.get(pk=row).logos.get()
    shown = admin.get(reverse("brand-logo", args=[row, logo.sha256]))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(shown.content)).format == "PNG"
    refused = admin.post(address, {"logo": SimpleUploadedFile("l.png", b"<html>")})
    assert refused.status_code == 400
    assert "不是可读的图片格式" in refused.content.decode()
    assert admin.post(address, {"drop": logo.sha256}).status_code == 302
    assert not models.Logo.objects.exists()


def test_a_logo_two_enterprises_have_is_each_one_s_own(admin: Client, row: int) -> None:
    save_logos("B1", [SVG])
    admin.post(reverse("brand-logos", args=[row]), {"logo": SimpleUploadedFile("l.svg", SVG)})
    logo = models.Logo.objects.get()
    admin.post(reverse("brand-logos", args=[row]), {"drop": logo.sha256})
    assert list(logo.brands.values_list("brand_id", flat=True)) == ["B1"]
    assert admin.get(reverse("brand-logo", args=[row, logo.sha256])).status_code == 404

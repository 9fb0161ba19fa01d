"""Pictures through the flow: fetched, looked at, judged once by words and picture together."""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw, ImageOps
from procrastinate.contrib.django.models import ProcrastinateJob

from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party
from haishao.demo.loopback import LoopbackServer, QuietAnswerer
from haishao.demo.pictures import LOGOS, copied_logo, unrelated_drawing
from haishao.demo.replay import ReplayServer
from jobs import logos as logo_jobs
from jobs import looking, sweeping, tasks
from jobs.logo_files import LogosRead
from matchers.image.codes import CODES
from storage import looks
from storage.brands import save_brands
from storage.looks import Place, Reason
from storage.models import Alert, EvidencePicture, Logo, LogoCodes, Look, Match
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, run_folder, start_run
from tests.rescreened import everything_rescreened

BRAND = Brand(
    brand_id="A1",
    name="澜渔季",
    enterprise="甲食品有限公司",
    aliases=("LANYUJI",),
    classes=(29,),
    logo="a.svg",
)
LOGO = (LOGOS / "HY-11.svg").read_bytes()
SOURCE = "gb-ukipo-tmj"


def drawn() -> bytes:
    """A logo of its own kind, in colour."""
    image = Image.new("RGB", (300, 240), "white")
    draw = ImageDraw.Draw(image)
    draw.polygon([(30, 200), (150, 20), (190, 120), (270, 60), (240, 210)], fill=(20, 60, 120))
    draw.ellipse((200, 20, 260, 80), fill=(210, 120, 20))
    draw.line((20, 225, 280, 225), fill=(30, 140, 90), width=12)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def mirrored(content: bytes) -> bytes:
    file = io.BytesIO()
    ImageOps.mirror(Image.open(io.BytesIO(content))).save(file, "PNG")
    return file.getvalue()


def filing(ref: str, address: str, *, sign: str = "", feature: str = "Figurative") -> Observation:
    return Observation(
        kind=Kind.FILING,
        source=SOURCE,
        ref=ref,
        sign=sign,
        feature=feature,
        office="GB",
        holders=(Party(name=f"Acme {ref} Ltd", country="GB"),),
        goods=(Goods(nice_class=29, text="fish", language="en"),),
        published_on=dt.date(2026, 11, 20),
        image_url=address,
    )


PICTURES = {
    "/img.example/copy.png": (200, mirrored(drawn())),
    "/img.example/other.png": (200, unrelated_drawing("other")),
    "/img.example/page.png": (200, b"<!DOCTYPE html><html><body>no picture</body></html>"),
    "/img.example/cut.png": (200, drawn()[:-200]),
    "/busy.example/copy.png": (403, b"no"),
} | {f"/img.example/{number}.png": (200, unrelated_drawing(str(number))) for number in range(20)}


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A host of pictures, and what it was asked for."""
    asked: list[str] = []

    class Answerer(QuietAnswerer):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path == "/img.example/robots.txt":
                body = b"User-agent: *\nDisallow: /secret/\n"
                self.answer(200, "text/plain", body)
                return
            status, body = PICTURES.get(self.path, (404, b"not found"))
            self.answer(status, "image/png", body, X_Haishao_Provenance="made-up")

    with LoopbackServer(Answerer) as server:
        monkeypatch.setenv("HAISHAO_REPLAY", server.url)
        yield asked


@pytest.fixture
def watched(live_db: None) -> None:
    save_brands([BRAND])
    read = LogosRead(contents={"A1": (drawn(),)}, faults=())
    logo_jobs.keep_logos(["A1"], read, named=frozenset({"A1"}))


def opened(*observations: Observation, most_fetched: int = looking.MOST_FETCHED) -> int:
    """A run that saw these, its looks opened."""
    run_id = start_run(SOURCE)
    take_in(run_id, observations)
    looks.open_looks(run_id, {}, wants=lambda one: one.may_show_picture, most_fetched=most_fetched)
    ended = RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(observations), faults=0)
    finish_run(run_id, ended, added=len(observations))
    return run_id


def states(run_id: int) -> dict[str, str]:
    rows = Look.objects.filter(run_id=run_id).select_related("observation")
    return {row.observation.ref: row.state for row in rows}


def test_a_figurative_filing_is_met_by_its_picture_alone_and_shown_side_by_side(
    watched: None, host: list[str]
) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png"), filing("2", "https://img.example/other.png"))
    tasks.judge(run_id, 0)
    assert not Match.objects.exists(), "what waits for its picture is not judged without"
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    match = Match.objects.get()
    assert (match.observation.ref, match.mark) == ("1", "澜渔季")
    assert match.rules.endswith("+pictures-1")
    assert match.tier in ("medium", "high")
    png = EvidencePicture.objects.get(sha256=match.picture).png
    assert Image.open(io.BytesIO(bytes(png))).size == (768, 384)
    assert states(run_id) == {"1": "here", "2": "here"}


def test_words_and_logo_of_one_filing_are_one_match_with_both_reasons(watched: None, host: list[str]) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png", sign="LANYUJI", feature="Combined"))
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    everything_rescreened()
    tasks.raise_alerts()
    features = [evidence["feature"] for evidence in Match.objects.get().evidence]
    assert any("logo" in feature for feature in features)
    assert len([one for one in features if one not in ("goods", "holder", "pre-emption")]) >= 2
    assert Alert.objects.get().folded.count() == 1


def test_looking_and_judging_twice_counts_nothing_twice(watched: None, host: list[str]) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png"))
    for _ in range(2):
        looking.look(SOURCE, run_id)
        looking.judge_looked(run_id)
    assert Match.objects.count() == 1
    assert host.count("/img.example/copy.png") == 1


def test_a_picture_that_cannot_be_had_is_said_and_its_filing_is_judged_without(
    watched: None, host: list[str]
) -> None:
    run_id = opened(
        filing("404", "https://img.example/none.png"),
        filing("robots", "https://img.example/secret/a.png"),
        filing("private", "https://127.0.0.1/a.png"),
        filing("page", "https://img.example/page.png"),
        filing("cut", "https://img.example/cut.png", sign="LANYUJI", feature="Combined"),
    )
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    assert states(run_id) == {
        "404": "missing", "robots": "missing", "private": "missing", "page": "refused", "cut": "refused",
    }  # fmt: skip
    reasons = dict(Look.objects.values_list("observation__ref", "reason_en"))
    assert "HTTP 404" in reasons["404"]
    assert "robots" in reasons["robots"]
    assert "private network" in reasons["private"] or "unsafe" in reasons["private"]
    assert all(reasons.values())
    assert not any("/secret/" in path for path in host)
    assert [match.observation.ref for match in Match.objects.all()] == ["cut"], "by its words"
    assert not looks.unjudged_looks(run_id, limit=9)


def test_a_host_that_refuses_leaves_the_pictures_of_other_hosts_alone(watched: None, host: list[str]) -> None:
    refused = filing("refused", "https://busy.example/copy.png")
    others = [filing(str(number), f"https://img.example/{number}.png") for number in range(20)]
    run_id = opened(refused, *others)
    looking.look(SOURCE, run_id)
    assert states(run_id) == {"refused": "missing"} | {one.ref: "here" for one in others}


def test_pictures_of_a_run_are_bounded_and_the_rest_is_judged_without(watched: None, host: list[str]) -> None:
    run_id = opened(
        filing("1", "https://img.example/copy.png"),
        filing("2", "https://img.example/other.png"),
        most_fetched=1,
    )
    assert states(run_id) == {"1": "wanted", "2": "left-out"}
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    assert looks.look_counts(run_id) == {"here": 1, "left-out": 1}


def test_words_alone_never_wait_for_a_picture(watched: None) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png", sign="LANYUJI", feature="Word"))
    assert states(run_id) == {}
    tasks.judge(run_id, 0)
    assert Match.objects.count() == 1


def test_a_picture_never_reached_is_given_up_in_the_end(watched: None) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png", sign="LANYUJI", feature="Combined"))
    for _ in range(looks.MOST_TRIES):
        looks.record_try(run_id, ["https://img.example/copy.png"])
    looking.judge_looked(run_id)
    assert states(run_id) == {"1": "missing"}
    assert Match.objects.count() == 1


def test_the_sweep_finds_pictures_no_job_is_left_for(watched: None) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png"))
    now = timezone.now()
    sweeping.sweep(now)
    assert not ProcrastinateJob.objects.filter(task_name="look").exists(), "its own job may be on its way"
    sweeping.sweep(now + sweeping.LOOKED_WITHIN + dt.timedelta(minutes=1))
    job = ProcrastinateJob.objects.get(task_name="look")
    assert job.args == {"source": SOURCE, "run_id": run_id}


def test_a_new_logo_is_looked_for_in_pictures_kept_before(live_db: None, host: list[str]) -> None:
    save_brands([BRAND])
    run_id = opened(filing("1", "https://img.example/copy.png"))
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    assert not Match.objects.exists()
    read = LogosRead(contents={"A1": (drawn(),)}, faults=())
    logo_jobs.keep_logos(["A1"], read, named=frozenset({"A1"}))
    looking.judge_looked(looking.ALL_RUNS)
    assert Match.objects.count() == 1


def test_another_version_of_the_matcher_codes_every_logo_anew(watched: None) -> None:
    LogoCodes.objects.update(version="logo-codes-0")
    sweeping.sweep(timezone.now())
    assert ProcrastinateJob.objects.filter(task_name="code_logos", status="todo").count() == 1
    logo_jobs.code_logos()
    assert sorted(LogoCodes.objects.values_list("version", flat=True)) == sorted(["logo-codes-0", CODES])


def test_a_logo_that_cannot_be_had_leaves_the_one_before_and_none_named_takes_it_away(watched: None) -> None:
    nothing = LogosRead(contents={}, faults=())
    logo_jobs.keep_logos(["A1"], nothing, named=frozenset({"A1"}))
    assert Logo.objects.count() == 1
    logo_jobs.keep_logos(["A1"], nothing, named=frozenset())
    assert Logo.objects.count() == 0


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ReplayServer(today=dt.datetime.now(dt.UTC).date(), seed=5) as server:
        monkeypatch.setenv("HAISHAO_REPLAY", server.url)
        yield


def test_pictures_inside_a_gazette_s_records_are_kept_and_met(live_db: None, journal: None) -> None:
    save_brands([BRAND])
    logo_jobs.keep_logos(["A1"], LogosRead(contents={"A1": (LOGO,)}, faults=()), named=frozenset({"A1"}))
    run_id = start_run(SOURCE)
    tasks.crawl(SOURCE, run_id)
    (folder,) = (settings.RUNS_DIR / run_folder(run_id)).iterdir()
    tasks.take_in(run_id, folder.name)
    assert looks.look_counts(run_id) == {"here": 14}
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    met = Match.objects.filter(rules__endswith="+pictures-1")
    assert [match.brand.brand_id for match in met] == ["A1"]
    assert met[0].observation.sign == ""


def test_a_matched_picture_outlives_the_evidence_of_its_run(watched: None, host: list[str]) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png"), filing("2", "https://img.example/other.png"))
    looking.look(SOURCE, run_id)
    looking.judge_looked(run_id)
    file = Look.objects.get(observation__ref="1").file
    tasks.drop_evidence((timezone.now() + dt.timedelta(days=1)).isoformat())
    assert (settings.RUNS_DIR / run_folder(run_id) / file).is_file()


def test_the_copy_in_the_demo_is_really_altered() -> None:
    assert copied_logo("HY-11") != LOGO


def test_reasons_and_places_are_told_apart(watched: None) -> None:
    run_id = opened(filing("1", "https://img.example/copy.png"), filing("2", "https://img.example/x.png"))
    place = Place(
        file="looks/a/e.warc.gz", offset=7, sha256="0" * 64, fetched_at=timezone.now(), robots="none"
    )
    reason = Reason(state=looks.MISSING, zh="没有", en="none")
    looks.record_fetched(
        run_id, {"https://img.example/copy.png": place}, {"https://img.example/x.png": reason}
    )
    first, second = looks.unjudged_looks(run_id, limit=9)
    assert first.kept is not None
    assert (first.kept.place, second.kept) == (place, None)

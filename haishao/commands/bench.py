"""`haishao bench NAME`: measurements, with the baselines in the same run."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="性能测量 · measurements, with baselines in the same run", no_args_is_help=True)

JsonPath = Annotated[Path | None, typer.Option("--json", help="另存为 JSON · also write JSON")]


@app.callback()
def _bench() -> None:
    """Keeps each measurement a verb of its own."""


@app.command("intake")
def intake(
    count: Annotated[int, typer.Option(min=100, help="申请条数 · filings")] = 200_000,
    json_path: JsonPath = None,
) -> None:
    """USPTO 格式文件解析与入库 · Parses and takes in a file in the USPTO's format."""
    from haishao.bench.intake import run

    run(count, json_path)


@app.command("words")
def words(json_path: JsonPath = None) -> None:
    """词语比对：召回、噪音与速度 · Word matching: recall, noise and speed, beside rapidfuzz and pg_trgm."""
    from haishao.bench.words import run

    run(json_path)


@app.command("judgements")
def judgements(
    accept: Annotated[
        bool, typer.Option("--accept", help="写入结果以便提交 · write the run to be committed")
    ] = False,
) -> None:
    """与人工判断对照 · Holds the word rules against judgements of people."""
    from haishao.bench.judgements import run

    if not run(accepted=accept):
        raise typer.Exit(1)


@app.command("products")
def products(
    pages: Annotated[
        Path, typer.Option(help="保存的商品页 · saved product pages with ground-truth.json")
    ] = Path("../shared/data/marketplaces/product-pages"),
    json_path: JsonPath = None,
) -> None:
    """商品页读取，与 extruct + price-parser 对照 · Product pages read, beside extruct + price-parser."""
    from haishao.bench.products import run

    run(pages, json_path)


@app.command("companies")
def companies(
    names: Annotated[Path, typer.Argument(help="同站名称变体 .jsonl.gz · name variants by website")],
    json_path: JsonPath = None,
) -> None:
    """企业名称比对，与 rapidfuzz 并列 · Company names, beside rapidfuzz's scorers."""
    from haishao.bench.companies import run

    run(names, json_path)


@app.command("verdict")
def verdict(
    cases: Annotated[Path, typer.Option(help="判定案例 · labelled cases")] = Path(
        "tests/judgements/conflicts.csv"
    ),
    oppositions: Annotated[Path | None, typer.Option(help="EUIPO 异议对 CSV · opposition pairs")] = None,
    json_path: JsonPath = None,
) -> None:
    """风险等级与仅看相似度的比较 · Tiers beside similarity alone, on labelled cases."""
    from haishao.bench.verdict import run

    if not cases.is_file() or (oppositions is not None and not oppositions.is_file()):
        raise typer.BadParameter(f"no such file: {cases if not cases.is_file() else oppositions}")
    run(cases, oppositions, json_path)


@app.command("crawl")
def crawl(
    count: Annotated[int, typer.Option(min=100, help="商品页数 · product pages")] = 50_000,
    json_path: JsonPath = None,
) -> None:
    """本机商店抓取速度，对照纯 Scrapy · Crawls a shop on loopback, beside plain Scrapy with the same parse."""
    from haishao.bench.crawl import run

    run(count, json_path)


@app.command("deliver")
def deliver(
    count: Annotated[int, typer.Option(min=20, help="预警条数 · alerts")] = 10_000,
    faults: Annotated[
        bool,
        typer.Option(
            "--faults", help="接收方拒绝、中断并杀死 worker · receivers that refuse, break off and kill"
        ),
    ] = False,
    workers: Annotated[int, typer.Option(min=0, max=16, help="worker 进程 · worker processes")] = 0,
    json_path: JsonPath = None,
) -> None:
    """推送速度；--faults 检验不丢、不重 · Deliveries a second; with --faults none lost, none doubled."""
    from haishao.bench.deliver import run

    if not run(count, faults=faults, workers=workers or (4 if faults else 2), json_path=json_path):
        raise typer.Exit(1)


@app.command("chaos")
def chaos(
    seconds: Annotated[float, typer.Option(min=5, help="杀进程的时长 · how long things are killed")] = 300,
    count: Annotated[int, typer.Option(min=100, help="流入的记录 · observations flowing in")] = 200_000,
    seed: Annotated[int | None, typer.Option(help="随机种子 · seed of the kills")] = None,
    json_path: JsonPath = None,
) -> None:
    """随机杀死 worker、clock 与 PostgreSQL，检验一件不少 · Workers, clock and PostgreSQL killed at random: nothing is lost."""
    from haishao.bench.chaos import run

    if not run(seconds=seconds, count=count, seed=seed, json_path=json_path):
        raise typer.Exit(1)


@app.command("machines")
def machines() -> None:
    """两台机器（网络命名空间）共用一个 PostgreSQL，断网与整机被杀 · Two machines against one PostgreSQL; needs root."""
    from haishao.bench.machines import run

    if not run():
        raise typer.Exit(1)


@app.command("soak")
def soak(
    minutes: Annotated[float, typer.Option(min=0.2, help="分钟 · minutes")] = 30,
    json_path: JsonPath = None,
) -> None:
    """长时间平稳运行：内存、描述符、线程、连接是否增长 · The flow for long: memory, descriptors, threads must not grow."""
    from haishao.bench.soak import run

    if not run(minutes=minutes, json_path=json_path):
        raise typer.Exit(1)


@app.command("digest")
def digest(
    count: Annotated[int, typer.Option(min=100, help="命中条数 · matches")] = 100_000,
    enterprises: Annotated[int, typer.Option(min=1, help="企业数 · enterprises")] = 1_000,
    json_path: JsonPath = None,
) -> None:
    """摘要：从命中到送达 · Digests, from the matches to the mail server's yes."""
    from haishao.bench.digest import run

    if not run(count, enterprises, json_path):
        raise typer.Exit(1)


@app.command("logos")
def logos(
    sets: Annotated[
        Path, typer.Option(help="标识集文件夹，见 docs/logos.md · folder of logo sets, see docs/logos.md")
    ],
    pairs: Annotated[
        Path | None, typer.Option(help="同品牌不同画法 CSV · one brand drawn by two sets")
    ] = None,
    quick: Annotated[bool, typer.Option(help="少量样本 · a smaller sample")] = False,
    json_path: JsonPath = None,
) -> None:
    """标识比对，与感知哈希并列 · Copies of logos found, beside perceptual hashes, in the same run."""
    from haishao.bench.logos import run

    if not sets.is_dir() or (pairs is not None and not pairs.is_file()):
        raise typer.BadParameter(f"no such file or folder: {sets if not sets.is_dir() else pairs}")
    run(sets, pairs, json_path, quick=quick)


@app.command("screen")
def screen(
    count: Annotated[int, typer.Option(min=10_000, help="观察记录条数 · observations")] = 100_000,
    brands: Annotated[int, typer.Option(min=100, help="品牌数 · brands")] = 10_000,
    real: Annotated[
        bool, typer.Option("--real", help="用共享数据中的真实名称 · real names out of the shared data")
    ] = False,
    json_path: JsonPath = None,
) -> None:
    """新记录对全部品牌的比对，对照 rapidfuzz · New observations against all brands, beside rapidfuzz."""
    from haishao.bench.screen import run

    if not run(count, brands, real=real, json_path=json_path):
        raise typer.Exit(1)


@app.command("register")
def register(
    count: Annotated[int, typer.Option(min=1_000, help="监测信息条数 · observations")] = 100_000,
    names: Annotated[
        Path | None, typer.Option(help="真实名称 .csv.gz（列 exhibitor）· real names, column exhibitor")
    ] = None,
    pause: Annotated[
        float, typer.Option(min=0.0, max=60.0, help="每人两次检索之间的平均秒数 · seconds a user reads")
    ] = 2.0,
    json_path: JsonPath = None,
) -> None:
    """检索：20 位用户同时使用，对照 ILIKE · Searches of the register by 20 users at once, beside ILIKE."""
    from haishao.bench.register import run

    if names is not None and not names.is_file():
        raise typer.BadParameter(f"no such file: {names}")
    if not run(count, names, pause, json_path):
        raise typer.Exit(1)


@app.command("rescreen")
def rescreen(
    count: Annotated[
        int, typer.Option(min=1_000, max=10_000_000, help="监测信息条数 · observations")
    ] = 1_000_000,
    watched: Annotated[int, typer.Option(min=1, help="已有品牌数 · brands watched beside")] = 1_000,
    json_path: JsonPath = None,
) -> None:
    """回查：新品牌比对全部既往信息 · New brands against everything kept, by 1 and 2 workers, beside the way before."""
    from haishao.bench.rescreen import run

    if not run(count, watched, json_path):
        raise typer.Exit(1)


@app.command("console")
def console(
    observations: Annotated[int, typer.Option(min=100, help="监测信息条数 · observations")] = 1_000_000,
    matches: Annotated[int, typer.Option(min=50, help="命中条数 · matches")] = 100_000,
    enterprises: Annotated[int, typer.Option(min=6, help="企业数 · enterprises")] = 1_000,
    names: Annotated[
        Path | None, typer.Option(help="真实名称 .csv.gz（列 exhibitor）· real names, column exhibitor")
    ] = None,
    pause: Annotated[
        float, typer.Option(min=0.0, max=60.0, help="每人两页之间的平均秒数 · seconds a person reads")
    ] = 5.0,
    pages: Annotated[int, typer.Option(min=1, help="每人页数 · pages a person opens")] = 27,
    alone: Annotated[int, typer.Option(min=1, help="单人对照页数 · pages of each kind alone")] = 15,
    processes: Annotated[int, typer.Option(min=1, max=32, help="控制台进程数 · web processes")] = 2,
    keep: Annotated[
        Path | None,
        typer.Option(help="保留并重用数据库的文件夹 · folder whose database is kept and used again"),
    ] = None,
    json_path: JsonPath = None,
) -> None:
    """控制台：20 人同时使用 · The console's pages, 20 people at once, beside them without indexes and row security."""
    from haishao.bench.console import Asked, run

    if names is not None and not names.is_file():
        raise typer.BadParameter(f"no such file: {names}")
    asked = Asked(
        observations=observations, matches=matches, enterprises=enterprises, staff=14, members=6,
        pause=pause, pages=pages, alone=alone, processes=processes,
    )  # fmt: skip
    if not run(asked, names, keep, json_path):
        raise typer.Exit(1)


@app.command("report")
def report(
    cases: Annotated[int, typer.Option(min=60, help="案件数 · cases")] = 5_000,
    matches: Annotated[int, typer.Option(min=100, help="命中数 · matches")] = 100_000,
    enterprises: Annotated[int, typer.Option(min=5, help="企业数 · enterprises")] = 300,
    json_path: JsonPath = None,
    keep: Annotated[
        Path | None, typer.Option(help="保留所制文件 · keeps the files made, in a folder")
    ] = None,
) -> None:
    """季度报送的编制，与逐行查询对照 · Makes a quarterly submission, beside the same counts row by row."""
    from haishao.bench.report import run

    run(cases=cases, matches=matches, enterprises=enterprises, json_path=json_path, keep=keep)

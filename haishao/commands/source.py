"""`haishao source`: a new source without code. Try a page, check a spec, record its first real answer."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.observation import Observation
from haishao.database import fail

app = typer.Typer(help="新增来源 · adding a source", no_args_is_help=True)

SHOWN = 10
"""Records shown."""


@app.command("try")
def try_page(
    url: Annotated[str, typer.Argument(help="页面或接口地址（https）· the page's or API's address")],
    write: Annotated[
        Path | None, typer.Option(help="写入的文件，NAME.yaml · the file to write, named as the source")
    ] = None,
    render: Annotated[
        str, typer.Option(help="须用浏览器：等到该 CSS 出现 · open in a browser until this CSS is there")
    ] = "",
) -> None:
    """试读一个网页或接口，推断规格并显示前十条 · Infers a spec from a page or JSON answer; shows ten records."""
    from crawlers.declared.check import fault_in_address
    from crawlers.declared.infer import NothingFound, infer, spec_yaml
    from crawlers.declared.load import SpecError, read_spec
    from crawlers.declared.source import declared_source
    from crawlers.errors import CrawlError
    from crawlers.trial import NoPage, fetch_page

    if fault := fault_in_address(url):
        fail(f"{url}: 不允许 · refused: {fault}")
    if write is not None and write.exists():
        fail(f"{write}: 已存在 · is there already; choose another name")
    name = write.stem if write else _name_from(url)
    console = Console(stderr=True)
    try:
        with console.status(f"{url}"):
            page = fetch_page(url, wait_for=render)
        text = spec_yaml(page, infer(page), name, wait_for=render)
        spec = read_spec(text.encode(), file=str(write or f"{name}.yaml"))
        found = [item for item in declared_source(spec).parse(page) if isinstance(item, Observation)]
    except (NoPage, NothingFound, SpecError, CrawlError) as error:
        fail(str(error))
    Console().print(_table(found[:SHOWN]))
    console.print(f"{len(found)} 条 records; {spec.records.at}")
    if write is None:
        typer.echo(text)
    else:
        write.write_text(text, encoding="utf-8")
        console.print(
            f"{write}: 已写入，请补全 TODO · written; replace what says TODO, then `haishao source check`"
        )


def _name_from(url: str) -> str:
    host = url.split("://", 1)[1].split("/", 1)[0].lower().removeprefix("www.")
    return "-".join(part for part in host.replace(".", "-").split("-") if part)[:60]


def _table(records: list[Observation]) -> Table:
    columns = (
        "ref",
        "sign",
        "url",
        "price",
        "image_url",
        "holder",
        "brand",
        "published_on",
        "stand",
        "status",
    )
    used = [name for name in columns if any(_cell(record, name) for record in records)]
    table = Table(*used)
    for record in records:
        table.add_row(*(escape(_cell(record, name)[:60]) for name in used))
    return table


def _cell(record: Observation, name: str) -> str:
    value = getattr(record, name)
    if name == "price" and value is not None:
        return f"{value.amount} {value.currency}".strip()
    return str(value or "")


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="规格文件 · the spec files")],
) -> None:
    """检查规格文件，逐条指出错误及改法 · Checks specs and names every mistake with its line and cure."""
    from crawlers.declared.load import SpecError, load_spec

    faulty = 0
    for path in files:
        try:
            spec = load_spec(path)
        except SpecError as error:
            faulty += 1
            typer.echo(str(error), err=True)
            continue
        todo = [
            n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "TODO" in line
        ]
        said = "".join(f"\n{path}:{number}: TODO" for number in todo)
        typer.echo(f"{path}: {spec.name}, {spec.kind.value}, {spec.policy.value}: 正确 · good{said}")
    if faulty:
        raise typer.Exit(1)


@app.command("record")
def record(
    name: Annotated[str, typer.Argument(help="来源名称 · the source's name")],
    words: Annotated[
        list[str] | None, typer.Option("--word", help="检索词，可重复 · a word to search for, repeatable")
    ] = None,
    into: Annotated[Path, typer.Option(help="存放样本的文件夹 · the folder of frozen pages")] = Path(
        "tests/crawlers/sources"
    ),
) -> None:
    """抓取一次真实应答，替换推导的样本 · Asks the source once and freezes its real answer in place of a derived one."""
    from crawlers.catalogue import UnknownSource, find
    from crawlers.record import CannotRecord, record_answer

    try:
        source = find(name)
        with (
            tempfile.TemporaryDirectory(prefix="haishao-record-") as folder,
            Console(stderr=True).status(name),
        ):
            recorded = record_answer(source, into / name, Path(folder), words=words or [])
    except (UnknownSource, CannotRecord) as error:
        fail(str(error))
    typer.echo(f"{recorded.body}: {recorded.body.stat().st_size:,} bytes")
    typer.echo(f"{recorded.expected}: 请核对 · look at it")

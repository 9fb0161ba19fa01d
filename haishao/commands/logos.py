"""`haishao logos check FILE…`: what a picture decodes to, and which watched logos it meets."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from domain.picture import Picture
    from jobs.logo_files import LogosRead
    from matchers.image.matcher import LogoMatch, LogoMatcher

app = typer.Typer(help="图形标识 · logos", no_args_is_help=True)


@app.callback()
def _logos() -> None:
    """Keeps `check` a verb of its own."""


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="图片 · pictures")],
    watchlist: Annotated[Path | None, typer.Option(help="品牌清单 CSV/XLSX · the watchlist")] = None,
    logos: Annotated[
        Path | None, typer.Option(help="图形标识所在文件夹 · the folder of the logos the list names")
    ] = None,
    save_to: Annotated[
        Path | None, typer.Option(help="并排图另存到文件夹 · a folder for the pictures side by side")
    ] = None,
) -> None:
    """解码图片，识读文字，并与清单中的图形标识比对 · Decodes pictures, reads their words, and meets them with the logos of a
    watchlist. 退出码 · Exit status: 3 有图片或图形标识无法读取 · some picture or logo could not be read.
    """
    from jobs.logo_files import watched_from
    from matchers.image.matcher import LogoMatcher

    read, names, faults = _read(watchlist, logos)
    watched = watched_from(read)
    typer.echo(f"{len(watched)} 个图形标识 · watched logos")
    matcher = LogoMatcher(watched) if watched else None
    contents = {
        hashlib.sha256(content).hexdigest(): content for found in read.contents.values() for content in found
    }
    for file in files:
        picture = _decoded(file)
        if picture is None:
            faults += 1
            continue
        for match in _met(picture, matcher):
            typer.echo(
                f"   {names.get(match.brand_id, match.brand_id)}: {match.score:.2f} · {match.evidence.says} · "
                f"{match.evidence.says_en}"
            )
            if save_to is not None:
                _save(save_to / f"{file.stem}-{match.brand_id}.png", contents[match.sha256], picture, match)
    if faults:
        raise typer.Exit(3)


def _read(watchlist: Path | None, folder: Path | None) -> tuple["LogosRead", dict[str, str], int]:
    from jobs.logo_files import LogosRead, read_logos
    from watchlists.logos import logos_of_watchlist
    from watchlists.read import read_watchlist

    if watchlist is None:
        return LogosRead(contents={}, faults=()), {}, 0
    listed = read_watchlist(watchlist)
    named = logos_of_watchlist(watchlist, listed.brands, listed.rows, folder=folder)
    read = read_logos(named.places)
    faults = (*listed.faults, *named.faults, *read.faults)
    for fault in faults:
        typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)
    return read, {brand.brand_id: brand.name for brand in listed.brands}, len(faults)


def _decoded(file: Path) -> "Picture | None":
    """The picture in a file, told with the words in it; None when it cannot be read, which is said."""
    from domain.fault import Fault
    from domain.fault_kind import FaultKind
    from jobs.seeing import read_words
    from pictures.decode import decode
    from pictures.refused import Refused

    try:
        picture = decode(file.read_bytes())
    except OSError as error:
        fault = Fault(kind=FaultKind.PICTURE_MISSING, file=str(file), detail=error.strerror or "")
    except Refused as refused:
        fault = refused.fault(str(file))
    else:
        words = read_words(picture)
        typer.echo(
            f"{file}: {picture.width} × {picture.height}" + (f" · 文字 · words: {words}" if words else "")
        )
        return picture
    typer.echo(f"{fault.says('zh')}\n  {fault.says('en')}", err=True)
    return None


def _met(picture: "Picture", matcher: "LogoMatcher | None") -> "list[LogoMatch]":
    found = matcher.match([picture])[0] if matcher else []
    if not found:
        typer.echo("   没有命中 · no logo met")
    return found


def _save(file: Path, logo: bytes, theirs: "Picture", match: "LogoMatch") -> None:
    from pictures.beside import side_by_side
    from pictures.decode import decode

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(side_by_side(decode(logo), theirs, match.points))
    typer.echo(f"   {file}")

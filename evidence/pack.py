"""Makes a pack: the files, their manifest, the time stamp, one zip."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evidence.authority import Authority
from evidence.canonical_zip import write_zip
from evidence.errors import NotStamped
from evidence.manifest import (
    CHAIN,
    ENVIRONMENT,
    MANIFEST,
    NO_AUTHORITY,
    ROOTS,
    STAMP,
    STATEMENT,
    SUMS,
    Listed,
    chain_json,
    chain_stamp_name,
    environment_json,
    file_name,
    manifest_json,
    picture_name,
    sha256_of,
    sums,
)
from evidence.records import Contents, Said
from evidence.statement import statement_html
from evidence.timestamp import ask_stamp

_WHAT = {
    STATEMENT: Said(zh="取证说明（可打印）", en="statement, to be printed"),
    CHAIN: Said(zh="证据链节录", en="excerpt of the chain"),
    ENVIRONMENT: Said(zh="设备与网络环境记录", en="log of the device and network"),
    ROOTS: Said(
        zh="时间戳机构证书（由制作者提供）",
        en="certificates of the authority, as given by whoever made the pack",
    ),
}
_ANSWER = Said(zh="原始应答及其请求（WARC）", en="answer and its request (WARC)")
_PICTURE = Said(zh="图样（WARC）", en="picture (WARC)")
_CHAIN_STAMP = Said(zh="证据链时间戳（RFC 3161）", en="time stamp of the chain (RFC 3161)")


def write_pack(contents: Contents, out: Path, *, authority: Authority | None) -> None:
    """Writes the pack, without a time stamp where there is no authority or it gives none: then the pack says so.

    Raises ValueError for what is too large, OSError when `out` cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="haishao-pack-") as made:
        folder = Path(made)
        _lay_out(contents, folder)
        if authority is not None and authority.roots:
            _put(folder, ROOTS, authority.roots)
        _close(contents, folder, authority)
        with out.open("xb") as file:
            write_zip(folder, file)


def _lay_out(contents: Contents, folder: Path) -> None:
    for number, answer in enumerate(contents.answers, 1):
        if answer.warc:
            _put_file(folder, file_name(number), answer.warc)
    for number, picture in enumerate(contents.pictures, 1):
        _put_file(folder, picture_name(number), picture.warc)
    for segment in contents.chain:
        if segment.stamp:
            _put(folder, chain_stamp_name(segment.stamp.link), segment.stamp.token)
    for one in contents.attachments:
        _put(folder, one.name, one.content)
    _put(folder, CHAIN, chain_json(contents.chain))
    _put(folder, ENVIRONMENT, environment_json(contents.environment))


def _close(contents: Contents, folder: Path, authority: Authority | None) -> None:
    """Statement, manifest, token and sums. What the manifest says of the token is settled before it is stamped."""
    why: Said | None = NO_AUTHORITY
    if authority is not None:
        _put(folder, STATEMENT, statement_html(contents, stamped_by=authority.url, why_unstamped=None))
        listed = list(_listed(contents, folder))
        manifest = manifest_json(contents, listed, stamped_by=authority.url, why_unstamped=None)
        try:
            _put(folder, STAMP, ask_stamp(authority, manifest))
            _put(folder, MANIFEST, manifest)
            why = None
        except NotStamped as refusal:
            why = Said(
                zh=f"时间戳服务未给出时间戳：{refusal}", en=f"The authority gave no time stamp: {refusal}"
            )
    if why is not None:
        _put(folder, STATEMENT, statement_html(contents, stamped_by="", why_unstamped=why))
        listed = list(_listed(contents, folder))
        _put(folder, MANIFEST, manifest_json(contents, listed, stamped_by="", why_unstamped=why))
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    _put(folder, SUMS, sums({name: sha256_of(folder / name) for name in names}))


def _listed(contents: Contents, folder: Path) -> Iterator[Listed]:
    attached = {one.name: one.what for one in contents.attachments}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        kinds = {"answers": _ANSWER, "pictures": _PICTURE, "timestamps": _CHAIN_STAMP}
        what = attached.get(name) or _WHAT.get(name) or kinds[name.partition("/")[0]]
        yield Listed(name=name, size=path.stat().st_size, sha256=sha256_of(path), what=what)


def _put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _put_file(folder: Path, name: str, file: Path) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    shutil.move(file, path)

"""The index of a long watchlist, built once on a machine and mapped by all its workers. 共享索引.

A version is a folder under HAISHAO_HOME/index, named by the watched words, the rules and the code that made it:

    HAISHAO_HOME/index/VERSION/arrays.bin     the arrays end to end
                               index.json     name, type, shape and place of each; length and CRC-32 of the whole

The first worker that needs one builds it under a lock, into a folder of another name, and renames that when it is
complete; the others wait, and open it. It is mapped privately: nobody writes to the file, and what a process changes
is its own. A version that cannot be read is built anew. A list that differs in a few brands grows, in memory, out of
the version it differs least from.
"""

import fcntl
import hashlib
import json
import logging
import os
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.brand import Brand
from jobs.judging import Screen
from matchers.text.arrays import Arrays, Texts, part, texts_in, under
from matchers.text.rules import WORDS_2

log = logging.getLogger(__name__)

LEAST_SHARED = 1_000
"""Brands from which an index is shared: one of fewer is built in a moment."""

MOST_GROWN = 100
"""Brands by which a list may differ from a version and still grow out of it."""

KEPT_VERSIONS = 3
_PATIENCE = 600.0
"""Seconds another worker may take to build: 100,000 brands take twenty of one core."""
_ALIGNED = 64
_READ = ("anyascii", "numba", "numpy", "OpenCC", "pypinyin")
"""What decides, beside our own code, how names are read and how arrays are laid out."""


_Digests = npt.NDArray[np.uint64]


class _Unreadable(ValueError):
    """A version that is not what was written."""


def screen_of(brands: Sequence[Brand], folder: Path) -> Screen:
    """The brands ready to be met, out of the index in this folder where there are many.

    When the folder cannot be written to, or another worker builds for too long, the index is this process's own.
    """
    if len(brands) < LEAST_SHARED:
        return Screen(brands)
    digests = _digests(brands)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            found = _nearest(folder, brands, digests) or _built(folder, brands, digests)
            _drop_old(folder)
    except (OSError, TimeoutError) as fault:
        log.warning("the index in %s cannot be shared, this worker builds its own: %s", folder, fault)
        return Screen(brands)
    return _grown(found, brands, digests)


def _built(folder: Path, brands: Sequence[Brand], digests: _Digests) -> Arrays:
    started = time.monotonic()
    arrays = {
        **Screen(brands).index(),
        **under("brand", texts_in([brand.brand_id for brand in brands])),
        "brand/digest": digests,
    }
    version = folder / _version_of(digests)
    _write(version, arrays)
    log.info("index of %d brands built in %.1f s: %s", len(brands), time.monotonic() - started, version.name)
    return _read(version)


def _nearest(folder: Path, brands: Sequence[Brand], digests: _Digests) -> Arrays | None:
    """The version of these brands, or else the one it takes the fewest changes from; None when all are too far."""
    wanted = folder / _version_of(digests)
    others = [path for path in _versions(folder) if path.name.startswith(f"{_code()}-") and path != wanted]
    for version in (wanted, *others) if wanted.is_dir() else others:
        try:
            arrays = _read(version)
        except (_Unreadable, OSError) as fault:
            log.warning("index %s cannot be read and is built anew: %s", version.name, fault)
            shutil.rmtree(version, ignore_errors=True)
            continue
        if sum(map(len, _changes(arrays, brands, digests))) <= MOST_GROWN:
            os.utime(version)
            return arrays
    return None


def _changes(arrays: Arrays, brands: Sequence[Brand], digests: _Digests) -> tuple[list[str], list[Brand]]:
    """The ids a version has and these brands no longer have, and the brands it does not have with these words."""
    ids = Texts(part("brand", arrays)).every()
    known = dict(zip(ids, arrays["brand/digest"].tolist(), strict=True))
    fresh = [
        brand
        for brand, digest in zip(brands, digests.tolist(), strict=True)
        if known.get(brand.brand_id) != digest
    ]
    return list(known.keys() - {brand.brand_id for brand in brands}), fresh


def _grown(arrays: Arrays, brands: Sequence[Brand], digests: _Digests) -> Screen:
    gone, fresh = _changes(arrays, brands, digests)
    now = {brand.brand_id: brand for brand in brands}
    ids = Texts(part("brand", arrays)).every()
    screen = Screen(
        [now.get(brand_id) or Brand(brand_id=brand_id, name=brand_id) for brand_id in ids], index=arrays
    )
    for brand_id in gone:
        screen.forget(brand_id)
    for brand in fresh:
        screen.watch(brand)
    return screen


def _digests(brands: Sequence[Brand]) -> _Digests:
    """What the index holds of each brand, in short."""
    written = (json.dumps([b.brand_id, *b.marks]).encode() for b in brands)
    return np.array(
        [int.from_bytes(hashlib.sha256(one).digest()[:8], "little") for one in written], np.uint64
    )


def _version_of(digests: _Digests) -> str:
    return f"{_code()}-{hashlib.sha256(digests.tobytes()).hexdigest()[:16]}"


@cache
def _code() -> str:
    """The rules, the matcher's own files, and what they read names with."""
    digest = hashlib.sha256(f"{WORDS_2.name} {sys.byteorder}".encode())
    for name in _READ:
        digest.update(f"{name} {metadata.version(name)} ".encode())
    for name, content in sorted(_files(resources.files("matchers") / "text", "")):
        digest.update(name.encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()[:16]


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{name}{entry.name}/") if entry.name != "__pycache__" else ()
        else:
            yield f"{name}{entry.name}", entry.read_bytes()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the lock is let go of when it ends, however it ends. Raises TimeoutError."""
    give_up = time.monotonic() + _PATIENCE
    with (folder / "lock").open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise TimeoutError(f"{folder / 'lock'} was held for {_PATIENCE:.0f} s") from None
                time.sleep(0.05)
        yield


def _versions(folder: Path) -> list[Path]:
    """Newest first."""
    found = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _drop_old(folder: Path) -> None:
    """Those that use one of these keep it mapped until they end. What a killed builder left goes too."""
    for path in (*_versions(folder)[KEPT_VERSIONS:], *folder.glob(".building-*")):
        shutil.rmtree(path, ignore_errors=True)


def _write(version: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=version.parent))
    try:
        rows, length, crc = [], 0, 0
        with (building / "arrays.bin").open("wb") as file:
            for name, array in arrays.items():
                row = {"name": name, "type": array.dtype.str, "shape": list(array.shape), "at": length}
                rows.append(row)
                content = np.ascontiguousarray(array).tobytes()
                content += bytes(-len(content) % _ALIGNED)
                length, crc = length + file.write(content), zlib.crc32(content, crc)
            file.flush()
            os.fsync(file.fileno())
        written = {"length": length, "crc32": crc, "arrays": rows}
        (building / "index.json").write_text(json.dumps(written), encoding="utf-8")
        building.rename(version)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _read(version: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays, mapped. Raises `_Unreadable`, or OSError."""
    try:
        written = json.loads((version / "index.json").read_text(encoding="utf-8"))
        whole = np.memmap(version / "arrays.bin", np.uint8, mode="c").view(np.ndarray)
        if len(whole) != written["length"]:
            raise _Unreadable(f"{len(whole)} bytes, not {written['length']}")
        if zlib.crc32(whole) != written["crc32"]:
            raise _Unreadable("its content has changed")
        return {row["name"]: _array(whole, row) for row in written["arrays"]}
    except (KeyError, TypeError, ValueError) as fault:
        raise _Unreadable(f"{type(fault).__name__}: {fault}") from fault


def _array(whole: npt.NDArray[np.uint8], row: Mapping[str, Any]) -> npt.NDArray[Any]:
    kind, shape = np.dtype(row["type"]), tuple(row["shape"])
    size = kind.itemsize * int(np.prod(shape, dtype=np.int64))
    return whole[row["at"] : row["at"] + size].view(kind).reshape(shape)

"""A zip written file after file, with what its manifest says of each: the same content gives the same bytes. 导出的压缩包."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

_PIECE = 256 * 1024


class ExportZip:
    """Writes to an open file; in memory stands one piece at a time."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self._said: list[dict[str, str | int]] = []

    def add_lines(self, name: str, lines: Iterable[str]) -> tuple[int, str]:
        """Adds a file of lines and returns how many, and its SHA-256."""
        count = 0

        def counted() -> Iterable[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield f"{line}\n".encode()

        sha256 = self._add(name, counted())
        self._said[-1]["count"] = count
        return count, sha256

    def add_bytes(self, name: str, content: bytes) -> None:
        """Adds a file."""
        self._add(name, (content,))

    def add_file(self, name: str, path: Path) -> None:
        """Adds a file that stands on the disk."""
        with path.open("rb") as file:
            self._add(name, iter(lambda: file.read(_PIECE), b""))

    def close(self, about: dict[str, str]) -> None:
        """Adds the manifest, with `about` what the export is of, and ends the zip."""
        manifest = {**about, "files": sorted(self._said, key=lambda one: str(one["file"]))}
        self.add_bytes("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        self._zip.close()

    def _add(self, name: str, pieces: Iterable[bytes]) -> str:
        entry = zipfile.ZipInfo(name)  # dated 1980-01-01
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        sha256, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                sha256.update(piece)
                size += len(piece)
                file.write(piece)
        self._said.append({"file": name, "size": size, "sha256": sha256.hexdigest()})
        return sha256.hexdigest()

"""What a backup says of itself: the last part of its file but one."""

import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


class BackupBroken(Exception):
    """The part of a backup that is not what it was, and why in Chinese and English."""

    def __init__(self, part: str, zh: str, en: str) -> None:
        super().__init__(f"{part}: {zh} · {en}")
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the file by its name, its bytes and their SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`schema` are the migrations the database had made, `rows` counts by table, `server` the version of its server and `tool`
    the major version of the pg_dump that wrote it. `key` is a fingerprint of the secret key, `key_inside` whether the key
    itself is a part. `settings` names what was set, without a value; `missing` evidence that rows rest on and no file was
    there for.
    """

    made_at: str
    version: str
    server: int
    tool: int
    schema: tuple[str, ...]
    rows: dict[str, int]
    key: str
    key_inside: bool
    settings: tuple[str, ...]
    missing: tuple[str, ...]
    parts: tuple[Part, ...]

    def written(self) -> bytes:
        """As JSON, for machines and people."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes) -> "Manifest":
        """Raises `BackupBroken` for what is no manifest, or one of a newer format."""
        try:
            said: dict[str, Any] = json.loads(text)
            form = said.pop("format")
            if form != FORMAT:
                raise BackupBroken(
                    "manifest.json",
                    f"格式 {form} 本版本不识；请升级 haishao",
                    f"format {form} is not known here; upgrade haishao",
                )
            parts = tuple(Part(**part) for part in said.pop("parts"))
            listed = {name: tuple(said.pop(name)) for name in ("schema", "settings", "missing")}
            return cls(parts=parts, **listed, **said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupBroken("manifest.json", "不是清单", f"is no manifest ({error})") from error

"""Secrets that stand in files, as Docker and Kubernetes hand them over: NAME_FILE in place of NAME."""

from collections.abc import MutableMapping
from pathlib import Path

from haishao.redaction import is_secret

_MOST = 64 * 1024


def read_secret_files(environment: MutableMapping[str, str]) -> None:
    """Sets every secret setting whose file is named, NAME by NAME_FILE, so that whoever reads
    the environment finds it, and whoever keeps secrets out of logs too. One newline at the end is not part of it. A file is read
    once: what this process or one it starts sets NAME to later stands.

    Raises `SystemExit` where both are set to different values, and for a file that cannot be read or is empty.
    """
    for named in [name for name in environment if name.endswith("_FILE") and is_secret(name[:-5])]:
        name, file = named[:-5], Path(environment[named])
        try:
            with file.open(encoding="utf-8") as opened:
                secret = opened.read(_MOST).removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            said = getattr(error, "strerror", None) or "not UTF-8"
            raise SystemExit(f"{named}: 无法读取 {file} · cannot be read: {said}") from None
        if not secret:
            raise SystemExit(f"{named}: 文件为空 · the file is empty: {file}")
        if environment.get(name, secret) != secret:
            raise SystemExit(f"{name} 与 {named} 只能设置其一 · set one of them, not both")
        environment[name] = secret
        del environment[named]

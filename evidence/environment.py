"""What device and network evidence was made on, as far as it can be seen from within. 环境清洁性记录.

Courts ask whether the device and network were clean (民事诉讼证据规定 art. 93; 人民法院在线诉讼规则 art. 17). What could lead a
request astray is written down: names fixed in a hosts file, resolvers, proxies, certificates that are believed, what was
loaded into the interpreter; and what the software was, down to its bytes.
"""

import getpass
import hashlib
import os
import platform
import ssl
import sys
import time
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import certifi

from evidence.records import Fact

_PACKAGES: Final = (
    "console", "crawlers", "domain", "evidence", "haishao", "jobs", "matchers", "notifier", "pictures", "reports",
    "response", "storage", "watchlists",
)  # fmt: skip
_PROXIES: Final = (
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
)  # fmt: skip
_LOADED: Final = (
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
_MOST_LINES: Final = 200
_MOST_BYTES: Final = 1024 * 1024


def environment(*, software: str) -> tuple[Fact, ...]:
    """The facts, each at most 200 lines long. Nothing is run and nothing is asked over the network."""
    root = Path(__file__).resolve().parent.parent
    return (
        _fact("software", "取证软件", "Software", software),
        _fact("software-sha256", "取证软件源文件 SHA-256", "SHA-256 of the software's files", _tree(root)),
        _fact(
            "interpreter",
            "解释器",
            "Interpreter",
            f"{platform.python_implementation()} {sys.version.split()[0]}",
        ),
        _fact(
            "interpreter-sha256",
            "解释器文件 SHA-256",
            "SHA-256 of the interpreter",
            _of(Path(sys.executable)),
        ),
        _fact("openssl", "加密库", "TLS library", ssl.OPENSSL_VERSION),
        _fact("libraries", "所用程序库", "Libraries", *_libraries()),
        _fact("system", "操作系统", "Operating system", platform.platform(), *_os_release()),
        _fact(
            "machine", "机器", "Machine", f"{platform.node()} · {platform.machine()} · {os.cpu_count()} CPU"
        ),
        _fact("account", "系统账户", "System account", _account()),
        _fact("time-zone", "系统时区", "Time zone", f"{'/'.join(time.tzname)} · UTC{time.strftime('%z')}"),
        _fact("hosts", "hosts 文件条目", "Entries of the hosts file", *_hosts()),
        _fact("resolvers", "域名解析服务器", "Resolvers", *_resolvers()),
        _fact("proxies", "代理设置（不含密码）", "Proxies (without passwords)", *_proxies()),
        _fact(
            "trusted-certificates", "受信任根证书库 SHA-256", "SHA-256 of trusted certificates", *_trusted()
        ),
        _fact("loaded", "影响程序加载的环境变量", "Variables that change what is loaded", *_loaded()),
    )


def _fact(key: str, zh: str, en: str, *values: str) -> Fact:
    return Fact(key=key, zh=zh, en=en, values=values[:_MOST_LINES])


def _of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"— {error.strerror}"


def _tree(root: Path) -> str:
    """One hash over every source file of the software: the lines `SHA-256  path` in order of the paths."""
    found = (
        path for name in _PACKAGES for path in (root / name).rglob("*") if path.suffix in (".py", ".yaml")
    )
    lines = sorted(f"{path.relative_to(root).as_posix()}  {_of(path)}\n" for path in found)
    return f"{hashlib.sha256(''.join(lines).encode()).hexdigest()} · {len(lines)} files"


def _libraries() -> list[str]:
    return sorted({f"{one.name} {one.version}" for one in distributions()}, key=str.lower)


def _os_release() -> list[str]:
    try:
        return [platform.freedesktop_os_release().get("PRETTY_NAME", "")]
    except OSError:
        return []


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    bare = (" ".join(line.partition("#")[0].split()) for line in text.splitlines())
    return [line for line in bare if line]


def _hosts() -> list[str]:
    windows = Path(os.environ.get("SYSTEMROOT", "")) / "System32/drivers/etc/hosts"
    return _lines(windows if os.name == "nt" else Path("/etc/hosts"))


def _resolvers() -> list[str]:
    return [
        line
        for line in _lines(Path("/etc/resolv.conf"))
        if line.startswith(("nameserver", "search", "options"))
    ]


def _proxies() -> list[str]:
    return [f"{name}={_without_password(os.environ[name])}" for name in _PROXIES if os.environ.get(name)]


def _without_password(address: str) -> str:
    if "@" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return "…"
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"…@{host}", parts.path, "", "")) if host else "…"


def _trusted() -> Iterable[str]:
    system = ssl.get_default_verify_paths().cafile or ""
    for path in dict.fromkeys((system, certifi.where())):
        if path and Path(path).is_file():
            yield f"{_of(Path(path))} · {path}"


def _loaded() -> list[str]:
    return [f"{name}={os.environ[name]}" for name in _LOADED if os.environ.get(name)]

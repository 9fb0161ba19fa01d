"""This machine: disk, the secret key, the evidence folder, the browser, the clock."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crawlers.chromium import chromium, why_no_browser
from haishao.doctor.finding import Finding, Level

BROWSER_SECONDS = 45.0
SKEW_WARNED, SKEW_FAILED = 2.0, 60.0
"""Seconds the clock may be off: links, signatures and last days stand on it."""

_FAIL_SHARE = 5
"""Free space below the wanted is told; below the fifth part of it nothing can be relied on."""

_GB = 1024**3


def disk(folder: Path, *, name: str, wanted_gb: float) -> Iterator[Finding]:
    """Whether the disk under a folder has the space wanted."""
    usage = shutil.disk_usage(folder)
    free = usage.free / _GB
    said = f"{free:.1f} GB / {usage.total / _GB:.0f} GB"
    level = Level.OK
    if free < wanted_gb:
        level = Level.FAIL if free < wanted_gb / _FAIL_SHARE else Level.WARN
    yield Finding(
        name=name,
        level=level,
        zh=f"可用空间 {said}（{folder}）",
        en=f"free space {said} ({folder})",
        cure_zh="" if level is Level.OK else "请清理或扩容；HAISHAO_EVIDENCE_DAYS 决定原始应答保存多久",
        cure_en=""
        if level is Level.OK
        else "make room, or a larger disk; HAISHAO_EVIDENCE_DAYS says how long answers are kept",
    )


def secret_key(home: Path) -> Iterator[Finding]:
    """Whether nobody else can read the key that signs sessions and links."""
    if os.environ.get("HAISHAO_SECRET_KEY"):
        yield Finding(
            name="secret-key",
            level=Level.OK,
            zh="由 HAISHAO_SECRET_KEY 给出",
            en="given by HAISHAO_SECRET_KEY",
        )
        return
    kept = home / "secret-key"
    if not kept.exists():
        yield Finding(
            name="secret-key",
            level=Level.SKIP,
            zh="尚未生成，首次启动时生成",
            en="not made yet; the first start makes it",
        )
        return
    mode = stat.S_IMODE(kept.stat().st_mode)
    if mode & 0o077:
        yield Finding(
            name="secret-key",
            level=Level.FAIL,
            zh=f"他人可读（权限 {mode:03o}）",
            en=f"others can read it (mode {mode:03o})",
            cure_zh=f"运行 chmod 600 {kept}；若可能已被读取，删除它再启动（所有人须重新登录）",
            cure_en=f"run: chmod 600 {kept}; if it may have been read, delete it and start again (everybody signs in anew)",
        )
        return
    yield Finding(
        name="secret-key",
        level=Level.OK,
        zh=f"仅本用户可读（{mode:03o}）",
        en=f"readable by this user alone ({mode:03o})",
    )


def evidence(folder: Path) -> Iterator[Finding]:
    """Whether what sources answer can be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"haishao doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        yield Finding(
            name="evidence",
            level=Level.FAIL,
            zh=f"无法写入 {folder}：{error.strerror}",
            en=f"cannot write to {folder}: {error.strerror}",
            cure_zh="请把该目录交给运行 haishao 的用户，或改 HAISHAO_HOME",
            cure_en="give the folder to the user who runs haishao, or set HAISHAO_HOME",
        )
        return
    yield Finding(name="evidence", level=Level.OK, zh=f"可写（{folder}）", en=f"writable ({folder})")


def browser() -> Iterator[Finding]:
    """Whether the browser starts and shows a page."""
    if missing := why_no_browser():
        yield Finding(
            name="browser",
            level=Level.WARN,
            zh="没有浏览器；需要浏览器的来源不会抓取",
            en="there is none; sources that need one are not crawled",
            cure_zh=missing,
            cure_en=missing,
        )
        return
    with tempfile.TemporaryDirectory(prefix="haishao-doctor-") as profile:
        command = [
            chromium(), "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={profile}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--dump-dom", "data:text/html,<p>haishao</p>",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=BROWSER_SECONDS, check=False)
    if b"<p>haishao</p>" in done.stdout:
        yield Finding(
            name="browser", level=Level.OK, zh=f"可启动（{command[0]}）", en=f"starts ({command[0]})"
        )
        return
    said = " ".join(done.stderr.decode("utf-8", "replace").split())[-200:]
    yield Finding(
        name="browser",
        level=Level.FAIL,
        zh=f"无法启动，状态 {done.returncode}：{said}",
        en=f"does not start, status {done.returncode}: {said}",
        cure_zh="请重装 Chromium 与 fonts-noto-cjk，或以 HAISHAO_CHROMIUM 指明",
        cure_en="install Chromium and fonts-noto-cjk again, or name another by HAISHAO_CHROMIUM",
    )


def clock(server: str) -> Iterator[Finding]:
    """How far this machine's clock is from that of the time server of the settings."""
    from evidence.sntp import NotMeasured, clock_offset

    if not server:
        yield Finding(
            name="system-time",
            level=Level.SKIP,
            zh="未设时间服务器，未比对",
            en="no time server is set; not compared",
            cure_zh="可设 HAISHAO_NTP_SERVER",
            cure_en="HAISHAO_NTP_SERVER may name one",
        )
        return
    try:
        off = clock_offset(server).seconds
    except NotMeasured as why:
        yield Finding(
            name="system-time",
            level=Level.WARN,
            zh=f"时间服务器没有可用的应答，未比对（{why}）",
            en=f"no usable answer of the time server; not compared ({why})",
            cure_zh="核对 HAISHAO_NTP_SERVER 与防火墙（UDP 123）",
            cure_en="check HAISHAO_NTP_SERVER and the firewall (UDP 123)",
        )
        return
    yield skewed("system-time", off, server)


def skewed(name: str, off: float, beside: str) -> Finding:
    """The finding on a clock that is off by so many seconds beside another."""
    level = Level.OK if abs(off) < SKEW_WARNED else Level.WARN if abs(off) < SKEW_FAILED else Level.FAIL
    return Finding(
        name=name,
        level=level,
        zh=f"与 {beside} 相差 {off:+.1f} 秒",
        en=f"{off:+.1f} s beside {beside}",
        cure_zh="" if level is Level.OK else "请启用时间同步（chrony 或 systemd-timesyncd）",
        cure_en="" if level is Level.OK else "let chrony or systemd-timesyncd keep the time",
    )

"""The packages haishao stands on: pinned, of a licence that goes with Apache-2.0, and without a known vulnerability.

Vulnerabilities are asked of OSV (https://osv.dev) by pip-audit. Where OSV is not reached, that is said in so many words, and is
a failure unless `--unreached-is-no-fault` stands there. Nothing is written to a file.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
_OUR_OWN = "haishao"
_BROUGHT_BY_PYTHON = frozenset({"pip", "setuptools", "wheel"})
"""What `python -m venv` puts there itself, in the version of that Python."""

_LONGEST = 180
"""Seconds all questions together may take."""

_STRONG = re.compile(r"\b(A?GPL|SSPL|EUPL|GNU (?:Affero )?General Public)", re.I)
_WEAK = re.compile(r"\bLGPL|\bMPL|Mozilla Public|Lesser General|\bEPL\b", re.I)
_LICENCES_SAID_ELSEWHERE = {
    "axe-playwright-python": "MIT",
    "resvg-py": "MIT",
}
"""Licences of packages whose metadata names none, read in the LICENSE each brings along."""

_NOT_AUDITED = """\
未审计漏洞：无法访问 OSV 漏洞库，没有检查任何软件包。请在能联网的机器上运行 make audit。
NOT AUDITED: the vulnerability service (OSV) was not reached; no package was looked at for known vulnerabilities.
Run `make audit` on a machine that reaches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An installed distribution: its name as indexes spell it, version, and the licence it says it has ("" for none)."""

    name: str
    version: str
    licence: str


class NotReached(RuntimeError):
    """The vulnerability service did not answer for every package; the text says what pip-audit said last."""


def pins(text: str) -> dict[str, str]:
    """Name and version of every line `NAME==VERSION`. Raises `ValueError` for a line that pins nothing."""
    found = {}
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        name, equal, version = line.partition("==")
        if not equal:
            raise ValueError(f"constraints.txt: {line!r} pins no version")
        found[str(canonicalize_name(name))] = version
    return found


def installed() -> list[Package]:
    """Every distribution of this environment but haishao itself and what Python brings along."""
    packages = {str(canonicalize_name(one.metadata["Name"])): one for one in distributions()}
    return [
        Package(name=name, version=one.version, licence=_licence(name, one))
        for name, one in sorted(packages.items())
        if name != _OUR_OWN and name not in _BROUGHT_BY_PYTHON
    ]


def drift(packages: Iterable[Package], pinned: Mapping[str, str]) -> list[str]:
    """A sentence for every installed package that is not pinned, or not at its pin."""
    said = []
    for one in packages:
        pin = pinned.get(one.name)
        if pin is None:
            said.append(f"{one.name} {one.version}: not in constraints.txt")
        elif pin != one.version:
            said.append(f"{one.name} {one.version}: constraints.txt says {pin}")
    return said


def forbidden(packages: Iterable[Package], shipped: frozenset[str]) -> list[str]:
    """A sentence for every package haishao needs to run whose licence is unknown, or asks that haishao be under it too."""
    said = []
    for one in (one for one in packages if one.name in shipped):
        if not one.licence:
            said.append(f"{one.name}: says no licence")
        elif _STRONG.search(re.sub(r"LGPL\S*|Lesser General Public\S*", "", one.licence)):
            said.append(f"{one.name}: {one.licence} does not go with Apache-2.0")
    return said


def copyleft(packages: Iterable[Package], shipped: frozenset[str]) -> list[str]:
    """Those under a weak copyleft, which haishao only imports: their own files stay under it."""
    return [
        f"{one.name}: {one.licence}" for one in packages if one.name in shipped and _WEAK.search(one.licence)
    ]


def needed_to_run(by_name: Mapping[str, Distribution]) -> frozenset[str]:
    """The names of all that haishao needs to run, through and through; what only developers use is left out."""
    todo, found = [(_OUR_OWN, frozenset[str]())], set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in found or name not in by_name:
            continue
        found.add((name, extras))
        for need in map(Requirement, by_name[name].requires or ()):
            if need.marker is None or any(need.marker.evaluate({"extra": one}) for one in extras or {""}):
                todo.append((str(canonicalize_name(need.name)), frozenset(need.extras)))
    return frozenset(name for name, _ in found) - {_OUR_OWN}


def vulnerabilities(packages: Iterable[Package], *, osv: str = "", longest: float = _LONGEST) -> list[str]:
    """A sentence for every known vulnerability. Raises `NotReached`. `osv` is the address of another OSV service."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "packages.txt"
        listed.write_text("".join(f"{one.name}=={one.version}\n" for one in packages))
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps", "--disable-pip",
            "--vulnerability-service", "osv", "--format", "json", "--desc", "off", "--progress-spinner", "off",
            "--timeout", "10", "--cache-dir", str(Path(folder) / "cache"), *(["--osv-url", osv] if osv else []),
        ]  # fmt: skip
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=longest, check=False)
        except subprocess.TimeoutExpired as late:
            raise NotReached(f"no answer within {longest:.0f} s") from late
    try:
        answered = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError) as silent:
        last = (ended.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise NotReached(re.sub(r"\w+://\S+", "…", last)[:200]) from silent
    if skipped := [one["name"] for one in answered if "skip_reason" in one]:
        raise NotReached(f"not looked at: {', '.join(skipped)}")
    return [
        f"{one['name']} {one['version']}: {found['id']}"
        + (f", mended in {', '.join(found['fix_versions'])}" if found["fix_versions"] else ", not mended yet")
        for one in answered
        for found in one["vulns"]
    ]


def _licence(name: str, one: Distribution) -> str:
    said = one.metadata
    classified = [
        line.rpartition("::")[2].strip()
        for line in said.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    written = (said["License"] or "").strip().partition("\n")[0][:80] if "License" in said else ""
    expression = said.get("License-Expression", "")
    return expression or "; ".join(classified) or written or _LICENCES_SAID_ELSEWHERE.get(name, "")


def main(arguments: list[str] | None = None) -> int:
    """Prints what was found and returns the status: 0 for nothing, 1 for a fault, 3 where nobody could tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--unreached-is-no-fault", action="store_true")
    asked.add_argument("--osv", default="", help="address of another OSV service")
    asked.add_argument("--longest", type=float, default=_LONGEST, help="seconds for all questions")
    chosen = asked.parse_args(arguments)
    packages = installed()
    by_name = {str(canonicalize_name(one.metadata["Name"])): one for one in distributions()}
    shipped = needed_to_run(by_name)
    faults = drift(packages, pins(CONSTRAINTS.read_text())) + forbidden(packages, shipped)
    print(f"{len(packages)} packages, {len(shipped)} of them needed to run")
    print("weak copyleft, imported as they are:", "; ".join(copyleft(packages, shipped)))
    unreached = False
    try:
        faults += vulnerabilities(packages, osv=chosen.osv, longest=chosen.longest)
    except NotReached as silent:
        unreached = True
        print(f"{_NOT_AUDITED}\n({silent})", file=sys.stderr)
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    if faults:
        return 1
    if unreached:
        return 0 if chosen.unreached_is_no_fault else 3
    print("no known vulnerability")
    return 0


if __name__ == "__main__":
    sys.exit(main())

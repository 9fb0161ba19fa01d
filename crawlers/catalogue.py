"""Finds the sources: nothing is registered, a file in its place is a source.

Specs lie in `crawlers/specs/` and in the operator's own folder, HAISHAO_SPECS; modules under `crawlers/sources/`.
"""

import importlib
import os
import pkgutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import crawlers.sources
from crawlers.declared.load import SpecError, load_spec
from crawlers.declared.source import declared_source
from crawlers.source import Source

SPECS = Path(__file__).parent / "specs"


class UnknownSource(LookupError):
    """No source of that name; the message lists those there are, or says what is wrong with its spec."""


def load_all() -> list[Source]:
    """Every source that can be used, by name. A faulty spec takes only itself away: see `faulty_specs`."""
    return sorted({**dict(_modules()), **_declared()[0]}.values(), key=lambda source: source.name)


def faulty_specs() -> list[SpecError]:
    """What is wrong with the specs that cannot be used."""
    return list(_declared()[1].values())


def find(name: str) -> Source:
    """The source of that name. Raises UnknownSource."""
    for source in load_all():
        if source.name == name:
            return source
    if error := _declared()[1].get(name):
        raise UnknownSource(str(error))
    known = ", ".join(source.name for source in load_all())
    raise UnknownSource(f"没有来源 · no source {name!r}; {known}")


def spec_paths() -> list[Path]:
    """The spec files, the operator's own last."""
    own = os.environ.get("HAISHAO_SPECS", "")
    folders = [SPECS, Path(own)] if own else [SPECS]
    return [path for folder in folders for path in sorted(folder.glob("*.yaml"))]


def _declared() -> tuple[dict[str, Source], dict[str, SpecError]]:
    good: dict[str, Source] = {}
    faulty: dict[str, SpecError] = {}
    for path in spec_paths():
        try:
            good[path.stem] = _spec_source(path, path.stat().st_mtime_ns)
        except SpecError as error:
            faulty[path.stem] = error
    return good, faulty


@lru_cache(maxsize=1024)
def _spec_source(path: Path, _changed_at: int) -> Source:
    return declared_source(load_spec(path))


def _modules() -> Iterator[tuple[str, Source]]:
    for module in pkgutil.walk_packages(crawlers.sources.__path__, "crawlers.sources."):
        if not module.ispkg:
            source = _load(module.name)
            yield source.name, source


def _load(module_name: str) -> Source:
    source: Source = importlib.import_module(module_name).SOURCE
    expected = module_name.rpartition(".")[2].replace("_", "-")
    if source.name != expected:
        raise ValueError(f"{module_name}: SOURCE.name is {source.name!r}, expected {expected!r}")
    return source

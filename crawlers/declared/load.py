"""Reads a spec file and checks it whole, so that every mistake is named with its line and its cure."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from crawlers.declared.check import problems_of
from crawlers.declared.spec import Spec

MOST_BYTES: Final = 100_000
"""Bytes of one spec file."""

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFault:
    """One mistake in a spec. `key` is its place (`fields.filed_on.date`), `says` what is wrong and the cure."""

    file: str
    line: int
    key: str
    says: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.key}: {self.says}"
            if self.key
            else f"{self.file}:{self.line}: {self.says}"
        )


class SpecError(ValueError):
    """A spec that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: list[SpecFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def load_spec(path: Path) -> Spec:
    """The spec in a file named for it. Raises SpecError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpecError([SpecFault(file=str(path), line=1, key="", says=str(error))]) from error
    return read_spec(content, file=str(path), name=path.stem)


def read_spec(content: bytes, *, file: str, name: str | None = None) -> Spec:
    """The spec in `content`; `file` stands for it in faults, `name` is what it must be called. Raises SpecError."""
    document = _Document(content, file)
    try:
        spec = Spec.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        raise SpecError([document.fault(*_said(one)) for one in error.errors()]) from error
    problems = list(problems_of(spec))
    if name is not None and spec.name != name:
        problems.append((("name",), f"the file is called {name!r}; name it as the source, {spec.name}.yaml"))
    if problems:
        raise SpecError([document.fault(key, says) for key, says in problems])
    return spec


class _Loader(yaml.SafeLoader):
    """YAML as JSON has it: `NO` is Norway and not false, 2026-01-01 is a text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":int", ":float", ":null"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class _Document:
    """A YAML file as data, with the line of every key. Raises SpecError when it is none."""

    def __init__(self, content: bytes, file: str) -> None:
        self._file = file
        if len(content) > MOST_BYTES:
            raise SpecError([self._fault(1, f"{len(content):,} bytes; a spec has at most {MOST_BYTES:,}")])
        try:
            root = yaml.compose(content, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SpecError(
                [self._fault(line, f"no YAML: {error.problem}; check indentation and quotes")]
            ) from error
        except yaml.YAMLError as error:
            raise SpecError([self._fault(1, f"no YAML: {error}")]) from error
        if not isinstance(root, yaml.MappingNode):
            raise SpecError([self._fault(1, "a spec is a mapping of keys to values; see docs/sources.md")])
        self._root: yaml.Node = root
        self._refuse_doubles(root, set())

    def _fault(self, line: int, says: str, key: str = "") -> SpecFault:
        return SpecFault(file=self._file, line=line, key=key, says=says)

    def _refuse_doubles(self, node: yaml.Node, above: set[int]) -> None:
        if id(node) in above:
            raise SpecError(
                [self._fault(node.start_mark.line + 1, "YAML aliases are not read; write it out")]
            )
        above.add(id(node))
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.value in seen or key.value == "<<":
                    raise SpecError(
                        [self._fault(key.start_mark.line + 1, "a key may stand once", str(key.value))]
                    )
                seen.add(key.value)
                self._refuse_doubles(value, above)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._refuse_doubles(value, above)

    @cached_property
    def data(self) -> Any:
        """The file's content."""
        try:
            return _Loader("").construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SpecError([self._fault(line, f"{error.problem}; write plain values")]) from error

    def fault(self, key: Key, says: str) -> SpecFault:
        """The fault at a key; its line is that of the deepest part of the key that stands in the file."""
        node = self._root
        line = 1
        shown: list[str] = []
        for part in key:
            below = _below(node, part)
            if below is None:
                if isinstance(part, str) and part[:1].islower():
                    shown.append(part)
                continue
            line, node = below
            shown.append(str(part))
        return self._fault(line, says, ".".join(shown))


def _below(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None


_CURES: Final = {
    "extra_forbidden": "unknown key; docs/sources.md lists the keys there are",
    "missing": "is missing; write it",
    "string_type": "a text is wanted; put it in quotes",
}


def _said(error: ErrorDetails) -> tuple[Key, str]:
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        return error[
            "loc"
        ], f"{error['input']!r} does not look as it should ({_PATTERNS.get(pattern, pattern)})"
    return error["loc"], _CURES.get(kind, f"{error['msg']}; found {error['input']!r:.80}")


_PATTERNS: Final = {
    r"^HAISHAO_[A-Z0-9_]+$": "the name of an environment setting, HAISHAO_…; a secret itself never stands in a spec",
    r"^https://\S+$": "an address beginning with https://",
    r"^[1-9][0-9]{0,3}[hd]$": "a number of hours or days, as 12h or 7d",
    r"^[A-Z]{2}$": "a WIPO ST.3 code of two capital letters",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and hyphens",
}

"""The time-stamp authority that is asked. In a module of its own, for settings to read without what asking takes."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A time-stamp authority at `url`, and the roots (PEM) its tokens must lead to; b"" takes any."""

    url: str
    roots: bytes = b""
    user: str = ""
    password: str = field(default="", repr=False)

"""What the library tells of a case. 案例库."""

from dataclasses import asdict, dataclass

from domain.case import CaseKind, Outcome, Right

WORDS = ("title", "facts", "law", "steps", "result", "lesson", "industry")
"""The fields in which words stand, and so names may."""

MOST = {"title": 200, "industry": 60}
LONGEST = 10_000
"""Characters of any other field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryWords:
    """A case as it is told: 案情, 法律依据, 应对步骤, 结果, 启示. `office` is an ST.3 code, "" where none fits; `outcome` is
    None where a case is told that has not ended.
    """

    title: str
    right: Right
    kind: CaseKind
    office: str = ""
    industry: str = ""
    outcome: Outcome | None = None
    facts: str = ""
    law: str = ""
    steps: str = ""
    result: str = ""
    lesson: str = ""

    def worded(self) -> dict[str, str]:
        """The fields in which words stand."""
        told = asdict(self)
        return {field: str(told[field]) for field in WORDS}

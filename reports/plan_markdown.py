"""A plan as Markdown. 应对预案（Markdown）."""

from domain.plan import Plan
from reports.plan_blocks import Block, Bullets, Heading, Paragraph, Table, plan_blocks

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|"})


def plan_markdown(plan: Plan, *, language: str = "zh", sign: str = "", proofs: int | None = None) -> str:
    """The plan as one Markdown text ending in a line break; what the plan quotes cannot become markup."""
    blocks = plan_blocks(plan, language=language, sign=sign, proofs=proofs)
    return "\n\n".join(map(_written, blocks)) + "\n"


def _written(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_plain(block.text)}"
        case Paragraph():
            return _plain(block.text)
        case Bullets():
            return "\n".join(f"- {_plain(item)}" for item in block.items)
        case Table():
            rows = "\n".join(f"| {_plain(label)} | {_plain(text)} |" for label, text in block.rows)
            return f"|  |  |\n| --- | --- |\n{rows}"


def _plain(text: str) -> str:
    """One line, without anything Markdown would read; addresses stay whole."""
    return " ".join(
        word if word.startswith(("http://", "https://")) else word.translate(_SPECIAL)
        for word in text.split()
    )

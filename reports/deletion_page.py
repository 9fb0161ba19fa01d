"""A certificate of deletion to be read by people. 删除证明."""

from collections.abc import Mapping, Sequence

from domain.deletion import Statement
from reports.html_page import both, facts, page, text

_NONE_LEFT = both(
    "删除完成时逐表重新清点，下列各类均为 0。",
    "Every table was asked anew at the end; of each kind none was left.",
)
_HEAD = "".join(
    f"<th>{both(zh, en)}</th>"
    for zh, en in (
        ("记录", "Record"),
        ("删除前", "Before"),
        ("删除后", "After"),
        ("编号的哈希", "Hash of the ids"),
    )
)


def certificate_page(
    statement: Statement,
    *,
    made_out_to: str,
    kinds: Mapping[str, tuple[str, str]],
    kept: Sequence[tuple[str, str]],
) -> str:
    """The page. `made_out_to` is the enterprise's name as whoever asks typed it and the keyed hash confirmed it, "" without;
    `kinds` says what each kind is called, `kept` what stays and why, in Chinese and English.
    """
    said = (
        ("证明编号", "Number", str(statement.number)),
        *((("企业", "Enterprise", made_out_to),) if made_out_to else ()),
        ("企业编号", "Enterprise's row number", str(statement.enterprise_number)),
        ("企业名称的密钥哈希", "Keyed hash of its name", statement.enterprise_hmac),
        ("申请时间", "Asked for at", statement.asked_at),
        ("开始时间", "Begun at", statement.begun_at),
        ("完成时间", "Ended at", statement.ended_at),
        ("申请人", "Asked for by", _who(statement)),
        ("前一份证明的哈希", "Hash of the one before", statement.previous),
        ("本证明的哈希", "Hash of this one", statement.hash()),
        ("软件", "Software", statement.software),
    )
    lines = "".join(
        f'<tr><td>{both(*kinds.get(one.kind, (one.kind, one.kind)))}</td><td class="n">{one.before:,}</td>'
        f'<td class="n">{one.after:,}</td><td><code>{text(one.ids_sha256)}</code></td></tr>\n'
        for one in statement.counts
    )
    stays = "".join(f"<li>{both(zh, en)}</li>\n" for zh, en in kept)
    return page(
        "企业数据删除证明",
        "Certificate of deletion",
        (
            facts(said),
            f"<p>{_NONE_LEFT}</p>\n<table><thead><tr>{_HEAD}</tr></thead><tbody>\n{lines}</tbody></table>\n",
            f"<h2>{both('仍保留的内容及原因', 'What stays, and why')}</h2>\n<ul>\n{stays}</ul>\n",
            f"<h2>{both('备份', 'Backups')}</h2>\n<p>",
            both(
                "此前所做的备份仍含这些数据，直至备份自身到期；恢复备份后，依删除登记再次执行删除。",
                "Backups made before still hold it until they end themselves; after one is restored, the register of "
                "deletions has it deleted again.",
            ),
            f"</p>\n<h2>{both('核验', 'To verify')}</h2>\n<p><code>haishao enterprise verify-deletion FILE.json</code></p>\n",
        ),
    )


def _who(statement: Statement) -> str:
    if statement.by_user is None:
        return "命令行 · the command line"
    return f"用户编号 · user number {statement.by_user}"

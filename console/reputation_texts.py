"""Words of the page of evidence that a brand is known. 知名度证据页用语。"""

from domain.reputation import Factor, ProofKind
from reports.reputation_index import FACTOR_WORDS, KIND_WORDS

REPUTATION_TEXTS: dict[str, tuple[str, str]] = {
    "reputation_page": ("知名度证据", "Evidence of reputation"),
    "reputation-added": ("添加知名度证据", "Evidence of reputation added"),
    "reputation-withdrawn": ("撤下知名度证据", "Evidence of reputation withdrawn"),
    "reputation-taken": ("导出知名度证据", "Evidence of reputation taken away"),
    "reputation_why": (
        "按国家整理，供律师依《巴黎公约》第六条之二主张驰名商标保护。"
        "六项因素出自 1999 年 WIPO 联合建议第 2 条，是参考因素而非条件；本页不判断品牌是否驰名。",
        "By country, for a lawyer who claims protection of a well-known mark under art. 6bis of the Paris Convention. The six "
        "factors are those of art. 2 of WIPO's Joint Recommendation of 1999: guidance, no conditions. This page does not say "
        "whether the brand is well known.",
    ),
    "reputation_source": ("因素出处", "Source of the factors"),
    "reputation_country": ("国家（地区）", "Country"),
    "reputation_missing": ("缺", "missing"),
    "reputation_usable": ("可用", "usable"),
    "reputation_over": ("已过期", "expired"),
    "reputation_without_file": ("无文件", "without a file"),
    "reputation_checklist": ("清单核对", "Checklist"),
    "reputation_items": ("证据", "Evidence kept"),
    "reputation_none": ("还没有证据。", "No evidence yet."),
    "reputation_add": ("添加证据", "Add evidence"),
    "reputation_kind": ("种类", "Kind"),
    "reputation_says": ("内容", "What it is"),
    "reputation_says_hint": (
        "如：2023–2025 年对美国销售合同及发票",
        "such as: contracts and invoices of sales to the US, 2023–2025",
    ),
    "reputation_from": ("期间自", "Period from"),
    "reputation_to": ("至", "to"),
    "reputation_amount": ("金额", "Amount"),
    "reputation_currency": ("币种", "Currency"),
    "reputation_valid": ("有效至", "Valid until"),
    "reputation_valid_hint": (
        "公证、认证等有期限的填写，没有期限的留空",
        "for what has an end, such as legalisation; else leave it empty",
    ),
    "reputation_file": ("文件（≤ 20 MB）", "File (20 MB at most)"),
    "reputation_withdraw": ("撤下", "Withdraw"),
    "reputation_index": ("目录（Word）", "Index (Word)"),
    "reputation_pack": ("目录与文件（ZIP）", "Index and files (ZIP)"),
    "reputation_wrong": (
        "未保存：请选择种类和国家，写明内容（500 字以内）；日期写作 2026-04-15，起不晚于止。",
        "Not saved: choose kind and country and say what it is (500 characters at most); days are written 2026-04-15, the first "
        "not after the last.",
    ),
    "reputation_money_wrong": (
        "未保存：金额为数字，币种为三个字母，如 USD。",
        "Not saved: an amount is a number, a currency three letters such as USD.",
    ),
    "reputation_too_many": (
        "未保存：一个品牌最多 500 项，请先撤下不用的。",
        "Not saved: a brand has 500 pieces at most; withdraw some first.",
    ),
    "reputation_pack_large": (
        "文件合计超过 200 MB，请逐个下载。",
        "The files are more than 200 MB together; take them one by one.",
    ),
    "reputation_available": ("现有知名度证据", "Evidence of reputation at hand"),
    "reputation_pieces": ("项", "pieces"),
    "reputation_everywhere": ("多国通用", "several countries"),
    **{f"factor_{one}": FACTOR_WORDS[one] for one in Factor},
    **{f"proof_{one}": KIND_WORDS[one] for one in ProofKind},
}

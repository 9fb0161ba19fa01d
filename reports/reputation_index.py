"""The index of a brand's evidence for one country, for the lawyer who files it, as Word. 知名度证据目录。"""

import datetime as dt
import io
from collections.abc import Sequence

from domain.brand import Brand
from domain.jurisdictions import name
from domain.reputation import FACTORS_CHECKED_ON, FACTORS_SOURCE, Factor, Line, Proof, ProofKind, numbered
from reports.plan_blocks import Block, Heading, Paragraph, Table
from reports.plan_docx import blocks_document

FACTOR_WORDS = {
    Factor.KNOWLEDGE: ("相关公众的知晓程度", "Knowledge or recognition in the relevant public"),
    Factor.USE: ("使用的时间、程度和地域", "Duration, extent and area of use"),
    Factor.PROMOTION: ("宣传推广的时间、程度和地域", "Duration, extent and area of promotion"),
    Factor.REGISTRATIONS: ("注册和申请的时间与地域", "Duration and area of registrations and applications"),
    Factor.ENFORCEMENT: ("维权和被认定驰名的记录", "Record of enforcement and recognition"),
    Factor.VALUE: ("与商标相关的价值", "Value associated with the mark"),
}
KIND_WORDS = {
    ProofKind.SURVEY: ("市场调查", "Market survey"), ProofKind.AWARD: ("获奖、排名", "Award or ranking"),
    ProofKind.PRESS: ("媒体报道", "Press"), ProofKind.SALES: ("销售合同、发票", "Sales: contracts, invoices"),
    ProofKind.EXPORT: ("出口报关单", "Export declarations"), ProofKind.ADVERTISING: ("广告", "Advertising"),
    ProofKind.FAIR: ("参展", "Fairs"), ProofKind.REGISTRATION: ("注册证、申请文件", "Certificates, applications"),
    ProofKind.JUDGMENT: ("判决、裁定", "Judgments, decisions"),
    ProofKind.RECOGNITION: ("驰名、知名的认定", "Recognition as well known"),
    ProofKind.VALUATION: ("价值评估", "Valuation"),
}  # fmt: skip


def member_name(number: int, evidence: Proof) -> str:
    """How a piece's file is called in the pack."""
    ending = evidence.file.rpartition(".")[2].lower()[:8]
    return f"{number:03}-{evidence.said.kind.value}.{ending}"


def index_docx(
    brand: Brand, office: str, every: Sequence[Proof], lines: Sequence[Line], today: dt.date
) -> bytes:
    """The index: the checklist, then each piece with its period, amount, file and hash, in Chinese with English beside."""
    blocks: list[Block] = [
        Heading(1, f"知名度证据目录 Index of evidence of reputation · {brand.name}"),
        Table((
            ("品牌 Mark", "、".join((brand.name, *brand.aliases))), ("权利人 Owner", "、".join(brand.owners) or brand.enterprise),
            ("国家 Country", f"{name(office, 'zh')} {name(office, 'en')}"),
            ("类别 Classes", "、".join(map(str, brand.classes)) or "—"), ("编制日期 Drawn on", str(today)),
        )),
        Heading(2, "清单核对 Checklist"),
        Table(tuple((" ".join(FACTOR_WORDS[one.factor]), _line(one)) for one in lines)),
    ]  # fmt: skip
    factor = None
    for number, one in numbered(every):
        if one.said.kind.factor is not factor:
            factor = one.said.kind.factor
            blocks.append(Heading(2, " ".join(FACTOR_WORDS[factor])))
        blocks.append(Paragraph(f"{number:03} {' '.join(KIND_WORDS[one.said.kind])}"))
        blocks.append(Table(_rows(number, one, today)))
    blocks.append(Paragraph(
        "依据 Basis：《巴黎公约》第六条之二 Paris Convention, art. 6bis；《关于驰名商标保护规定的联合建议》（1999）第2条 "
        f"Joint Recommendation (1999), art. 2；{FACTORS_SOURCE}（{FACTORS_CHECKED_ON}）。"
        "各项为参考因素而非条件，是否驰名由主管机关认定；"
        "公证认证要求请向当地律师确认。The factors are guidance; whether the mark is well known is for the authority to decide."
    ))  # fmt: skip
    out = io.BytesIO()
    blocks_document(blocks).save(out)
    return out.getvalue()


def _line(one: Line) -> str:
    said = f"可用 usable {one.usable}"
    if one.missing:
        said = "缺 missing"
    if one.over:
        said += f"；已过期 expired {one.over}"
    if one.without_file:
        said += f"；无文件 without a file {one.without_file}"
    return said


def _rows(number: int, one: Proof, today: dt.date) -> tuple[tuple[str, str], ...]:
    said = one.said
    period = " – ".join(str(day) for day in (said.first_day, said.last_day) if day) or "—"
    rows = [("内容 What", said.says), ("国家 Country", name(said.office, "zh")), ("期间 Period", period)]
    if said.amount:
        rows.append(("金额 Amount", f"{said.amount.amount:,} {said.amount.currency}"))
    if said.valid_until:
        rows.append(
            ("有效至 Valid until", f"{said.valid_until}{'（已过期 expired）' if one.over(today) else ''}")
        )
    if one.sha256:
        rows += [("文件 File", f"{member_name(number, one)}（{one.file}）"), ("SHA-256", one.sha256)]
    else:
        rows.append(("文件 File", "未上传 none"))
    return tuple(rows)

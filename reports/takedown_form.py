"""A platform's form filled in as a Word document: its fields in its order, Chinese beside the words to paste. 投诉表.

What the signer must say stands there to be read; nothing is signed here.
"""

import datetime as dt
from collections.abc import Iterable

from domain.case_words import RIGHT
from domain.jurisdictions import name
from domain.platform import NeedField, Platform, PlatformNeed
from domain.takedown import Gap, SignerRole, Takedown
from reports.document import Column, Document
from reports.wording import HOW_CHECKED, PROVENANCE

STATEMENT = (
    "I have a good faith belief that the use of the material in the listings complained of is not authorised by the right "
    "owner, its agent or the law. The information in this notice is accurate, and I am the right owner or am authorised to "
    "act for the owner."
)
STATEMENT_ZH = "本人善意相信：所投诉商品链接中的使用未经权利人、其代理人或法律许可；本通知所载信息属实；本人是权利人或经其授权。"
_ATTACHED = {
    NeedField.EVIDENCE: ("见证据包", "See the evidence pack attached"),
    NeedField.CERTIFICATE: ("另附注册证扫描件", "Certificate attached"),
    NeedField.IDENTITY: ("另附营业执照或证件", "Business licence attached"),
}
_BLANK, _OPEN = "（待填）", "（可不填）"


def takedown_form(
    takedown: Takedown, platform: Platform, needs: Iterable[PlatformNeed], today: dt.date
) -> bytes:
    """The form of one complaint as a .docx file."""
    document = Document(title=f"{platform.name_zh}投诉表")
    document.title(
        f"{platform.name_zh}投诉表", f"{takedown.enterprise} · {takedown.brand}", f"{today:%Y-%m-%d} 制作"
    )
    if mark := made_up_words(takedown):
        document.text(mark)
    document.heading("提交途径")
    document.table(
        [Column(says="事项", share=0.8), Column(says="内容", share=3)],
        [
            ("途径", f"{platform.route_zh}\n{platform.route_en}"),
            ("网址或邮箱", platform.address or "未能核实，请以平台公布为准"),
            ("账户", platform.account_zh),
            ("谁可提交", platform.who_zh),
            ("每次上限", f"{platform.most} 条" if platform.most else "未见公布"),
        ],
    )
    document.heading("逐项填写")
    document.note("按平台表格的次序。右栏为可直接粘贴的文字；“（待填）”须由提交人补齐。带 * 的为必填。")
    document.table(
        [Column(says="平台表格栏目", share=1.6), Column(says="填写内容（粘贴）", share=2.4)],
        [_row(need, takedown, platform) for need in needs],
    )
    document.heading("提交人须作的声明")
    document.text("以下由提交人本人阅读、核实并在平台上作出，本系统与中心不代为签署：")
    document.text(STATEMENT_ZH)
    document.text(STATEMENT)
    origin = platform.origin
    document.note(
        f"平台规则出处：{origin.source}；{origin.checked_on} 核对；{HOW_CHECKED[origin.confidence][0]}。{platform.note_zh}"
    )
    return document.written()


def made_up_words(takedown: Takedown) -> str:
    """What a complaint says of itself that is not about the world as it is, "" where it is."""
    marks = {PROVENANCE[one.provenance][0] for one in takedown.new.targets}
    marks |= {PROVENANCE[takedown.new.relied.provenance][0]}
    found = "、".join(sorted(mark for mark in marks if mark))
    return f"【{found}】本表含非真实数据，不得提交。" if found else ""


def _row(need: PlatformNeed, takedown: Takedown, platform: Platform) -> tuple[str, str]:
    star = " *" if need.required else ""
    return f"{need.says_zh}{star}\n{need.says_en}", _value(need.field, takedown, platform) or (
        _BLANK if need.required else _OPEN
    )


def _value(field: NeedField, takedown: Takedown, platform: Platform) -> str:
    new, right = takedown.new, takedown.new.relied
    if field in _ATTACHED:
        return "\n".join(_ATTACHED[field])
    simple = {
        NeedField.COMPLAINANT: right.owner or takedown.enterprise,
        NeedField.COMPANY: takedown.enterprise if right.owner not in ("", takedown.enterprise) else "",
        NeedField.SIGNER: new.signer.name,
        NeedField.ROLE: "Rights owner"
        if new.signer.role is SignerRole.OWNER
        else "Authorised agent of the right owner",
        NeedField.CONTACT: "\n".join(filter(None, (new.signer.name, new.signer.contact))),
        NeedField.BRAND: right.mark or takedown.brand,
        NeedField.RIGHT_KIND: RIGHT[new.right].en,
        NeedField.OFFICE: f"{name(right.office, 'en')}（{name(right.office, 'zh')}）",
        NeedField.NUMBER: f"{right.number}, {name(right.office, 'en')}",
        NeedField.CLASSES: ", ".join(map(str, right.classes)),
        NeedField.OWNER: right.owner,
        NeedField.VALID_UNTIL: str(right.valid_until or ""),
        NeedField.REASON: new.reason,
        NeedField.WHY: new.why,
        NeedField.LISTINGS: _listings(takedown, platform),
        NeedField.AUTHORISATION: "Not needed: the owner files（权利人自行提交，不需要）"
        if new.signer.role is SignerRole.OWNER
        else "Power of attorney attached\n另附授权委托书",
        NeedField.STATEMENT: "须由提交人本人阅读并勾选，文字见下节\nTo be read and made by the person who submits; words below",
    }
    return simple.get(field, "")


def _listings(takedown: Takedown, platform: Platform) -> str:
    targets = takedown.new.targets
    most = platform.most or len(targets)
    if len(targets) > most:
        return f"{len(targets)} 条，分批见商品链接表（每批 {most} 条）"
    return "\n".join(one.listing_id or one.url for one in targets)


def checklist(
    takedown: Takedown, platform: Platform, gaps: Iterable[Gap], warnings: Iterable[Gap], parts: Iterable[str]
) -> bytes:
    """What to do before the complaint is sent, as a .docx file. `parts` are the files of the pack, each said in words."""
    document = Document(title="提交前核对清单")
    document.title(
        "提交前核对清单", f"{platform.name_zh} · {takedown.enterprise} · 案件 {takedown.case_number}"
    )
    if mark := made_up_words(takedown):
        document.text(mark)
    document.heading("缺失与须核对")
    missing = list(gaps)
    for gap in missing:
        document.text(f"□ {'【将被拒】' if gap.refuses else ''}{gap.says_zh}")
    if not missing:
        document.text("未发现缺失。")
    document.heading("提交前")
    for line in (
        "逐条打开商品链接，确认仍在销售，且卖家不是本企业、经销商或被许可人",
        "核对注册证：权利人、类别、有效期与本表一致",
        "由权利人或经授权的人阅读善意声明，本人提交",
        "提交后在案件中登记日期、平台编号；收到平台答复或反通知当日登记",
    ):
        document.text(f"□ {line}")
    document.heading("错误通知的责任")
    for one in warnings:
        document.text(one.says_zh)
    document.heading("本包文件")
    for part in parts:
        document.text(part)
    return document.written()

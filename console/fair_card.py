"""The emergency card and the list of evidence to take, for whoever stands at a fair abroad. 紧急应对卡.

General knowledge put together by this project, no rule of any one country: the page says so, and names whom to call.
"""

from dataclasses import dataclass

Words = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What may happen, and what to do then, in this order."""

    title: Words
    steps: tuple[Words, ...]


CARD = (
    Situation(
        title=("主办方或对手要求撤下展品", "The organiser or a rival asks to take goods down"),
        steps=(
            (
                "请对方出示书面投诉、权利证书和身份，拍照留存。",
                "Ask for the complaint in writing, the right's certificate and who they are; photograph them.",
            ),
            (
                "立即拨打值守电话；答复前不承认侵权，不签看不懂的文件。",
                "Call the duty number; admit nothing and sign nothing you cannot read before that.",
            ),
            (
                "核对权利号、国家、类别、有效期，与我方权利逐项对照。",
                "Check number, country, class and term of the right against ours.",
            ),
            (
                "可先遮盖或撤下争议展品，书面注明“不承认侵权，保留权利”。",
                "The goods may be covered or taken down, noting in writing: without admission, all rights reserved.",
            ),
        ),
    ),
    Situation(
        title=("法院人员送达禁令、查扣展品", "Court officers serve an injunction or seize goods"),
        steps=(
            (
                "不阻拦、不藏匿、不离场；请出示证件和裁定，拍下全部页面。",
                "Do not hinder, hide or leave; ask for papers and the order, photograph every page.",
            ),
            (
                "记下法院、案号、申请人、期限和执行人员姓名。",
                "Write down court, docket, applicant, time limits and the officers' names.",
            ),
            (
                "立即拨打值守电话和当地律师；要求翻译在场。",
                "Call the duty number and local counsel at once; ask for an interpreter.",
            ),
            (
                "索取查扣清单副本，逐项核对后再签；有异议的写在笔录里。",
                "Ask for a copy of the list of what is seized, check it before signing; put objections on the record.",
            ),
            (
                "答辩和复议期限往往只有几天，当天把文件上传给中心。",
                "Time to object is often days: send the papers to the centre the same day.",
            ),
        ),
    ),
    Situation(
        title=("海关或警察查验、扣留", "Customs or police inspect or detain"),
        steps=(
            (
                "配合查验，出示护照和参展证件；只回答身份和展品来源。",
                "Co-operate, show passport and badge; answer only who you are and where the goods come from.",
            ),
            (
                "要求说明依据，取得扣留通知、单号和保管地点。",
                "Ask for the grounds, the notice of detention, its number and where the goods are kept.",
            ),
            (
                "人员被带走的，要求联系律师和中国使领馆（外交部全球领事保护热线 +86-10-12308）。",
                "If a person is taken along, ask for counsel and the consulate "
                "(China's consular hotline +86-10-12308).",
            ),
            (
                "不付现金“罚款”，一切款项索取正式收据。",
                "Pay no fine in cash; ask for an official receipt for everything.",
            ),
        ),
    ),
    Situation(
        title=("发现他人展出仿冒我方的商品", "Others show copies of our goods"),
        steps=(
            (
                "不争吵、不动手拿走；先在公共区域拍照，再登记线索。",
                "Do not argue or take anything; photograph from public ground, then file the lead.",
            ),
            (
                "索取名片、目录、报价；可行时当场购买样品并留票据。",
                "Ask for card, catalogue and a quote; where possible buy a sample and keep the receipt.",
            ),
            (
                "核对我方在当地的权利号，无当地权利时先问值守律师。",
                "Look up our right in this country; without one, ask counsel on duty first.",
            ),
            (
                "按主办方渠道递交投诉书，请其签收并记下时间。",
                "Hand the complaint to the organiser's desk, have it receipted and note the time.",
            ),
        ),
    ),
)

EVIDENCE_TO_TAKE: tuple[Words, ...] = (
    ("展位全景，含展位号和参展商名牌", "The whole stand with its number and name board"),
    (
        "商品整体、商标特写、吊牌和包装",
        "The goods, the sign close up, tags and packaging",
    ),
    (
        "目录、报价单、名片（每页）",
        "Catalogue, price list, cards (each page)",
    ),
    (
        "能说明日期和地点的画面（展会横幅、电子屏）",
        "Something that shows day and place (banner, screen)",
    ),
    ("购买的样品和票据", "Samples bought, with receipts"),
    ("在场人员姓名和联系方式", "Names and numbers of witnesses"),
)
"""What a photograph or paper should show, as courts and organisers ask."""

"""Which column of a list is which, by the heading a person gave it. 名录表头."""

from dataclasses import dataclass

from domain.list_fields import FIELDS, REQUIRED
from domain.lists import ListKind
from watchlists.columns import heading_key

HEADINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "enterprise": ("企业名称", "Enterprise", ("企业", "公司", "公司名称", "单位名称", "参展企业", "company")),
    "credit_code": ("统一社会信用代码", "Credit code", ("信用代码", "社会信用代码", "统一信用代码", "uscc")),
    "industry": ("行业", "Industry", ("所属行业", "产业")),
    "district": ("区县", "District", ("县区", "所属区县", "地区", "区")),
    "year": ("年度", "Year", ("年份", "名录年度")),
    "level": ("级别", "Level", ("关注级别", "重点级别", "等级")),
    "reason": ("列入理由", "Reason", ("理由", "列入原因", "原因")),
    "review_by": ("复核日期", "Review by", ("下次复核", "复核日", "应复核日期", "review date")),
    "fairs": ("参展展会", "Fairs", ("展会", "参展情况", "参展", "trade fairs")),
    "shops": ("电商店铺", "Shops", ("店铺", "跨境电商店铺", "网店", "stores")),
    "brand": ("品牌名称", "Brand name", ("品牌", "商标", "商标名称", "brand")),
    "brand_id": ("品牌编号", "Brand id", ("品牌代码", "id")),
    "rights": ("已有注册", "Registrations", ("注册", "注册号", "商标注册", "国内外注册", "registrations")),
    "office": ("市场", "Market", ("国家/地区", "国家", "重点关注市场", "country")),
    "platform": ("平台", "Platform", ("电商平台", "市场名称", "平台名称")),
    "site": ("站点", "Site", ("网址", "站点或网址", "website")),
    "contact": ("联系人", "Contact", ("企业联系人", "联系人及电话", "contact person")),
    "last_contact": ("最近联系日期", "Last contact", ("最近联系", "上次联系日期",)),
    "kind": ("类型", "Kind", ("机构类型", "类别")),
    "name": ("名称", "Name", ("姓名", "机构名称", "专家姓名", "专家")),
    "organisation": ("单位", "Organisation", ("工作单位", "所在单位", "organization")),
    "offices": ("业务国家", "Countries", ("国家和地区", "服务国家", "国别")),
    "rights_of": ("权利领域", "Rights", ("权利类型", "专业领域", "领域")),
    "industries": ("熟悉行业", "Industries", ("擅长行业", "服务行业")),
    "languages": ("工作语言", "Languages", ("语言", "语种")),
    "licence": ("执业证号", "Licence", ("执业许可证号", "资质证号", "备案号", "license")),
    "fees": ("收费区间", "Fees", ("收费", "收费标准", "费用", "fee range")),
    "reach": ("联系方式", "Reached by", ("电话", "联系电话", "邮箱", "email")),
    "conflicts": ("利益冲突说明", "Conflicts of interest", ("利益冲突", "回避事项")),
    "note": ("备注", "Note", ("说明", "notes")),
    "pair": ("结对机构", "Pair (1+1)", ("1+1", "1+1结对", "结对", "合作机构", "pair")),
    "active": ("在用", "Active", ("是否在用", "有效")),
}  # fmt: skip
"""Heading in Chinese and English, as exports write it, and what else people write."""

_NAMED_OTHERWISE = {(kind, "rights"): "rights_of" for kind in ListKind if kind.of_advisers}


def headings_of(kind: ListKind) -> tuple[tuple[str, str, str], ...]:
    """Field, heading in Chinese and in English of each column of a list."""
    found = ((field, HEADINGS[_NAMED_OTHERWISE.get((kind, field), field)]) for field in FIELDS[kind])
    return tuple((field, zh, en) for field, (zh, en, _) in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """What a header says: the field of each position, "" for none, and the headings as they were typed."""

    fields: tuple[str, ...]
    written: tuple[str, ...]

    def heading(self, field: str) -> str:
        """The heading of a field as it was typed; "" for one that is not there."""
        return self.written[self.fields.index(field)] if field and field in self.fields else ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that say nothing known, or what an earlier one said."""
        return tuple(
            heading for field, heading in zip(self.fields, self.written, strict=True) if heading and not field
        )

    def missing(self, kind: ListKind) -> tuple[str, ...]:
        """The required columns of a list that are not there."""
        return tuple(one for one in REQUIRED[kind] if one not in self.fields)


NO_COLUMNS = ListColumns(fields=(), written=())


def read_list_header(kind: ListKind, cells: tuple[object, ...]) -> ListColumns:
    """The columns of a header row."""
    known: dict[str, str] = {}
    for field in FIELDS[kind]:
        chinese, english, others = HEADINGS[_NAMED_OTHERWISE.get((kind, field), field)]
        for heading in (field, chinese, english, *others):
            known.setdefault(heading_key(heading), field)
    fields: list[str] = []
    for cell in cells:
        field = known.get(heading_key(cell), "")
        fields.append("" if field in fields else field)
    return ListColumns(
        fields=tuple(fields), written=tuple("" if cell is None else str(cell).strip() for cell in cells)
    )

"""Brands: what the enterprise has watched. 品牌."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated
from urllib.parse import quote

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from console.api import ROOT
from console.api.bearer import Needs, TokenRequest
from console.api.fields import Day, Lines, Words
from console.api.paging import Page, Paging, page, position
from console.api.problems import Problem
from domain.brand import Brand
from domain.history import Exposure, ExposureKind, UsualPrice
from domain.scope import Scope
from jobs.keeping_brands import add_brand, set_watched, write_brand
from storage.brand_changes import BrandKnown, StaleBrand
from storage.brand_lists import BrandLine, brand_called, brands_after
from storage.brands import BrandTaken
from watchlists import cells
from watchlists.read import derived_id

router = Router(tags=["brands"])

BrandId = Annotated[
    str, Path(min_length=1, max_length=200, pattern="^[^\\u0000]*$", description="品牌编号 · the brand's id")
]
Market = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
NiceClass = Annotated[int, Field(ge=1, le=45, strict=True)]


class ExposureStated(BaseModel):
    """A day on which the brand was shown in public."""

    model_config = ConfigDict(extra="forbid")
    kind: ExposureKind
    day: Day
    where: Annotated[str, StringConstraints(max_length=200, pattern="^[^\\u0000]*$")] = ""


class PriceStated(BaseModel):
    """What the brand's goods cost at the least."""

    model_config = ConfigDict(extra="forbid")
    amount: Annotated[str, StringConstraints(pattern="^[0-9]{1,9}(\\.[0-9]{1,2})?$")] = Field(
        examples=["39.90"]
    )
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = Field(examples=["USD"])

    @field_validator("amount")
    @classmethod
    def _some(cls, amount: str) -> str:
        if not Decimal(amount):
            raise ValueError("价格须大于 0 · a price is more than 0")
        return amount


class BrandWritten(BaseModel):
    """A brand as a program writes it down."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "青鹭海",
                    "aliases": ["QINGLUHAI", "Цинлухай"],
                    "owners": ["青鹭海食品有限公司"],
                    "classes": [29, 30],
                    "markets": ["US", "EM", "RU"],
                    "goods": "鱼罐头",
                }
            ]
        },
    )
    name: Words = Field(description="品牌名称 · the brand as the enterprise writes it")
    aliases: list[Words] = Field(
        [],
        max_length=100,
        description="别名，尤其各市场的官方外文名 · other forms it is known by, official foreign names above all",
    )
    owners: list[Words] = Field(
        [], max_length=100, description="权利人（不作抢注提示） · owners, never told as squatters"
    )
    authorised: list[Words] = Field(
        [], max_length=500, description="授权主体：经销商、被许可人 · distributors, licensees"
    )
    classes: list[NiceClass] = Field(
        [], max_length=45, description="尼斯分类；空为全部 · Nice classes, none for all"
    )
    markets: list[Market] = Field(
        [], max_length=200, description="重点关注市场（WIPO ST.3）；空为全部 · WIPO ST.3 codes, none for all"
    )
    goods: Lines = Field("", description="商品和服务 · goods and services")
    addresses: list[Words] = Field([], max_length=50, description="权利人地址 · the owners' addresses")
    shown: list[ExposureStated] = Field(
        [], max_length=500, description="公开展示的日期 · days it was shown in public"
    )
    prices: list[PriceStated] = Field([], max_length=50, description="最低售价 · its least prices")

    @field_validator("name")
    @classmethod
    def _says_something(cls, name: str) -> str:
        typed = " ".join(cells.text(name).split())
        if not typed:
            raise ValueError("品牌名称没有可见字符 · the name has no character that can be seen")
        return typed

    @field_validator("markets")
    @classmethod
    def _known(cls, markets: list[str]) -> list[str]:
        codes, unknown = cells.market_codes("|".join(markets))
        if unknown:
            wrong = ", ".join(unknown[:5])
            raise ValueError(f"没有这样的市场代码：{wrong} · there is no such market: {wrong}")
        return list(codes)

    def record(self, brand_id: str, enterprise: str) -> Brand:
        """The brand it says, as a watchlist would give it."""
        return Brand(
            brand_id=brand_id,
            name=self.name,
            enterprise=enterprise,
            aliases=tuple(alias for alias in _typed(self.aliases) if alias != self.name),
            owners=_typed(self.owners),
            authorised=_typed(self.authorised),
            classes=tuple(sorted(set(self.classes))),
            markets=tuple(self.markets),
            goods=cells.text(self.goods),
            addresses=_typed(self.addresses),
            shown=tuple(
                dict.fromkeys(
                    Exposure(kind=one.kind, day=one.day, where=cells.text(one.where)) for one in self.shown
                )
            ),
            prices=tuple(
                dict.fromkeys(
                    UsualPrice(amount=Decimal(one.amount), currency=one.currency) for one in self.prices
                )
            ),
        )


class BrandAdded(BrandWritten):
    """A new brand."""

    brand_id: (
        Annotated[
            str,
            StringConstraints(pattern="^[A-Za-z0-9\\u4e00-\\u9fff][A-Za-z0-9\\u4e00-\\u9fff._-]{0,63}$"),
        ]
        | None
    ) = Field(
        None,
        description="品牌编号；不填则由企业与名称得出 · its id; without one it follows from enterprise and name",
    )


class PriceShown(BaseModel):
    """What the brand's goods cost at the least."""

    amount: str
    currency: str


class ExposureShown(BaseModel):
    """A day on which the brand was shown in public."""

    kind: ExposureKind
    day: dt.date
    where: str


class BrandShown(BaseModel):
    """A watched brand."""

    brand_id: str = Field(examples=["QLH-01"])
    name: str = Field(examples=["青鹭海"])
    aliases: list[str]
    owners: list[str]
    authorised: list[str]
    classes: list[int]
    markets: list[str]
    goods: str
    addresses: list[str]
    shown: list[ExposureShown]
    prices: list[PriceShown]
    watched: bool = Field(description="是否仍在监测 · whether it is watched still")


@router.get(
    "/brands",
    auth=Needs(Scope.BRANDS_READ),
    response=Page[BrandShown],
    summary="品牌列表 · List brands",
    description="按添加的先后。 · In the order they were added.",
)
def list_brands(request: TokenRequest, response: HttpResponse, asked: Query[Paging]) -> Page[BrandShown]:
    """The enterprise's brands."""
    place = position(request, asked)
    lines = brands_after(request.token.viewer, int(place[0]) if place else 0, limit=asked.limit + 1)
    return page(
        request,
        response,
        lines,
        asked.limit,
        shown=_shown,
        place=lambda line: [line.row_id],
    )


@router.post(
    "/brands",
    auth=Needs(Scope.BRANDS_WRITE),
    response={201: BrandShown},
    summary="新增品牌 · Add a brand",
    description="新增后与已有监测信息重新比对。 · What is kept already is judged anew.",
)
def add(request: TokenRequest, response: HttpResponse, brand: BrandAdded) -> BrandShown:
    """Watches a new brand."""
    enterprise = request.token.enterprise
    record = brand.record(brand.brand_id or derived_id(enterprise, brand.name), enterprise)
    try:
        add_brand(request.token.viewer, request.token.enterprise_id, record)
    except (BrandKnown, BrandTaken) as taken:
        raise Problem("brand-id-taken") from taken
    response["Location"] = f"{ROOT}brands/{quote(record.brand_id, safe='')}"
    return _shown(brand_called(request.token.viewer, record.brand_id))


@router.get(
    "/brands/{path:brand_id}",
    auth=Needs(Scope.BRANDS_READ),
    response=BrandShown,
    summary="一个品牌 · One brand",
)
def get(request: TokenRequest, brand_id: BrandId) -> BrandShown:
    """One brand."""
    return _shown(brand_called(request.token.viewer, brand_id))


@router.put(
    "/brands/{path:brand_id}",
    auth=Needs(Scope.BRANDS_WRITE),
    response=BrandShown,
    summary="更新品牌 · Bring a brand up to date",
    description="整体替换（图形标识除外），随后重新比对；已停止监测的恢复监测；不会新建。"
    " · Replaces it as a whole, its logo aside, and judges anew; one watched no longer is watched again; it adds none.",
)
def replace(request: TokenRequest, brand_id: BrandId, brand: BrandWritten) -> BrandShown:
    """Writes a brand in place of what it was."""
    token = request.token
    try:
        write_brand(token.viewer, brand_id, brand.record(brand_id, token.enterprise))
    except StaleBrand as changed:
        raise Problem("brand-changed") from changed
    return _shown(brand_called(token.viewer, brand_id))


@router.delete(
    "/brands/{path:brand_id}",
    auth=Needs(Scope.BRANDS_WRITE),
    response={204: None},
    summary="停止监测品牌 · Watch a brand no longer",
    description="品牌及其预警均保留，不再产生新预警；PUT 恢复监测。"
    " · The brand and its alerts are kept, no new ones are raised; PUT watches it again.",
)
def remove(request: TokenRequest, brand_id: BrandId) -> None:
    """Watches a brand no longer."""
    viewer = request.token.viewer
    set_watched(viewer, brand_called(viewer, brand_id).row_id, watched=False)


def _typed(texts: Iterable[str]) -> tuple[str, ...]:
    """As the cells of a watchlist are read: trimmed, each once."""
    typed = (" ".join(cells.text(one).split()) for one in texts)
    return tuple(dict.fromkeys(one for one in typed if one))


def _shown(line: BrandLine) -> BrandShown:
    brand = line.brand
    return BrandShown(
        brand_id=brand.brand_id,
        name=brand.name,
        aliases=list(brand.aliases),
        owners=list(brand.owners),
        authorised=list(brand.authorised),
        classes=list(brand.classes),
        markets=list(brand.markets),
        goods=brand.goods,
        addresses=list(brand.addresses),
        shown=[ExposureShown(**asdict(one)) for one in brand.shown],
        prices=[PriceShown(amount=str(one.amount), currency=one.currency) for one in brand.prices],
        watched=line.unwatched_at is None,
    )

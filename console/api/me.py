"""Whose token it is, what it may do and how much of it."""

import datetime as dt

from ninja import Router
from pydantic import BaseModel, Field

from console.api.bearer import MOST_A_MINUTE, MOST_BYTES, Needs, TokenRequest
from console.api.paging import MOST_ITEMS
from domain.scope import Scope
from storage.idempotent_answers import KEPT_FOR

router = Router(tags=["me"])


class TokenShown(BaseModel):
    """The token a request came with."""

    name: str = Field(examples=["ERP"])
    hint: str = Field(description="令牌的开头 · how the token begins", examples=["hs_Qw3x"])
    scopes: list[Scope]
    made_at: dt.datetime
    expires_at: dt.datetime


class Limits(BaseModel):
    """What holds for every token."""

    requests_a_minute: int = Field(examples=[MOST_A_MINUTE])
    items_a_page: int = Field(examples=[MOST_ITEMS])
    bytes_a_body: int = Field(examples=[MOST_BYTES])
    idempotency_hours: int = Field(
        description="幂等键保留小时数 · hours an Idempotency-Key is kept", examples=[24]
    )


class Me(BaseModel):
    """Who asks."""

    enterprise: str = Field(description="企业 · the enterprise", examples=["青鹭海食品有限公司"])
    token: TokenShown
    limits: Limits


@router.get(
    "/me",
    auth=Needs(),
    response=Me,
    summary="令牌与限额 · The token and its limits",
    description="此令牌属于哪个企业、有哪些权限、何时到期。 · Whose the token is, its scopes and when it expires.",
)
def me(request: TokenRequest) -> Me:
    """The enterprise, the token and the limits."""
    token = request.token
    return Me(
        enterprise=token.enterprise,
        token=TokenShown(
            name=token.name,
            hint=token.hint,
            scopes=token.sorted_scopes,
            made_at=token.made_at,
            expires_at=token.expires_at,
        ),
        limits=Limits(
            requests_a_minute=MOST_A_MINUTE,
            items_a_page=MOST_ITEMS,
            bytes_a_body=MOST_BYTES,
            idempotency_hours=int(KEPT_FOR.total_seconds() // 3600),
        ),
    )

"""Webhooks: programs that are told of alerts. 回调."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from console.api.bearer import Needs, TokenRequest
from console.api.fields import RowId, Words
from console.api.paging import Page, Paging, page, position
from console.api.problems import FieldError, Problem
from console.api.validation import invalid
from domain.alert import Channel, Contact
from domain.match import Tier
from domain.scope import Scope
from notifier.channel import WrongAddress
from notifier.hosts import AllowedHosts
from notifier.send import check
from notifier.webhook import new_secret
from storage.brands import save_contact
from storage.contacts import ContactLine, contact_of, hold_webhooks, leave, webhook_at, webhooks_after
from storage.viewers import NotVisible

router = Router(tags=["webhooks"])


class Language(StrEnum):
    """What a message is written in."""

    CHINESE = "zh"
    ENGLISH = "en"


class WebhookWritten(BaseModel):
    """A program to be told."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "ERP", "address": "https://erp.example.com/haishao", "least_tier": "medium"}
            ]
        },
    )
    name: Words = Field(description="名称 · a name to tell it by")
    address: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern="^[!-~]+$")] = Field(
        description="https 地址 · an https address"
    )
    language: Language = Language.CHINESE
    least_tier: Tier = Field(Tier.MEDIUM, description="推送此等级及以上 · told of this tier and above")


class WebhookShown(BaseModel):
    """A program that is told. The address itself may hold a secret, and is not shown again."""

    webhook_id: int
    name: str
    host: str = Field(description="地址的主机 · the address's host", examples=["erp.example.com"])
    language: Language
    least_tier: Tier
    failing: bool = Field(description="接收方已表示地址失效 · the receiver said that nobody is there")


class WebhookMade(WebhookShown):
    """A new webhook with its secret, which is shown this once."""

    secret: str = Field(
        description="签名密钥，仅此一次；以同一 Idempotency-Key 重发时为 *** · signs what is posted (Standard Webhooks); "
        "shown this once, and *** where the request is sent again with its Idempotency-Key",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


@router.get(
    "/webhooks",
    auth=Needs(Scope.WEBHOOKS_READ),
    response=Page[WebhookShown],
    summary="回调列表 · List webhooks",
    description="按添加的先后。 · In the order they were added.",
)
def list_webhooks(request: TokenRequest, response: HttpResponse, asked: Query[Paging]) -> Page[WebhookShown]:
    """The programs that are told."""
    place = position(request, asked)
    lines = webhooks_after(request.token.viewer, int(place[0]) if place else 0, limit=asked.limit + 1)
    return page(request, response, lines, asked.limit, shown=_shown, place=lambda line: [line.contact_id])


@router.post(
    "/webhooks",
    auth=Needs(Scope.WEBHOOKS_WRITE),
    response={201: WebhookMade},
    summary="新增回调 · Add a webhook",
    description="预警将以 POST 推送并签名（Standard Webhooks）；内网地址须由运营方列入许可。"
    " · Alerts are posted there, signed after "
    "Standard Webhooks; addresses inside the private network only where the operator allows them.",
)
def add(request: TokenRequest, webhook: WebhookWritten) -> WebhookMade:
    """Has a program told from now on."""
    viewer, secret = request.token.viewer, new_secret()
    contact = Contact(
        name=webhook.name.strip(),
        channel=Channel.WEBHOOK,
        address=webhook.address,
        language=webhook.language.value,
        secret=secret,
    )
    try:
        check(contact, AllowedHosts.read(settings.WEBHOOK_HOSTS))
    except WrongAddress as wrong:
        chinese, _, english = str(wrong).partition(" · ")
        raise invalid([FieldError(says=(chinese, english), pointer="#/address")]) from wrong
    hold_webhooks(request.token.enterprise_id)
    if webhook_at(viewer, contact.address) is not None:
        raise Problem("webhook-exists")
    made = save_contact(request.token.enterprise, contact, least_tier=webhook.least_tier.value)
    return WebhookMade(**dict(_shown(contact_of(viewer, made))), secret=secret)


@router.delete(
    "/webhooks/{webhook_id}",
    auth=Needs(Scope.WEBHOOKS_WRITE),
    response={204: None},
    summary="删除回调 · Delete a webhook",
    description="不再推送，未送达的一并撤回。 · It is told nothing more; what was on its way is withdrawn.",
)
def remove(request: TokenRequest, webhook_id: Annotated[RowId, Path()]) -> None:
    """Has a program told no more."""
    line = contact_of(request.token.viewer, webhook_id)
    if line.contact.channel is not Channel.WEBHOOK or not line.active:
        raise NotVisible(f"webhook {webhook_id}")
    leave(webhook_id)


def _shown(line: ContactLine) -> WebhookShown:
    contact = line.contact
    return WebhookShown(
        webhook_id=line.contact_id,
        name=contact.name,
        host=urlsplit(contact.address).hostname or "",
        language=Language(contact.language),
        least_tier=line.subscription.least_tier,
        failing=contact.failing,
    )

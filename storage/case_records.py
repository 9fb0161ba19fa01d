"""Rows of cases as the records of `domain.case`, and back. 案件记录."""

from decimal import Decimal

from domain.case import Case as CaseRecord
from domain.case import (
    CaseChannel,
    CaseKind,
    CaseOrigin,
    CaseState,
    Ending,
    Money,
    NewCase,
    Opponent,
    Outcome,
    Right,
)
from storage.models import Case


def columns_of(new: NewCase) -> dict[str, object]:
    """The columns of a row that say what a case is about."""
    claimed, currency = amount_of(new.claimed)
    return {
        "origin": new.origin,
        "kind": new.kind,
        "right": new.right,
        "title": new.title,
        "summary": new.summary,
        "office": new.office,
        "body": new.body,
        "docket": new.docket,
        "right_number": new.right_number,
        "classes": list(new.classes),
        "opponent": new.opponent.name,
        "opponent_country": new.opponent.country,
        "observed_on": new.observed_on,
        "claimed": claimed,
        "claimed_currency": currency,
        "brand_id": new.brand_row,
        "alert_id": new.alert_id,
        "channel": new.channel or "",
        "asked_by": new.asked_by,
        "reach": new.reach,
        "confidential": new.confidential,
    }


def amount_of(money: Money | None) -> tuple[Decimal | None, str]:
    """An amount as two columns."""
    return (money.amount, money.currency) if money else (None, "")


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount=amount, currency=currency)


def record_of(row: Case) -> CaseRecord:
    """The domain record of a row."""
    return CaseRecord(
        case_id=row.pk,
        number=row.number,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        opened_with=_opened_with(row),
        state=CaseState(row.state),
        major=row.major,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        assigned=row.assigned_name,
        dispute_id=row.dispute_id,
        closed_at=row.closed_at,
        ending=_ending(row),
        satisfaction=row.satisfaction,
    )


def _opened_with(row: Case) -> NewCase:
    return NewCase(
        origin=CaseOrigin(row.origin),
        kind=CaseKind(row.kind),
        title=row.title,
        right=Right(row.right),
        summary=row.summary,
        office=row.office,
        body=row.body,
        docket=row.docket,
        right_number=row.right_number,
        classes=tuple(row.classes),
        opponent=Opponent(name=row.opponent, country=row.opponent_country),
        observed_on=row.observed_on,
        claimed=_money(row.claimed, row.claimed_currency),
        brand_row=row.brand_id,
        alert_id=row.alert_id,
        channel=CaseChannel(row.channel) if row.channel else None,
        asked_by=row.asked_by,
        reach=row.reach,
        confidential=row.confidential,
    )


def _ending(row: Case) -> Ending | None:
    if not row.outcome:
        return None
    return Ending(
        outcome=Outcome(row.outcome),
        words=row.outcome_words,
        saved=_money(row.saved, row.saved_currency),
        saved_how=row.saved_how,
        cost=_money(row.cost, row.cost_currency),
        answered=row.answered,
    )

"""Rows of complaints and the records they are read as."""

from domain.case import Right
from domain.observation import Provenance
from domain.takedown import (
    ListingOutcome,
    NewTakedown,
    ReliedRight,
    Signer,
    SignerRole,
    Takedown,
    Target,
    TargetLine,
)
from storage.models import Takedown as Row
from storage.models import TakedownListing


def columns_of(new: NewTakedown) -> dict[str, object]:
    """What a new row is made of."""
    right = new.relied
    return {
        "platform": new.platform,
        "right": new.right.value,
        "office": right.office,
        "number": right.number,
        "classes": list(right.classes),
        "mark": right.mark,
        "owner": right.owner,
        "valid_until": right.valid_until,
        "registered": right.registered,
        "known_from": right.known_from,
        "provenance": right.provenance.value,
        "signer": new.signer.name,
        "signer_role": new.signer.role.value,
        "signer_contact": new.signer.contact,
        "reason": new.reason,
        "why": new.why,
    }


def listing_of(takedown_id: int, one: Target) -> TakedownListing:
    """The row of a listing."""
    return TakedownListing(
        takedown_id=takedown_id,
        url=one.url,
        listing_id=one.listing_id,
        market=one.market,
        seller=one.seller,
        title=one.title,
        price=one.price,
        captured_at=one.captured_at,
        sha256=one.sha256,
        provenance=one.provenance.value,
    )


def record_of(row: Row) -> Takedown:
    """The record of a row loaded with its case, enterprise, brand and listings."""
    lines = tuple(map(_line, sorted(row.listings.all(), key=lambda one: one.pk)))
    relied = ReliedRight(
        office=row.office,
        number=row.number,
        classes=tuple(row.classes),
        mark=row.mark,
        owner=row.owner,
        valid_until=row.valid_until,
        registered=row.registered,
        known_from=row.known_from,
        provenance=Provenance(row.provenance),
    )
    new = NewTakedown(
        platform=row.platform,
        right=Right(row.right),
        relied=relied,
        signer=Signer(name=row.signer, role=SignerRole(row.signer_role), contact=row.signer_contact),
        targets=tuple(one.target for one in lines),
        reason=row.reason,
        why=row.why,
    )
    return Takedown(
        takedown_id=row.pk,
        case_id=row.case_id,
        case_number=row.case.number,
        alert_id=row.case.alert_id,
        enterprise_id=row.case.enterprise_id,
        enterprise=row.case.enterprise.name,
        brand=row.case.brand.name if row.case.brand else "",
        new=new,
        lines=lines,
        prepared_at=row.prepared_at,
        prepared_by=row.prepared_by,
        submitted_on=row.submitted_on,
        submitted_by=row.submitted_by,
        reference=row.reference,
    )


def _line(row: TakedownListing) -> TargetLine:
    target = Target(
        url=row.url,
        listing_id=row.listing_id,
        market=row.market,
        seller=row.seller,
        title=row.title,
        price=row.price,
        captured_at=row.captured_at,
        sha256=row.sha256,
        provenance=Provenance(row.provenance),
    )
    return TargetLine(
        line_id=row.pk,
        target=target,
        outcome=ListingOutcome(row.outcome),
        outcome_on=row.outcome_on,
        answered_on=row.answered_on,
        countered_on=row.countered_on,
        words=row.words,
    )

"""What may not stand in a published case: everything this database knows an enterprise by."""

from collections.abc import Iterator

from domain.anonymous import Named, Secret
from storage.models import Brand, Case, Contact, Enterprise, Membership

Thing = tuple[Named, list[str]]


def things_named(enterprise: Enterprise | None, case: Case | None) -> tuple[Thing, ...]:
    """The enterprise a case is about and those of the same dispute, their brands, people and contacts, the other side, and
    the case's numbers; each thing with all its names.
    """
    found: list[Thing] = []
    if enterprise is not None:
        found += _of_enterprise(enterprise)
    if case is not None:
        if case.dispute_id is not None:
            joined = Enterprise.objects.filter(cases__dispute_id=case.dispute_id).distinct().order_by("pk")
            for other in joined:
                if enterprise is None or other.pk != enterprise.pk:
                    found += _of_enterprise(other)
        found.append((Named.PARTY, [case.opponent]))
        found += [(Named.NUMBER, [number]) for number in (case.docket, case.right_number, case.number)]
    return tuple(found)


def _of_enterprise(enterprise: Enterprise) -> Iterator[Thing]:
    yield Named.ENTERPRISE, [enterprise.name]
    yield Named.CREDIT_CODE, [enterprise.credit_code]
    for brand in Brand.objects.filter(enterprise=enterprise).order_by("pk"):
        yield Named.BRAND, [brand.name, *brand.aliases]
        yield from ((Named.PARTY, [owner]) for owner in (*brand.owners, *brand.authorised))
        yield from ((Named.ADDRESS, [address]) for address in brand.addresses)
    for member in Membership.objects.filter(enterprise=enterprise).select_related("user").order_by("pk"):
        user = member.user
        yield Named.PERSON, [user.get_full_name(), f"{user.last_name}{user.first_name}", user.username]
        yield Named.ADDRESS, [user.email]
    for contact in Contact.objects.filter(enterprise=enterprise).order_by("pk"):
        yield Named.PERSON, [contact.name]
        yield Named.ADDRESS, [contact.address]


def others_named(enterprise_id: int | None) -> tuple[Secret, ...]:
    """The full names and credit codes of every other enterprise of this service."""
    rows = Enterprise.objects.exclude(pk=enterprise_id or 0).order_by("pk").values_list("name", "credit_code")
    found = []
    for number, (name, code) in enumerate(rows, start=1):
        found.append(Secret(name=name, of=Named.ENTERPRISE, number=number))
        if code:
            found.append(Secret(name=code, of=Named.CREDIT_CODE, number=number))
    return tuple(found)

"""Revista da Propriedade Industrial, section Marcas: the weekly gazette of INPI Brazil, as XML.

`revista@numero,@data` (dd/mm/yyyy) holds one `processo@numero` (9 digits) for each mark acted on that week.
Format: INPI's own, as in issue 2240 (2013-12-10) and the XSD of github vilage/rpi_marca.

- What happened is a `despacho@codigo`. IPAS009 is publication for opposition, and the issue's date is then
  the day the window counts from. Most others (IPAS158 registered, IPAS423 opposition notified, …) come
  without mark, holder or classes.
- A purely figurative mark has no `marca/nome`, sometimes no `marca`.
- Classes: `lista-classe-nice/classe-nice@codigo` today, `classe-nice` directly under `processo` before;
  `classe-nacional` is the old Brazilian classification, outside the Nice classes.
- `dados-de-madri` marks a designation under the Madrid Protocol.
- One process may occur several times in an issue, once for each act.
"""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from crawlers.families.records import Records
from crawlers.families.tree import child, children, text_of
from crawlers.families.values import Notes, country_code, joined_goods, one_line
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods, Kind, Observation, Party

SOURCE = "br-inpi-rpi"
PUBLISHED_FOR_OPPOSITION = "IPAS009"


def read(stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
    """The processes of one issue. `status` is the codes of the issue's acts, in their order."""
    notes = Notes(file)
    records = Records(stream, file=file, tag="processo")
    for record in records:
        if isinstance(record, Fault):
            yield record
            continue
        notes.record = f"record {records.count}"
        filing = _filing(record, notes, source or SOURCE, records.head.attributes.get("data", ""))
        yield from notes.taken()
        if filing is not None:
            yield filing


def _filing(record: etree._Element, notes: Notes, source: str, issued: str) -> Observation | None:
    number = record.get("numero", "").strip()
    if not number:
        notes.add(FaultKind.NO_NUMBER)
        return None
    notes.record = number
    acts = [act.get("codigo", "") for act in children(child(record, "despachos"), "despacho")]
    mark = child(record, "marca")
    return Observation(
        kind=Kind.FILING,
        source=source,
        ref=number,
        sign=one_line(text_of(mark, "nome")),
        office="BR",
        holders=_holders(record),
        representative=one_line(text_of(record, "procurador")),
        goods=_goods(record, notes),
        feature="" if mark is None else mark.get("apresentacao", ""),
        status=" ".join(dict.fromkeys(acts)),
        filed_on=notes.date(record.get("data-deposito"), "data-deposito"),
        published_on=notes.date(issued, "revista data") if PUBLISHED_FOR_OPPOSITION in acts else None,
        registered_on=notes.date(record.get("data-concessao"), "data-concessao"),
        madrid=child(record, "dados-de-madri") is not None,
    )


def _holders(record: etree._Element) -> tuple[Party, ...]:
    return tuple(
        Party(name=name, country=country_code(holder.get("pais")))
        for holder in children(child(record, "titulares"), "titular")
        if (name := one_line(holder.get("nome-razao-social")))
    )


def _goods(record: etree._Element, notes: Notes) -> tuple[Goods, ...]:
    goods = []
    listed = [*children(child(record, "lista-classe-nice"), "classe-nice"), *children(record, "classe-nice")]
    for one in listed:
        nice_class = notes.nice_class(one.get("codigo"))
        text = one_line(text_of(one, "especificacao"))
        if nice_class is not None or text:
            goods.append(Goods(nice_class=nice_class, text=text, language="pt"))
    for one in children(record, "classe-nacional"):
        if text := one_line(text_of(one, "especificacao")):
            goods.append(Goods(nice_class=None, text=text, language="pt"))
    return joined_goods(goods)

"""Made-up filings written in the official formats of three offices.

USPTO: `trademark-applications-daily` DTD, version 2.0. UKIPO: the ST.66 family its weekly journal belongs to.
INPI Brazil: RPI XML (`magazine.xsd`). Every file says in a comment that it is made up.
"""

import base64
import datetime as dt
from collections.abc import Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr  # nosec B406 # only escapes what is written, parses nothing

from haishao.demo.filings import DemoFiling

_NOTE = "<!-- made up for a demonstration: no such filing exists -->\n"


def uspto_daily(filings: Sequence[DemoFiling], created_on: dt.date, stream: BinaryIO) -> None:
    """Writes a USPTO daily file."""
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{_NOTE}<trademark-applications-daily><version>'
        f"<version-no>2.0</version-no><version-date>20041222</version-date></version>"
        f"<creation-datetime>{created_on:%Y%m%d}0505</creation-datetime><application-information>"
        f"<file-segments><file-segment>TRMK</file-segment><action-keys><action-key>TX</action-key>\n"
    )
    stream.write(head.encode())
    for filing in filings:
        stream.write(_case_file(filing).encode())
    stream.write(b"</action-keys></file-segments></application-information></trademark-applications-daily>\n")


def _case_file(f: DemoFiling) -> str:
    statements = "".join(
        f"<case-file-statement><type-code>GS{c:03d}1</type-code><text>{escape(text)}</text></case-file-statement>"
        for c, text in f.goods
    )
    classes = "".join(
        "<classification><international-code-total-no>1</international-code-total-no><us-code-total-no>0</us-code-total-no>"
        f"<international-code>{c:03d}</international-code><status-code>6</status-code>"
        f"<status-date>{f.filed_on:%Y%m%d}</status-date><primary-code>{c:03d}</primary-code></classification>"
        for c, _ in f.goods
    )
    return (
        f"<case-file><serial-number>{f.number}</serial-number><registration-number>0000000</registration-number>"
        f"<transaction-date>{f.published_on:%Y%m%d}</transaction-date><case-file-header>"
        f"<filing-date>{f.filed_on:%Y%m%d}</filing-date><status-code>686</status-code>"
        f"<status-date>{f.published_on:%Y%m%d}</status-date>"
        f"<mark-identification>{escape(f.sign)}</mark-identification><mark-drawing-code>4000</mark-drawing-code>"
        f"<published-for-opposition-date>{f.published_on:%Y%m%d}</published-for-opposition-date>"
        "<opposition-pending-in>F</opposition-pending-in><standard-characters-claimed-in>T</standard-characters-claimed-in>"
        f"</case-file-header><case-file-statements>{statements}</case-file-statements>"
        f"<classifications>{classes}</classifications><case-file-owners><case-file-owner>"
        f"<entry-number>1</entry-number><party-type>20</party-type><nationality><country>{f.country}</country></nationality>"
        f"<legal-entity-type-code>16</legal-entity-type-code><party-name>{escape(f.holder)}</party-name>"
        f"<city>Springfield</city><country>{f.country}</country></case-file-owner></case-file-owners></case-file>\n"
    )


def ukipo_journal(filings: Sequence[DemoFiling], issue: str, stream: BinaryIO) -> None:
    """Writes a UKIPO Trade Marks Journal; `issue` is `2026/047`."""
    stream.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{_NOTE}'
        '<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/trademarks"><TradeMarkTransactionBody>'
        f"<TransactionContentDetails><TransactionIdentifier>{issue}</TransactionIdentifier>"
        "<TransactionCode>Journal</TransactionCode><TransactionData><TradeMarkDetails>\n".encode()
    )
    for filing in filings:
        stream.write(_trade_mark(filing, issue).encode())
    stream.write(
        b"</TradeMarkDetails></TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>\n"
    )


def _trade_mark(f: DemoFiling, issue: str) -> str:
    classes = "".join(
        f"<ClassDescription><ClassNumber>{c}</ClassNumber>"
        f'<GoodsServicesDescription languageCode="en">{escape(text)}</GoodsServicesDescription></ClassDescription>'
        for c, text in f.goods
    )
    name = (
        "<FormattedNameAddress><Name><FreeFormatName><FreeFormatNameDetails>"
        f"<FreeFormatNameLine>{escape(f.holder)}</FreeFormatNameLine>"
        "</FreeFormatNameDetails></FreeFormatName></Name><Address>"
        f"<AddressCountryCode>{f.country}</AddressCountryCode></Address></FormattedNameAddress>"
    )
    return (
        '<TradeMark operationCode="Insert"><RegistrationOfficeCode>GB</RegistrationOfficeCode>'
        f"<ApplicationNumber>{f.number}</ApplicationNumber><ApplicationDate>{f.filed_on}</ApplicationDate>"
        "<MarkCurrentStatusCode>Published</MarkCurrentStatusCode><KindMark>Individual</KindMark>"
        f"{_sign(f)}"
        f"<GoodsServicesDetails><GoodsServices><ClassDescriptionDetails>{classes}</ClassDescriptionDetails>"
        "</GoodsServices></GoodsServicesDetails><PublicationDetails><Publication>"
        f"<PublicationIdentifier>{issue}</PublicationIdentifier><PublicationDate>{f.published_on}</PublicationDate>"
        f"</Publication></PublicationDetails><ApplicantDetails><Applicant><ApplicantAddressBook>{name}"
        "</ApplicantAddressBook></Applicant></ApplicantDetails></TradeMark>\n"
    )


def _sign(f: DemoFiling) -> str:
    if f.picture:
        return (
            "<MarkFeature>Figurative</MarkFeature><MarkImageDetails><MarkImage><MarkImageBinary>"
            f"{base64.b64encode(f.picture).decode()}</MarkImageBinary></MarkImage></MarkImageDetails>"
        )
    return (
        "<MarkFeature>Word</MarkFeature><WordMarkSpecification>"
        f"<MarkVerbalElementText>{escape(f.sign)}</MarkVerbalElementText></WordMarkSpecification>"
    )


def inpi_rpi(filings: Sequence[DemoFiling], number: int, published_on: dt.date, stream: BinaryIO) -> None:
    """Writes an issue of INPI's Revista da Propriedade Industrial, section of marks."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{_NOTE}<revista numero="{number}" data="{published_on:%d/%m/%Y}">\n'
    stream.write(head.encode())
    for filing in filings:
        stream.write(_processo(filing).encode())
    stream.write(b"</revista>\n")


def _processo(f: DemoFiling) -> str:
    classes = "".join(
        f'<classe-nice codigo="{c}"><especificacao>{escape(text)}</especificacao></classe-nice>'
        for c, text in f.goods
    )
    return (
        f'<processo numero="{f.number}" data-deposito="{f.filed_on:%d/%m/%Y}"><despachos>'
        '<despacho codigo="IPAS009" nome="Publicação de pedido de registro para oposição"/></despachos>'
        f"<titulares><titular nome-razao-social={quoteattr(f.holder)} pais={quoteattr(f.country)}/></titulares>"
        f'<marca apresentacao="Nominativa" natureza="De Produto"><nome>{escape(f.sign)}</nome></marca>'
        f"<lista-classe-nice>{classes}</lista-classe-nice></processo>\n"
    )

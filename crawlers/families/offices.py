"""Public pages of single marks at their offices, where the address is stable."""

_PAGES = {
    "US": "https://tsdr.uspto.gov/#caseNumber={}&caseType=SERIAL_NO&searchType=statusSearch",
    "EM": "https://euipo.europa.eu/eSearch/#details/trademarks/{}",
    "GB": "https://trademarks.ipo.gov.uk/ipo-tmcase/page/Results/1/{}",
}


def page_of(office: str, number: str) -> str:
    """The office's page of the mark with that application number, "" when no stable one is known."""
    page = _PAGES.get(office)
    return page.format(number) if page else ""

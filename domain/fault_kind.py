"""FaultKind: every way input can be wrong, and which of them leave a file unread."""

from enum import StrEnum


class FaultKind(StrEnum):
    """Every way input can be wrong. The words of each stand in `domain.fault_words`."""

    FILE_MISSING = "file-missing"
    FILE_EMPTY = "file-empty"
    FILE_TOO_LARGE = "file-too-large"
    NOT_THE_FILE = "not-the-file"
    UNKNOWN_FORMAT = "unknown-format"
    ZIP_BROKEN = "zip-broken"
    ZIP_UNSAFE = "zip-unsafe"
    ENTITY_DECLARED = "entity-declared"
    TRUNCATED = "truncated"
    WRONG_ENCODING = "wrong-encoding"
    BROKEN_RECORD = "broken-record"
    RECORD_TOO_LARGE = "record-too-large"
    NO_NUMBER = "no-number"
    BAD_DATE = "bad-date"
    BAD_CLASS = "bad-class"
    BAD_PRICE = "bad-price"
    LIST_CUT = "list-cut"
    LIST_GAP = "list-gap"
    WORDS_IN_TURN = "words-in-turn"
    DUPLICATE = "duplicate"
    NO_RECORDS = "no-records"
    COLUMN_MISSING = "column-missing"
    COLUMN_UNKNOWN = "column-unknown"
    ROW_WITHOUT_NAME = "row-without-name"
    ROW_MALFORMED = "row-malformed"
    DUPLICATE_BRAND = "duplicate-brand"
    EMPTY_WATCHLIST = "empty-watchlist"
    BAD_MARKET = "bad-market"
    NONE_LEFT = "none-left"
    WORKBOOK_BROKEN = "workbook-broken"
    BAD_EXPOSURE = "bad-exposure"
    BAD_LEAST_PRICE = "bad-least-price"
    NOT_A_WATCHLIST = "not-a-watchlist"
    CELL_IS_DATE = "cell-is-date"
    CELL_IS_FORMULA = "cell-is-formula"
    CELL_TOO_LONG = "cell-too-long"
    OTHER_ENTERPRISE = "other-enterprise"
    BRAND_ID_TAKEN = "brand-id-taken"
    TOO_MANY_BRANDS = "too-many-brands"
    ROW_WITHOUT_SUBJECT = "row-without-subject"
    LISTED_TWICE = "listed-twice"
    BAD_CREDIT_CODE = "bad-credit-code"
    OTHER_CREDIT_CODE = "other-credit-code"
    UNKNOWN_INDUSTRY = "unknown-industry"
    UNKNOWN_BRAND = "unknown-brand"
    UNKNOWN_PAIR = "unknown-pair"
    BAD_CHOICE = "bad-choice"
    BAD_DAY = "bad-day"
    BAD_YEAR = "bad-year"
    BAD_FAIR = "bad-fair"
    BAD_SHOP = "bad-shop"
    BAD_REGISTRATION = "bad-registration"
    TOO_MANY_ENTRIES = "too-many-entries"
    UNKNOWN_ENTERPRISE = "unknown-enterprise"
    BAD_PERSONS = "bad-persons"
    BAD_DUE = "bad-due"
    NOTHING_TO_SHOW = "nothing-to-show"
    NO_FIGURES = "no-figures"
    FIGURE_COLUMNS = "figure-columns"
    BAD_HS_CODE = "bad-hs-code"
    BAD_MONTH = "bad-month"
    BAD_FIGURE = "bad-figure"
    FIGURE_TWICE = "figure-twice"
    PARTNER_UNKNOWN = "partner-unknown"
    NOT_EXPORTS = "not-exports"
    FLOW_NOT_SAID = "flow-not-said"
    SUM_ROWS = "sum-rows"
    MORE_FAULTS = "more-faults"
    ADDRESS_REFUSED = "address-refused"
    ANSWER_REFUSED = "answer-refused"
    ROBOTS_FORBID = "robots-forbid"
    PICTURE_UNKNOWN = "picture-unknown"
    PICTURE_BROKEN = "picture-broken"
    PICTURE_EMPTY = "picture-empty"
    PICTURE_SHAPE = "picture-shape"
    PICTURE_TOO_LARGE = "picture-too-large"
    PICTURE_UNSAFE = "picture-unsafe"
    PICTURE_COSTLY = "picture-costly"
    PICTURE_MISSING = "picture-missing"
    PICTURES_CUT = "pictures-cut"


FATAL_KINDS = frozenset(
    {
        FaultKind.FILE_MISSING,
        FaultKind.FILE_EMPTY,
        FaultKind.FILE_TOO_LARGE,
        FaultKind.NOT_THE_FILE,
        FaultKind.UNKNOWN_FORMAT,
        FaultKind.ZIP_BROKEN,
        FaultKind.WORKBOOK_BROKEN,
        FaultKind.ZIP_UNSAFE,
        FaultKind.ENTITY_DECLARED,
        FaultKind.TRUNCATED,
        FaultKind.NO_RECORDS,
        FaultKind.COLUMN_MISSING,
        FaultKind.EMPTY_WATCHLIST,
        FaultKind.NOT_A_WATCHLIST,
        FaultKind.NO_FIGURES,
        FaultKind.FIGURE_COLUMNS,
    }
)
"""Faults that leave a whole file, or the rest of it, unread."""

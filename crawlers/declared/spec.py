"""The keys of a spec, and what each may hold. docs/sources.md explains them; `load_spec` reads them.

A spec holds no code: expressions are JMESPath, CSS or XPath, placeholders are substituted as plain text.
"""

from itertools import product
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crawlers.source import Policy, Robots, Route
from domain.observation import Kind

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=30)]
Setting = Annotated[str, StringConstraints(pattern=r"^HAISHAO_[A-Z0-9_]+$")]
Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=2000)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Expressions = Expression | list[Expression]
Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Duration = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[hd]$")]
Share = Annotated[float, Field(gt=0, le=1)]
Scalar = str | int | float | bool
Params = dict[str, Scalar | list[Scalar]]
Choice = Scalar | Annotated[dict[Word, Scalar], Field(min_length=1)]


class Part(BaseModel):
    """A part of a spec: no key but those named, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class BothLanguages(Part):
    """A text in Chinese and in English."""

    zh: Text
    en: Text


class TokenSpec(Part):
    """Where an OAuth2 token comes from."""

    url: Address
    form: dict[str, str]
    basic: tuple[str, str] | None = None
    answer: str = "access_token"


class AuthSpec(Part):
    """How requests are authorised."""

    secrets: dict[Word, Setting] = Field(min_length=1)
    hosts: list[Host] = []
    headers: dict[str, str] = {}
    params: dict[str, str] = {}
    basic: tuple[str, str] | None = None
    token: TokenSpec | None = None
    sign: Literal["sorted-hmac-sha256"] | None = None


class AnswerSpec(Part):
    """What an answer is. `inside` finds JSON within a page or a script."""

    format: Literal["json", "xml", "html", "csv", "xlsx"] = "json"
    paths: Literal["css", "xpath"] = "css"
    encoding: str | None = None
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    header_row: int = Field(default=1, ge=0, le=100)
    css: Expression | None = None
    after: Text | None = None


class RequestSpec(Part):
    """One request, with placeholders."""

    url: Address
    method: Literal["GET", "POST"] = "GET"
    params: Params = {}
    headers: dict[str, str] = {}
    json_body: dict[str, Any] | list[Any] | None = Field(default=None, alias="json")
    form: Params | None = None
    body: str | None = None


class BeforeSpec(Part):
    """A request made once, for the session it begins or for values its answer gives to the others."""

    request: RequestSpec
    answer: AnswerSpec = AnswerSpec(format="html")
    save: dict[Word, Expression] = {}


class SearchSpec(Part):
    """The source is searched for each watched word."""

    least_letters: int = Field(default=2, ge=1, le=20)


class PagingSpec(Part):
    """How one page leads to the next, and when it ends.

    Of a list that has its newest records first, what stands beyond the last page allowed is no loss.
    """

    by: Literal["page", "offset", "cursor", "next"]
    most: int = Field(ge=1, le=10_000)
    start: int | None = Field(default=None, ge=0)
    size: int | None = Field(default=None, ge=1, le=10_000)
    total: Expression | None = None
    pages: Expression | None = None
    next: Expression | None = None
    newest_first: bool = False


class WithRule(Part):
    """Another list of the same answer, of which a record gets the entries whose `where` holds its `equals`."""

    at: Expression
    where: Expression
    equals: Expression


class RecordsSpec(Part):
    """Where the records of a page are, how many are right, and what stands elsewhere and belongs to them."""

    at: Expression
    least: int = Field(default=0, ge=0)
    most: int = Field(default=10_000, ge=1, le=1_000_000)
    empty_when: Expression | None = None
    only_if: Expression | None = None
    with_lists: dict[Word, WithRule] = Field(default={}, alias="with")


class RenderSpec(Part):
    """The page needs a browser."""

    wait_for: Expression
    hosts: list[Host] = []


class FieldRule(Part):
    """One value of a record: where it is, and what is done to it."""

    at: Expressions | None = None
    text: str | None = None
    const: str | None = None
    html: bool = False
    pattern: str | None = None
    split: str | None = None
    join: str | None = None
    date: Text | list[Text] | None = None
    map: dict[str, str] | None = None
    otherwise: str | None = None


FieldSpec = Expression | FieldRule


class PartiesRule(Part):
    """The parties of a record: one, or each of a list."""

    each: Expressions | None = None
    name: FieldSpec | None = None
    country: FieldSpec | None = None
    address: FieldSpec | None = None
    identifier: FieldSpec | None = None


class GoodsRule(Part):
    """The goods of a record: one, or each of a list."""

    each: Expressions | None = None
    nice_class: FieldSpec | None = Field(default=None, alias="class")
    text: FieldSpec | None = None
    language: str = ""


class PriceRule(Part):
    """A price. `minor` is the number of decimals of an amount in the smallest unit, or an expression giving it.

    `divisor` is an expression giving what the amount is divided by.
    """

    amount: FieldSpec
    currency: FieldSpec | None = None
    minor: Annotated[int, Field(ge=0, le=4)] | Expression | None = None
    divisor: Expression | None = None


class FieldsSpec(Part):
    """The values of an Observation."""

    ref: FieldSpec
    sign: FieldSpec
    office: FieldSpec | None = None
    holders: FieldSpec | PartiesRule | None = None
    representative: FieldSpec | None = None
    goods: FieldSpec | GoodsRule | None = None
    classes: FieldSpec | None = None
    feature: FieldSpec | None = None
    status: FieldSpec | None = None
    filed_on: FieldSpec | None = None
    published_on: FieldSpec | None = None
    registered_on: FieldSpec | None = None
    madrid: FieldSpec | None = None
    url: FieldSpec | None = None
    image_url: FieldSpec | None = None
    brand: FieldSpec | None = None
    seller: FieldSpec | PartiesRule | None = None
    price: PriceRule | None = None
    event: FieldSpec | None = None
    stand: FieldSpec | None = None
    docket: FieldSpec | None = None
    text: FieldSpec | None = None


class GuardsSpec(Part):
    """What tells that a page has changed, that readers are kept out or that the answer is an error."""

    filled: dict[str, Share] = {}
    error: Expression | None = None
    block_signs: list[Text] = []
    refused_when: Expression | None = None


class ThrottleSpec(Part):
    """How gently the source is asked."""

    delay: float = Field(default=2.5, ge=0.1, le=300)
    most_requests: int = Field(default=5000, ge=1, le=100_000)


class Spec(Part):
    """A whole spec."""

    name: Name
    kind: Kind
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    title: BothLanguages
    route: Route
    policy: Policy
    terms: Address
    note: BothLanguages
    interval: Duration
    least: int = Field(ge=1)
    lookback: Duration = "7d"
    max_drop: Share | None = None
    robots: Robots = Robots.OBEY
    cookies: bool = False
    auth: AuthSpec | None = None
    before: BeforeSpec | None = None
    each: dict[Word, Annotated[list[Choice], Field(min_length=1, max_length=1000)]] = {}
    search: SearchSpec | None = None
    request: RequestSpec
    render: RenderSpec | None = None
    answer: AnswerSpec = AnswerSpec()
    records: RecordsSpec
    paging: PagingSpec | None = None
    fields: FieldsSpec
    guards: GuardsSpec = GuardsSpec()
    throttle: ThrottleSpec = ThrottleSpec()

    def choices(self) -> list[dict[str, Scalar]]:
        """Every choice of values `each` asks for, by their names; one without names when there is no `each`."""
        named = [[_named(name, choice) for choice in choices] for name, choices in self.each.items()]
        return [{name: one for part in parts for name, one in part.items()} for parts in product(*named)]


def _named(name: str, choice: Choice) -> dict[str, Scalar]:
    return choice if isinstance(choice, dict) else {name: choice}

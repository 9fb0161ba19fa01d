"""Every mistake in a spec is named with its file, line, key and cure."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.catalogue import SPECS, UnknownSource, faulty_specs, find, load_all
from crawlers.declared.load import SpecError, load_spec, read_spec

GOOD = (SPECS / "us-federal-register.yaml").read_text(encoding="utf-8")
SEARCHED = (SPECS / "ebay-browse.yaml").read_text(encoding="utf-8")
SIGNED = (SPECS / "aliexpress-affiliate.yaml").read_text(encoding="utf-8")


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def _fault(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        read_spec(text.encode(), file="x.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("spec", "old", "new", "key", "cure"),
    [
        (GOOD, "interval: 1d", "intervall: 1d", "intervall", "unknown key"),
        (GOOD, "interval: 1d", "interval: daily", "interval", "12h or 7d"),
        (GOOD, "least: 1", "least: one", "least", "integer"),
        (GOOD, "least: 1", "least: 0", "least", "greater than or equal to 1"),
        (GOOD, "kind: proceeding", "kind: poem", "kind", "'filing', 'listing', 'exhibitor' or 'proceeding'"),
        (GOOD, "country: US", "country: USA", "country", "ST.3"),
        (GOOD, "policy: allowed", "policy: fine", "policy", "allowed"),
        (GOOD, "  at: results", "  at: results[", "records.at", "Invalid jmespath"),
        (GOOD, "  at: results", "  at: reslts(@)", "records.at", "Unknown function"),
        (GOOD, "  sign: title", "  sign: {at: title, pattern: '(a)(b)'}", "fields.sign.pattern", "one group"),
        (GOOD, "  sign: title", "  sign: {html: true}", "fields.sign", "where the value is"),
        (GOOD, "  sign: title", "  sign: {at: title, do: strip}", "fields.sign.do", "unknown key"),
        (GOOD, "  url: html_url", "  url: {text: 'https://x.example/{slug}'}", "fields.url.text", "{slug}"),
        (GOOD, '    page: "{page}"\n', "", "paging.by", "every page would be the first"),
        (GOOD, '"{since}"', '"{sinse}"', "request", "{sinse} has no value"),
        (GOOD, "most: 20}", "}", "paging.most", "is missing"),
        (GOOD, "url: https://www.federalregister.gov/api", "url: http://www.federalregister.gov/api", "request.url", "https"),
        (GOOD, "url: https://www.federalregister.gov/api", "url: file:///etc/passwd", "request.url", "https"),
        (GOOD, "www.federalregister.gov/api", "127.0.0.1/api", "request.url", "public hosts"),
        (GOOD, "www.federalregister.gov/api", "[::1]/api", "request.url", "public hosts"),
        (GOOD, "www.federalregister.gov/api", "localhost/api", "request.url", "public hosts"),
        (GOOD, "www.federalregister.gov/api", "router.lan/api", "request.url", "public hosts"),
        (GOOD, "www.federalregister.gov/api", "u:p@www.federalregister.gov/api", "request.url", "auth.basic"),
        (GOOD, "www.federalregister.gov/api", "{since}.example.org/api", "request.url", "the host is fixed"),
        (GOOD, "url: https://www.federalregister.gov/api", "url: https://{site}/api", "request", "{site} has no value"),
        (GOOD, "filled: {sign: 1,", "filled: {colour: 1,", "guards.filled.colour", "no field"),
        (GOOD, "delay: 1}", "delay: 0}", "throttle.delay", "0.1"),
        (GOOD, "interval: 1d", "interval: 1d\ninterval: 2d", "interval", "once"),
        (SEARCHED, "secret: HAISHAO_EBAY_SECRET", "secret: s3cr3t", "auth.secrets.secret", "never stands in a spec"),
        (SEARCHED, '"Bearer {token}"', '"Bearer {tokn}"', "auth.headers.Authorization", "{tokn} is no secret"),
        (SEARCHED, 'q: "{query}", ', "", "search", "{query} stands nowhere"),
        (SIGNED, "sign: sorted-hmac-sha256", "sign: md5", "auth.sign", "sorted-hmac-sha256"),
        (SIGNED, "secrets: {key:", "secrets: {app:", "auth.sign", "{key}; name it under auth.secrets"),
        (SIGNED, "  form:", "  json:", "auth.sign", "write request.form"),
        (SIGNED, "error_response.msg || message", "error_response.msg ||", "guards.error", "Invalid jmespath"),
        (SEARCHED, "by: offset, size: 200", "by: offset", "request", "{size} has no value"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_cure(
    spec: str, old: str, new: str, key: str, cure: str
) -> None:
    assert spec.count(old) >= 1
    broken = spec.replace(old, new, 1)
    said = [line for line in _fault(broken).splitlines() if f": {key}: " in line]
    assert said, _fault(broken)
    assert cure in said[0]
    changed = _line(spec, old) + (new.count("\n") if "\n" in new else 0)
    last = key.rpartition(".")[2]
    line = int(said[0].split(":")[1])
    assert line == changed or last in broken.splitlines()[line - 1]


def test_every_mistake_is_named_at_once() -> None:
    broken = GOOD.replace("least: 1", "least: 0").replace("country: US", "country: USA")
    assert len(_fault(broken).splitlines()) == 2


def test_where_the_host_varies_the_spec_says_where_secrets_may_go() -> None:
    varying = SEARCHED.replace("https://api.ebay.com/buy", "https://{site}/buy")
    assert "auth.hosts: is missing; the host varies" in _fault(varying)


@pytest.mark.parametrize(
    ("sites", "says"),
    [
        ("[fair.example.org, 10.0.0.1]", "request.url: 10.0.0.1: only public hosts"),
        ("[fair.example.org, localhost]", "request.url: localhost: only public hosts"),
        ("['fair.example.org/..']", "only public hosts"),
        ("[{site: fair.example.org, fair: F}]", "each.site: {fair} stands nowhere"),
        ("[{site: fair.example.org}, {sight: x.example.org}]", "names sight; the first has site"),
    ],
)
def test_every_host_that_each_names_is_held_to_the_rule_of_hosts(sites: str, says: str) -> None:
    each = f"each:\n  site: {sites}\n"
    spec = GOOD.replace("https://www.federalregister.gov/api", "https://{site}/api")
    assert says in _fault(spec.replace("request:\n", f"{each}request:\n"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: [1", "x.yaml:1: no YAML"),
        (b"- a\n- b\n", "a mapping of keys to values"),
        (b"", "a mapping of keys to values"),
        (b"a: &x [1]\nb: *x\n", "aliases are not read"),
        (b"a: !!python/object/apply:os.system ['true']\n", "plain values"),
        (b"\xff\xfe\x00", "no YAML"),
        (b"a: " + b"x" * 200_000, "100,000"),
    ],
)
def test_what_is_no_spec_at_all_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(SpecError, match=r"x\.yaml") as caught:
        read_spec(content, file="x.yaml")
    assert says in str(caught.value)


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_whatever_give_anything_but_a_named_refusal(content: bytes) -> None:
    with pytest.raises(SpecError):
        read_spec(content, file="x.yaml")


def test_norway_is_a_country_and_not_false() -> None:
    assert read_spec(GOOD.replace("country: US", "country: NO").encode(), file="x.yaml").country == "NO"


def test_a_spec_is_named_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "another.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(SpecError, match=r"us-federal-register\.yaml"):
        load_spec(path)


def test_a_faulty_spec_takes_only_itself_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAISHAO_SPECS", str(tmp_path))
    (tmp_path / "my-shop.yaml").write_text(GOOD.replace("us-federal-register", "my-shop"), encoding="utf-8")
    (tmp_path / "my-fair.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    assert "my-shop" in {source.name for source in load_all()}
    (fault,) = faulty_specs()
    assert "my-fair.yaml:1: nonsense" in str(fault)
    with pytest.raises(UnknownSource, match=r"my-fair\.yaml:1: nonsense: unknown key"):
        find("my-fair")

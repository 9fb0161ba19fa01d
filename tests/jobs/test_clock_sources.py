"""Which sources the clock crawls by itself."""

from dataclasses import replace

import pytest
from django.test import override_settings

from crawlers.sources.gazettes.gb_ukipo_tmj import SOURCE
from jobs.clock import clocked


@pytest.mark.parametrize(("named", "crawled"), [(frozenset(), ["a", "b"]), (frozenset({"b"}), ["b"])])
def test_the_clock_crawls_the_sources_the_operator_names_or_all(
    named: frozenset[str], crawled: list[str]
) -> None:
    sources = [replace(SOURCE, name=name) for name in ("a", "b")]
    with override_settings(CLOCKED_SOURCES=named):
        assert [source.name for source in clocked(sources)] == crawled

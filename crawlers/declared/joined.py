"""What stands elsewhere in an answer and belongs to a record: a fair's stands, each with the numbers of its exhibitors."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from crawlers.declared.answers import JsonNode, Node
from crawlers.declared.spec import WithRule
from crawlers.errors import PageChanged


def joined(records: list[Node], root: Node, rules: Mapping[str, WithRule]) -> list[Node]:
    """The records, each with a list under the rule's name of the entries that belong to it.

    Numbers and texts are alike: 7 is "7". Raises PageChanged where the other list is missing or a record is no object.
    """
    tables = {name: _table(root, name, rule) for name, rule in rules.items()}
    return [_with(record, tables, rules) for record in records]


def _table(root: Node, name: str, rule: WithRule) -> dict[str, list[Any]]:
    entries = root.read(rule.at)
    if not isinstance(entries, list):
        raise PageChanged(
            f"{rule.at}: {type(entries).__name__} where the list of records.with.{name} was expected"
        )
    table: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        keys = JsonNode(entry).read(rule.where)
        for key in keys if isinstance(keys, list) else [keys]:
            table[str(key)].append(entry)
    return table


def _with(record: Node, tables: Mapping[str, dict[str, list[Any]]], rules: Mapping[str, WithRule]) -> Node:
    if not isinstance(record, JsonNode) or not isinstance(record.value, dict):
        raise PageChanged("a record that is no object cannot be joined with others")
    found = {name: table.get(str(record.read(rules[name].equals)), []) for name, table in tables.items()}
    return JsonNode({**record.value, **found})

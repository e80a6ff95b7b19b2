"""What a SQL text does to which tables, read from its syntax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlglot  # type: ignore[import-not-found]
from sqlglot import exp

from include.devstack.bigquery_proxy.names import TableName
from include.devstack.bigquery_proxy.parameters import bind

_KINDS = {
    exp.Update: "update",
    exp.Delete: "delete",
    exp.Merge: "merge",
    exp.Insert: "insert",
    exp.TruncateTable: "truncate",
    exp.Create: "create",
    exp.Drop: "drop",
    exp.Alter: "alter",
    exp.Query: "select",
}
# What cannot touch rows of the streaming buffer.
_CHANGES_ROWS = ("update", "delete", "merge", "truncate")
_READS_NO_ROWS = ("create", "drop", "alter", "truncate")
_SCOPES = (exp.Select, exp.Update, exp.Delete, exp.Merge, exp.Insert, exp.TruncateTable)
_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where a statement names a table.

    :param alias: how the columns of it are qualified there.
    :param is_target: it is the table that the statement changes.
    :param is_read: rows of it are read (an INSERT's target is not).
    :param conditions: what is joined by AND in the place's own WHERE and ON.
    :param has_star: all of its columns are read.
    """

    name: TableName
    alias: str
    is_target: bool
    is_read: bool
    conditions: tuple[Any, ...]
    has_star: bool

    def partition_filters(self, column: str) -> tuple[Any, ...]:
        """Return the conditions by which BigQuery can leave out partitions."""
        return tuple(each for each in self.conditions if self._eliminates(each, column.lower()))

    def _eliminates(self, condition: Any, column: str) -> bool:
        condition = condition.unnest()
        match condition:
            case exp.Or() | exp.And():
                return self._eliminates(condition.left, column) and self._eliminates(condition.right, column)
            case exp.Between():
                return self._is(condition.this, column) and _constant(
                    condition.args["low"], condition.args["high"]
                )
            case exp.In():
                return (
                    self._is(condition.this, column)
                    and not condition.args.get("query")
                    and _constant(*condition.expressions, condition.args.get("unnest"))
                )
            case exp.Is():
                return self._is(condition.this, column)
            case _ if isinstance(condition, _COMPARISONS):
                left, right = condition.left, condition.right
                return (self._is(left, column) and _constant(right)) or (
                    self._is(right, column) and _constant(left)
                )
        return False

    def _is(self, node: Any, column: str) -> bool:
        node = node.unnest()
        return (
            isinstance(node, exp.Column)
            and node.name.lower() == column
            and node.table.lower() in ("", self.alias.lower())
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, with its parameters replaced by their values.

    :param kind: select, update, delete, merge, insert, truncate, create, drop, alter or other.
    :param columns: every name of a column in it, in small letters.
    """

    kind: str
    tree: Any
    references: tuple[Reference, ...]
    columns: frozenset[str]

    @property
    def changes_rows(self) -> bool:
        """Whether it updates or deletes rows that are there."""
        return self.kind in _CHANGES_ROWS

    @property
    def modifies(self) -> bool:
        """Whether anything is different afterwards."""
        return self.kind not in ("select", "other")

    @property
    def target(self) -> Reference | None:
        return next((each for each in self.references if each.is_target), None)


def read_statements(
    sql: str, parameters: Sequence[Mapping[str, Any]], project: str, dataset: str | None
) -> tuple[Statement, ...]:
    """Read a SQL text; empty where it is not SQL that BigQuery would understand.

    :param project: of tables that are named without one.
    :param dataset: of tables that are named without one.
    """
    try:
        trees = sqlglot.parse(sql, read="bigquery")
    except sqlglot.errors.SqlglotError:
        return ()
    return tuple(_statement(bind(tree, parameters), project, dataset) for tree in trees if tree is not None)


def _statement(tree: Any, project: str, dataset: str | None) -> Statement:
    kind = next((name for node, name in _KINDS.items() if isinstance(tree, node)), "other")
    references = tuple(_references(tree, kind, project, dataset))
    columns = frozenset(node.name.lower() for node in tree.find_all(exp.Column) if node.name != "*")
    return Statement(kind, tree, references, columns)


def _references(tree: Any, kind: str, project: str, dataset: str | None) -> Iterator[Reference]:
    local = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    target = _target(tree, kind)
    for table in tree.find_all(exp.Table):
        if not table.db and (table.name.lower() in local or dataset is None):
            continue
        if "INFORMATION_SCHEMA" in table.name.upper() or not isinstance(table.this, exp.Identifier):
            continue
        name = TableName(table.catalog or project, table.db or str(dataset), table.name)
        scope = table.find_ancestor(*_SCOPES)
        alias = table.alias or table.name
        is_target = table is target
        is_read = scope is not None and not (is_target and kind in ("insert", *_READS_NO_ROWS))
        yield Reference(name, alias, is_target, is_read, tuple(_conditions(scope)), _has_star(scope, alias))


def _target(tree: Any, kind: str) -> Any:
    if kind == "select" or kind == "other":
        return None
    place = tree.expressions[0] if kind == "truncate" and tree.expressions else tree.this
    return place.this if isinstance(place, exp.Schema) else place


def _conditions(scope: Any) -> Iterator[Any]:
    if scope is None:
        return
    if where := scope.args.get("where"):
        yield from where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
    places = [*(scope.args.get("joins") or []), *([scope] if isinstance(scope, exp.Merge) else [])]
    for place in places:
        if (on := place.args.get("on")) and place.args.get("side", "") == "":
            yield from on.flatten() if isinstance(on, exp.And) else [on]


def _has_star(scope: Any, alias: str) -> bool:
    if not isinstance(scope, exp.Select):
        return False
    for each in scope.expressions:
        if isinstance(each, exp.Star):
            return True
        if isinstance(each, exp.Column) and isinstance(each.this, exp.Star):
            return bool(each.table.lower() == alias.lower())
    return False


def _constant(*nodes: Any) -> bool:
    return all(node is None or not any(node.find_all(exp.Column, exp.Query, exp.Table)) for node in nodes)

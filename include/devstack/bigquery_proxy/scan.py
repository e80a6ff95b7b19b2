"""Which days of a table a statement reads, and how many bytes that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp  # type: ignore[import-not-found]

from include.devstack.bigquery_proxy.errors import ApiError
from include.devstack.bigquery_proxy.names import TableFacts, TableName
from include.devstack.bigquery_proxy.sql import Sql
from include.devstack.bigquery_proxy.statements import Reference, Statement

# cloud.google.com/bigquery/docs/estimate-costs#query_size_calculation; a text is its UTF-8 bytes plus 2.
_WIDTHS = {"BOOL": 1, "BOOLEAN": 1, "NUMERIC": 16, "BIGNUMERIC": 32, "INTERVAL": 16}
_OTHER_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Scan:
    """What statements read.

    :param days: by table, the days that their filters let pass: days with rows, and days asked for by name.
    :param total_bytes: an UPDATE, DELETE or MERGE adds all columns of the days that it may change.
    """

    days: Mapping[TableName, frozenset[str]]
    total_bytes: int

    @property
    def touched(self) -> list[str]:
        """All days of all tables, in order."""
        return sorted(set().union(*self.days.values())) if self.days else []


async def scan(sql: Sql, statements: Sequence[Statement]) -> Scan:
    """Look up what statements will read.

    :raises ApiError: a table demands a filter on its partitions, and a place that reads it has none.
    """
    days: dict[TableName, frozenset[str]] = {}
    total = 0
    for statement in statements:
        read: dict[TableName, tuple[TableFacts, list[str]]] = {}
        columns: dict[TableName, set[str]] = {}
        for reference in statement.references:
            facts = await sql.facts(reference.name) if reference.is_read else None
            if facts is None:
                continue
            passing = await _days(sql, reference, facts)
            days[reference.name] = days.get(reference.name, frozenset()) | passing
            wheres = read.setdefault(reference.name, (facts, []))[1]
            wheres.append(_where(reference, facts))
            named = {name for name in facts.types if reference.has_star or name.lower() in statement.columns}
            columns.setdefault(reference.name, set()).update(named)
        for name, (facts, wheres) in read.items():
            parts = [(sorted(columns[name]), " OR ".join(f"({each})" for each in wheres))]
            target = statement.target
            if statement.changes_rows and target is not None and target.name == name:
                parts.append((sorted(facts.types), _where(target, facts)))
            total += await _bytes(sql, facts, parts)
    return Scan(days, total)


async def _days(sql: Sql, reference: Reference, facts: TableFacts) -> frozenset[str]:
    column = facts.partition_column
    if column is None:
        return frozenset()
    filters = reference.partition_filters(column)
    if facts.requires_filter and not filters:
        name = facts.name
        raise ApiError(
            "invalidQuery",
            f"Cannot query over table '{name}' without a filter over column(s) '{column}' that can be used "
            "for partition elimination",
        )
    if day := _only_day(filters):
        return frozenset([day])
    named = [f"SELECT CAST({value} AS DATE) AS {column}" for value in _named_days(filters)]
    there = f"SELECT DISTINCT {column} FROM {facts.name.quoted}"
    source = " UNION DISTINCT ".join([there, *named])
    rows = await sql.rows(
        f"SELECT DISTINCT FORMAT_DATE('%F', {column}) AS day FROM ({source}) WHERE {_where(reference, facts)}"
    )
    return frozenset(day for (day,) in rows if day is not None)


def _only_day(filters: Sequence[Any]) -> str | None:
    """Return the day of a filter that is nothing but column = day, written out; None for any other."""
    if len(filters) != 1 or not isinstance(filters[0].unnest(), exp.EQ):
        return None
    equal = filters[0].unnest()
    values = [
        each.unnest() for each in (equal.left, equal.right) if not isinstance(each.unnest(), exp.Column)
    ]
    value = values[0] if len(values) == 1 else None
    if not (isinstance(value, exp.Cast) and value.is_type("date") and value.this.is_string):
        return None
    try:
        return date.fromisoformat(value.this.this).isoformat()
    except ValueError:
        return None


def _named_days(filters: Sequence[Any]) -> list[str]:
    """Return the days that filters name one by one, as SQL."""
    found: list[str] = []
    for each in filters:
        for node in each.find_all(exp.EQ):
            value = node.left if isinstance(node.right.unnest(), exp.Column) else node.right
            found.append(value.sql(dialect="bigquery"))
        for node in each.find_all(exp.In):
            arrays = node.args["unnest"].find_all(exp.Array) if node.args.get("unnest") else ()
            values = [*node.expressions, *(value for array in arrays for value in array.expressions)]
            found += [value.sql(dialect="bigquery") for value in values]
    return found


def _where(reference: Reference, facts: TableFacts) -> str:
    """Return the filters on the partition as SQL, with the column unqualified."""
    if facts.partition_column is None:
        return "TRUE"
    parts = []
    for each in reference.partition_filters(facts.partition_column):
        bare = each.copy()
        for column in bare.find_all(exp.Column):
            column.set("table", None)
        parts.append(f"({bare.sql(dialect='bigquery')})")
    return " AND ".join(parts) or "TRUE"


async def _bytes(sql: Sql, facts: TableFacts, parts: Sequence[tuple[Sequence[str], str]]) -> int:
    """Add up columns, each with the condition of the rows that are read of them."""
    sums = [
        f"SELECT {' + '.join(_width(name, facts.types[name]) for name in columns)} AS total "
        f"FROM {facts.name.quoted} WHERE {where}"
        for columns, where in parts
        if columns
    ]
    # One question, for each costs the emulator more than its answer.
    rows = await sql.rows(" UNION ALL ".join(sums)) if sums else []
    return sum(int(total or 0) for (total,) in rows)


def _width(column: str, kind: str) -> str:
    if kind in ("STRING", "BYTES"):
        return f"IFNULL(SUM(BYTE_LENGTH(`{column}`) + 2), 0)"
    return f"COUNT(`{column}`) * {_WIDTHS.get(kind, _OTHER_WIDTH)}"

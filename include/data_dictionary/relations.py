"""Tables and views of the warehouse as its catalog describes them, with their comments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from include.errors import ScorebookError

SCHEMAS = ("espn", "nba", "ops", "raw_data")
NUMBERS = frozenset({"smallint", "integer", "bigint", "numeric", "real", "double precision", "interval"})

_OF_COLUMN = re.compile(r"(?P<meaning>.*?\.)(?: Unit: (?P<unit>.+)\.)?", re.DOTALL)
_OF_RELATION = re.compile(
    r"(?P<meaning>.*?\.) Source: (?P<source>.+)\. Written by: (?P<writer>.+)\.", re.DOTALL
)

RELATIONS = """
SELECT relation.oid, nspname, relname, relkind IN ('v', 'm') AS is_view,
    obj_description(relation.oid, 'pg_class'),
    coalesce((
        SELECT array_agg(attname::text ORDER BY array_position(indkey::smallint[], attnum))
        FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
        WHERE indrelid = relation.oid AND indisprimary
    ), '{}')
FROM pg_class AS relation JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = ANY (%s) AND relkind IN ('r', 'p', 'v', 'm')
ORDER BY nspname, relname
"""
COLUMNS = """
SELECT attrelid, attname, format_type(atttypid, atttypmod), attnotnull, attidentity <> '',
    col_description(attrelid, attnum)
FROM pg_attribute
WHERE attrelid = ANY (%s) AND attnum > 0 AND NOT attisdropped
ORDER BY attrelid, attnum
"""


class MissingCommentError(ScorebookError):
    """A table or column of the warehouse has no comment, or one without the parts that it needs."""


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """One column. `unit` is None for what is no number."""

    name: str
    type: str
    is_required: bool
    meaning: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """One table or view.

    :param key: columns of the primary key, in its order; empty for a view.
    :param writer: who writes it: DAGs, or a command.
    """

    schema: str
    name: str
    is_view: bool
    meaning: str
    source: str
    writer: str
    key: tuple[str, ...]
    columns: tuple[RelationColumn, ...]


def read_relations(conn: psycopg.Connection[Any], schemas: Sequence[str] = SCHEMAS) -> list[Relation]:
    """All tables and views of these schemas, by schema and name.

    :raises MissingCommentError: a table, view or column says too little about itself; names all of them.
    """
    found = conn.execute(RELATIONS, [list(schemas)]).fetchall()
    columns: dict[int, list[RelationColumn]] = {oid: [] for oid, *_ in found}
    titles = {oid: f"{schema}.{name}" for oid, schema, name, *_ in found}
    wrong: list[str] = []
    for oid, name, kind, is_required, is_drawn, comment in conn.execute(COLUMNS, [list(columns)]):
        told = _OF_COLUMN.fullmatch(comment or "")
        if told is None:
            wrong.append(f"column {titles[oid]}.{name}: COMMENT 'Meaning.'")
        elif kind in NUMBERS and not is_drawn and told["unit"] is None:
            wrong.append(f"column {titles[oid]}.{name}: COMMENT '{comment} Unit: ....'")
        else:
            columns[oid].append(RelationColumn(name, kind, is_required, told["meaning"], told["unit"]))
    relations = []
    for oid, schema, name, is_view, comment, key in found:
        told = _OF_RELATION.fullmatch(comment or "")
        if told is None:
            wrong.append(f"table {schema}.{name}: COMMENT 'Meaning. Source: .... Written by: ....'")
            continue
        parts = (told["meaning"], told["source"], told["writer"])
        relations.append(Relation(schema, name, is_view, *parts, tuple(key), tuple(columns[oid])))
    if wrong:
        raise MissingCommentError(
            f"{len(wrong)} tables or columns lack a comment, or a part of it. A migration gives it, in the "
            f"form shown: {'; '.join(wrong)}"
        )
    return relations

"""docs/TABLES.md is what `make docs` makes of the newest migrations, and everything has a comment."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from include.data_dictionary.relations import MissingCommentError, read_relations
from include.data_dictionary.writing import PAGE, text

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]


def test_the_page_is_up_to_date(warehouse: Connection) -> None:
    assert text(warehouse) == PAGE.read_text(encoding="utf-8"), "run make docs"


def test_every_table_and_view_is_described(warehouse: Connection) -> None:
    query = (
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    there = {name for (name,) in warehouse.execute(query)}

    relations = read_relations(warehouse)
    assert {f"{one.schema}.{one.name}" for one in relations} == there
    headings = {line for line in PAGE.read_text().splitlines() if line.startswith("### ")}
    assert headings == {f"### `{name}`" for name in there}


def test_every_function_of_the_views_has_a_comment(warehouse: Connection) -> None:
    query = (
        "SELECT proname FROM pg_proc WHERE pronamespace = 'espn'::regnamespace"
        " AND obj_description(oid, 'pg_proc') IS NULL"
    )
    assert warehouse.execute(query).fetchall() == []


def test_all_that_lack_a_comment_or_a_unit_are_named(warehouse: Connection) -> None:
    warehouse.execute("CREATE TABLE nba.injuries (player_id text, days integer)")
    warehouse.execute("COMMENT ON COLUMN nba.injuries.days IS 'Days out.'")

    with pytest.raises(MissingCommentError) as raised:
        read_relations(warehouse)

    message = str(raised.value)
    assert message.startswith("3 tables or columns lack a comment")
    assert "column nba.injuries.player_id: COMMENT 'Meaning.'" in message
    assert "column nba.injuries.days: COMMENT 'Days out. Unit: ....'" in message
    assert "table nba.injuries: COMMENT 'Meaning. Source: .... Written by: ....'" in message

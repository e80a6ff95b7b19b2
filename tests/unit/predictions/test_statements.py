"""The statements: one key for counting and updating, a partition filter wherever the table is named."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from include.errors import ParamError
from include.predictions.identifiers import TableName
from include.predictions.jobs import label
from include.predictions.statements import RANK_COLUMNS, Statement, Statements, survivor_expression

DAY = date(2026, 3, 9)
TABLE = TableName("scorebook-local", "nba_predictions", "player_prop_predictions")
COLUMNS = ("prediction_id", "game_date", "is_active", "superseded_by", "created_at", "updated_at")


def all_of(statements: Statements) -> list[Statement]:
    return [
        statements.count(DAY),
        statements.look_back(DAY, DAY),
        statements.survivors(DAY),
        statements.update(DAY),
        statements.replace_alike(DAY, COLUMNS),
        statements.verify(DAY, datetime(2026, 3, 9, tzinfo=UTC)),
    ]


ALL = all_of(Statements(TABLE))


@pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.name)
def test_the_day_is_a_parameter_and_filters_each_place_of_the_table(statement: Statement) -> None:
    places = statement.sql.count(TABLE.quoted)
    filters = len(re.findall(r"game_date (?:= @day|BETWEEN @first_day AND @last_day)", statement.sql))
    assert places == filters > 0
    assert "2026" not in statement.sql


@pytest.mark.parametrize("statement", ALL, ids=lambda statement: statement.name)
def test_counting_and_updating_use_the_same_quoted_key(statement: Statement) -> None:
    assert "`game_id`, `player_lookup`, `system_id`" in statement.sql
    assert "{" not in statement.sql


def test_only_the_update_and_the_merge_modify() -> None:
    assert [statement.name for statement in ALL if statement.modifies] == ["update", "merge"]


def test_the_key_is_a_setting() -> None:
    for statement in all_of(Statements(TABLE, ["system_id", "game_id"])):
        assert "`system_id`, `game_id`" in statement.sql
        assert "player_lookup" not in statement.sql


def test_a_key_that_is_no_name_makes_no_statement() -> None:
    with pytest.raises(ParamError):
        Statements(TABLE, ["game_id`) --"])


def test_the_update_ranks_by_the_beginning_of_the_published_order() -> None:
    order = ", ".join(f"{column} DESC" for column in RANK_COLUMNS)
    assert order.startswith("created_at DESC, prediction_id DESC")
    assert "ORDER BY created_at DESC, prediction_id DESC) = 1" in Statements(TABLE).update(DAY).sql
    assert survivor_expression().endswith(f"ORDER BY {order}) = 1")


def test_labels_are_of_the_form_that_bigquery_takes() -> None:
    assert label("scheduled__2026-03-09T14:00:00+00:00") == "scheduled__2026-03-09t14-00-00-00-00"
    assert len(label("x" * 100)) == 63

"""The parts of docs/TABLES.md that come from code and files."""

from __future__ import annotations

import pytest

from include.data_dictionary.page import page
from include.data_dictionary.predictions import PredictionColumn, UnreadableStatementError, read_columns
from include.data_dictionary.relations import Relation, RelationColumn
from include.lake.glue_inputs import MOST_COMMENT
from include.racing.columns import COLUMNS
from include.racing.table import COMMENTS, SCHEMA

STATEMENT = """-- A table.
CREATE TABLE `P.d.t` (
  id STRING OPTIONS (description = "An id."),
  day DATE OPTIONS (description = "A day.")
)
PARTITION BY day;
"""


def test_columns_of_the_predictions() -> None:
    assert read_columns(STATEMENT) == [
        PredictionColumn("id", "STRING", "An id."),
        PredictionColumn("day", "DATE", "A day."),
    ]


def test_a_column_without_a_description_is_refused() -> None:
    with pytest.raises(UnreadableStatementError, match=r"got '  day DATE'"):
        read_columns(STATEMENT.replace(' OPTIONS (description = "A day.")', ""))


def test_a_table_is_shown_with_its_key_and_units() -> None:
    columns = (
        RelationColumn("game_id", "text", True, "Id.", None),
        RelationColumn("points", "integer", False, "Points | scored.", "points"),
    )
    shown = page(
        [Relation("nba", "games", False, "Games.", "NBA.com", "nba_daily", ("game_id",), columns)], []
    )
    assert (
        "### `nba.games`\n\nTable. Games. Source: NBA.com. Written by: nba_daily. Key: game_id.\n\n"
        "| column | type | unit | meaning |\n| --- | --- | --- | --- |\n"
        "| `game_id` | text, not null |  | Id. |\n| `points` | integer | points | Points \\| scored. |\n"
    ) in shown


def test_every_column_of_a_partition_and_of_the_csv_is_shown() -> None:
    shown = page([], [])
    lake = shown[shown.index("## Lake and CSV") : shown.index("## BigQuery")]
    told = [line.split(" | ")[0].strip("| `") for line in lake.splitlines() if line.startswith("| `")]
    assert told == [*(column.name for column in COLUMNS), "created_at"]
    assert [name for name in told if name not in ("date", "country")] == SCHEMA.names
    assert "| `dist_f` | number | double | furlongs | Distance. |" in lake
    assert "| `date` | text | partition key, date |  | Day of the race, London time. |" in lake


def test_numbers_of_the_lake_have_a_unit() -> None:
    assert [one.name for one in COLUMNS if one.kind in ("integer", "number") and not one.unit] == []


def test_every_comment_of_the_lake_fits_into_glue() -> None:
    assert set(COMMENTS) == {*SCHEMA.names, "date", "country"}
    assert [name for name, comment in COMMENTS.items() if len(comment) > MOST_COMMENT] == []

"""Which rows stay active: the newest of each key, the same in every run, never two and never none."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from include.devstack.predictions import Day, day_rows
from include.predictions.statements import survivor_expression
from tests.integration.predictions.running import DAY, Cleaning, survivors

pytestmark = pytest.mark.integration
TODAY = date.fromisoformat(DAY)
IGNORED = ("is_active", "superseded_by", "updated_at")


def content(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(value for name, value in row.items() if name not in IGNORED) for row in rows)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Day(day=TODAY, keys=60, duplicates=40), id="later batches"),
        pytest.param(Day(day=TODAY, keys=60, duplicates=40, ties=20), id="equal created_at"),
        pytest.param(Day(day=TODAY, keys=60, duplicates=40, ties=20, same_ids=15), id="equal prediction_id"),
        pytest.param(Day(day=TODAY, keys=30, duplicates=75, twins=20), id="exact copies"),
        pytest.param(
            Day(day=TODAY, keys=30, duplicates=75, ties=20, same_ids=15, twins=20, inactive=25),
            id="all at once",
        ),
    ],
)
def test_each_key_keeps_the_row_of_the_rule_and_no_row_is_lost(cleaning: Cleaning, wanted: Day) -> None:
    cleaning.predictions.load(wanted)
    before = cleaning.rows()
    told = cleaning.run()
    after = cleaning.rows()
    assert content([row for row in after if row["is_active"]]) == content(survivors(before))
    assert content(after) == content(before)
    assert told == {
        "day": DAY,
        "status": "cleaned",
        "total": wanted.keys + wanted.duplicates,
        "duplicates": wanted.duplicates,
        "deactivated": wanted.duplicates,
        "locked": 0,
        "remaining": 0,
    }
    assert [kind for kind, _ in cleaning.kinds()].count("select") == 2
    assert len(cleaning.kinds()) == 3


def published() -> str:
    """The expression as docs/DEDUP.md has it."""
    text = (Path(__file__).parents[3] / "docs" / "DEDUP.md").read_text()
    return text.split("```sql\n")[1].split("\n```")[0]


def test_the_published_expression_is_the_one_of_the_code() -> None:
    assert published() == survivor_expression()


def test_plain_duckdb_finds_the_same_active_rows_by_the_published_expression(cleaning: Cleaning) -> None:
    wanted = Day(day=TODAY, keys=2000, duplicates=1500, ties=600, same_ids=300, twins=200, inactive=400)
    loaded = cleaning.predictions.load(wanted)  # noqa: F841  named in the query
    found = duckdb.sql(f"SELECT * FROM loaded WHERE is_active QUALIFY {published()}").to_arrow_table()
    cleaning.run()
    ours = cleaning.predictions.active(TODAY)
    columns = ("prediction_id", "current_points_line", "predicted_points", "created_at")
    expected = Counter(tuple(row[name] for name in columns) for row in found.to_pylist())
    assert Counter(tuple(row[name] for name in columns) for row in ours) == expected
    assert len(ours) == wanted.keys


@pytest.mark.parametrize("explanations", [("first", "second"), ("second", "first")])
def test_of_rows_that_the_rule_cannot_tell_apart_it_is_the_same_one_each_time(
    cleaning: Cleaning, explanations: tuple[str, str]
) -> None:
    rows = day_rows(Day(day=TODAY, keys=1, duplicates=1, twins=1))
    place = rows.column_names.index("explanation")
    cleaning.predictions.load(rows.set_column(place, "explanation", pa.array(explanations)))
    assert cleaning.run()["deactivated"] == 1
    assert [row["explanation"] for row in cleaning.predictions.active(TODAY)] == ["second"]


def row(**values: Any) -> str:
    """A row for an INSERT, `values` as SQL."""
    plain = {
        "prediction_id": "'p'",
        "system_id": "'s'",
        "player_lookup": "'somebody'",
        "game_id": "'g'",
        "game_date": f"DATE '{DAY}'",
        "is_active": "TRUE",
        "created_at": "TIMESTAMP '2026-03-09 12:00:00+00'",
        "current_points_line": "24.5",
    } | values
    return f"({', '.join(plain.values())})"


def insert(cleaning: Cleaning, *rows: str) -> None:
    cleaning.predictions.query(
        "INSERT INTO PREDICTIONS (prediction_id, system_id, player_lookup, game_id, game_date, is_active, "
        f"created_at, current_points_line) VALUES {', '.join(rows)}"
    )


def active_ids(cleaning: Cleaning) -> list[str]:
    return sorted(row["prediction_id"] for row in cleaning.predictions.active(TODAY))


def test_a_null_in_a_key_column_is_a_value_like_any_other(cleaning: Cleaning) -> None:
    insert(
        cleaning,
        row(prediction_id="'old'", player_lookup="NULL"),
        row(
            prediction_id="'new'",
            player_lookup="NULL",
            created_at="TIMESTAMP '2026-03-09 13:00:00+00'",
        ),
        row(prediction_id="'other'"),
    )
    cleaning.run()
    assert active_ids(cleaning) == ["new", "other"]


def test_a_row_without_created_at_is_the_oldest(cleaning: Cleaning) -> None:
    insert(cleaning, row(prediction_id="'z'", created_at="NULL"), row(prediction_id="'a'"))
    cleaning.run()
    assert active_ids(cleaning) == ["a"]


def test_lines_of_24_5_and_25_and_none_are_three_keys_where_the_line_is_part_of_it(
    cleaning: Cleaning,
) -> None:
    insert(
        cleaning,
        row(prediction_id="'a'"),
        row(prediction_id="'b'", current_points_line="25"),
        row(prediction_id="'c'", current_points_line="NULL"),
        row(prediction_id="'d'", current_points_line="25.0"),
    )
    key = ["game_id", "player_lookup", "system_id", "current_points_line"]
    assert cleaning.run(key_columns=key)["deactivated"] == 1
    assert active_ids(cleaning) == ["a", "c", "d"]


def test_exact_copies_leave_one_active_row_also_where_the_line_is_part_of_the_key(
    cleaning: Cleaning,
) -> None:
    insert(cleaning, row(), row(), row(), row(current_points_line="25"), row(current_points_line="25"))
    key = ["game_id", "player_lookup", "system_id", "current_points_line"]
    assert cleaning.run(key_columns=key)["deactivated"] == 3
    assert sorted(row["current_points_line"] for row in cleaning.predictions.active(TODAY)) == [24.5, 25]
    assert len(cleaning.rows()) == 5


def test_the_systems_of_a_game_and_player_are_keys_of_their_own(cleaning: Cleaning) -> None:
    insert(cleaning, row(system_id="'one'"), row(system_id="'two'"))
    assert cleaning.run()["status"] == "clean"


def test_the_replaced_row_names_its_survivor_and_the_survivor_is_untouched(cleaning: Cleaning) -> None:
    insert(
        cleaning,
        row(prediction_id="'old'"),
        row(prediction_id="'new'", created_at="TIMESTAMP '2026-03-09 13:00:00+00'"),
    )
    cleaning.run()
    old, new = sorted(cleaning.rows(), key=lambda row: row["is_active"])
    assert (old["superseded_by"], new["superseded_by"], new["updated_at"]) == ("new", None, None)
    assert old["updated_at"] is not None


def test_rows_of_other_days_stay_as_they_are(cleaning: Cleaning) -> None:
    other = date(2026, 3, 8)
    cleaning.predictions.load(Day(day=other, keys=5, duplicates=5))
    cleaning.predictions.load(Day(day=TODAY, keys=5, duplicates=5))
    before = cleaning.rows(str(other))
    cleaning.run()
    assert cleaning.rows(str(other)) == before
    assert {day for job in cleaning.predictions.jobs(modifies=True) for day in job["days"]} == {DAY}

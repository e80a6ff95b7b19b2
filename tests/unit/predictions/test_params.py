"""What a run may be asked for, and what is refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from include.errors import ParamError
from include.predictions.identifiers import TableName
from include.predictions.params import DedupParams, read_params

INJECTIONS = [
    "x`; DROP TABLE t; --",
    "game_id) OR (1=1",
    "game_id -- ",
    "1; DELETE FROM t WHERE TRUE",
    "a.b",
    "gäme",
    "game_id\n",
    "' OR '1'='1",
]


def refused(**values: Any) -> str:
    with pytest.raises(ParamError) as error:
        read_params(values)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_defaults() -> None:
    assert read_params({}) == DedupParams(
        game_date=None,
        from_date=None,
        to_date=None,
        dry_run=False,
        key_columns=("game_id", "player_lookup", "system_id"),
        wait_for_buffer_minutes=90,
        lookback_days=10,
    )


@pytest.mark.parametrize("text", ["TODAY", "YESTERDAY", "2026-03-09"])
def test_words_and_days_are_taken(text: str) -> None:
    assert read_params({"game_date": text}).game_date == text


def test_an_emptied_field_of_the_form_is_no_day() -> None:
    assert read_params({"game_date": "", "from_date": ""}).game_date is None


@pytest.mark.parametrize(
    "text", ["today", "2026-02-30", "20260309", "2026-W11-1", "9 March", "2026-03-09T00:00:00", *INJECTIONS]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert "type TODAY, YESTERDAY or a day as YYYY-MM-DD" in refused(game_date=text)


@pytest.mark.parametrize("name", ["from_date", "to_date"])
@pytest.mark.parametrize("text", INJECTIONS)
def test_injections_in_the_days_of_a_range_are_refused(name: str, text: str) -> None:
    assert name in refused(**({"from_date": "2026-03-01", "to_date": "2026-03-02"} | {name: text}))


@pytest.mark.parametrize("text", [*INJECTIONS, "", "a" * 129, "1st"])
def test_injections_in_the_key_are_refused(text: str) -> None:
    assert "give names of columns" in refused(key_columns=["game_id", text])


@pytest.mark.parametrize("name", ["dry_run", "wait_for_buffer_minutes", "lookback_days"])
@pytest.mark.parametrize("text", INJECTIONS)
def test_injections_in_the_other_params_are_refused(name: str, text: str) -> None:
    assert name in refused(**{name: text})


@pytest.mark.parametrize("text", INJECTIONS)
@pytest.mark.parametrize("part", ["project", "dataset", "table"])
def test_injections_in_the_name_of_the_table_are_refused(part: str, text: str) -> None:
    right = {"project": "scorebook-local", "dataset": "nba", "table": "predictions"}
    with pytest.raises(ParamError, match=f"{part} is "):
        TableName(**(right | {part: text}))


def test_a_key_of_what_tells_rows_apart_is_refused() -> None:
    assert "prediction_id, which tells rows of one key apart" in refused(
        key_columns=["Prediction_ID".lower()]
    )
    assert "IS_ACTIVE" in refused(key_columns=["IS_ACTIVE"])


def test_the_partition_is_no_part_of_a_key() -> None:
    assert "each day is cleaned for itself" in refused(key_columns=["game_id", "GAME_DATE"])


def test_a_day_that_has_no_days_before_it_is_refused() -> None:
    assert "type a day from 2000-01-01 on" in refused(game_date="0001-01-01")


def test_an_empty_key_and_one_twice_are_refused() -> None:
    assert "1 to 8 columns, got 0" in refused(key_columns=[])
    assert "twice" in refused(key_columns=["game_id", "GAME_ID"])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"from_date": "2026-03-01"}, "belong together"),
        ({"to_date": "2026-03-01"}, "belong together"),
        ({"from_date": "2026-03-02", "to_date": "2026-03-01"}, "is after to_date 2026-03-01: swap them"),
        ({"from_date": "2026-01-01", "to_date": "2026-03-02"}, "are 61 days, at most 60"),
        (
            {"from_date": "2026-03-01", "to_date": "2026-03-02", "game_date": "TODAY"},
            "name one day or a range",
        ),
        ({"lookback_days": 61}, "lookback_days must be between 0 and 60"),
        ({"lookback_days": -1}, "lookback_days must be between 0 and 60"),
        ({"wait_for_buffer_minutes": -1}, "wait_for_buffer_minutes must be between 0 and 720"),
        ({"gamedate": "TODAY"}, "the params are game_date, from_date"),
    ],
)
def test_what_does_not_fit_together_is_refused(values: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(**values)


def test_sixty_days_fit_in_one_run() -> None:
    assert read_params({"from_date": "2026-01-01", "to_date": "2026-03-01"}).to_date is not None

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.errors import ParamError
from include.espn.params import EspnIncrementalParams, read_params, target_days

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_params_of_the_form_are_typed() -> None:
    params = read_params({"days": ["2026-03-08"], "lookback_days": 0, "retention_hours": None})
    assert params == EspnIncrementalParams(days=(date(2026, 3, 8),), lookback_days=0)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"day": "2026-03-08"}, "the params are days, lookback_days"),
        ({"days": "2026-03-08"}, "days as YYYY-MM-DD"),
        ({"days": ["2026-02-30"]}, "days as YYYY-MM-DD"),
        ({"days": ["1900-01-01"]}, "the first NBA game"),
        ({"days": [f"2025-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)]}, "at most 200"),
        ({"lookback_days": 31}, "between 0 and 30"),
        ({"lookback_days": "3"}, "lookback_days"),
        ({"retention_hours": 0}, "between 1 and"),
        ({"dry_run": "False"}, "dry_run"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_params(values)


def test_named_days_are_taken_as_they_are_once_each_in_order() -> None:
    params = read_params({"days": ["2026-03-09", "2026-03-01", "2026-03-09"], "lookback_days": 3})
    found = target_days(params, interval_start=START, now=NOW, is_backfill=False)
    assert found == [date(2026, 3, 1), date(2026, 3, 9)]


def test_scheduled_run_looks_back_from_its_own_day() -> None:
    found = target_days(read_params({}), interval_start=START, now=NOW, is_backfill=False)
    assert found == [date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)]


def test_backfill_run_asks_for_its_own_day_only() -> None:
    assert target_days(read_params({}), interval_start=START, now=NOW, is_backfill=True) == [date(2026, 3, 8)]


def test_run_by_hand_gets_the_last_full_day() -> None:
    found = target_days(read_params({"lookback_days": 0}), interval_start=None, now=NOW, is_backfill=False)
    assert found == [date(2026, 11, 21)]

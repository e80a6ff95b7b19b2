"""The params of the racing workflows: what is refused, and which days a run means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from include.errors import ParamError
from include.racing.params import RescrapeParams, read_rescrape_params, read_retry_params, target_days

NOW = datetime(2026, 3, 18, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "swap them"),
        ({"start_date": "2026-01-01", "end_date": "2026-02-01"}, "32 days, at most 31 fit in one run"),
        ({"start_date": "1899-01-01"}, "results begin with 1988-01-01"),
        ({"countries": []}, "at least one"),
        ({"countries": ["gb", "gb"]}, "at most once"),
        ({"countries": ["../usa"]}, "countries"),
        ({"start_date": "2026-03-01'; DROP TABLE x"}, "start_date"),
        ({"retention_hours": 0}, "between 1 and 8760"),
        ({"forse": True}, "forse"),
        ({"force": "yes"}, "force"),
    ],
)
def test_rescrape_refuses_with_a_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_rescrape_params(values)


def test_history_that_is_only_published_has_no_limit_of_days() -> None:
    params = read_rescrape_params(
        {"start_date": "2010-01-01", "end_date": "2019-12-31", "publish_only": True}
    )
    assert len(target_days(params, interval_start=None, now=NOW, is_backfill=False)) == 3652


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"all": True, "date": "2026-03-01"}, "leave date empty"),
        ({"country": "usa"}, "country"),
        ({"date": "yesterday"}, "date"),
    ],
)
def test_retry_refuses_with_a_sentence(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        read_retry_params(values)


def test_a_scheduled_run_takes_the_seven_days_that_ended_yesterday() -> None:
    start = datetime(2025, 11, 17, 0, 30, tzinfo=UTC)  # the run of 2025-11-18 00:30 in London
    days = target_days(RescrapeParams(), interval_start=start, now=NOW, is_backfill=False)
    assert days == [date(2025, 11, day) for day in range(11, 18)]


def test_a_scheduled_run_in_summer_takes_the_london_day() -> None:
    start = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # 2026-07-01 00:30 in London
    days = target_days(RescrapeParams(), interval_start=start, now=NOW, is_backfill=False)
    assert days[-1] == date(2026, 7, 1)


def test_a_backfill_run_takes_its_one_day() -> None:
    start = datetime(2025, 11, 17, 0, 30, tzinfo=UTC)
    assert target_days(RescrapeParams(), interval_start=start, now=NOW, is_backfill=True) == [
        date(2025, 11, 17)
    ]


def test_a_run_by_hand_takes_the_last_seven_full_days() -> None:
    days = target_days(RescrapeParams(), interval_start=None, now=NOW, is_backfill=False)
    assert days == [date(2026, 3, day) for day in range(11, 18)]


def test_only_a_start_means_from_there_to_the_last_full_day() -> None:
    params = RescrapeParams(start_date=date(2026, 3, 15))
    days = target_days(params, interval_start=None, now=NOW, is_backfill=False)
    assert days == [date(2026, 3, day) for day in (15, 16, 17)]


def test_only_a_start_that_is_today_means_today() -> None:
    params = RescrapeParams(start_date=date(2026, 3, 18))
    assert target_days(params, interval_start=None, now=NOW, is_backfill=False) == [date(2026, 3, 18)]


def test_only_an_end_means_that_day() -> None:
    params = RescrapeParams(end_date=date(2026, 3, 15))
    assert target_days(params, interval_start=None, now=NOW, is_backfill=False) == [date(2026, 3, 15)]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (RescrapeParams(end_date=date(2026, 3, 19)), "still to come"),
        (RescrapeParams(start_date=date(2026, 4, 1)), "still to come"),
        (RescrapeParams(start_date=date(2025, 3, 1)), "name end_date, too"),
    ],
)
def test_days_that_cannot_be_asked_for_are_refused(params: RescrapeParams, sentence: str) -> None:
    with pytest.raises(ParamError, match=sentence):
        target_days(params, interval_start=None, now=NOW, is_backfill=False)

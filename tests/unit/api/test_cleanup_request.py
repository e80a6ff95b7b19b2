"""What `POST /scorebook/api/cleanup-duplicates` accepts, and which day it means."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from include.days import GAME_ZONE
from include.errors import ParamError
from scorebook.api.cleanup_request import CleanupRequest, read_request

NOW = datetime(2026, 1, 15, 18, 0, tzinfo=UTC)


def body(**values: object) -> bytes:
    return json.dumps(values).encode()


def new_york(year: int, month: int, day: int, hour: int, minute: int, fold: int = 0) -> datetime:
    """A New York wall clock time, as the server's UTC clock shows it."""
    return datetime(year, month, day, hour, minute, tzinfo=GAME_ZONE, fold=fold).astimezone(UTC)


def test_an_empty_object_means_today_and_writes() -> None:
    assert read_request(b"{}", NOW) == CleanupRequest(date(2026, 1, 15), dry_run=False)


def test_a_day_and_a_dry_run_are_taken() -> None:
    asked = read_request(body(game_date="2025-11-17", dry_run=True), NOW)
    assert asked == CleanupRequest(date(2025, 11, 17), dry_run=True)


def test_the_run_gets_the_day_itself_and_never_a_word_for_it() -> None:
    assert read_request(body(game_date="TODAY"), NOW).conf == {"game_date": "2026-01-15", "dry_run": False}


@pytest.mark.parametrize(
    ("now", "today", "yesterday"),
    [
        pytest.param(
            new_york(2026, 1, 15, 23, 30), date(2026, 1, 15), date(2026, 1, 14), id="late in the evening"
        ),
        pytest.param(new_york(2026, 1, 16, 0, 30), date(2026, 1, 16), date(2026, 1, 15), id="after midnight"),
        pytest.param(
            new_york(2026, 3, 8, 0, 30),
            date(2026, 3, 8),
            date(2026, 3, 7),
            id="before the clock goes forward",
        ),
        pytest.param(
            new_york(2026, 3, 8, 3, 1), date(2026, 3, 8), date(2026, 3, 7), id="after the clock went forward"
        ),
        pytest.param(
            new_york(2026, 3, 8, 23, 30), date(2026, 3, 8), date(2026, 3, 7), id="evening of the short day"
        ),
        pytest.param(
            new_york(2026, 3, 9, 0, 30), date(2026, 3, 9), date(2026, 3, 8), id="morning after the short day"
        ),
        pytest.param(
            new_york(2026, 11, 1, 1, 30),
            date(2026, 11, 1),
            date(2026, 10, 31),
            id="before the clock goes back",
        ),
        pytest.param(
            new_york(2026, 11, 1, 1, 30, fold=1),
            date(2026, 11, 1),
            date(2026, 10, 31),
            id="after the clock went back",
        ),
        pytest.param(
            new_york(2026, 11, 1, 23, 30), date(2026, 11, 1), date(2026, 10, 31), id="evening of the long day"
        ),
        pytest.param(
            new_york(2026, 11, 2, 0, 30),
            date(2026, 11, 2),
            date(2026, 11, 1),
            id="morning after the long day",
        ),
    ],
)
def test_today_and_yesterday_are_new_york_days(now: datetime, today: date, yesterday: date) -> None:
    assert read_request(body(game_date="TODAY"), now).day == today
    assert read_request(body(game_date="YESTERDAY"), now).day == yesterday


def test_a_day_that_has_no_days_before_it_is_refused() -> None:
    with pytest.raises(ParamError, match="type a day from 2000-01-01 on"):
        read_request(body(game_date="0001-01-01"), NOW)


@pytest.mark.parametrize(
    "value",
    [
        "today",
        "",
        None,
        20261115,
        "2026-02-30",
        "20260115",
        "2026-W03-4",
        "2026-1-5",
        " 2026-01-15",
        "2026-01-15T00:00:00",
        "2026-01-15' OR '1'='1",
        ["2026-01-15"],
        True,
    ],
)
def test_a_bad_date_is_refused_with_what_to_type(value: object) -> None:
    with pytest.raises(ParamError, match="YYYY-MM-DD"):
        read_request(body(game_date=value), NOW)


@pytest.mark.parametrize("key", ["gamedate", "dag_id", "conf", "key_columns", "GAME_DATE", ""])
def test_an_unknown_key_is_named(key: str) -> None:
    with pytest.raises(ParamError, match=f"no key '{key}'.*game_date and dry_run"):
        read_request(body(**{"game_date": "TODAY", key: "x"}), NOW)


@pytest.mark.parametrize("value", ["true", "False", 1, 0, None, {}])
def test_a_dry_run_that_is_no_boolean_is_refused(value: object) -> None:
    with pytest.raises(ParamError, match="true or false"):
        read_request(body(dry_run=value), NOW)


@pytest.mark.parametrize("sent", [b"", b"{", b"game_date=TODAY", b"\xff\xfe\xfa", b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(sent: bytes) -> None:
    with pytest.raises(ParamError, match="not JSON"):
        read_request(sent, NOW)


@pytest.mark.parametrize("sent", [b"[]", b"null", b'"TODAY"', b"5"])
def test_json_that_is_no_object_is_refused(sent: bytes) -> None:
    with pytest.raises(ParamError, match="JSON object"):
        read_request(sent, NOW)


def test_a_long_value_is_not_repeated_in_full() -> None:
    with pytest.raises(ParamError) as refused:
        read_request(body(game_date="9" * 10_000), NOW)
    assert len(str(refused.value)) < 200

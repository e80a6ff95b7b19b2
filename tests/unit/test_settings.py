from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from include.errors import ParamError
from scorebook import settings


def set_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"AIRFLOW_VAR_{name.upper()}", value)


def test_defaults_hold_without_variables() -> None:
    assert settings.request_interval() == timedelta(seconds=0.5)
    assert settings.retry_base_seconds() == 2.0
    assert settings.blocked_wait() == (timedelta(minutes=30), timedelta(minutes=60))
    assert settings.retention() == timedelta(hours=24)
    assert settings.prefix("espn_schedules") == "espn_schedules"
    assert settings.contact() is None
    assert settings.maximum_bytes_billed() == 10 * 2**30


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variable(monkeypatch, "scorebook_retry_base_seconds", " ")
    assert settings.retry_base_seconds() == 2.0


@pytest.mark.parametrize(
    ("variable", "value", "read", "expected"),
    [
        ("scorebook_request_interval_seconds", "0.25", settings.request_interval, timedelta(seconds=0.25)),
        ("scorebook_retry_base_seconds", "0", settings.retry_base_seconds, 0.0),
        ("scorebook_retention_hours", "48", settings.retention, timedelta(hours=48)),
        (
            "scorebook_blocked_wait_minutes",
            "0.05 - 0.1",
            settings.blocked_wait,
            (timedelta(seconds=3), timedelta(seconds=6)),
        ),
        ("scorebook_bucket", "my-archive", settings.bucket, "my-archive"),
        (
            "scorebook_prefix_espn_schedules",
            "old/nba=1/",
            lambda: settings.prefix("espn_schedules"),
            "old/nba=1",
        ),
        ("scorebook_contact", "bots@example.com", settings.contact, "bots@example.com"),
        ("scorebook_maximum_bytes_billed_gb", "0.5", settings.maximum_bytes_billed, 2**29),
    ],
)
def test_variables_are_read_when_asked(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, read: Any, expected: Any
) -> None:
    set_variable(monkeypatch, variable, value)
    assert read() == expected


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("scorebook_request_interval_seconds", "-1", settings.request_interval),
        ("scorebook_request_interval_seconds", "1e3", settings.request_interval),
        ("scorebook_retry_base_seconds", "fast", settings.retry_base_seconds),
        ("scorebook_retry_base_seconds", "61", settings.retry_base_seconds),
        ("scorebook_retention_hours", "nan", settings.retention),
        ("scorebook_blocked_wait_minutes", "30", settings.blocked_wait),
        ("scorebook_blocked_wait_minutes", "60-30", settings.blocked_wait),
        ("scorebook_blocked_wait_minutes", "30-6000", settings.blocked_wait),
        ("scorebook_bucket", "No Bucket", settings.bucket),
        ("scorebook_prefix_espn_schedules", "a/../b", lambda: settings.prefix("espn_schedules")),
        ("scorebook_contact", "me\r\nX-Evil: 1", settings.contact),
        ("scorebook_maximum_bytes_billed_gb", "0", settings.maximum_bytes_billed),
        ("scorebook_predictions_project", "Nba Props", settings.predictions_table),
        ("scorebook_predictions_dataset", "a`b", settings.predictions_table),
        ("scorebook_predictions_table", "a.b", settings.predictions_table),
        ("scorebook_predictions_location", "US; DROP", settings.predictions_table),
    ],
)
def test_a_bad_value_is_refused_with_the_variable_s_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, read: Any
) -> None:
    set_variable(monkeypatch, "scorebook_predictions_project", "nba-props-1")
    set_variable(monkeypatch, variable, value)
    with pytest.raises(ParamError, match=f"{variable} is .* set it to"):
        read()


def test_the_table_of_the_predictions_is_read_from_four_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    set_variable(monkeypatch, "scorebook_predictions_project", "nba-props-1")
    assert str(settings.predictions_table()) == "nba-props-1.nba_predictions.player_prop_predictions"
    assert settings.predictions_table().location == "US"
    set_variable(monkeypatch, "scorebook_predictions_dataset", "other")
    set_variable(monkeypatch, "scorebook_predictions_table", "rows-1")
    set_variable(monkeypatch, "scorebook_predictions_location", "europe-west1")
    assert str(settings.predictions_table()) == "nba-props-1.other.rows-1"
    assert settings.predictions_table().location == "europe-west1"


def test_the_project_of_the_predictions_has_no_default() -> None:
    with pytest.raises(ParamError, match="scorebook_predictions_project"):
        settings.predictions_table()


def test_the_bucket_has_no_default() -> None:
    with pytest.raises(ParamError, match="scorebook_bucket"):
        settings.bucket()


def test_data_dir_is_the_environment_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    assert settings.data_dir() == tmp_path
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", "relative/path")
    with pytest.raises(ParamError, match="SCOREBOOK_DATA_DIR"):
        settings.data_dir()
    monkeypatch.delenv("SCOREBOOK_DATA_DIR")
    assert settings.data_dir().is_absolute()

from datetime import UTC, datetime, timedelta

import pytest

from include.source.retry_after import retry_after_seconds

NOW = datetime(2026, 3, 8, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Sun, 08 Mar 2026 12:00:30 GMT", 30.0),
        ("Sunday, 08-Mar-26 12:00:30 GMT", 30.0),
    ],
)
def test_reads_both_forms(value: str, seconds: float) -> None:
    assert retry_after_seconds(value, now=NOW, cap=100.0) == seconds


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "-1",
        "soon",
        "1e9",
        "nan",
        "inf",
        "\u0667",
        "Sun, 08 Mar 2026 11:59:59 GMT",
        "Sun, 99 Mar 2026",
    ],
)
def test_what_cannot_be_used_is_none(value: str | None) -> None:
    assert retry_after_seconds(value, now=NOW, cap=100.0) is None


@pytest.mark.parametrize("value", ["101", "9" * 5000, "Mon, 09 Mar 2026 12:00:00 GMT"])
def test_never_more_than_the_cap(value: str) -> None:
    assert retry_after_seconds(value, now=NOW, cap=100.0) == 100.0


def test_a_date_without_zone_is_utc() -> None:
    later = (NOW + timedelta(seconds=20)).strftime("%a, %d %b %Y %H:%M:%S -0000")
    assert retry_after_seconds(later, now=NOW, cap=100.0) == 20.0

"""What a run of the racing workflows tells: a row for each group, and the sums."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from include.racing.report import group_rows, metric_values

STARTED = datetime(2025, 11, 24, 0, 30, tzinfo=UTC)
GROUP = {"label": "gb 2025-11-17"}
LISTED = {"listed": ["a", "b", "c", "d"], "failed_before": ["a", "b"]}
TALLY = {
    "stored": 1,
    "unchanged": 1,
    "already_there": 1,
    "incomplete": 0,
    "failures": {"b": "SourceBlockedError: 406"},
    "requests": 7,
}


def row(published: list[dict[str, Any]] | None, tally: dict[str, Any] | None = TALLY) -> dict[str, Any]:
    (found,) = group_rows([GROUP], [LISTED], [tally], [published], started_at=STARTED, dry_run=False)
    return found


def partition(status: str, created_at: str | None = None) -> dict[str, Any]:
    return {"status": status, "rows": 40, "kept": 9, "created_at": created_at}


def test_a_row_has_the_figures_of_its_group() -> None:
    assert row([partition("written")]) == {
        "partition": "gb 2025-11-17",
        "listed": 4,
        "scraped": 2,
        "already_there": 1,
        "recovered": 1,
        "incomplete": 0,
        "failed": 1,
        "kept": 9,
        "rows": 40,
        "published": "written",
        "requests": 7,
    }


def test_a_group_that_did_not_come_to_it_has_zeros() -> None:
    (found,) = group_rows([GROUP], [None], [None], [None], started_at=STARTED, dry_run=False)
    assert found["published"] == "no"
    assert {value for name, value in found.items() if name not in ("partition", "published")} == {0}


@pytest.mark.parametrize(
    ("created_at", "published"),
    [
        ("2025-11-24T00:31:00+00:00", "written"),
        ("2025-11-24T00:29:59+00:00", "unchanged"),
        (None, "unchanged"),
    ],
)
def test_what_an_earlier_try_of_the_run_wrote_counts_as_written(
    created_at: str | None, published: str
) -> None:
    assert row([partition("unchanged", created_at)])["published"] == published


def test_of_several_partitions_the_most_telling_status_is_shown() -> None:
    told = [partition("unchanged"), partition("written"), partition("unchanged")]
    assert row(told)["published"] == "written 1 of 3"
    assert row([*told, partition("failed")])["published"] == "failed 1 of 4"


def test_a_dry_run_names_the_races() -> None:
    (found,) = group_rows(
        [GROUP], [LISTED], [TALLY], [[partition("would_write")]], started_at=STARTED, dry_run=True
    )
    assert found == {
        "partition": "gb 2025-11-17",
        "listed": 4,
        "published": "would_write",
        "races": ["a", "b", "c", "d"],
    }


def test_the_metrics_are_sums_over_the_groups() -> None:
    rows = [row([partition("written")]), row([partition("unchanged")])]
    assert metric_values(rows) == {
        "races_listed": 8,
        "races_scraped": 4,
        "races_recovered": 2,
        "races_failed": 2,
        "rows_kept": 18,
        "partitions_written": 1,
        "requests": 14,
    }

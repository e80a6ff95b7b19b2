"""What a run of the racing workflows tells: a row for each group, and the sums."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from include.racing.failures import FailedRace
from include.racing.report import group_rows, metric_values
from include.racing.run_failures import Missing, missing_of, problems_of_run

STARTED = datetime(2025, 11, 24, 0, 30, tzinfo=UTC)
GROUP = {"label": "gb 2025-11-17", "country": "gb", "days": ["2025-11-17"]}
LISTED = {"listed": ["a", "b", "c", "d"], "failed_before": ["a", "b"]}
TALLY = {
    "stored": 1,
    "unchanged": 1,
    "already_there": 1,
    "incomplete": 0,
    "failures": {"b": "SourceBlockedError: 406"},
    "requests": 7,
}


def failed(race_id: str, **other: Any) -> FailedRace:
    values: dict[str, Any] = {
        "id": race_id,
        "day": date(2025, 11, 17),
        "country": "gb",
        "course": "Newbury",
        "address": "",
        "error_type": "SourceBlockedError",
        "message": "406",
        "attempts": 1,
        "since": datetime(2025, 11, 18, 0, 31, tzinfo=UTC),
        "failed_at": STARTED,
        "is_stored": False,
    }
    return FailedRace(**values | other)


LACKING = Missing((failed("b"),))


def row(published: list[dict[str, Any]] | None, tally: dict[str, Any] | None = TALLY) -> dict[str, Any]:
    (found,) = group_rows(
        [GROUP], [LISTED], [tally], [published], [LACKING], started_at=STARTED, dry_run=False
    )
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
        "missing": ["b since 2025-11-18 00:31 (SourceBlockedError)"],
    }


def test_a_group_that_did_not_come_to_it_has_zeros() -> None:
    (found,) = group_rows([GROUP], [None], [None], [None], [Missing()], started_at=STARTED, dry_run=False)
    assert found["published"] == "no"
    assert {value for name, value in found.items() if type(value) is int} == {0}


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
        [GROUP], [LISTED], [TALLY], [[partition("would_write")]], [LACKING], started_at=STARTED, dry_run=True
    )
    assert found == {
        "partition": "gb 2025-11-17",
        "listed": 4,
        "published": "would_write",
        "races": ["a", "b", "c", "d"],
        "missing": ["b since 2025-11-18 00:31 (SourceBlockedError)"],
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


def test_a_group_lacks_the_failed_races_of_its_country_and_days_and_its_list() -> None:
    other = {"country": "ire", "days": ["2025-11-17", "2025-11-18"]}
    failures = [failed("a"), failed("c", country="ire"), failed("d", day=date(2025, 11, 18))]

    first, second = missing_of([GROUP, other], failures, [None, "SourceBlockedError: 406"])

    assert [race.id for race in first.races] == ["a"]
    assert second.lines == [
        "its list of races (SourceBlockedError)",
        "c since 2025-11-18 00:31 (SourceBlockedError)",
    ]


def test_of_many_missing_races_some_are_named() -> None:
    lines = Missing(tuple(failed(f"rac_{number}") for number in range(12))).lines
    assert (len(lines), lines[-1]) == (11, "2 more")


def test_a_list_that_did_not_come_makes_the_run_fail_with_the_pattern() -> None:
    assert problems_of_run(0, [], ["SourceBlockedError: 406 of host", None]) == [
        "1 of 2 lists of races did not come, all rate limited (1 SourceBlockedError); "
        "one of them: SourceBlockedError: 406 of host"
    ]


@pytest.mark.parametrize(("listed", "is_told"), [(3, True), (4, False), (0, False)])
def test_failures_of_more_than_half_make_the_run_fail_with_the_pattern(listed: int, is_told: bool) -> None:
    failures = {} if not listed else {"a": "SourceBlockedError: 406", "b": "UnknownMarkupError: x"}
    tally = {"unfinished": {}, "failures": failures}

    problems = problems_of_run(listed, [tally], [None])

    assert problems == (
        [
            "2 of 3 races failed, mixed (1 SourceBlockedError, 1 UnknownMarkupError); "
            "one of them: SourceBlockedError: 406"
        ]
        if is_told
        else []
    )


CSV = {"read_from": "CSV in S3", "file_name": "s3://b/gb.csv", "unread_columns": ["BSP"], "notes": ["see"]}


def test_a_day_that_was_only_published_says_what_was_found() -> None:
    found = row([partition("written") | CSV], tally=None)
    assert (found["read_from"], found["unread_columns"], found["notes"]) == ("CSV in S3", ["BSP"], ["see"])
    assert row([partition("absent") | {"read_from": "nothing"}])["read_from"] == "nothing"


def test_of_several_days_files_are_counted_and_failed_ones_keep_their_reason() -> None:
    days = [
        partition("written") | CSV,
        partition("written") | CSV | {"unread_columns": ["BSP", "x"]},
        partition("absent") | {"read_from": "nothing"},
        {"status": "failed", "error": "UnreadableValueError: gb.csv: line 2, rpr: expected a whole number"},
    ]
    found = row(days)
    assert {
        name: found[name] for name in ("published", "read_from", "unread_columns", "notes", "problems")
    } == {
        "published": "failed 1 of 4",
        "read_from": "CSV in S3 2, nothing 1",
        "unread_columns": ["BSP (2 files)", "x"],
        "notes": ["see (2 files)"],
        "problems": ["UnreadableValueError: gb.csv: line 2, rpr: expected a whole number"],
    }

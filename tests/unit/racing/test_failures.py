"""What failures of races have in common."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from include.racing.failures import FailedRace, dead_letters, failure_rate, pattern

NOON = datetime(2025, 11, 18, 12, tzinfo=UTC)


def failed(error_type: str, day: date = date(2025, 11, 17)) -> FailedRace:
    return FailedRace(
        id="rac_1",
        day=day,
        country="gb",
        course="Newbury",
        address="http://source/rac_1",
        error_type=error_type,
        message="it broke",
        attempts=1,
        since=NOON,
        failed_at=NOON,
        is_stored=False,
    )


@pytest.mark.parametrize(
    ("error_types", "name"),
    [
        ([], "none"),
        (["SourceBlockedError", "SourcePausedError"], "all rate limited"),
        (["SourceBlockedError"] * 3 + ["UnknownMarkupError"], "mostly rate limited"),
        (["SourceBlockedError", "UnknownMarkupError"], "mixed"),
        (["SourceBlockedError", "UnknownMarkupError", "SourceUnavailableError"], "mixed"),
        (["UnknownMarkupError", "SourceUnavailableError"], "other"),
    ],
)
def test_the_pattern_says_how_far_the_source_refused_us(error_types: list[str], name: str) -> None:
    assert pattern([failed(error_type) for error_type in error_types]).name == name


def test_a_pattern_is_told_with_its_counts_the_most_frequent_first() -> None:
    failures = [failed(name) for name in ("B", "SourceBlockedError", "A", "SourceBlockedError")]

    assert str(pattern(failures)) == "mixed (2 SourceBlockedError, 1 A, 1 B)"


def test_sentences_of_a_tally_have_a_pattern_too() -> None:
    told = ["SourceBlockedError: https://source answered 406", "SourceBlockedError: not asked: 406"]

    assert str(pattern(told)) == "all rate limited (2 SourceBlockedError)"


def test_no_failures_have_a_pattern_without_counts() -> None:
    assert str(pattern([])) == "none"


def test_dead_letters_are_of_days_before_those_that_the_daily_run_looks_back_to() -> None:
    oldest_asked_again, older = date(2025, 11, 11), date(2025, 11, 10)
    failures = [failed("A", older), failed("A", oldest_asked_again)]

    assert [race.day for race in dead_letters(failures, today=date(2025, 11, 18))] == [older]


def test_the_failure_rate_of_nothing_asked_is_zero() -> None:
    assert (failure_rate(0, 0), failure_rate(3, 4)) == (0.0, 0.75)

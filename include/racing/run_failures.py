"""What a run of the racing workflows could not get: races, and whole lists of races."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from include.racing.failures import FailedRace, failure_rate, pattern

TOO_MANY_FAILURES = 0.5
MOST_NAMED = 10
NO_ANSWER = "NoAnswer: list_races ended without one, see its log"


@dataclass(frozen=True, slots=True)
class Missing:
    """What a group lacks when its run ends.

    :param races: that the ledger calls failed.
    :param list_error: why its list of races did not come, the error's class and sentence; None when it came.
    """

    races: tuple[FailedRace, ...] = ()
    list_error: str | None = None

    @property
    def lines(self) -> list[str]:
        """What is missing and since when (UTC), for people; of many races the first ones and their number."""
        told = [] if self.list_error is None else [f"its list of races ({self.list_error.partition(':')[0]})"]
        told += [missing_line(race) for race in self.races[:MOST_NAMED]]
        more = len(self.races) - MOST_NAMED
        return [*told, f"{more} more"] if more > 0 else told


def missing_line(race: FailedRace) -> str:
    """`rac_1 since 2025-11-18 00:31 (SourceBlockedError)`, in UTC."""
    return f"{race.id} since {race.since.astimezone(UTC):%Y-%m-%d %H:%M} ({race.error_type})"


def missing_of(
    groups: Sequence[Mapping[str, Any]], failures: Sequence[FailedRace], list_errors: Sequence[str | None]
) -> list[Missing]:
    """What each group lacks.

    :param groups: country and days of each.
    :param failures: races that the ledger calls failed, of these groups and others.
    :param list_errors: of each group why its list did not come.
    """
    return [
        Missing(
            tuple(
                race
                for race in failures
                if race.country == group["country"] and str(race.day) in group["days"]
            ),
            list_error,
        )
        for group, list_error in zip(groups, list_errors, strict=True)
    ]


def problems_of_run(
    listed: int, tallies: Sequence[Mapping[str, Any]], list_errors: Sequence[str | None]
) -> list[str]:
    """What makes a run fail as a whole: a list of races that did not come, failures of more than half.

    A race whose answer came in part counts as failed.

    :param listed: races that the run was to ask for.
    :param tallies: what became of them (`include.archive.tally`).
    :param list_errors: of each group why its list did not come, None when it came.
    """
    problems = []
    if unlisted := [error for error in list_errors if error is not None]:
        problems.append(
            f"{len(unlisted)} of {len(list_errors)} lists of races did not come, {pattern(unlisted)}; "
            f"one of them: {unlisted[0]}"
        )
    failures = [
        sentence for tally in tallies for sentence in (tally["unfinished"] | tally["failures"]).values()
    ]
    if failure_rate(len(failures), listed) > TOO_MANY_FAILURES:
        problems.append(
            f"{len(failures)} of {listed} races failed, {pattern(failures)}; one of them: {failures[0]}"
        )
    return problems

"""Races that could not be had, as the ledger knows them: which, why, since when, and what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from psycopg.rows import dict_row

from include.racing.params import DAYS

if TYPE_CHECKING:
    from psycopg import Connection

RATE_LIMITED = frozenset({"SourceBlockedError", "SourcePausedError"})
PatternName = Literal["none", "all rate limited", "mostly rate limited", "mixed", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRace:
    """A race that is missing, or whose stored answer could not be renewed or read.

    :param error_type: name of the error's class, or `incomplete_at_source`.
    :param attempts: how often asking for it came to nothing.
    :param since: it failed after this time: when the source last gave it to us, else when it was listed.
    :param failed_at: when it failed in this way, first or again.
    :param is_stored: an older answer stands in the raw archive.
    """

    id: str
    day: date
    country: str
    course: str
    address: str
    error_type: str
    message: str
    attempts: int
    since: datetime
    failed_at: datetime
    is_stored: bool


FAILED_RACES = """
SELECT item AS id, day, details ->> 'country' AS country, coalesce(details ->> 'course', '') AS course,
       coalesce(address, '') AS address, coalesce(reason, '') AS error_type, coalesce(error, '') AS message,
       attempts, coalesce(checked_at, first_seen_at) AS since, updated_at AS failed_at,
       status = 'stored' AS is_stored
FROM ops.ingest_ledger
WHERE dataset = 'racing'
    AND (status = 'failed' OR status IN ('stored', 'pending') AND error IS NOT NULL)
    AND day BETWEEN %(first)s AND %(last)s
    AND details ->> 'country' = ANY (%(countries)s)
    AND details -> 'listed' IS DISTINCT FROM 'false'::jsonb
    AND (%(since)s::timestamptz IS NULL OR coalesce(checked_at, first_seen_at) >= %(since)s)
ORDER BY day, country, id
"""


def failed_races(
    conn: Connection[Any],
    *,
    since: datetime | None,
    first: date,
    last: date,
    countries: Collection[str],
) -> list[FailedRace]:
    """The races of the days `first` to `last` that failed, in the order of day, country and id.

    A race that its source has not finished counts as failed; one that a person gave up, or that the source
    no longer lists, does not.

    :param since: only those that were still well, or not known, at this time.
    """
    parameters = {"since": since, "first": first, "last": last, "countries": list(countries)}
    with conn.cursor(row_factory=dict_row) as cursor:
        return [FailedRace(**row) for row in cursor.execute(FAILED_RACES, parameters)]


def dead_letters(failures: Iterable[FailedRace], today: date) -> list[FailedRace]:
    """The failures whose day no daily run looks back to any more: only a person asks for them again.

    :param today: in London.
    """
    return [race for race in failures if race.day < today - timedelta(days=DAYS)]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What failures have in common.

    :param counts: failures by class of error, the most frequent first.
    """

    name: PatternName
    counts: dict[str, int]

    def __str__(self) -> str:
        told = ", ".join(f"{number} {error_type}" for error_type, number in self.counts.items())
        return f"{self.name} ({told})" if told else self.name


def pattern(failures: Sequence[FailedRace | str]) -> Pattern:
    """Whether the source refused us: always, in more than half of the failures, in some, or in none.

    :param failures: races, or sentences as a tally has them, which begin with the error's class and a colon.
    """
    counts = Counter(
        failure.partition(":")[0] if isinstance(failure, str) else failure.error_type for failure in failures
    )
    refused = sum(number for error_type, number in counts.items() if error_type in RATE_LIMITED)
    name: PatternName
    if not failures:
        name = "none"
    elif refused == len(failures):
        name = "all rate limited"
    elif 2 * refused > len(failures):
        name = "mostly rate limited"
    else:
        name = "mixed" if refused else "other"
    return Pattern(name, dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))))


def failure_rate(failed: int, asked: int) -> float:
    """The share of races asked for that failed, 0 to 1; 0 when none was asked for."""
    return failed / asked if asked else 0.0

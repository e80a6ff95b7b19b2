"""The doctor's check of the sources: one polite request each, by the hook that the workflows use.

It takes its turn in the host's rate limit, obeys robots.txt where the workflows do (which is a request more),
has the same User-Agent, and is not repeated. A source that is paused or blocked in `ops.source_limits` is
not asked; a refusal counts there as one of a run does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import psycopg

from include import days
from include.errors import (
    ParamError,
    PayloadError,
    ScorebookError,
    SourceBlockedError,
    SourceContentError,
    SourceCredentialsError,
    SourceError,
    SourceNotFoundError,
    SourceUnavailableError,
)
from include.espn import addresses
from include.espn.scoreboard import read_scoreboard
from include.nba.archive import SCHEDULE_ADDRESS
from include.nba.schedule import read_schedule
from include.nba.schedules import past_schedule_address
from include.racing.adapter import Adapter
from include.seasons import season_label, season_of
from include.source.content import Expect
from scorebook.doctor_checks import Finding
from scorebook.hooks.racing import racing_adapter
from scorebook.hooks.source import SourceHook

COUNTRY = "gb"
SILENCE = (5.0, 15.0)
LONGEST_WAIT = 15.0
"""Seconds that the doctor waits for its turn at a host."""


class TurnTooLateError(ScorebookError):
    """The next free moment of the host is too far away to wait for."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What is asked of a source.

    :param describe: what came, in a few words; raises PayloadError where it is something else.
    """

    conn_id: str
    address: str
    describe: Callable[[bytes], str]
    expect: Expect = "json"
    respect_robots: bool = True


def probe_of(conn_id: str, now: datetime) -> Probe:
    """The request that a daily run makes of this source, for a day or a season that is over.

    :raises ParamError: the extra of `racing_source` names no adapter that there is.
    """
    day = days.run_day(None, now, days.GAME_ZONE)
    if conn_id == "espn_api":
        return Probe(conn_id, addresses.scoreboard(day), partial(_games, day))
    if conn_id == "nba_api":
        return Probe(conn_id, SCHEDULE_ADDRESS, partial(_season, season_of(day)))
    if conn_id == "nba_stats":
        last = season_of(day) - 1
        return Probe(conn_id, past_schedule_address(season_label(last)), partial(_season, last))
    racing_day = days.run_day(None, now, days.RACING_ZONE)
    adapter = racing_adapter(conn_id)
    return Probe(
        conn_id,
        adapter.listing_address(COUNTRY, racing_day),
        partial(_races, adapter, racing_day),
        adapter.expect,
        adapter.respect_robots,
    )


def check_source(probe: Probe, hook: SourceHook) -> Finding:
    """Make the request and say what came, and what to do where it was not what a run needs."""
    name = probe.conn_id
    try:
        answer = hook.fetch(probe.address, expect=probe.expect)
        return Finding("ok", name, f"{answer.address} answers: {probe.describe(answer.body)}")
    except SourceError as error:
        if hook.requests_made + hook.robots_requests == 0 and isinstance(error, SourceBlockedError):
            mend = "Wait, or resume the source when it is mended (docs/operations/RUNNING.md)."
            return Finding("WARN", name, f"not asked: {error.cause}", mend)
        return Finding("FAIL", name, error.cause, error.advice or _mend(error, name))
    except TurnTooLateError as error:
        return Finding("WARN", name, f"not asked: {error}", "Run the doctor again later.")
    except PayloadError as error:
        mend = "The source may have changed its answers: keep one, and look at it with `make read`."
        return Finding("FAIL", name, f"what came is not what a run needs: {error}", mend)
    except psycopg.Error:
        return Finding(
            "WARN", name, "not asked: its rate limit is in the warehouse", "Mend the warehouse first."
        )
    except ParamError as error:
        return Finding("WARN", name, "not asked: a Variable cannot be used", str(error))


def check_sources(conn_ids: list[str], now: datetime) -> Iterator[Finding]:
    """Check the sources of some connections, one after the other."""
    for conn_id in conn_ids:
        try:
            probe = probe_of(conn_id, now)
        except ParamError as error:
            yield Finding("FAIL", conn_id, "its extra cannot be used", str(error))
            continue
        hook = SourceHook(
            conn_id,
            tries=1,
            timeout=SILENCE,
            total_seconds=30.0,
            respect_robots=probe.respect_robots,
            sleep=short_sleep,
        )
        with hook:
            yield check_source(probe, hook)


def short_sleep(seconds: float) -> None:
    """Sleep until the turn comes.

    :raises TurnTooLateError: it would take longer than 15 s.
    """
    if seconds > LONGEST_WAIT:
        raise TurnTooLateError(f"the host's next free moment is {timedelta(seconds=round(seconds))} away")
    time.sleep(seconds)


def _games(day: date, body: bytes) -> str:
    board = read_scoreboard(body)
    broken = f", {len(board.broken)} that cannot be read" if board.broken else ""
    return f"{len(board.games)} games of {day}{broken}"


def _season(season: int, body: bytes) -> str:
    label = season_label(season)
    return f"{len(read_schedule(body, label).games)} games of season {label}"


def _races(adapter: Adapter, day: date, body: bytes) -> str:
    return f"{len(adapter.read_listing(body, COUNTRY, day).races)} races of {COUNTRY} {day}"


def _mend(error: SourceError, conn_id: str) -> str:
    if isinstance(error, SourceCredentialsError):
        return f"Correct login and password of the Airflow connection `{conn_id}`."
    if isinstance(error, SourceNotFoundError):
        return f"Compare the host of the Airflow connection `{conn_id}` with docs/SOURCES.md."
    if isinstance(error, SourceUnavailableError):
        return f"Correct the host of the Airflow connection `{conn_id}`, or let this machine reach it."
    if isinstance(error, SourceContentError):
        return (
            "A login or block page, or another site: compare the host of the Airflow connection "
            f"`{conn_id}` with docs/SOURCES.md."
        )
    return "docs/SOURCES.md says what this source is known to answer."

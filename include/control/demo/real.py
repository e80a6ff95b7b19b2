"""`make demo SOURCE=real`: the games of one day from the real ESPN, with everything else local.

The run asks for one scoreboard and one summary a finished game, at the rate and with the waits of production.
For its time the connection `espn_api` points to the real address; afterwards it is put back. The games stay
in the local archive. A refusal ends the run: it is not asked again half an hour later.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType

import psycopg

from include import days
from include.control import trigger
from include.control.address import connect
from include.control.client import AirflowApi
from include.control.demo.borrowed import Settings, borrowed
from include.control.demo.play import wait_until_known
from include.control.demo.run import SETTINGS
from include.control.errors import RefusedError
from include.control.output import say
from include.control.report import state_line
from include.control.waiting import wait
from include.deployment import CONNECTIONS, VARIABLES
from include.devstack.stack import Stack
from include.devstack.state import settings
from include.source.addresses import host_of

DAG = "espn_incremental"
ADDRESS = "SCOREBOOK_REAL_ESPN"
"""Names another address than ESPN's own, for tests."""

RUN_LIMIT = 900.0
_HONEST = (
    "scorebook_request_interval_seconds",
    "scorebook_retry_base_seconds",
    "scorebook_retry_delay_seconds",
    "scorebook_blocked_wait_minutes",
)
_WAITING = frozenset({"up_for_retry", "up_for_reschedule"})

Ask = Callable[[str], bool]


def demo_real(environment: Mapping[str, str], *, day: date | None, yes: bool, ask: Ask | None = None) -> int:
    """Run the day and return the number of failed tasks.

    :param day: a New York day; None is the last full day.
    :param yes: do not ask.
    :param ask: puts a question and returns the answer; replaced in tests.
    :raises RefusedError: nobody agreed, or the day is not over.
    """
    address = environment.get(ADDRESS) or _real_address()
    last = days.last_full_day(datetime.now(UTC), days.GAME_ZONE)
    wanted_day = day or last
    if wanted_day > last:
        raise RefusedError(f"DAY={wanted_day} is not over in New York: name a day up to {last}.")
    if not yes:
        _agree(address, wanted_day, ask or _ask)
    stack = Stack(settings={**settings(), **SETTINGS})
    say(f"starting the local platform in {stack.directory}, no scheduled runs")
    stack.up()
    with connect({**stack.settings, "SCOREBOOK_HOME": str(stack.directory)}) as api:
        return run_day(api, stack.directory, stack.warehouse_url, address=address, day=wanted_day)


def run_day(api: AirflowApi, directory: Path, warehouse_url: str, *, address: str, day: date) -> int:
    """Run `espn_incremental` for one day against `address`, and return the number of failed tasks.

    :param directory: the platform's state directory.
    """
    before = signal.signal(signal.SIGTERM, _leave)
    was_paused = wait_until_known(api, DAG)
    try:
        with borrowed(api, directory, Settings(host=address, variables=_production(_HONEST))):
            api.set_paused(DAG, paused=False)
            try:
                failed = _run(api, day)
            finally:
                api.set_paused(DAG, paused=was_paused)
    finally:
        signal.signal(signal.SIGTERM, before)
    say("the connection espn_api points to the simulated source again")
    if reason := _refusal(warehouse_url, host_of(address)):
        say(f"the source refused us: {reason}")
    return failed


def _run(api: AirflowApi, day: date) -> int:
    started = trigger.start(api, DAG, {"days": [day.isoformat()]})
    trigger.announce(started)

    def look() -> tuple[str, bool]:
        run, tasks = api.run(DAG, started.run_id), api.tasks(DAG, started.run_id)
        is_waiting = any(task.state in _WAITING for task in tasks)
        return state_line(run.state, tasks), run.finished or is_waiting

    is_stopped = False
    try:
        wait(look, timeout=RUN_LIMIT)
    finally:
        # Whatever ends the wait: nothing of this run may go on once the address is put back.
        if not api.run(DAG, started.run_id).finished:
            api.stop_run(DAG, started.run_id)
            is_stopped = True
            say("a task waits for its next try, or takes too long: the run is ended as failed")
    failed = trigger.follow(api, DAG, started, timeout=60.0)
    # A stopped run has skipped tasks and may end as success.
    return max(failed, 1) if is_stopped else failed


def _agree(address: str, day: date, ask: Ask) -> None:
    say(f"This asks the real source at {address} for the games of {day}:")
    say(
        "one scoreboard and one request a game, 2 a second at most, as `Scorebook` unless the connection says"
    )
    say("otherwise. Whether you may is your decision: docs/SOURCES.md names the terms and what is known.")
    say("Everything else stays on this machine.")
    if not ask("Go on?"):
        raise RefusedError("Nothing was asked. Type y, or give YES=1 where nobody can be asked.")


def _ask(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _real_address() -> str:
    return next(str(one.open_host) for one in CONNECTIONS if one.conn_id == "espn_api")


def _production(keys: tuple[str, ...]) -> dict[str, str]:
    return {one.key: str(one.default) for one in VARIABLES if one.key in keys}


def _refusal(warehouse_url: str, host: str) -> str | None:
    """Why the host refused us last, if it did not answer since."""
    query = "SELECT reason FROM ops.source_limits WHERE host = %s AND consecutive_blocks > 0"
    with psycopg.connect(warehouse_url, connect_timeout=10) as connection:
        row = connection.execute(query, [host]).fetchone()
    return str(row[0]) if row else None


def _leave(_: int, __: FrameType | None) -> None:
    """SIGTERM ends the program as Ctrl-C does, so that what was borrowed is put back."""
    sys.exit(128 + signal.SIGTERM)

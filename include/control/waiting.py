"""Wait for a run or a backfill, saying what goes on, through short outages of the API server."""

from __future__ import annotations

import time
from collections.abc import Callable

from include.control.errors import PlatformUnreachableError
from include.control.output import say

POLL_SECONDS = 2.0
OUTAGE_SECONDS = 120.0


class WaitTimeoutError(Exception):
    """The wait ended before the run did. The run goes on."""


def wait(
    look: Callable[[], tuple[str, bool]],
    *,
    timeout: float | None,
    tell: Callable[[str], None] = say,
) -> None:
    """Look until the work is done; print the state whenever it has changed.

    :param look: returns what to print, and whether the work is done.
    :param timeout: seconds to wait at most; None waits as long as it takes.
    :param tell: prints a state.
    :raises WaitTimeoutError: the timeout passed.
    :raises PlatformUnreachableError: the API server was away for two minutes.
    """
    begin = time.monotonic()
    answered = begin
    said = ""
    while True:
        try:
            state, done = look()
        except PlatformUnreachableError:
            if time.monotonic() - answered > OUTAGE_SECONDS:
                raise
            state, done = "Airflow does not answer, asking again", False
        else:
            answered = time.monotonic()
        if state != said:
            tell(f"{time.monotonic() - begin:6.0f} s  {state}")
            said = state
        if done:
            return
        if timeout is not None and time.monotonic() - begin >= timeout:
            raise WaitTimeoutError
        time.sleep(POLL_SECONDS)

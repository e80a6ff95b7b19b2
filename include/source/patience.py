"""What follows a failed try: another one after a wait, or the error, and what all workers learn from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from include.errors import SourceBlockedError
from include.source.answers import Trouble
from include.source.backoff import Uniform, equal_jitter
from include.source.gate import Gate
from include.source.log import Log
from include.source.retry_after import retry_after_seconds

# A worker slot is not held longer than this for a source that asks us to wait.
LONGEST_WAIT_SECONDS = 60.0
# No header of a source shuts its circuit for longer than this.
LONGEST_CIRCUIT_SECONDS = 24 * 3600.0


class Patience:
    """Waits between the tries for one address.

    :param tries: requests for one address before its error is raised.
    :param base_seconds: limit of the first wait; read when a try has failed for the first time.
    """

    def __init__(
        self,
        gate: Gate,
        log: Log,
        *,
        tries: int,
        base_seconds: Callable[[], float],
        sleep: Callable[[float], None],
        draw: Uniform,
    ) -> None:
        self._gate = gate
        self._log = log
        self._tries = tries
        self._base_seconds = base_seconds
        self._sleep = sleep
        self._draw = draw

    def endure(self, trouble: Trouble, attempt: int) -> None:
        """Sleep before the next try, or raise the trouble's error.

        `Retry-After` wins over the random wait. If it asks for more than 60 s, nobody sleeps: the host's
        circuit is opened until then.

        :param attempt: tries that failed before this one.
        :raises SourceBlockedError: also when this refusal opened the host's circuit, with `until`.
        """
        moment = datetime.now(UTC)
        asked = retry_after_seconds(trouble.retry_after, now=moment, cap=LONGEST_CIRCUIT_SECONDS)
        self._tell_the_gate(trouble, asked)
        if not trouble.again or attempt + 1 >= self._tries:
            raise trouble.error
        delay = asked or equal_jitter(attempt, base=self._base_seconds(), draw=self._draw)
        self._log.warning(
            "Try %d of %d failed: %s Next try in %.2f s.", attempt + 1, self._tries, trouble.error, delay
        )
        self._sleep(delay)

    def _tell_the_gate(self, trouble: Trouble, asked: float | None) -> None:
        until: datetime | None = None
        if asked is not None and asked > LONGEST_WAIT_SECONDS:
            until = self._gate.shut(str(trouble.error), timedelta(seconds=asked))
        elif trouble.blocked:
            until = self._gate.blocked(str(trouble.error))
        elif not trouble.again:
            self._gate.answered()
        if until is not None:
            raise SourceBlockedError(
                f"{trouble.error.cause} Nothing is asked of {self._gate.host} until {until.isoformat()}.",
                address=trouble.error.address,
                until=until,
                advice=trouble.error.advice,
            )

"""The gate in front of a host: its rate limit, its circuit and its pause switch, shared by all workers.

The state is one row of `ops.source_limits`; this class only knows when to touch it, and sleeps.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg

from include.warehouse import source_limits

REASON_LENGTH = 300


class Gate:
    """Every request to `host` passes here first.

    :param connection: an autocommit connection to the warehouse; the gate closes it.
    :param default_every: pause between requests for a host that has no row yet.
    :param threshold: consecutive blocked answers that open the circuit.
    :param open_for: how long the circuit stays open then.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        host: str,
        *,
        default_every: timedelta,
        threshold: int,
        open_for: timedelta,
        sleep: Callable[[float], None],
    ) -> None:
        self.host = host
        self._connection = connection
        self._default_every = default_every
        self._threshold = threshold
        self._open_for = open_for
        self._sleep = sleep
        self._consecutive_blocks = 0

    def wait(self) -> float:
        """Take the next free moment of the host and sleep until it comes.

        :returns: the seconds slept.
        :raises SourceBlockedError: the circuit is open or the host is paused; nothing may be asked.
        """
        slot = source_limits.take_slot(self._connection, self.host, default_every=self._default_every)
        self._consecutive_blocks = slot.consecutive_blocks
        if slot.wait_seconds > 0:
            self._sleep(slot.wait_seconds)
        return slot.wait_seconds

    def blocked(self, reason: str) -> datetime | None:
        """Count a refusal. :returns: until when the circuit is open, if this refusal opened it."""
        return self._note(reason, self._threshold, self._open_for)

    def shut(self, reason: str, wait: timedelta) -> datetime | None:
        """Open the circuit now, for as long as the source asked for. :returns: until when."""
        return self._note(reason, 1, wait)

    def answered(self) -> None:
        """The host answers us: the refusals before are no longer consecutive."""
        if self._consecutive_blocks > 0:
            source_limits.note_success(self._connection, self.host)
            self._consecutive_blocks = 0

    def close(self) -> None:
        self._connection.close()

    def _note(self, reason: str, threshold: int, open_for: timedelta) -> datetime | None:
        self._consecutive_blocks += 1
        return source_limits.note_block(
            self._connection, self.host, reason=reason[:REASON_LENGTH], threshold=threshold, open_for=open_for
        )

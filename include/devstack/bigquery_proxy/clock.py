"""The clock by which rows leave the streaming buffer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class BufferClock:
    """Real time, moved by a distance that tests and demos choose."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)

    def set(self, moment: datetime | None) -> None:
        """Move to a moment, from which time goes on; None goes back to real time.

        :raises ValueError: the moment has no time zone.
        """
        if moment is None:
            self._ahead = timedelta()
            return
        if moment.tzinfo is None:
            raise ValueError("the clock wants a moment with a time zone, such as 2026-01-15T12:00:00+00:00")
        self._ahead = moment - datetime.now(UTC)

"""The simulator's clock: real, or set to a moment at which it stands still."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_NEW_YORK = ZoneInfo("America/New_York")


class Clock:
    """Tells the time (UTC). A clock that was set does not move until it is set again."""

    def __init__(self, moment: datetime | None = None) -> None:
        self._moment: datetime | None = None
        self.set(moment)

    def set(self, moment: datetime | None) -> None:
        """Stop the clock at a moment; None lets it follow real time.

        :raises ValueError: the moment has no time zone.
        """
        if moment is not None and moment.tzinfo is None:
            raise ValueError("the clock wants a moment with a time zone, such as 2026-01-15T12:00:00+00:00")
        self._moment = moment.astimezone(UTC) if moment else None

    @property
    def is_real(self) -> bool:
        return self._moment is None

    def now(self) -> datetime:
        return self._moment or datetime.now(UTC)

    def game_day(self) -> date:
        """Return the present day in New York."""
        return self.now().astimezone(_NEW_YORK).date()

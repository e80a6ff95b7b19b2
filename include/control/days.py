"""The days of a backfill, and the instants between which their runs lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from include.control.errors import RefusedError

MOST_DAYS = 400
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of calendar days, both ends included."""

    first: date
    last: date

    @classmethod
    def parse(cls, first: str, last: str) -> Days:
        """Read FROM and TO as typed.

        :raises RefusedError: not YYYY-MM-DD, FROM after TO, more than 400 days.
        """
        days = cls(_day("FROM", first), _day("TO", last))
        if days.first > days.last:
            raise RefusedError(f"FROM {days.first} is after TO {days.last}: swap them.")
        count = len(days.all())
        if count > MOST_DAYS:
            raise RefusedError(
                f"{days.first} to {days.last} are {count} days: ask for at most {MOST_DAYS} at a time."
            )
        return days

    def all(self) -> list[date]:
        """Return every day, oldest first."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the first and the last second of the range as instants in UTC.

        Airflow compares logical dates as instants and reads a bare date as midnight UTC, which would lose the
        last day west of Greenwich. A day on which the clock changes has 23 or 25 hours here.
        """
        begin = datetime.combine(self.first, time.min, zone)
        end = datetime.combine(self.last, LAST_SECOND, zone)
        return begin.astimezone(UTC), end.astimezone(UTC)


def _day(name: str, text: str) -> date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RefusedError(f"{name} {text} is no day of the calendar: correct it.") from None
    raise RefusedError(f"{name} is {text!r}: write a day as YYYY-MM-DD, such as 2025-11-02.")

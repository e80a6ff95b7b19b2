"""Which days of a season have games. Days are days in New York."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
FIRST_SEASON = 2002
LAST_SEASON = 2030
_MONDAY, _TUESDAY, _THURSDAY, _SUNDAY = 0, 1, 3, 6


def game_day(moment: datetime) -> date:
    """Return the New York day of a moment."""
    return moment.astimezone(NEW_YORK).date()


def tipoff(day: date, at: time) -> datetime:
    """Return the UTC moment of a New York clock time on a New York day."""
    return datetime.combine(day, at, NEW_YORK).astimezone(UTC)


def season_of(day: date) -> int:
    """Return the season that a day belongs to, named by its end year: July begins the next one."""
    return day.year + 1 if day.month >= 7 else day.year


def first_day(season: int) -> date:
    """Return the opening night: the Tuesday between 19 and 25 October."""
    return _nth_weekday(date(season - 1, 10, 19), _TUESDAY, 1)


def last_day(season: int) -> date:
    """Return the last day of the regular season: the second Sunday of April."""
    return _nth_weekday(date(season, 4, 1), _SUNDAY, 2)


def days_off(season: int) -> frozenset[date]:
    """Return the days of the regular season without a game: All-Star break, holidays, the college final."""
    year = season - 1
    all_star_sunday = _nth_weekday(date(season, 2, 1), _SUNDAY, 3)
    break_days = {all_star_sunday + timedelta(days=offset) for offset in range(-2, 4)}
    thanksgiving = _nth_weekday(date(year, 11, 1), _THURSDAY, 4)
    election_day = _nth_weekday(date(year, 11, 1), _MONDAY, 1) + timedelta(days=1)
    college_final = _nth_weekday(date(season, 4, 1), _MONDAY, 1)
    return frozenset(break_days | {thanksgiving, election_day, date(year, 12, 24), college_final})


def regular_days(season: int) -> list[date]:
    """Return the days of the regular season on which games are played, ascending."""
    opening, closing, off = first_day(season), last_day(season), days_off(season)
    days = (opening + timedelta(days=offset) for offset in range((closing - opening).days + 1))
    return [day for day in days if day not in off]


def _nth_weekday(start: date, weekday: int, n: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (n - 1))

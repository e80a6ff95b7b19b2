"""How the games of a run are cut into mapped chunks: days that follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from include.nba.schedule import ListedGame

GAMES_A_CHUNK = 54
"""With `adaptive`: about what seven days of the season hold."""


def by_days(games: Sequence[ListedGame], chunk_days: int) -> list[list[ListedGame]]:
    """Chunks of `chunk_days` days each, counted from the first game's day; empty ones are left out.

    :param games: in order of day.
    """
    if not games:
        return []
    first = games[0].day
    chunks = groupby(games, key=lambda game: (game.day - first).days // chunk_days)
    return [list(chunk) for _, chunk in chunks]


def by_games(games: Sequence[ListedGame], chunk_days: int) -> list[list[ListedGame]]:
    """Chunks of whole days with about 54 games each, and never more than `chunk_days` days.

    A day is never split, so a chunk may be larger than that by a part of a day.
    """
    chunks: list[list[ListedGame]] = []
    for day, of_day in groupby(games, key=lambda game: game.day):
        day_games = list(of_day)
        chunk = chunks[-1] if chunks else None
        fits = (
            chunk is not None
            and len(chunk) + len(day_games) <= GAMES_A_CHUNK
            and day < chunk[0].day + timedelta(days=chunk_days)
        )
        if chunk is not None and fits:
            chunk += day_games
        else:
            chunks.append(day_games)
    return chunks


def label(games: Sequence[ListedGame]) -> str:
    """The days and the number of games, such as `2024-10-22..28 · 54 games`."""
    first, last = games[0].day, games[-1].day
    count = f"{len(games)} game{'' if len(games) == 1 else 's'}"
    return f"{_days(first, last)} · {count}"


def _days(first: date, last: date) -> str:
    if first == last:
        return str(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first}..{last.day:02d}"
    return f"{first}..{last:%m-%d}" if first.year == last.year else f"{first}..{last}"

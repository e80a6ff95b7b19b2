"""Which games a run asks for, in which chunks. What is done already is left to the archive's own check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from include import days
from include.archive.item import FetchGroup, FetchItem
from include.archive.refresh import is_due_for_refresh, is_half_replaced
from include.nba import chunks
from include.nba.archive import game_item
from include.nba.listing import is_given_up
from include.nba.params import SeasonParams
from include.nba.schedule import ListedGame
from include.nba.transform import is_derived, is_loaded
from include.warehouse.ledger import LedgerEntry, Status


def daily_groups(
    games: Sequence[ListedGame],
    entries: Mapping[str, LedgerEntry],
    *,
    prefix: str,
    refresh_days: int,
    now: datetime,
) -> list[FetchGroup]:
    """A chunk a day. Young games are asked for again, because NBA.com corrects them.

    :param games: the final games of the run's days, in order of day.
    :param entries: the ledger of the games.
    """
    groups = []
    for of_day in chunks.by_days(games, 1):
        wanted = [game for game in of_day if not is_given_up(entries.get(game.id))]
        items = []
        for game in wanted:
            entry = entries.get(game.id)
            refetch = not is_half_replaced(entry) and is_due_for_refresh(
                game.day, entry, refresh_days, now, days.GAME_ZONE
            )
            is_last_ask = not days.is_asked_again(game.day, now, refresh_days, days.GAME_ZONE)
            items.append(_item(game, prefix, entry, refetch=refetch, is_last_ask=is_last_ask))
        if items:
            groups.append(FetchGroup(label=chunks.label(wanted), items=tuple(items)))
    return groups


def season_groups(
    games: Sequence[ListedGame],
    entries: Mapping[str, LedgerEntry],
    *,
    prefix: str,
    params: SeasonParams,
    loaded: Mapping[str, LedgerEntry],
    derived: Mapping[str, LedgerEntry],
) -> list[FetchGroup]:
    """Chunks of the games that are not done: not archived, or not loaded, or not derived.

    :param games: the season's final games, in order of day.
    :param entries: the ledger of the archived games, `loaded` of those in the warehouse's tables, `derived`
        of those of which the metrics are there.
    """
    open_games = [
        game
        for game in games
        if not _is_done(entries.get(game.id), loaded.get(game.id), derived.get(game.id))
        and not is_given_up(entries.get(game.id))
        and not is_given_up(loaded.get(game.id))
        and (params.since is None or game.id >= params.since)
        and (params.retry_failed or not _has_failed(entries.get(game.id), loaded.get(game.id)))
    ]
    cut = chunks.by_games if params.adaptive else chunks.by_days
    return [
        FetchGroup(
            label=chunks.label(chunk),
            items=tuple(
                _item(game, prefix, entries.get(game.id), refetch=False, is_last_ask=True) for game in chunk
            ),
        )
        for chunk in cut(open_games, params.chunk_days)
    ]


def _item(
    game: ListedGame, prefix: str, entry: LedgerEntry | None, *, refetch: bool, is_last_ask: bool
) -> FetchItem:
    # An object that nobody has noted yet is not asked for again either: its content is what counts.
    is_noted = entry is not None and entry.status is Status.STORED
    return game_item(game.id, game.day, prefix, refetch=refetch and is_noted, is_last_ask=is_last_ask)


def _is_done(archived: LedgerEntry | None, loaded: LedgerEntry | None, derived: LedgerEntry | None) -> bool:
    return (
        archived is not None
        and archived.status is Status.STORED
        and is_loaded(archived, loaded)
        and is_derived(loaded, derived)
    )


def _has_failed(*entries: LedgerEntry | None) -> bool:
    return any(entry is not None and entry.status is Status.FAILED for entry in entries)

"""Which games are still to be enriched, as a set difference. Import from `include.warehouse.nba_games`.

Nothing here writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from include.warehouse.nba_games.selection import SELECTED, Reprocess, Selection, selected

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class PlannedGame:
    """A game to do. `size` is in bytes, of the object that is read first."""

    game_id: str
    size: int


@dataclass(frozen=True, slots=True)
class GameToRead:
    """A game to do, and where the archive has it.

    :param keys: in reading order.
    :param etag: of the objects, as listed when the games were loaded; see `ArchivedGame`.
    :param day: the game's day where it is known already.
    :param written_at: when the archive got it.
    """

    game_id: str
    keys: tuple[str, ...]
    etag: str
    day: date | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the selected games there are, and how many of them have features."""

    total: int
    enriched: int


# The one rule of what is to be done, for the plan and for the work.
TO_DO = f"""
FROM raw_data.nba_games AS game
LEFT JOIN ops.ingest_ledger AS done ON done.dataset = 'espn_features' AND done.item = game.game_id
WHERE {SELECTED}
    AND game.metadata ? 'archive'
    AND CASE
        WHEN %(reprocess)s = 'all' THEN
            (done.status, done.error, done.run_id) IS DISTINCT FROM ('stored', NULL, %(run_id)s)
        WHEN done.status = 'known_missing' THEN false
        ELSE NOT game.has_espn_features
            OR (done.status, done.error, done.details ->> 'etag')
                IS DISTINCT FROM ('stored', NULL, game.metadata #>> '{{archive,etag}}')
            OR %(reprocess)s = 'changed'
                AND done.details ->> 'extractor_version' IS DISTINCT FROM %(extractor_version)s
    END
"""

PLAN = f"""
SELECT game.game_id, (game.metadata #>> '{{archive,size}}')::bigint AS size
{TO_DO}
ORDER BY length(game.game_id), game.game_id COLLATE "C"
LIMIT %(limit)s
"""


def plan_games(
    conn: Connection,
    selection: Selection,
    reprocess: Reprocess,
    *,
    run_id: str,
    extractor_version: str,
    limit: int | None,
) -> list[PlannedGame]:
    """The selected games that are to be done, the lowest number first, at most `limit`.

    What a person marked as missing in the ledger is done with `Reprocess.ALL` only.
    """
    parameters = selected(selection) | {
        "reprocess": reprocess.value,
        "run_id": run_id,
        "extractor_version": extractor_version,
        "limit": limit,
    }
    with conn.cursor(row_factory=class_row(PlannedGame)) as cursor:
        return cursor.execute(PLAN, parameters, prepare=False).fetchall()


NEXT = f"""
SELECT game.game_id, game.metadata -> 'archive' AS archive, game.game_date
{TO_DO}
    AND (length(game.game_id), game.game_id COLLATE "C") > (%(after_length)s::int, %(after)s)
ORDER BY length(game.game_id), game.game_id COLLATE "C"
LIMIT %(count)s
"""


def next_games(
    conn: Connection,
    selection: Selection,
    reprocess: Reprocess,
    *,
    run_id: str,
    extractor_version: str,
    after: str | None,
    count: int,
) -> list[GameToRead]:
    """The next `count` games of the plan whose numbers come after `after`; empty at the plan's end."""
    parameters = selected(selection) | {
        "reprocess": reprocess.value,
        "run_id": run_id,
        "extractor_version": extractor_version,
        "after_length": len(after or ""),
        "after": after or "",
        "count": count,
    }
    # Planned each time, for these values: a plan for any values would not start at `after`.
    rows = conn.execute(NEXT, parameters, prepare=False)
    return [
        GameToRead(
            game_id=game_id,
            keys=tuple(archive["keys"]),
            etag=archive["etag"],
            day=day,
            written_at=datetime.fromisoformat(archive["written_at"]),
        )
        for game_id, archive, day in rows
    ]


COVERAGE = f"""
SELECT count(*) AS total, count(*) FILTER (WHERE game.has_espn_features) AS enriched
FROM raw_data.nba_games AS game
WHERE {SELECTED}
"""  # noqa: S608 -- put together from constants


def coverage(conn: Connection, selection: Selection) -> Coverage:
    """How many of the selected games have features, without opening their documents."""
    with conn.cursor(row_factory=class_row(Coverage)) as cursor:
        (found,) = cursor.execute(COVERAGE, selected(selection), prepare=False).fetchall()
        return found

"""Features into the documents of `raw_data.nba_games`. Import from `include.warehouse.nba_games`.

The merge is done by the server, under the rows' locks: nobody reads a document, changes it and writes it
back, so what others write into the same documents meanwhile is not lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from include.warehouse.nba_games.outcomes import EnrichedGame, FailedGame, record_outcomes

Connection = psycopg.Connection[Any]

# A thousand games in one statement are 200 MB in the server's memory, and take twice the time.
GAMES_A_STATEMENT = 100


@dataclass(slots=True)
class MergeCounts:
    """What became of a batch; the three add up to its games.

    :param unchanged: rows that had the same features already and were not written.
    :param failed: games that came as failed, and those whose row is gone or cannot take features.
    """

    written: int = 0
    unchanged: int = 0
    failed: int = 0


# The rows are locked in one order, so that two writers of the same games wait and don't deadlock. `%(...)b`
# sends the documents as they are; escaping them costs more than everything else. They come as text and are
# parsed once, as part of the object that is merged in: each jsonb function would copy them node by node.
MERGE = """
WITH incoming AS (
    SELECT game_id, day, season, features, enrichment
    FROM unnest(
        %(game_ids)s::text[], %(days)s::date[], %(seasons)s::text[], %(features)b::text[],
        %(enrichments)b::jsonb[]
    ) AS game (game_id, day, season, features, enrichment)
),
locked AS MATERIALIZED (
    SELECT id, game_id, coalesce(data -> 'metadata', '{}') AS metadata
    FROM raw_data.nba_games
    WHERE game_id = ANY (%(game_ids)s) AND source = 'espn'
    ORDER BY length(game_id), game_id COLLATE "C"
    FOR NO KEY UPDATE
),
written AS (
    UPDATE raw_data.nba_games AS game SET
        season = incoming.season,
        game_date = incoming.day,
        updated_at = %(now)s,
        data = game.data || concat(
            '{"espn_features":', incoming.features, ',"metadata":',
            locked.metadata || jsonb_build_object(
                'enrichment', incoming.enrichment || jsonb_build_object('enriched_at', %(enriched_at)s::text)
            ),
            '}'
        )::jsonb
    FROM locked JOIN incoming USING (game_id)
    WHERE game.id = locked.id AND jsonb_typeof(locked.metadata) = 'object'
        AND (
            NOT game.has_espn_features
            OR (game.season, game.game_date) IS DISTINCT FROM (incoming.season, incoming.day)
            OR game.data -> 'espn_features' IS DISTINCT FROM incoming.features::jsonb
            OR game.data #> '{metadata,enrichment}' IS NULL
        )
    RETURNING game.game_id
)
SELECT game_id, jsonb_typeof(metadata) = 'object', game_id IN (SELECT game_id FROM written) FROM locked
"""


def merge_batch(
    conn: Connection,
    enriched: Sequence[EnrichedGame],
    failed: Sequence[FailedGame],
    *,
    run_id: str,
    now: datetime,
) -> MergeCounts:
    """Merge features of a batch into their rows, and note in the ledger what came of each game.

    `data.espn_features` and `data.metadata.enrichment` (with `enriched_at`) are replaced, every other key
    of `data` stays; season, game_date and updated_at are set. A row that has the same features is not
    written, and its game is stored by this run all the same. Two statements for up to a hundred games, one
    more for each further hundred; does not commit, so that rows and ledger are committed together.

    :raises ValueError: when the batch names a game twice.
    """
    times = Counter([*(game.game_id for game in enriched), *(game.game_id for game in failed)])
    if repeated := sorted(game_id for game_id, number in times.items() if number > 1):
        raise ValueError(f"a batch holds a game once, got these more often: {', '.join(repeated)}")
    rows: dict[str, _Row] = {}
    in_order = sorted(enriched, key=lambda game: (len(game.game_id), game.game_id))
    for start in range(0, len(in_order), GAMES_A_STATEMENT):
        rows |= _merge(conn, in_order[start : start + GAMES_A_STATEMENT], now)
    counts = MergeCounts()
    stored, refused = [], list(failed)
    for game in enriched:
        row = rows.get(game.game_id)
        if row is None:
            refused.append(_without_row(game))
        elif not row.is_ready:
            refused.append(_without_object(game))
        else:
            stored.append(game)
            counts.written += row.is_written
            counts.unchanged += not row.is_written
    counts.failed = len(refused)
    record_outcomes(conn, stored, refused, run_id=run_id, now=now)
    return counts


@dataclass(frozen=True, slots=True)
class _Row:
    is_ready: bool
    is_written: bool


def _merge(conn: Connection, games: Sequence[EnrichedGame], now: datetime) -> dict[str, _Row]:
    parameters = {
        "game_ids": [game.game_id for game in games],
        "days": [game.day for game in games],
        "seasons": [game.season for game in games],
        "features": [game.features.decode() for game in games],
        "enrichments": [Jsonb(game.enrichment, dumps=bytes) for game in games],
        "now": now,
        "enriched_at": now.astimezone(UTC).isoformat(),
    }
    return {game_id: _Row(*state) for game_id, *state in conn.execute(MERGE, parameters)}


def _without_row(game: EnrichedGame) -> FailedGame:
    error = f"raw_data.nba_games has no row of ESPN game {game.game_id} any more; load the games again"
    return FailedGame(game_id=game.game_id, day=game.day, reason="row_gone", error=error, address=None)


def _without_object(game: EnrichedGame) -> FailedGame:
    error = f"data.metadata of game {game.game_id} in raw_data.nba_games should be an object and is not"
    return FailedGame(game_id=game.game_id, day=game.day, reason="not_an_object", error=error, address=None)

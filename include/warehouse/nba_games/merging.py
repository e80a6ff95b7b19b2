"""Features into the documents of `raw_data.nba_games`. Import from `include.warehouse.nba_games`.

The merge is done by the server, under the rows' locks: nobody reads a document, changes it and writes it
back, so what others write into the same documents meanwhile is not lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from include.warehouse.nba_games.outcomes import EnrichedGame, FailedGame, record_outcomes

Connection = psycopg.Connection[Any]


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
# sends the documents as they are; as text, escaping them costs more than everything else.
MERGE = """
WITH incoming AS (
    SELECT game_id, day, season, features, enrichment
    FROM unnest(
        %(game_ids)s::text[], %(days)s::date[], %(seasons)s::text[], %(features)b::jsonb[],
        %(enrichments)b::jsonb[]
    ) AS game (game_id, day, season, features, enrichment)
),
locked AS MATERIALIZED (
    SELECT id, game_id, jsonb_typeof(data) AS document,
           coalesce(jsonb_typeof(data -> 'metadata'), 'object') AS metadata
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
        data = game.data || jsonb_build_object(
            'espn_features', incoming.features,
            'metadata', coalesce(game.data -> 'metadata', '{}') || jsonb_build_object(
                'enrichment', incoming.enrichment || jsonb_build_object('enriched_at', %(enriched_at)s::text)
            )
        )
    FROM locked JOIN incoming USING (game_id)
    WHERE game.id = locked.id AND locked.document = 'object' AND locked.metadata = 'object'
        AND (
            (game.season, game.game_date) IS DISTINCT FROM (incoming.season, incoming.day)
            OR game.data -> 'espn_features' IS DISTINCT FROM incoming.features
            OR game.data #> '{metadata,enrichment}' IS NULL
        )
    RETURNING game.game_id
)
SELECT game_id, CASE
        WHEN document <> 'object' THEN 'data'
        WHEN metadata <> 'object' THEN 'data.metadata'
        WHEN game_id IN (SELECT game_id FROM written) THEN 'written'
        ELSE 'unchanged'
    END
FROM locked
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
    written, and its game is stored by this run all the same. Two statements; does not commit, so that rows
    and ledger are committed together.

    :raises ValueError: when the batch names a game twice.
    """
    times = Counter([*(game.game_id for game in enriched), *(game.game_id for game in failed)])
    if repeated := sorted(game_id for game_id, number in times.items() if number > 1):
        raise ValueError(f"a batch holds a game once, got these more often: {', '.join(repeated)}")
    results = _merge(conn, enriched, now)
    counts = MergeCounts(failed=len(failed))
    stored, refused = [], list(failed)
    for game in enriched:
        result = results.get(game.game_id)
        if result == "written":
            counts.written += 1
            stored.append(game)
        elif result == "unchanged":
            counts.unchanged += 1
            stored.append(game)
        else:
            counts.failed += 1
            refused.append(_refused(game, result))
    record_outcomes(conn, stored, refused, run_id=run_id, now=now)
    return counts


def _merge(conn: Connection, games: Sequence[EnrichedGame], now: datetime) -> dict[str, str]:
    if not games:
        return {}
    parameters = {
        "game_ids": [game.game_id for game in games],
        "days": [game.day for game in games],
        "seasons": [game.season for game in games],
        "features": _documents(game.features for game in games),
        "enrichments": _documents(game.enrichment for game in games),
        "now": now,
        "enriched_at": now.astimezone(UTC).isoformat(),
    }
    return dict(conn.execute(MERGE, parameters).fetchall())


def _documents(texts: Iterable[bytes]) -> list[Jsonb]:
    return [Jsonb(text, dumps=bytes) for text in texts]


def _refused(game: EnrichedGame, part: str | None) -> FailedGame:
    if part is None:
        reason = "row_gone"
        error = f"raw_data.nba_games has no row of ESPN game {game.game_id} any more; load the games again"
    else:
        reason = "not_an_object"
        error = (
            f"{part} of game {game.game_id} in raw_data.nba_games is not an object, so nothing can be merged"
        )
    return FailedGame(game_id=game.game_id, day=game.day, reason=reason, error=error, address=None)

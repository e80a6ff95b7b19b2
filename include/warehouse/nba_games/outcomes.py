"""What came of enriching a batch of games, in the ledger (`espn_features`), in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from include.warehouse.ledger import SOURCE_REASONS

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedGame:
    """The features of one game, ready to be merged.

    :param season: label, such as 2023-24.
    :param features: JSON of `data.espn_features`, without U+0000, which PostgreSQL refuses.
    :param enrichment: JSON of `data.metadata.enrichment`, without `enriched_at`.
    :param details: what the ledger says of the game: etag, key, format, wrapped, feature_count,
        has_box_score, extractor_version, checks_failed (names).
    :param content_hash: sha256 of `features`.
    """

    game_id: str
    day: date
    season: str
    features: bytes
    enrichment: bytes
    details: dict[str, Any]
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedGame:
    """A game that gave no features.

    :param reason: name of the error's class, or a short machine word.
    :param error: the error, as a sentence.
    :param address: what was read; None where reading was not the trouble.
    """

    game_id: str
    day: date
    reason: str
    error: str
    address: str | None


# The rules of `ledger.record_stored` and `ledger.record_failed`, for many items at once.
RECORD = """
INSERT INTO ops.ingest_ledger AS known
    (dataset, item, day, status, reason, error, address, content_hash, attempts, run_id, first_seen_at,
     updated_at, checked_at, stored_at, details)
SELECT 'espn_features', item, day, status, reason, error, address, content_hash, attempts, %(run_id)s,
       %(now)s, %(now)s, stored_at, stored_at, details
FROM (
    SELECT item, day, 'stored' AS status, NULL AS reason, NULL AS error, NULL AS address, content_hash,
           0 AS attempts, %(now)s::timestamptz AS stored_at, details::jsonb
    FROM unnest(%(stored)s::text[], %(stored_days)s::date[], %(hashes)s::text[], %(details)s::text[])
        AS game (item, day, content_hash, details)
    UNION ALL
    SELECT item, day, 'failed', reason, error, address, NULL, 1, NULL, '{}'
    FROM unnest(
        %(failed)s::text[], %(failed_days)s::date[], %(reasons)s::text[], %(errors)s::text[],
        %(addresses)s::text[]
    ) AS game (item, day, reason, error, address)
) AS outcome
ORDER BY length(item), item COLLATE "C"
ON CONFLICT (dataset, item) DO UPDATE SET
    day = excluded.day,
    status = CASE
        WHEN excluded.status = 'stored' OR known.status = 'stored' THEN 'stored'
        WHEN known.status = 'known_missing'
            AND (known.details ? 'marked_by' OR known.reason <> ALL (%(source_reasons)s)) THEN known.status
        ELSE excluded.status
    END,
    reason = CASE
        WHEN excluded.status = 'stored' THEN NULL
        WHEN known.status = 'known_missing'
            AND (known.details ? 'marked_by' OR known.reason <> ALL (%(source_reasons)s)) THEN known.reason
        ELSE excluded.reason
    END,
    error = excluded.error,
    address = coalesce(excluded.address, known.address),
    content_hash = coalesce(excluded.content_hash, known.content_hash),
    attempts = known.attempts + excluded.attempts,
    run_id = excluded.run_id,
    updated_at = CASE
        WHEN (known.day, known.status, known.content_hash, known.reason, known.error)
            IS DISTINCT FROM (excluded.day, excluded.status, excluded.content_hash, NULL, NULL)
            THEN excluded.updated_at
        ELSE known.updated_at
    END,
    checked_at = coalesce(excluded.checked_at, known.checked_at),
    stored_at = CASE
        WHEN excluded.status = 'stored'
            AND (known.status, known.content_hash) IS DISTINCT FROM ('stored', excluded.content_hash)
            THEN excluded.stored_at
        ELSE known.stored_at
    END,
    details = CASE WHEN excluded.status = 'stored' THEN excluded.details ELSE known.details END
"""


def record_outcomes(
    conn: Connection,
    stored: Sequence[EnrichedGame],
    failed: Sequence[FailedGame],
    *,
    run_id: str,
    now: datetime,
) -> None:
    """Note stored and failed games in the ledger. A game may be in one of them only. Does not commit.

    As everywhere in the ledger, a stored game that fails stays stored and only notes the error, and what
    a person marked as missing stays so until it is stored.
    """
    parameters = {
        "stored": [game.game_id for game in stored],
        "stored_days": [game.day for game in stored],
        "hashes": [game.content_hash for game in stored],
        "details": [json.dumps(game.details) for game in stored],
        "failed": [game.game_id for game in failed],
        "failed_days": [game.day for game in failed],
        "reasons": [game.reason for game in failed],
        "errors": [game.error for game in failed],
        "addresses": [game.address for game in failed],
        "run_id": run_id,
        "now": now,
        "source_reasons": list(SOURCE_REASONS),
    }
    if stored or failed:
        conn.execute(RECORD, parameters)

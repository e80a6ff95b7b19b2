"""What the enrichment writes into the warehouse of a running platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

DOCUMENTS = """
SELECT game_id, season, game_date::text, data #- '{metadata,enrichment,enriched_at}'
FROM raw_data.nba_games WHERE game_id = ANY (%s) ORDER BY game_id
"""
VERSIONS = "SELECT game_id, xmin::text, updated_at FROM raw_data.nba_games WHERE data ? 'espn_features'"
LEDGER = """
SELECT item, status, reason, run_id, updated_at FROM ops.ingest_ledger
WHERE dataset = 'espn_features' ORDER BY item
"""


class EnrichmentTables:
    """Rows of games, ledger, metrics and judgements.

    :param warehouse: a connection with autocommit.
    """

    def __init__(self, warehouse: psycopg.Connection[Any]) -> None:
        self.warehouse = warehouse

    def documents(self, games: Iterable[str]) -> dict[str, tuple[Any, ...]]:
        """Season, day and document of each of these games, without the time of its enrichment."""
        rows = self.warehouse.execute(DOCUMENTS, [list(games)])
        return {game_id: tuple(row) for game_id, *row in rows}

    def features(self, games: Iterable[str]) -> dict[str, dict[str, Any]]:
        """`data.espn_features` of those of these games that have it."""
        documents = self.documents(games)
        return {
            game_id: document["espn_features"]
            for game_id, (_, _, document) in documents.items()
            if "espn_features" in document
        }

    def versions(self) -> dict[str, tuple[Any, ...]]:
        """The version of every row that has features, by game; each write changes it."""
        return {game_id: tuple(rest) for game_id, *rest in self.warehouse.execute(VERSIONS)}

    def ledger(self) -> dict[str, tuple[Any, ...]]:
        """Status, reason, run and time of each game of the ledger's data set."""
        return {item: tuple(rest) for item, *rest in self.warehouse.execute(LEDGER)}

    def metrics(self) -> dict[str, tuple[float | None, str | None, str]]:
        """Value, unit and run of each metric."""
        rows = self.warehouse.execute(
            "SELECT name, value, unit, run_id FROM ops.metrics WHERE category = 'espn_features'"
        )
        return {name: (value, unit, run_id) for name, value, unit, run_id in rows}

    def quality(self, run_id: str) -> dict[str, tuple[str, float | None, str | None, dict[str, Any]]]:
        """Status, observed value, message and details of each check of a run."""
        rows = self.warehouse.execute(
            "SELECT check_name, status, observed, message, details FROM ops.quality_results"
            " WHERE dataset = 'espn_features' AND run_id = %s",
            [run_id],
        )
        return {name: (status, seen, message, details) for name, status, seen, message, details in rows}

    def forget_everything(self) -> None:
        """Leave the warehouse as if the workflow had never run."""
        for statement in (
            "DELETE FROM raw_data.nba_games WHERE source = 'espn'",
            "DELETE FROM ops.ingest_ledger WHERE dataset = 'espn_features'",
            "DELETE FROM ops.quality_results WHERE dataset = 'espn_features'",
            "DELETE FROM ops.metrics WHERE category = 'espn_features'",
        ):
            self.warehouse.execute(statement)

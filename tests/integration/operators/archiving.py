"""The archiving task on real services, as the tests run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import psycopg

from include.archive.item import FetchGroup
from include.espn.archive import DATASET, game_item
from include.espn.keys import EspnPrefixes
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator

DAY = date(2026, 1, 17)
KEYS = EspnPrefixes().game_keys


class TaskInstance:
    """Keeps what the task pushes."""

    def __init__(self) -> None:
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


@dataclass
class ArchiveTask:
    """Runs the operator; `tally` is what the last run pushed, also when it failed."""

    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]
    tally: dict[str, Any] = field(default_factory=dict)

    def operator(self, group: Any, **arguments: Any) -> FetchToArchiveOperator:
        defaults = {
            "dataset": DATASET,
            "verify": "include.espn.archive.verify_game",
            "source_conn_id": "espn_api",
            "bucket": self.bucket,
        }
        return FetchToArchiveOperator(task_id="fetch", group=group, **(defaults | arguments))

    def run(self, group: Any, *, run_id: str = "run-1", resumed: bool = False, **arguments: Any) -> Any:
        ti = TaskInstance()
        operator = self.operator(group, **arguments)
        context: Any = {"run_id": run_id, "ti": ti}
        try:
            return operator.resume(context, {}) if resumed else operator.execute(context)
        finally:
            self.tally = ti.pushed.get("tally", {})

    def object(self, key: str) -> bytes | None:
        try:
            return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            return None

    def stored(self, *games: str) -> list[str]:
        """Those of the games that stand whole in the archive, with the ledger agreeing."""
        entries = ledger.read(self.connection, DATASET, games)
        return [
            game
            for game in games
            if None not in [self.object(key) for key in KEYS(game)]
            and (entry := entries.get(game)) is not None
            and entry.status is ledger.Status.STORED
        ]

    def entry(self, game: str) -> LedgerEntry | None:
        return ledger.read(self.connection, DATASET, [game]).get(game)


def games_group(*games: str, problem: str | None = None) -> dict[str, Any]:
    """A group as it travels between tasks."""
    items = [game_item(game, DAY, EspnPrefixes(), refetch=False, is_last_ask=False) for game in games]
    return msgspec.to_builtins(FetchGroup(label=str(DAY), items=tuple(items), problem=problem))

"""What came of enriching games, in the ledger, on a real server."""

from __future__ import annotations

import pytest

from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from include.warehouse.nba_games import MergeCounts
from tests.integration.warehouse.nba_games_rows import (
    DATASET,
    DAY,
    LATER,
    NOON,
    Connection,
    data,
    enriched,
    entry,
    failed,
    load,
    merge,
)

pytestmark = pytest.mark.integration


def test_a_stored_game_is_in_the_ledger(warehouse: Connection) -> None:
    load(warehouse, "401")
    game = enriched("401")

    merge(warehouse, [game])

    assert entry(warehouse, "401") == LedgerEntry(
        dataset=DATASET,
        item="401",
        day=DAY,
        status=Status.STORED,
        content_hash=game.content_hash,
        run_id="run-1",
        checked_at=NOON,
        stored_at=NOON,
        details={"etag": "e1", "extractor_version": "1", "checks_failed": []},
    )


def test_a_failed_game_is_in_the_ledger_with_its_attempts(warehouse: Connection) -> None:
    load(warehouse, "401")

    assert merge(warehouse, [], [failed("401", "FirstError")]) == MergeCounts(failed=1)
    merge(warehouse, [], [failed("401")], run_id="run-2", now=LATER)

    assert entry(warehouse, "401") == LedgerEntry(
        dataset=DATASET,
        item="401",
        day=DAY,
        status=Status.FAILED,
        reason="UnknownFormatError",
        error="it broke",
        address="s3://archive/x",
        attempts=2,
        run_id="run-2",
    )
    assert data(warehouse, "401") == {}


def test_a_stored_game_that_fails_stays_stored_and_notes_the_error(warehouse: Connection) -> None:
    load(warehouse, "401")
    game = enriched("401")
    merge(warehouse, [game])

    merge(warehouse, [], [failed("401")], run_id="run-2", now=LATER)

    found = entry(warehouse, "401")
    assert (found.status, found.content_hash, found.stored_at, found.checked_at, found.details) == (
        Status.STORED,
        game.content_hash,
        NOON,
        NOON,
        game.details,
    )
    assert (found.reason, found.error, found.attempts) == ("UnknownFormatError", "it broke", 1)


def test_storing_after_a_failure_clears_the_error_and_keeps_the_attempts(warehouse: Connection) -> None:
    load(warehouse, "401")
    merge(warehouse, [], [failed("401")])

    merge(warehouse, [enriched("401")], now=LATER)

    found = entry(warehouse, "401")
    assert (found.status, found.reason, found.error, found.attempts) == (Status.STORED, None, None, 1)
    times = "SELECT first_seen_at, updated_at FROM ops.ingest_ledger"
    assert warehouse.execute(times).fetchone() == (NOON, LATER)


def test_what_a_person_marked_as_missing_survives_a_failure_and_not_a_success(warehouse: Connection) -> None:
    load(warehouse, "401")
    merge(warehouse, [], [failed("401")])
    ledger.mark_known_missing(warehouse, DATASET, "401", reason="lost", by="kim")

    merge(warehouse, [], [failed("401")])
    assert (entry(warehouse, "401").status, entry(warehouse, "401").reason) == (Status.KNOWN_MISSING, "lost")

    merge(warehouse, [enriched("401")])
    assert (entry(warehouse, "401").status, entry(warehouse, "401").reason) == (Status.STORED, None)


def test_rows_and_ledger_are_rolled_back_together(warehouse: Connection) -> None:
    load(warehouse, "401")

    with warehouse.transaction(force_rollback=True):
        merge(warehouse, [enriched("401")])

    assert data(warehouse, "401") == {}
    assert ledger.read(warehouse, DATASET, ["401"]) == {}

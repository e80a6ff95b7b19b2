"""Rows, ledger and watermark in one transaction; what is derived follows what is loaded."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, NoReturn

import psycopg
import pytest

from include.nba import loading, watermark
from include.nba.archive import DATASET
from include.nba.loading import METRICS, derive, load
from include.nba.staging import StagedGame
from include.nba.transform import TABLES
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry, Status
from tests.integration.warehouse.nba_rows import (
    FIRST_DAY,
    SEASON,
    counts,
    game,
    game_id,
    versions,
    with_score,
)

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
SECONDS = 30


def staged(number: int, content_hash: str = "v1") -> StagedGame:
    return StagedGame(game(number, plays=12), FIRST_DAY, content_hash)


def listed(conn: Connection, *numbers: int) -> None:
    """The games stand in the ledger as final."""
    entries = [
        LedgerEntry(
            dataset=DATASET, item=game_id(number), day=FIRST_DAY, status=Status.PENDING, reason="final"
        )
        for number in numbers
    ]
    ledger.list_items(conn, entries)


def advance(conn: Connection) -> str | None:
    return watermark.advance_season(conn, SEASON)


def mark(conn: Connection) -> str | None:
    row = conn.execute("SELECT value FROM ops.ingest_watermarks").fetchone()
    return row[0] if row else None


def stored(conn: Connection, dataset: str) -> list[str]:
    query = "SELECT item FROM ops.ingest_ledger WHERE dataset = %s AND status = 'stored' ORDER BY item"
    return [row[0] for row in conn.execute(query, [dataset])]


def test_rows_ledger_and_watermark_are_written(autocommit: Connection) -> None:
    listed(autocommit, 1, 2)
    (counted,) = load(autocommit, [staged(1), staged(2)], run_id="run-1", advance=advance)
    assert counted.changed_games == {game_id(1), game_id(2)}
    assert (stored(autocommit, TABLES), mark(autocommit)) == ([game_id(1), game_id(2)], game_id(2))
    entry = ledger.read(autocommit, TABLES, [game_id(1)])[game_id(1)]
    assert (entry.content_hash, entry.run_id, entry.day) == ("v1", "run-1", FIRST_DAY)


def test_loading_twice_writes_no_row(autocommit: Connection) -> None:
    listed(autocommit, 1, 2)
    load(autocommit, [staged(1), staged(2)], run_id="run-1", advance=advance)
    before = versions(autocommit)
    (again,) = load(autocommit, [staged(1), staged(2)], run_id="run-2", advance=advance)
    assert (again.written, versions(autocommit), mark(autocommit)) == (0, before, game_id(2))


def test_nothing_to_load_is_no_transaction(autocommit: Connection) -> None:
    def refuse(_: Connection) -> NoReturn:
        raise AssertionError("there is nothing to advance for")

    assert load(autocommit, [], run_id="run-1", advance=refuse) == []


class DyingCursor(psycopg.Cursor[Any]):
    """Raises instead of the statement number `dies_at`."""

    dies_at = 0
    made = 0

    def execute(self, *arguments: Any, **options: Any) -> Any:
        type(self).made += 1
        if type(self).made == self.dies_at:
            raise KeyboardInterrupt
        return super().execute(*arguments, **options)


def test_a_death_at_any_statement_leaves_nothing_or_all(
    warehouse_url: str, autocommit: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(autocommit, 1, 2)
    for dies_at in itertools.count(1):
        monkeypatch.setattr(DyingCursor, "dies_at", dies_at)
        monkeypatch.setattr(DyingCursor, "made", 0)
        with psycopg.connect(warehouse_url, autocommit=True, cursor_factory=DyingCursor) as conn:
            try:
                load(conn, [staged(1), staged(2)], run_id="run-1", advance=advance)
            except KeyboardInterrupt:
                pass
            else:
                break
        assert (counts(autocommit), stored(autocommit, TABLES), mark(autocommit)) == ({}, [], None)
    assert dies_at > 20
    assert (counts(autocommit)["plays"], mark(autocommit)) == (24, game_id(2))


def test_a_server_that_ends_the_connection_before_the_commit_leaves_nothing(
    warehouse_url: str, autocommit: Connection
) -> None:
    listed(autocommit, 1)

    def advance_and_be_killed(conn: Connection) -> None:
        advance(conn)
        autocommit.execute("SELECT pg_terminate_backend(%s, 5000)", [conn.info.backend_pid])

    with psycopg.connect(warehouse_url, autocommit=True) as conn, pytest.raises(psycopg.OperationalError):
        load(conn, [staged(1)], run_id="run-1", advance=advance_and_be_killed)
    assert (counts(autocommit), stored(autocommit, TABLES), mark(autocommit)) == ({}, [], None)


def test_a_batch_that_fails_keeps_the_batches_before_it(
    autocommit: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "GAMES_A_BATCH", 2)
    listed(autocommit, 1, 2, 3, 4, 5)
    left = [1, 1]

    def advance_twice(conn: Connection) -> None:
        advance(conn)
        if not left:
            raise KeyboardInterrupt
        left.pop()

    with pytest.raises(KeyboardInterrupt):
        load(autocommit, [staged(n) for n in range(1, 6)], run_id="run-1", advance=advance_twice)
    assert stored(autocommit, TABLES) == [game_id(number) for number in (1, 2, 3, 4)]
    assert (counts(autocommit)["games"], mark(autocommit)) == (4, game_id(4))


def test_two_loaders_with_the_same_games_in_opposite_order_both_end(
    warehouse_url: str, autocommit: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "GAMES_A_BATCH", 3)
    numbers = range(1, 10)
    listed(autocommit, *numbers)
    start = threading.Barrier(2)

    def work(run_id: str, order: list[int]) -> None:
        options = f"-c lock_timeout={SECONDS}s"
        with psycopg.connect(warehouse_url, autocommit=True, options=options) as conn:
            start.wait(SECONDS)
            load(conn, [staged(number) for number in order], run_id=run_id, advance=advance)
            derive(conn, [game_id(number) for number in order], run_id=run_id)

    with ThreadPoolExecutor(2) as pool:
        orders = {"run-1": list(numbers), "run-2": list(reversed(numbers))}
        for future in [pool.submit(work, run_id, order) for run_id, order in orders.items()]:
            future.result(SECONDS)
    assert stored(autocommit, METRICS) == [game_id(number) for number in numbers]
    assert mark(autocommit) == game_id(9)


def test_derive_is_due_once_for_what_is_loaded(autocommit: Connection) -> None:
    load(autocommit, [staged(1), staged(2)], run_id="run-1", advance=advance)
    ids = [game_id(number) for number in (1, 2, 3)]
    _, derived = derive(autocommit, ids, run_id="run-1")
    before = versions(autocommit)
    assert (derived, derive(autocommit, ids, run_id="run-2")[1]) == (2, 0)
    assert (versions(autocommit), stored(autocommit, METRICS)) == (before, ids[:2])


def test_contradictions_of_a_game_are_noted_when_it_is_derived_and_only_then(autocommit: Connection) -> None:
    """Its twelve plays have neither the points nor the attempts of its box score."""
    load(autocommit, [staged(1)], run_id="run-1", advance=advance)
    derive(autocommit, [game_id(1)], run_id="run-1")
    query = (
        "SELECT check_name, status, item, day, run_id FROM ops.quality_results WHERE dataset = 'nba_tables'"
    )
    noted = autocommit.execute(query).fetchall()
    assert {row[0] for row in noted} >= {"points_from_plays", "shots_from_plays", "possessions_counted"}
    assert {row[1:] for row in noted} == {("failed", game_id(1), FIRST_DAY, "run-1")}
    derive(autocommit, [game_id(1)], run_id="run-2")
    assert autocommit.execute(query).fetchall() == noted


def test_only_a_corrected_game_is_derived_again(autocommit: Connection) -> None:
    load(autocommit, [staged(1), staged(2)], run_id="run-1", advance=advance)
    ids = [game_id(1), game_id(2)]
    derive(autocommit, ids, run_id="run-1")
    corrected = StagedGame(with_score(game(1, plays=12), 95), FIRST_DAY, "v2")
    load(autocommit, [corrected], run_id="run-2", advance=advance)
    counted, derived = derive(autocommit, ids, run_id="run-2")
    assert (derived, counted[0].changed_games) == (1, {game_id(1)})
    assert ledger.read(autocommit, METRICS, ids)[game_id(1)].content_hash == "v2"


def test_a_derive_that_dies_is_made_up_for(autocommit: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    load(autocommit, [staged(1)], run_id="run-1", advance=advance)
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_stored", die)
        with pytest.raises(KeyboardInterrupt):
            derive(autocommit, [game_id(1)], run_id="run-1")
    assert ("game_metrics" in counts(autocommit), stored(autocommit, METRICS)) == (False, [])
    assert derive(autocommit, [game_id(1)], run_id="run-2")[1] == 1
    assert counts(autocommit)["game_metrics"] == 2


def test_a_game_whose_rows_were_never_loaded_is_not_derived(autocommit: Connection) -> None:
    ledger.record_failed(
        autocommit,
        TABLES,
        game_id(1),
        day=date(2024, 10, 22),
        reason="PayloadError",
        error="bad",
        address=None,
        run_id="run-1",
        now=datetime(2024, 10, 23, tzinfo=UTC),
    )
    assert derive(autocommit, [game_id(1)], run_id="run-1")[1] == 0
    assert stored(autocommit, METRICS) == []

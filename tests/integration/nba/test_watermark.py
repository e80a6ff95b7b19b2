"""How far the games are done, from every state that the ledger can be in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from include.nba import watermark
from include.nba.archive import DATASET
from include.nba.transform import TABLES
from include.warehouse import ledger, watermarks
from include.warehouse.ledger import LedgerEntry, Status
from tests.integration.warehouse.test_nba_load_at_once import beside

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]
FIRST = date(2024, 10, 22)
NOW = datetime(2024, 10, 25, tzinfo=UTC)
SEASON = "2024-25"


def game_id(number: int, kind: int = 2, year: int = 24) -> str:
    return f"00{kind}{year}{number:05d}"


class Games:
    """Games of the ledger in the states that they can be in; `day` counts from the first."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn

    def listed(self, game: str | int, day: int = 0, reason: str = "final") -> None:
        status = Status.KNOWN_MISSING if reason == "postponed" else Status.PENDING
        item = game_id(game) if isinstance(game, int) else game
        entry = LedgerEntry(
            dataset=DATASET, item=item, day=FIRST + timedelta(days=day), status=status, reason=reason
        )
        ledger.list_items(self.conn, [entry])

    def loaded(self, game: str | int, day: int = 0) -> None:
        self.archived(game, day)
        self._stored(TABLES, game, day)

    def archived(self, game: str | int, day: int = 0) -> None:
        self.listed(game, day)
        self._stored(DATASET, game, day)

    def failed(self, game: int, day: int = 0, dataset: str = DATASET) -> None:
        ledger.record_failed(
            self.conn,
            dataset,
            game_id(game),
            day=FIRST + timedelta(days=day),
            reason="PayloadError",
            error="bad",
            address=None,
            run_id="run-1",
            now=NOW,
        )

    def _stored(self, dataset: str, game: str | int, day: int) -> None:
        item = game_id(game) if isinstance(game, int) else game
        ledger.record_stored(
            self.conn,
            dataset,
            item,
            day=FIRST + timedelta(days=day),
            content_hash="v1",
            address=None,
            run_id="run-1",
            now=NOW,
        )

    def season(self) -> str | None:
        with self.conn.transaction():
            return watermark.advance_season(self.conn, SEASON)

    def daily(self, first: int, last: int) -> int | None:
        """Advance over days, and return where it came to, in days from the first."""
        with self.conn.transaction():
            moved = watermark.advance_daily(
                self.conn, FIRST + timedelta(days=first), FIRST + timedelta(days=last)
            )
        return None if moved is None else (moved - FIRST).days

    def day(self) -> int | None:
        value = watermarks.get(self.conn, *watermark.DAILY)
        return None if value is None else (date.fromisoformat(value) - FIRST).days


@pytest.fixture
def games(autocommit: Connection) -> Games:
    return Games(autocommit)


def test_the_season_stands_before_the_first_game_that_is_open(games: Games) -> None:
    for number in (1, 2, 4, 5):
        games.loaded(number)
    games.listed(3)
    assert games.season() == game_id(2)
    games.loaded(3)
    assert games.season() == game_id(5)


def test_an_open_first_game_sets_no_watermark(games: Games) -> None:
    games.listed(1)
    games.loaded(2)
    assert (games.season(), watermarks.get(games.conn, "backfill", SEASON)) == (None, None)


@pytest.mark.parametrize("state", ["listed", "archived", "failed", "failed rows", "being replaced"])
def test_every_state_but_loaded_holds_the_season_back(games: Games, state: str) -> None:
    games.loaded(1)
    games.loaded(3)
    if state == "failed":
        games.failed(2)
    elif state == "listed":
        games.listed(2)
    else:
        games.archived(2)
    if state == "failed rows":
        games.failed(2, dataset=TABLES)
    if state == "being replaced":
        ledger.record_pending(
            games.conn, DATASET, game_id(2), day=FIRST, reason=ledger.REPLACING, run_id="run-1", now=NOW
        )
    assert (games.season(), watermark.count_open(games.conn)) == (game_id(1), 1)


@pytest.mark.parametrize("reason", ["not_started", "in_progress", "postponed"])
def test_a_game_that_is_not_over_holds_nothing_back(games: Games, reason: str) -> None:
    games.listed(1, reason=reason)
    games.loaded(2)
    assert (games.season(), games.daily(0, 0), watermark.count_open(games.conn)) == (game_id(2), 0, 0)


@pytest.mark.parametrize("dataset", [DATASET, TABLES])
def test_a_game_that_a_person_gave_up_holds_nothing_back(games: Games, dataset: str) -> None:
    if dataset == TABLES:
        games.archived(1)
    games.failed(1, dataset=dataset)
    games.loaded(2)
    assert games.season() is None
    assert ledger.mark_known_missing(games.conn, dataset, game_id(1), reason="never_published", by="kim")
    assert (games.season(), games.daily(0, 0)) == (game_id(2), 0)


def test_other_seasons_do_not_count(games: Games) -> None:
    games.listed(game_id(1, year=23))
    games.loaded(1)
    games.loaded(game_id(9, year=25))
    assert games.season() == game_id(1)


def test_ids_of_all_kinds_are_one_order(games: Games) -> None:
    games.loaded(1)
    games.listed(game_id(101, kind=4))
    games.loaded(game_id(1, kind=6))
    assert games.season() == game_id(1)
    games.loaded(game_id(101, kind=4))
    assert games.season() == game_id(1, kind=6)


def test_the_season_never_goes_back(games: Games) -> None:
    games.listed(1, reason="not_started")
    games.loaded(2)
    games.season()
    games.listed(1)
    games.season()
    assert watermarks.get(games.conn, "backfill", SEASON) == game_id(2)


def test_the_day_stands_before_the_first_day_with_an_open_game(games: Games) -> None:
    games.loaded(1, day=0)
    games.loaded(2, day=1)
    games.listed(3, day=2)
    games.loaded(4, day=3)
    assert games.daily(0, 3) == 1
    games.loaded(3, day=2)
    assert games.daily(3, 3) == 3


def test_an_open_first_day_sets_no_watermark(games: Games) -> None:
    games.listed(1)
    assert (games.daily(0, 3), games.day()) == (None, None)


def test_days_without_games_are_passed(games: Games) -> None:
    assert games.daily(0, 4) == 4


def test_days_between_the_watermark_and_the_run_count(games: Games) -> None:
    games.loaded(1, day=0)
    games.daily(0, 0)
    games.listed(2, day=2)
    games.loaded(3, day=5)
    assert games.daily(5, 5) == 1


def test_open_days_before_the_watermark_or_the_first_run_do_not_count(games: Games) -> None:
    games.listed(1, day=0)
    games.loaded(2, day=3)
    assert games.daily(3, 3) == 3


def test_the_day_never_goes_back(games: Games) -> None:
    games.daily(0, 5)
    games.listed(1, day=2)
    assert (games.daily(2, 4), games.day()) == (None, 5)


def test_the_days_to_list_begin_after_the_watermark(games: Games) -> None:
    assert watermark.first_day_to_list(games.conn, FIRST) == FIRST
    games.daily(0, 2)
    for first, expected in ((-3, -3), (3, 3), (9, 3)):
        asked = watermark.first_day_to_list(games.conn, FIRST + timedelta(days=first))
        assert (asked - FIRST).days == expected


def test_of_two_at_once_the_last_sees_what_both_have_done(games: Games, warehouse_url: str) -> None:
    games.listed(1)
    games.listed(2)

    def finish(conn: Connection, number: int) -> None:
        Games(conn).loaded(number)
        watermark.advance_season(conn, SEASON)

    with psycopg.connect(warehouse_url) as first:
        finish(first, 1)
        with beside(warehouse_url, lambda conn: finish(conn, 2)) as second:
            first.commit()
    second.result(20)
    assert watermarks.get(games.conn, "backfill", SEASON) == game_id(2)

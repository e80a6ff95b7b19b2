"""Which games a run asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.archive.item import FetchGroup
from include.nba.params import SeasonParams
from include.nba.plan import daily_groups, season_groups
from include.warehouse.ledger import LedgerEntry, Status
from tests.unit.nba.listed_games import FIRST_DAY, by_id, entry, game_id, listed_game

TABLES, METRICS = "nba_tables", "nba_metrics"
EARLIER = datetime(2024, 10, 24, 10, tzinfo=UTC)


def season(
    *numbers: int,
    archived: dict[str, LedgerEntry] | None = None,
    loaded: dict[str, LedgerEntry] | None = None,
    derived: dict[str, LedgerEntry] | None = None,
    **params: Any,
) -> list[FetchGroup]:
    """The chunks of a season with a game a day."""
    return season_groups(
        [listed_game(number, day=number) for number in numbers],
        archived or {},
        prefix="nba_raw",
        params=SeasonParams(**params),
        loaded=loaded or {},
        derived=derived or {},
    )


def ids(groups: list[FetchGroup]) -> list[str]:
    return [item.id for group in groups for item in group.items]


def all_done(*numbers: int) -> dict[str, dict[str, LedgerEntry]]:
    return {
        "archived": by_id(*(entry(number) for number in numbers)),
        "loaded": by_id(*(entry(number, dataset=TABLES) for number in numbers)),
        "derived": by_id(*(entry(number, dataset=METRICS) for number in numbers)),
    }


def test_a_new_season_is_asked_for_whole_and_never_again_by_a_later_run() -> None:
    groups = season(1, 2, 8)
    assert ids(groups) == [game_id(1), game_id(2), game_id(8)]
    assert [group.label for group in groups] == ["2024-10-23..24 · 2 games", "2024-10-30 · 1 game"]
    assert {(item.refetch, item.is_last_ask) for group in groups for item in group.items} == {(False, True)}


def test_what_is_done_is_left_out() -> None:
    assert ids(season(1, 2, 3, **all_done(1, 3))) == [game_id(2)]
    assert season(1, 2, 3, **all_done(1, 2, 3)) == []


def test_an_archived_game_that_is_not_loaded_is_open() -> None:
    assert ids(season(1, archived=by_id(entry(1)))) == [game_id(1)]


def test_a_loaded_game_that_is_not_derived_is_open() -> None:
    done = all_done(1)
    assert ids(season(1, archived=done["archived"], loaded=done["loaded"])) == [game_id(1)]


@pytest.mark.parametrize("stale", ["loaded", "derived"])
def test_a_changed_hash_makes_a_game_open_again(stale: str) -> None:
    done = all_done(1)
    done[stale] = by_id(entry(1, dataset=stale, content_hash="before"))
    assert ids(season(1, **done)) == [game_id(1)]


def test_rows_that_could_not_be_replaced_by_a_correction_are_open() -> None:
    done = all_done(1)
    done["loaded"] = by_id(entry(1, dataset=TABLES, reason="PayloadError", error="bad correction"))
    assert ids(season(1, **done)) == [game_id(1)]


def test_a_game_in_the_middle_of_being_replaced_is_open() -> None:
    done = all_done(1)
    done["archived"] = by_id(entry(1, Status.PENDING, reason="replacing", content_hash="now"))
    assert ids(season(1, **done)) == [game_id(1)]


def test_an_archived_game_of_unknown_content_is_done_when_it_is_loaded() -> None:
    done = all_done(1)
    done["archived"] = by_id(entry(1, content_hash=None))
    assert season(1, **done) == []


def test_since_leaves_out_lower_ids_and_keeps_its_own() -> None:
    assert ids(season(1, 2, 3, since=game_id(2))) == [game_id(2), game_id(3)]


def test_failed_games_are_tried_again_unless_that_is_switched_off() -> None:
    archived = by_id(entry(1, Status.FAILED), entry(2), entry(3, Status.PENDING, reason="final"))
    loaded = by_id(entry(2, Status.FAILED, dataset=TABLES))
    assert ids(season(1, 2, 3, archived=archived, loaded=loaded)) == [game_id(1), game_id(2), game_id(3)]
    assert ids(season(1, 2, 3, archived=archived, loaded=loaded, retry_failed=False)) == [game_id(3)]


def test_a_game_that_a_person_gave_up_is_not_asked_for_in_a_season() -> None:
    archived = by_id(entry(1, Status.KNOWN_MISSING, reason="never_published"))
    assert ids(season(1, 2, archived=archived)) == [game_id(2)]


def test_a_postponed_game_that_is_final_on_its_new_day_is_asked_for() -> None:
    archived = by_id(entry(1, Status.KNOWN_MISSING, reason="postponed"))
    assert ids(season(1, archived=archived)) == [game_id(1)]


def test_adaptive_chunks_are_cut_by_games() -> None:
    games = [listed_game(number, day=number // 20) for number in range(1, 101)]
    groups = season_groups(
        games,
        {},
        prefix="nba_raw",
        params=SeasonParams(adaptive=True, chunk_days=31),
        loaded={},
        derived={},
    )
    assert [len(group.items) for group in groups] == [39, 40, 21]


def daily(
    day: int, *entries: LedgerEntry, refresh_days: int = 3, days_later: int = 1, games: int = 1
) -> list[FetchGroup]:
    """Plan the games of a day, `days_later` days after it at 06:00 in New York."""
    now = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 10, tzinfo=UTC)
    return daily_groups(
        [listed_game(number, day) for number in range(1, games + 1)],
        by_id(*entries),
        prefix="nba_raw",
        refresh_days=refresh_days,
        now=now + timedelta(days=day + days_later),
    )


def refetches(groups: list[FetchGroup]) -> list[bool]:
    return [item.refetch for group in groups for item in group.items]


def test_a_day_is_a_chunk() -> None:
    games = [listed_game(1, 0), listed_game(2, 0), listed_game(3, 2)]
    groups = daily_groups(games, {}, prefix="nba_raw", refresh_days=3, now=EARLIER)
    assert [(group.label, ids([group])) for group in groups] == [
        ("2024-10-22 · 2 games", [game_id(1), game_id(2)]),
        ("2024-10-24 · 1 game", [game_id(3)]),
    ]


def test_a_young_stored_game_is_asked_for_again_once_a_day() -> None:
    yesterday = entry(1, checked_at=datetime(2024, 10, 23, 10, tzinfo=UTC))
    assert refetches(daily(0, yesterday, days_later=2)) == [True]
    today = entry(1, checked_at=datetime(2024, 10, 24, 9, tzinfo=UTC))
    assert refetches(daily(0, today, days_later=2)) == [False]


@pytest.mark.parametrize(
    ("refresh_days", "days_later", "expected"), [(3, 3, True), (3, 4, False), (0, 1, False)]
)
def test_a_game_is_young_for_refresh_days(refresh_days: int, days_later: int, expected: bool) -> None:
    stored = entry(1, checked_at=datetime(2024, 10, 22, 23, tzinfo=UTC))
    assert refetches(daily(0, stored, refresh_days=refresh_days, days_later=days_later)) == [expected]


@pytest.mark.parametrize("line", [None, entry(1, Status.FAILED), entry(1, Status.PENDING, reason="final")])
def test_a_game_that_is_not_stored_is_no_refresh(line: LedgerEntry | None) -> None:
    assert refetches(daily(0, *([line] if line else []))) == [False]


def test_a_half_replaced_game_is_finished_not_refreshed() -> None:
    assert refetches(daily(0, entry(1, Status.PENDING, reason="replacing"), days_later=2)) == [False]


@pytest.mark.parametrize(("days_later", "is_last"), [(1, False), (3, False), (4, True), (100, True)])
def test_the_last_look_back_is_the_last_ask(days_later: int, is_last: bool) -> None:
    (group,) = daily(0, days_later=days_later)
    assert [item.is_last_ask for item in group.items] == [is_last]


def test_a_given_up_game_is_in_no_chunk_nor_in_its_label() -> None:
    given_up = entry(1, Status.KNOWN_MISSING, reason="never_published")
    assert daily(0, given_up) == []
    (group,) = daily(0, given_up, games=3)
    assert (ids([group]), group.label) == ([game_id(2), game_id(3)], "2024-10-22 · 2 games")


def test_no_games_are_no_chunks() -> None:
    assert daily(0, games=0) == []
    assert season() == []

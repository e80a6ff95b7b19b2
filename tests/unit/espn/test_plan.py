from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from include.archive.item import FetchGroup
from include.espn.keys import EspnPrefixes
from include.espn.listing import DayListing
from include.espn.params import EspnIncrementalParams
from include.espn.plan import plan_day, whole_but_not_noted
from include.warehouse.ledger import LedgerEntry, Status

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)  # 02:30 in New York


def plan(absent: Collection[str] = (), entries: Any = None, now: datetime = NOW, **params: Any) -> FetchGroup:
    return plan_day(
        DayListing(day=DAY, final=("1", "2")),
        absent=absent,
        entries=entries or {},
        params=EspnIncrementalParams(**params),
        prefixes=EspnPrefixes(),
        now=now,
    )


def stored(item: str, **values: Any) -> dict[str, LedgerEntry]:
    return {item: LedgerEntry(dataset="espn_raw", item=item, day=DAY, status=Status.STORED, **values)}


def ids(group: FetchGroup) -> list[str]:
    return [item.id for item in group.items]


def test_absent_games_are_fetched_in_order_with_play_by_play_last() -> None:
    group = plan({"2", "1"}, refresh_days=0)
    assert ids(group) == ["1", "2"]
    assert group.items[0].keys == (
        "espn_box_scores/1.json",
        "espn_team_stats/1.json",
        "espn_play_by_play/1.json",
    )


def test_nothing_is_fetched_when_all_is_there() -> None:
    assert ids(plan(refresh_days=0)) == []


def test_force_fetches_what_is_there() -> None:
    group = plan(refresh_days=0, force=True)
    assert [(item.id, item.refetch) for item in group.items] == [("1", True), ("2", True)]


def test_game_whose_replacement_was_interrupted_is_not_whole() -> None:
    entries = {
        "2": LedgerEntry(dataset="espn_raw", item="2", day=DAY, status=Status.PENDING, reason="replacing")
    }
    assert [(item.id, item.refetch) for item in plan(entries=entries, refresh_days=0).items] == [("2", False)]


def test_young_game_is_asked_again_once_a_local_day() -> None:
    yesterday = datetime(2026, 11, 21, 4, 59, tzinfo=UTC)  # 23:59 on the 20th in New York
    today = datetime(2026, 11, 21, 5, 1, tzinfo=UTC)
    entries = stored("1", checked_at=yesterday) | stored("2", checked_at=today)
    assert ids(plan(entries=entries, refresh_days=3)) == ["1"]


def test_old_game_is_not_asked_again() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert ids(plan(now=now, refresh_days=3)) == []
    assert ids(plan(now=now, refresh_days=4)) == ["1", "2"]


def test_last_run_that_looks_back_says_so() -> None:
    assert not plan({"1"}, now=datetime(2026, 11, 23, 7, tzinfo=UTC)).items[0].is_last_ask
    assert plan({"1"}, now=datetime(2026, 11, 24, 7, tzinfo=UTC)).items[0].is_last_ask


def test_games_that_are_whole_but_not_in_the_ledger_are_to_be_noted_unless_they_are_fetched() -> None:
    listing = DayListing(day=DAY, final=("1", "2", "3", "4", "5"))
    pending = LedgerEntry(dataset="espn_raw", item="3", day=DAY, status=Status.PENDING, reason="final")
    found = whole_but_not_noted(
        listing,
        FetchGroup(label=str(DAY), items=plan({"2"}, refresh_days=0).items),
        absent={"2", "5"},
        entries=stored("1") | {"3": pending},
    )
    assert found == ["3", "4"]

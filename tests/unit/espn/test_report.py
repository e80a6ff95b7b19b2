from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from include.archive.item import Document, FetchGroup, FetchItem
from include.archive.tally import Outcome, Tally
from include.espn.listing import DayListing
from include.espn.report import day_rows

DAY = date(2026, 3, 17)
LISTING = DayListing(
    day=DAY,
    final=("1", "2", "3", "4"),
    not_final=1,
    known_missing=1,
    schedule="rewritten",
    requests=1,
    bytes=10,
)


def group(*ids: str) -> FetchGroup:
    document = Document(address="a", keys=("k",))
    return FetchGroup(
        label=str(DAY), items=tuple(FetchItem(id=i, day=DAY, documents=(document,)) for i in ids)
    )


def test_row_counts_each_final_game_once() -> None:
    tally = Tally(str(DAY), requests=3, uploads=1, bytes=90, failures={"3": "SourceNotFoundError: no"})
    tally.note(Outcome.STORED, "1")
    tally.note(Outcome.UNCHANGED, "2")
    tally.note(Outcome.FAILED, "3")
    (row,) = day_rows([LISTING], [group("1", "2", "3")], [tally.as_dict()], dry_run=False)
    assert row == {
        "day": "2026-03-17",
        "listed": 6,
        "final": 4,
        "stored": 1,
        "already_there": 2,
        "not_final": 1,
        "known_missing": 1,
        "incomplete": 0,
        "failed": 1,
        "uploads": 2,
        "requests": 4,
        "bytes": 100,
        "seconds": 0.0,
        "schedule": "rewritten",
        "success_rate": 0.75,
        "failures": {"3": "SourceNotFoundError: no"},
    }


def test_games_of_a_task_that_was_killed_count_as_failed_not_as_there() -> None:
    (row,) = day_rows([LISTING], [group("1", "2")], [], dry_run=False)
    assert (row["already_there"], row["failed"]) == (2, 2)


def test_dry_run_names_what_it_would_fetch_and_fails_nothing() -> None:
    (row,) = day_rows([LISTING], [group("1", "2")], [], dry_run=True)
    assert (row["would_fetch"], row["failed"], row["already_there"]) == (["1", "2"], 0, 2)


def test_day_without_finished_games_has_no_success_rate() -> None:
    (row,) = day_rows([DayListing(day=DAY)], [], [], dry_run=False)
    assert row["success_rate"] is None


def test_day_whose_scoreboard_cannot_be_used_counts_as_failed() -> None:
    (row,) = day_rows([DayListing(day=DAY, problem="no")], [group()], [], dry_run=False)
    assert row["failed"] == 1


def test_broken_events_are_failed_games_named_with_their_reason() -> None:
    listing = replace(LISTING, problem="2 events", broken={"5": "no status", "events[7]": "no id"})
    tally = Tally(str(DAY), failures={"3": "SourceNotFoundError: no"})
    tally.note(Outcome.FAILED, "3")
    (row,) = day_rows([listing], [group("3")], [tally.as_dict()], dry_run=False)
    assert (row["listed"], row["failed"]) == (8, 3)
    assert row["failures"] == {"5": "no status", "events[7]": "no id", "3": "SourceNotFoundError: no"}

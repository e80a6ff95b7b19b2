"""`espn_incremental` from the REST API to the archive, the ledger, the metrics and the asset event.

Each test has days of its own; no other test asks for them.
"""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from include.espn.metrics import UNITS
from tests.e2e.espn_runs import DAG, RUNS, Espn, figures

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# A day that is still ahead is as young as a day can be, and no scheduled run asks for it.
NEXT_SEASON = datetime.now(UTC).year + 1
RECORDED_DAYS = ("2025-11-15", "2026-03-17", "2026-03-18", "2020-12-23")


def test_real_games_are_stored_byte_for_byte_and_the_ledger_says_why_others_are_not(
    espn: Espn, shared_data: Path
) -> None:
    run = espn.run(*RECORDED_DAYS)
    assert run.state == "success"
    for game_id in ("401810084", "401810849"):
        recording = (shared_data / "espn_summary" / f"{game_id}_final.json").read_bytes()
        for key in espn.prefixes.game_keys(game_id):
            assert espn.body(key) == recording, key
    assert espn.objects(["401810854", "401267176"]) == []
    standings = espn.standings(*RECORDED_DAYS)
    assert {game_id: standings[game_id] for game_id in standings if game_id.startswith("401")}.items() >= {
        "401810084": ("stored", None),
        "401810849": ("stored", None),
        "401810854": ("pending", "not_started"),
        "401267176": ("known_missing", "postponed"),
    }.items()
    finals = {game_id for day in RECORDED_DAYS for game_id in espn.finals(day)}
    assert {game_id for game_id, (status, _) in standings.items() if status == "stored"} == finals


def test_second_run_asks_for_the_scoreboards_only_and_writes_nothing(espn: Espn) -> None:
    days = ("2025-12-01", "2025-12-02", "2025-12-03")
    games = {day: espn.finals(day) for day in days}
    first = espn.run(*days)
    assert [first.figures(day) for day in days] == [
        figures(
            day,
            listed=len(games[day]),
            final=len(games[day]),
            stored=len(games[day]),
            uploads=len(games[day]) + 1,
            requests=len(games[day]) + 1,
            schedule="rewritten",
            success_rate=1.0,
        )
        for day in days
    ]

    before = espn.listing()
    espn.forget_requests()
    second = espn.run(*days)
    assert second.state == "success"
    assert espn.asked() == ["20251201", "20251202", "20251203"]
    assert espn.listing() == before
    assert [second.figures(day) for day in days] == [
        figures(
            day,
            listed=len(games[day]),
            final=len(games[day]),
            already_there=len(games[day]),
            success_rate=1.0,
        )
        for day in days
    ]
    assert len(second.tasks) <= 6


def test_dry_run_has_no_effect_and_names_exactly_what_a_run_then_stores(espn: Espn) -> None:
    days = ("2025-12-05", "2025-12-06")
    # One game is there already, so that the dry run has something to leave out.
    kept, *_ = espn.finals(days[0])
    espn.run(days[0])
    for key in espn.prefixes.game_keys(kept)[:2]:
        espn.stack.s3.delete_object(Bucket="scorebook", Key=key)
    forgotten = espn.buffer() / "1.0.payload"
    make_old_file(forgotten)

    before = espn.everything()
    espn.forget_requests()
    dry = espn.run(*days, dry_run=True)
    assert dry.state == "success"
    assert espn.everything() == before
    assert espn.asked() == ["20251205", "20251206"]
    would_fetch = {day: dry.days[day]["would_fetch"] for day in days}
    assert would_fetch == {days[0]: [kept], days[1]: espn.finals(days[1])}
    assert dry.tasks["finish_run"] == "skipped"

    espn.forget_requests()
    real = espn.run(*days)
    fetched = [*would_fetch[days[0]], *would_fetch[days[1]]]
    # Two days are fetched side by side.
    assert sorted(espn.asked()) == sorted(["20251205", "20251206", *fetched])
    (event,) = espn.events(real.id)
    assert event["extra"]["ids"] == fetched
    assert not forgotten.exists()


@pytest.mark.parametrize(
    "conf",
    [
        {"days": "2025-12-01"},
        {"days": ["yesterday"]},
        {"days": [20251201]},
        {"lookback_days": 31},
        {"lookback_days": -1},
        {"refresh_days": 1.5},
        {"retention_hours": 0},
        {"dry_run": "yes"},
        {"force": 1},
    ],
    ids=json.dumps,
)
def test_airflow_refuses_a_value_that_does_not_fit_its_param(espn: Espn, conf: dict[str, Any]) -> None:
    before = espn.api.get(RUNS)["total_entries"]
    answer = espn.api.session.post(
        f"{espn.api.base}{RUNS}", json={"logical_date": None, "conf": conf}, timeout=30
    )
    assert answer.status_code == 400, answer.text
    assert next(iter(conf)) in answer.json()["detail"]
    assert espn.api.get(RUNS)["total_entries"] == before


@pytest.mark.parametrize(
    ("conf", "sentence"),
    [
        ({"dryrun": True}, "Object contains unknown field `dryrun`; the params are days, lookback_days"),
        ({"days": ["1946-10-31"]}, "days holds 1946-10-31, the first NBA game was on 1946-11-01"),
    ],
    ids=["unknown name", "before the first game"],
)
def test_check_params_refuses_before_anything_is_asked_or_written(
    espn: Espn, conf: dict[str, Any], sentence: str
) -> None:
    before = espn.everything()
    run = espn.ended(espn.api.trigger(DAG, conf, wait=False)["dag_run_id"])
    assert run.state == "failed"
    assert run.tasks["check_params"] == "failed"
    assert run.tasks["finish_run"] == "skipped"
    assert espn.task(run.id, "check_params")["try_number"] == 1
    assert sentence in espn.log(espn.task(run.id, "check_params"))
    assert espn.stack.espn.get("/_control/requests")["total"] == 0
    assert espn.everything() == before


def test_one_asset_event_a_run_names_days_count_and_ids(espn: Espn) -> None:
    days = ["2025-12-08", "2025-12-09"]
    stored = [game_id for day in days for game_id in espn.finals(day)]
    run = espn.run(*days)
    assert [event["extra"] for event in espn.events(run.id)] == [
        {"days": days, "count": len(stored), "ids": stored}
    ]
    again = espn.run(*days)
    assert [event["extra"] for event in espn.events(again.id)] == [{"days": days, "count": 0, "ids": []}]


def test_metrics_are_those_of_the_archive(espn: Espn) -> None:
    day = "2025-12-11"
    espn.run(day)
    make_old_file(espn.buffer() / "2.0.payload", size=123)
    run = espn.run(day)
    assert run.state == "success"

    metrics = espn.metrics()
    assert {name: unit for name, (_, unit, _) in metrics.items()} == UNITS
    assert not any(stale for _, _, stale in metrics.values())
    values = {name: value for name, (value, _, _) in metrics.items()}
    listing = espn.listing()
    sizes = [size for _, size, _ in listing.values()]
    games = espn.warehouse.execute(
        "SELECT status = 'stored', day FROM ops.ingest_ledger WHERE dataset = 'espn_raw' AND (status IN"
        " ('stored', 'failed') OR reason IN ('final', 'incomplete_at_source', 'replacing'))"
    ).fetchall()
    oldest = min(key.split("/")[1][:8] for key in listing if key.startswith("espn_schedules/"))
    age = datetime.now(UTC).date() - datetime.strptime(oldest, "%Y%m%d").replace(tzinfo=UTC).date()
    newest = max(datetime.fromisoformat(modified) for _, _, modified in listing.values())
    assert values == {
        "pbp_file_count": count(listing, "espn_play_by_play/"),
        "boxscore_file_count": count(listing, "espn_box_scores/"),
        "team_stats_file_count": count(listing, "espn_team_stats/"),
        "schedule_file_count": count(listing, "espn_schedules/"),
        "last_update_hours": pytest.approx((datetime.now(UTC) - newest).total_seconds() / 3600, abs=0.02),
        "oldest_data_days": pytest.approx(age.days, abs=1),
        "total_size_gb": pytest.approx(sum(sizes) / 1e9, abs=1e-6),
        "avg_file_size_kb": pytest.approx(sum(sizes) / len(sizes) / 1e3, abs=1e-3),
        "small_files_count": sum(size < 1024 for size in sizes),
        "completeness_pct": pytest.approx(100 * sum(whole for whole, _ in games) / len(games), abs=1e-3),
        "gap_days_count": len({of for whole, of in games if not whole}),
        "temp_files_deleted": 1,
        "temp_bytes_freed": 123,
        "duplicate_uploads_avoided": len(espn.finals(day)),
    }


def test_only_whole_finals_are_stored_and_the_others_once_they_are(espn: Espn) -> None:
    day = day_with_games(espn, date(NEXT_SEASON, 1, 5), at_least=7)
    games = [game["id"] for game in espn.games(day)]
    underway, scheduled, postponed, canceled, shell, *whole = games
    espn.mark(underway, status="in_progress")
    espn.mark(scheduled, status="scheduled")
    espn.mark(postponed, status="postponed")
    espn.mark(canceled, status="canceled")
    espn.mark(shell, shell=True)
    run = espn.run(day)
    assert run.state == "success"
    assert espn.standings(day) == {
        underway: ("pending", "in_progress"),
        scheduled: ("pending", "not_started"),
        postponed: ("known_missing", "postponed"),
        canceled: ("known_missing", "canceled"),
        shell: ("pending", "incomplete_at_source"),
        **dict.fromkeys(whole, ("stored", None)),
    }
    assert espn.objects([underway, scheduled, postponed, canceled, shell]) == []
    assert run.figures(day) == figures(
        day,
        listed=len(games),
        final=len(whole) + 1,
        stored=len(whole),
        not_final=2,
        known_missing=2,
        incomplete=1,
        uploads=len(whole) + 1,
        requests=len(whole) + 2,
        schedule="rewritten",
        success_rate=round(len(whole) / (len(whole) + 1), 4),
    )

    espn.stack.espn.delete("/_control/games")
    espn.forget_requests()
    later = espn.run(day)
    assert later.state == "success"
    late = [underway, scheduled, postponed, canceled, shell]
    assert espn.asked() == [day.replace("-", ""), *late]
    assert espn.standings(day) == dict.fromkeys(games, ("stored", None))
    assert [stored.key for stored in espn.objects(late)] == [
        key for game_id in late for key in espn.prefixes.game_keys(game_id)
    ]


def test_an_empty_shell_of_an_old_day_is_given_up_and_turns_no_run_red(espn: Espn) -> None:
    day = "2025-12-13"
    shell, *whole = espn.finals(day)
    espn.mark(shell, shell=True)
    run = espn.run(day)
    assert run.state == "success"
    assert run.figures(day)["failed"] == 1
    assert espn.standings(day) == {
        shell: ("failed", "incomplete_at_source"),
        **dict.fromkeys(whole, ("stored", None)),
    }
    assert espn.objects([shell]) == []

    espn.mark(shell, shell=False)
    assert espn.run(day).figures(day)["stored"] == 1
    assert espn.standings(day)[shell] == ("stored", None)


def test_a_young_game_is_asked_once_a_day_and_stored_again_only_when_corrected(espn: Espn) -> None:
    day = day_with_games(espn, date(NEXT_SEASON, 3, 1), at_least=3)
    corrected, *others = games = espn.finals(day)
    espn.run(day, refresh_days=3)
    before = espn.objects(games)
    espn.forget_requests()
    espn.mark(corrected, corrected=True)
    same_day = espn.run(day, refresh_days=3)
    assert same_day.figures(day)["requests"] == 1
    assert espn.objects(games) == before

    espn.warehouse.execute(
        "UPDATE ops.ingest_ledger SET checked_at = checked_at - interval '1 day'"
        " WHERE dataset = 'espn_raw' AND day = %s",
        [day],
    )
    espn.forget_requests()
    next_day = espn.run(day, refresh_days=3)
    assert sorted(espn.asked()) == sorted([day.replace("-", ""), *games])
    assert next_day.figures(day) == figures(
        day,
        listed=len(games),
        final=len(games),
        stored=1,
        already_there=len(others),
        uploads=next_day.days[day]["uploads"],
        requests=len(games) + 1,
        schedule=next_day.days[day]["schedule"],
        success_rate=1.0,
    )
    assert espn.objects(others) == [stored for stored in before if stored.key.count(corrected) == 0]
    after = espn.objects([corrected])
    assert not {stored.write_id for stored in after} & {stored.write_id for stored in before}
    summary = espn.summary(corrected)
    assert [espn.body(stored.key) for stored in after] == [summary] * 3

    espn.forget_requests()
    espn.run(day, refresh_days=3)
    assert espn.asked() == [day.replace("-", "")]


def test_force_asks_for_what_is_there_and_stores_only_what_changed(espn: Espn) -> None:
    day = "2025-12-15"
    games = espn.finals(day)
    espn.run(day)
    before = espn.listing()
    espn.forget_requests()
    run = espn.run(day, force=True)
    assert run.state == "success"
    assert espn.asked() == ["20251215", *games]
    assert (run.days[day]["stored"], run.days[day]["already_there"]) == (0, len(games))
    assert espn.listing() == before
    assert espn.buffered(games) == []


def test_a_game_without_one_of_its_objects_is_made_whole(espn: Espn) -> None:
    day = "2025-12-17"
    games = espn.finals(day)
    espn.run(day)
    before = espn.objects(games[1:])
    box_score, *_ = espn.prefixes.game_keys(games[0])
    espn.stack.s3.delete_object(Bucket="scorebook", Key=box_score)
    espn.forget_requests()
    run = espn.run(day)
    assert run.figures(day)["stored"] == 1
    assert espn.asked() == ["20251217", games[0]]
    assert len({espn.body(key) for key in espn.prefixes.game_keys(games[0])}) == 1
    assert espn.objects(games[1:]) == before


def day_with_games(espn: Espn, start: date, *, at_least: int) -> str:
    """The first day from `start` on with so many games."""
    days = (str(start + timedelta(days=offset)) for offset in range(30))
    return next(day for day in days if len(espn.games(day)) >= at_least)


def count(listing: dict[str, Any], prefix: str) -> int:
    return sum(key.startswith(prefix) for key in listing)


def make_old_file(path: Path, size: int = 10) -> None:
    """Leave a buffered payload as a crash three days ago did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = time.time() - 3 * 86400
    os.utime(path, (then, then))

"""What a day costs, what a second run does, and how a task that comes back finds its jobs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from include.devstack.predictions import Day
from include.predictions import jobs
from include.predictions.errors import BigQueryUnavailableError, DuplicatesRemainError, RowsLostError
from scorebook import settings
from tests.integration.predictions.running import BEGUN, DAG_ID, DAY, Cleaning
from tests.integration.predictions.test_survivors import TODAY

pytestmark = pytest.mark.integration
CLEAN = Day(day=TODAY, keys=10, inactive=3)
DIRTY = Day(day=TODAY, keys=10, duplicates=6)
CLEANED = [("select", "done"), ("update", "done"), ("select", "done")]


def test_a_clean_day_is_one_count_and_no_job_that_modifies(cleaning: Cleaning) -> None:
    cleaning.predictions.load(CLEAN)
    assert cleaning.run() == {
        "day": DAY,
        "status": "clean",
        "total": 10,
        "duplicates": 0,
        "deactivated": 0,
        "locked": 0,
        "remaining": 0,
    }
    assert cleaning.kinds() == [("select", "done")]


def test_a_day_without_rows_is_clean(cleaning: Cleaning) -> None:
    assert (cleaning.run()["status"], cleaning.figures["total"]) == ("clean", 0)


def test_a_dirty_day_is_three_jobs_of_which_one_modifies(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    cleaning.run()
    assert cleaning.kinds() == CLEANED
    assert len(cleaning.predictions.jobs(modifies=True, dry_run=False)) == 1


def test_every_job_names_its_day_its_run_and_its_limit(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    cleaning.run(run_id="manual__2026-03-09T14:00:00+00:00")
    labels = {"dag": DAG_ID, "run": "manual__2026-03-09t14-00-00-00-00", "day": DAY}
    jobs = [job for job in cleaning.predictions.jobs() if job["job_id"].startswith("scorebook_")]
    assert len(jobs) == 3
    for job in jobs:
        assert job["labels"] == labels
        assert job["maximum_bytes_billed"] == settings.maximum_bytes_billed()
        assert (job["location"], job["days"]) == ("US", [DAY])


def test_a_second_run_changes_no_row_and_runs_no_job_that_modifies(cleaning: Cleaning) -> None:
    cleaning.predictions.load(Day(day=TODAY, keys=10, duplicates=9, ties=4, same_ids=2, twins=2))
    cleaning.run()
    before = cleaning.rows()
    cleaning.predictions.control.delete("/jobs")
    assert cleaning.run(run_id="run-2")["status"] == "clean"
    assert cleaning.rows() == before
    assert cleaning.kinds() == [("select", "done")]


def test_a_retry_after_the_end_finds_the_jobs_and_tells_the_same(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    first = cleaning.run()
    before = cleaning.rows()
    assert cleaning.run() == first
    assert cleaning.rows() == before
    assert cleaning.kinds() == CLEANED


def test_a_cleared_task_counts_anew(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    cleaning.run()
    cleaning.predictions.load(Day(day=TODAY, keys=10), seed=2)
    told = cleaning.run(clears=1)
    assert (told["status"], told["deactivated"]) == ("cleaned", 10)


def test_a_run_with_the_id_of_a_deleted_one_counts_anew(cleaning: Cleaning) -> None:
    cleaning.predictions.load(Day(day=TODAY, keys=4))
    assert cleaning.run(run_id="api__2026-03-09__1")["status"] == "clean"
    cleaning.predictions.load(Day(day=TODAY, keys=4), seed=2)
    later = cleaning.run(run_id="api__2026-03-09__1", begun=BEGUN + timedelta(minutes=5))
    assert (later["status"], later["deactivated"]) == ("cleaned", 4)


def test_a_job_that_runs_is_joined(cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaning.predictions.load(DIRTY)
    faults = [
        {"kind": "slow", "statement": "update", "seconds": 0.8, "count": 1},
        {"kind": "error", "on": "jobs.get", "reason": "backendError", "skip": 3},
    ]
    cleaning.predictions.control.post("/faults", faults)  # type: ignore[arg-type]
    monkeypatch.setattr(jobs, "RETRY_SECONDS", 0.5)
    with pytest.raises(BigQueryUnavailableError):
        cleaning.run()
    cleaning.predictions.control.delete("/faults")
    assert cleaning.run()["deactivated"] == 6
    assert [kind for kind in cleaning.kinds() if kind == ("update", "done")] == [("update", "done")]


@pytest.mark.parametrize("kind", ["lost_reply", "lost_request"])
@pytest.mark.parametrize("statement", ["select", "update"])
def test_a_lost_reply_costs_no_second_update(cleaning: Cleaning, kind: str, statement: str) -> None:
    cleaning.predictions.load(DIRTY)
    cleaning.predictions.control.post("/faults", {"kind": kind, "statement": statement, "count": 1})
    assert cleaning.run()["deactivated"] == 6
    done = [job for job in cleaning.kinds() if job == ("update", "done")]
    assert done == [("update", "done")]


def test_replies_that_stay_lost_are_found_by_the_ids(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    cleaning.predictions.control.post("/faults", {"kind": "lost_reply"})
    assert cleaning.run()["deactivated"] == 6
    assert [kind for kind in cleaning.kinds() if kind == ("update", "done")] == [("update", "done")]


def test_rows_that_came_between_the_update_and_its_proof_turn_the_day_red(
    cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.predictions.cleaning import DayCleanUp

    cleaning.predictions.load(DIRTY)
    verify = DayCleanUp.verify

    def verify_late(clean_up: DayCleanUp, *arguments: object) -> object:
        cleaning.predictions.load(Day(day=TODAY, keys=4), seed=2)
        return verify(clean_up, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(DayCleanUp, "verify", verify_late)
    with pytest.raises(DuplicatesRemainError, match="4 duplicates of 2026-03-09 remain"):
        cleaning.run()
    assert (cleaning.figures["status"], cleaning.figures["remaining"]) == ("failed", 4)


def test_a_key_without_an_active_row_turns_the_day_red(
    cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.predictions.statements import Statements

    cleaning.predictions.load(DIRTY)
    right = Statements.update

    def wrong(statements: Statements, day: object) -> object:
        statement = right(statements, day)  # type: ignore[arg-type]
        first, _, _ = statement.sql.partition("FROM (")
        sql = f"{first.replace('survivor.prediction_id', 'NULL')} WHERE game_date = @day AND is_active"
        return type(statement)(statement.name, statement.doing, sql, statement.parameters, modifies=True)

    monkeypatch.setattr(Statements, "update", wrong)
    with pytest.raises(DuplicatesRemainError, match="10 keys of 2026-03-09 have no active row any more"):
        cleaning.run()


def test_a_key_that_somebody_emptied_unseen_turns_the_day_red(
    cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.predictions.cleaning import DayCleanUp

    cleaning.predictions.load(DIRTY)
    verify = DayCleanUp.verify

    def verify_late(clean_up: DayCleanUp, *arguments: object) -> object:
        cleaning.predictions.query(
            f"UPDATE PREDICTIONS SET is_active = FALSE WHERE game_date = DATE '{DAY}' AND is_active "
            "AND player_lookup = 'player1'"
        )
        return verify(clean_up, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(DayCleanUp, "verify", verify_late)
    with pytest.raises(DuplicatesRemainError, match="5 keys of 2026-03-09 have no active row any more"):
        cleaning.run()


def test_rows_that_are_gone_after_the_clean_up_turn_the_day_red(
    cleaning: Cleaning, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.predictions.statements import Statements

    cleaning.predictions.load(DIRTY)
    right = Statements.update

    def wrong(statements: Statements, day: object) -> object:
        statement = right(statements, day)  # type: ignore[arg-type]
        sql = f"DELETE FROM {statements.table.quoted} WHERE game_date = @day AND prediction_id LIKE '%-0-%'"
        return type(statement)(statement.name, statement.doing, sql, statement.parameters, modifies=True)

    monkeypatch.setattr(Statements, "update", wrong)
    with pytest.raises(RowsLostError, match="2 of 16 rows of 2026-03-09 are gone since"):
        cleaning.run()
    assert cleaning.figures["status"] == "failed"


def test_a_dry_run_sends_nothing_that_modifies_and_tells_the_bytes(cleaning: Cleaning) -> None:
    cleaning.predictions.load(DIRTY)
    before = cleaning.rows()
    told = cleaning.run(plan_only=True)
    assert cleaning.predictions.jobs(modifies=True) == []
    assert (told["status"], told["duplicates"], told["deactivated"]) == ("would_clean", 6, 0)
    assert told["bytes"] > 0
    assert cleaning.rows() == before

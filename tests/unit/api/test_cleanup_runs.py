"""Which run answers a request, also when several come at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from scorebook.api.cleanup_request import CleanupRequest
from scorebook.api.cleanup_runs import TRIES, KnownRun, RunExistsError, TooBusyError, start_or_find

REAL = CleanupRequest(date(2026, 3, 9), dry_run=False)
DRY = CleanupRequest(date(2026, 3, 9), dry_run=True)


class FakeRuns:
    """Runs in memory. `before_start` is what another request does after ours has looked."""

    def __init__(self, *runs: KnownRun) -> None:
        self.runs = {run.run_id: run for run in runs}
        self.before_start: list[Callable[[], None]] = []

    def beginning_with(self, prefix: str) -> Sequence[KnownRun]:
        return [run for run_id, run in self.runs.items() if run_id.startswith(prefix)]

    def start(self, run_id: str, conf: Mapping[str, Any]) -> KnownRun:
        if self.before_start:
            self.before_start.pop(0)()
        if run_id in self.runs:
            raise RunExistsError(run_id)
        self.runs[run_id] = KnownRun(run_id, "queued", conf)
        return self.runs[run_id]


def run(number: int, request: CleanupRequest = REAL, state: str = "success") -> KnownRun:
    return KnownRun(f"api__2026-03-09__{number}", state, request.conf)


def answer(runs: FakeRuns, request: CleanupRequest = REAL) -> tuple[str, bool]:
    found, already_running = start_or_find(runs, request)
    return found.run_id, already_running


def test_the_first_request_of_a_day_starts_its_first_run() -> None:
    runs = FakeRuns(
        KnownRun("api__2026-03-08__4", "success", {}), KnownRun("manual__x", "running", REAL.conf)
    )
    assert answer(runs) == ("api__2026-03-09__1", False)
    assert runs.runs["api__2026-03-09__1"].conf == {"game_date": "2026-03-09", "dry_run": False}


@pytest.mark.parametrize("state", ["queued", "running"])
def test_the_same_request_gets_the_run_that_is_under_way(state: str) -> None:
    assert answer(FakeRuns(run(1), run(2, state=state))) == ("api__2026-03-09__2", True)


@pytest.mark.parametrize("state", ["success", "failed"])
def test_after_its_end_a_new_run_gets_the_next_number(state: str) -> None:
    assert answer(FakeRuns(run(1), run(2, state=state))) == ("api__2026-03-09__3", False)


def test_the_number_after_nine_is_ten_and_then_eleven() -> None:
    runs = FakeRuns(*[run(number) for number in range(1, 11)])
    assert answer(runs) == ("api__2026-03-09__11", False)


def test_a_dry_run_does_not_answer_a_real_request() -> None:
    assert answer(FakeRuns(run(1, DRY, "running"))) == ("api__2026-03-09__2", False)
    assert answer(FakeRuns(run(1, REAL, "running")), DRY) == ("api__2026-03-09__2", False)


def test_a_run_that_somebody_started_under_such_an_id_with_other_params_is_not_taken_for_ours() -> None:
    foreign = KnownRun("api__2026-03-09__1", "running", {"game_date": "2020-01-01", "dry_run": False})
    assert answer(FakeRuns(foreign)) == ("api__2026-03-09__2", False)


def test_a_gap_left_by_a_deleted_run_is_not_filled() -> None:
    assert answer(FakeRuns(run(3))) == ("api__2026-03-09__4", False)


def test_of_two_requests_of_one_moment_the_second_gets_the_run_of_the_first() -> None:
    runs = FakeRuns()
    runs.before_start = [lambda: runs.runs.update({"api__2026-03-09__1": run(1, state="queued")})]
    assert answer(runs) == ("api__2026-03-09__1", True)


def test_of_a_dry_and_a_real_request_of_one_moment_each_gets_its_own_run() -> None:
    runs = FakeRuns()
    runs.before_start = [lambda: runs.runs.update({"api__2026-03-09__1": run(1, DRY, "queued")})]
    assert answer(runs) == ("api__2026-03-09__2", False)


def test_endless_competition_ends_with_a_sentence() -> None:
    runs = FakeRuns()

    def take(number: int) -> Callable[[], None]:
        return lambda: runs.runs.update({f"api__2026-03-09__{number}": run(number)})

    runs.before_start = [take(number) for number in range(1, TRIES + 1)]
    with pytest.raises(TooBusyError, match="ask again"):
        answer(runs)

"""`make trigger` and `make backfill`: what they print of a run, and what they refuse before there is one."""

from __future__ import annotations

import pytest

from tests.e2e.commands import DAG, DRY_RUN, FIRST, LAST, control
from tests.e2e.commands import unpaused as unpaused
from tests.fixtures.stack import RunningStack

pytestmark = pytest.mark.e2e


@pytest.fixture
def paused(stack: RunningStack) -> RunningStack:
    """The platform with the DAG known and paused."""
    stack.api.unpause(DAG)
    stack.api.patch(f"/dags/{DAG}", {"is_paused": True})
    return stack


def test_trigger_waits_and_prints_link_tasks_and_figures(unpaused: RunningStack) -> None:
    conf = f'{{"dry_run": true, "days": ["{LAST}"]}}'
    done = control(unpaused, "trigger", "--dag", DAG, "--conf", conf, "--timeout", "500")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[1].startswith(f"{unpaused.stack.ui_url}/dags/{DAG}/runs/manual__")
    assert "check_params  success" in lines
    (head,) = [line for line in lines if line.startswith("day ")]
    figures = lines[lines.index(head) + 2]
    assert figures.startswith(LAST)
    assert any(line.startswith(f"{LAST} would fetch: ") for line in lines)
    run_id = lines[1].rsplit("/", 1)[1].replace("%3A", ":").replace("%2B", "+")
    assert unpaused.api.get(f"/dags/{DAG}/dagRuns/{run_id}")["state"] == "success"


@pytest.mark.parametrize(
    ("conf", "sentence"),
    [
        ('{"dryrun": true}', f"DAG {DAG} has no param dryrun: it knows days, dry_run, force,"),
        ('{"lookback_days": 31}', "lookback_days must be between 0 and 30, got 31"),
        ('{"dry_run": "yes"}', "Expected `bool`, got `str`"),
    ],
)
def test_trigger_refuses_before_a_run_exists(unpaused: RunningStack, conf: str, sentence: str) -> None:
    count = unpaused.api.get(f"/dags/{DAG}/dagRuns", run_type="manual")["total_entries"]
    done = control(unpaused, "trigger", "--dag", DAG, "--conf", conf)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1
    assert unpaused.api.get(f"/dags/{DAG}/dagRuns", run_type="manual")["total_entries"] == count


@pytest.mark.parametrize(
    "command", [("trigger", "--dag", DAG), ("backfill", "--dag", DAG, "--from", FIRST, "--to", LAST)]
)
def test_paused_dag_is_refused(paused: RunningStack, command: tuple[str, ...]) -> None:
    done = control(paused, *command, "--conf", DRY_RUN)
    assert done.returncode == 2
    assert f"unpause it with the switch at {paused.stack.ui_url}/dags/{DAG}" in done.stderr


def test_unknown_dag_is_refused_with_the_known_ones(paused: RunningStack) -> None:
    done = control(paused, "trigger", "--dag", "espn_incrementel")
    assert done.returncode == 2
    assert f"Did you mean {DAG}?" in done.stderr

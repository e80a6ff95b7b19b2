from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from include.control import checks, waiting
from include.control.__main__ import main
from include.errors import ParamError
from tests.unit.control.fake_airflow import Answer, Asked, FakeAirflow, dag, page, run, task

RUN = "/api/v2/dags/games/dagRuns"
TASKS = f"GET {RUN}/r1/taskInstances"
FIGURES = f"GET {RUN}/r1/taskInstances/finish_run/xcomEntries/return_value"


def ends(airflow: FakeAirflow, state: str, *tasks: dict[str, Any], figures: Any = None) -> None:
    """Let a run `r1` be made and end at the second look."""
    airflow.routes[f"POST {RUN}"] = (200, run("r1", "queued"))
    airflow.routes[f"GET {RUN}/r1"] = [(200, run("r1", "running")), (200, run("r1", state))]
    airflow.routes[TASKS] = page("task_instances", *tasks)
    if figures is not None:
        airflow.routes[FIGURES] = (200, {"value": figures})


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that has to be refused and return its sentence."""
    assert main(["trigger", "--dag", *arguments]) == 2
    return capsys.readouterr().err.strip()


def test_prints_link_at_once_tasks_and_figures(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"day": "2025-11-01", "stored": 9, "success_rate": 1.0},
        {"day": "2025-11-02", "stored": 11, "success_rate": 0.5},
    ]
    ends(airflow, "success", task("fetch", "success"), task("finish_run", "success"), figures=rows)
    assert main(["trigger", "--dag", "games", "--conf", '{"dry_run": true}']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Started run r1 of games", f"{airflow.url}/dags/games/runs/r1"]
    assert "day         stored  success rate" in lines
    assert "2025-11-01       9          1.00" in lines
    assert "2025-11-02      11           0.5" in lines
    assert "run r1 of games: success, 0 of 2 tasks failed" in lines
    (post,) = airflow.requests("POST", RUN)
    assert post.body == {"logical_date": None, "conf": {"dry_run": True}}


def test_lists_are_told_below_the_table(airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"day": "2025-11-02", "stored": 2, "would_fetch": ["401", "402"], "failed_ids": []}
    ends(airflow, "success", task("fetch", "success"), figures=[row])
    main(["trigger", "--dag", "games"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index("day         stored") + 2 :][:2] == [
        "2025-11-02       2",
        "2025-11-02 would fetch: 401, 402",
    ]


def test_exit_code_is_the_number_of_failed_tasks(airflow: FakeAirflow) -> None:
    failed = [task("fetch", "failed", map_index=n) for n in range(3)]
    ends(airflow, "failed", *failed, task("publish", "upstream_failed"))
    assert main(["trigger", "--dag", "games"]) == 3


def test_exit_code_is_at_most_125(airflow: FakeAirflow) -> None:
    ends(airflow, "failed", *[task("fetch", "failed", map_index=n) for n in range(140)])
    assert main(["trigger", "--dag", "games"]) == 125


def test_failed_run_without_failed_task_does_not_end_with_0(airflow: FakeAirflow) -> None:
    ends(airflow, "failed", task("fetch", "skipped"))
    assert main(["trigger", "--dag", "games"]) == 1


def test_failed_mapped_task_is_named_with_its_log(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    ends(airflow, "failed", task("fetch", "failed", map_index=4))
    main(["trigger", "--dag", "games"])
    link = f"{airflow.url}/dags/games/runs/r1/tasks/fetch/mapped/4"
    assert f"failed: fetch [day 4]  {link}" in capsys.readouterr().out


def test_reads_all_pages_of_tasks(airflow: FakeAirflow) -> None:
    everything = [task("fetch", "failed", map_index=n) for n in range(103)]
    ends(airflow, "failed")

    def one_page(asked: Asked) -> Answer:
        begin = int(asked.query["offset"])
        chunk = everything[begin : begin + int(asked.query["limit"])]
        return 200, {"task_instances": chunk, "total_entries": len(everything)}

    airflow.routes[TASKS] = one_page
    assert main(["trigger", "--dag", "games"]) == 103


def test_refuses_unknown_dag_and_names_the_known(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow.routes["GET /api/v2/dags"] = page("dags", {"dag_id": "games"}, {"dag_id": "audit"})
    said = refusal(capsys, "game")
    assert said == "There is no DAG game. Did you mean games? Airflow knows: audit, games."


def test_refuses_unknown_params_and_names_the_known(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refusal(capsys, "games", "--conf", '{"dryrun": true, "days": []}')
    assert said == "DAG games has no param dryrun: it knows days, dry_run."
    assert not airflow.requests("POST", RUN)


@pytest.mark.parametrize("conf", ["{dry_run}", "[1]", "3"])
def test_refuses_conf_that_is_no_json_object(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str], conf: str
) -> None:
    assert """write an object such as CONF='{"dry_run": true}'.""" in refusal(capsys, "games", "--conf", conf)


def test_refuses_paused_dag_and_says_how_to_unpause(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow.routes["GET /api/v2/dags/games/details"] = (200, dag(is_paused=True))
    said = refusal(capsys, "games")
    assert f"unpause it with the switch at {airflow.url}/dags/games" in said
    assert not airflow.requests("POST", RUN)


def test_refuses_dag_that_cannot_be_imported(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]
) -> None:
    airflow.routes["GET /api/v2/dags/games/details"] = (200, dag(has_import_errors=True))
    assert "cannot be imported" in refusal(capsys, "games")


def test_check_across_params_runs_before_a_run_exists(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(conf: Mapping[str, Any]) -> None:
        if conf.get("days") and conf.get("dry_run"):
            raise ParamError("Leave out days or dry_run.")

    monkeypatch.setitem(checks.CHECKS, "games", refuse)
    said = refusal(capsys, "games", "--conf", '{"days": ["2025-11-01"], "dry_run": true}')
    assert said == "Leave out days or dry_run."
    assert not airflow.requests("POST", RUN)


def test_bad_value_is_told_in_one_line(airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    dump = "Invalid input for param dry_run: 'x' is not of type 'boolean'\n\nFailed validating 'type' in ..."
    airflow.routes[f"POST {RUN}"] = (400, {"detail": dump})
    said = refusal(capsys, "games", "--conf", '{"dry_run": "x"}')
    assert said == ("Airflow refuses the run: Invalid input for param dry_run: 'x' is not of type 'boolean'")


def test_wrong_password_is_told_without_the_password(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOREBOOK_API_PASSWORD", "wrong-secret")
    said = refusal(capsys, "games")
    assert "does not take the password of user admin" in said
    assert "wrong-secret" not in said


def test_token_is_renewed_when_it_has_run_out(airflow: FakeAirflow) -> None:
    ends(airflow, "success", task("fetch", "success"))

    def forget_token(asked: Asked) -> Answer:
        airflow.valid_token = "none"
        return 200, run("r1", "queued")

    airflow.routes[f"POST {RUN}"] = forget_token
    assert main(["trigger", "--dag", "games"]) == 0
    assert len(airflow.requests("POST", "/auth/token")) == 2


def test_nothing_listens_says_make_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOREBOOK_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("SCOREBOOK_API_USER", "admin")
    monkeypatch.setenv("SCOREBOOK_API_PASSWORD", "right")
    assert refusal(capsys, "games").endswith("is the platform up? Start it with: make up")


def test_timeout_says_that_the_run_goes_on(airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    ends(airflow, "success", task("fetch", "running"))
    airflow.routes[f"GET {RUN}/r1"] = (200, run("r1", "running"))
    assert main(["trigger", "--dag", "games", "--timeout", "0.05"]) == 126
    said = capsys.readouterr().err.strip()
    assert said == (
        f"The time to wait is over. The run r1 of games goes on: {airflow.url}/dags/games/runs/r1"
    )


def test_queued_run_names_the_runs_ahead(airflow: FakeAirflow, capsys: pytest.CaptureFixture[str]) -> None:
    ends(airflow, "success", task("fetch", "success"))
    airflow.routes[f"GET {RUN}/r1"] = [(200, run("r1", "queued")), (200, run("r1", "success"))]
    airflow.routes[f"GET {RUN}"] = page("dag_runs", run("scheduled__1", "running"))
    assert main(["trigger", "--dag", "games"]) == 0
    assert "queued, behind scheduled__1" in capsys.readouterr().out


def test_interrupt_says_that_the_run_goes_on(
    airflow: FakeAirflow, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends(airflow, "success", task("fetch", "running"))

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(waiting.time, "sleep", interrupt)
    assert main(["trigger", "--dag", "games"]) == 130
    assert f"goes on: {airflow.url}/dags/games/runs/r1" in capsys.readouterr().err

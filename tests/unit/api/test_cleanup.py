"""What the endpoint answers when Airflow cannot start a run now, and where its link leads."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import HTTPException, Request

from scorebook.api import cleanup
from scorebook.api.cleanup_request import CleanupRequest
from scorebook.api.cleanup_runs import KnownRun
from scorebook.api.dag_runs import DagNotReadyError, DagRuns

WISH = CleanupRequest(date(2026, 3, 9), dry_run=False)
RUN = KnownRun("api__2026-03-09__1", "running", WISH.conf)
REQUEST = Request(
    {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "server": ("127.0.0.1", 8080),
        "root_path": "/scorebook/api",
        "path": "/scorebook/api/cleanup-duplicates",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8080")],
    }
)


def ask() -> dict[str, Any]:
    user: Any = SimpleNamespace(get_name=lambda: "admin")
    return cleanup.cleanup_duplicates(REQUEST, WISH, user)


@pytest.fixture
def _running(monkeypatch: pytest.MonkeyPatch) -> None:
    """A DAG that is not paused, whose run for the day is under way."""
    monkeypatch.setattr(DagRuns, "is_paused", lambda _: False)
    monkeypatch.setattr(DagRuns, "beginning_with", lambda *_: [RUN])


def test_a_dag_that_airflow_does_not_know_is_told_as_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: DagRuns) -> bool:
        raise DagNotReadyError("Airflow does not know the DAG bigquery_dedup_cleanup (yet).")

    monkeypatch.setattr(DagRuns, "is_paused", refuse)
    with pytest.raises(HTTPException, match="does not know the DAG") as refused:
        ask()
    assert refused.value.status_code == 503


@pytest.mark.usefixtures("_running")
def test_the_run_under_way_is_told_in_a_sentence() -> None:
    answer = ask()
    assert (answer["already_running"], answer["paused"]) == (True, False)
    assert answer["message"] == (
        "The clean-up of 2026-03-09 was asked for before: api__2026-03-09__1 is running."
    )


@pytest.mark.usefixtures("_running")
@pytest.mark.parametrize(
    ("base_url", "link"),
    [
        ("https://airflow.example/prefix/", "https://airflow.example/prefix"),
        ("", "http://127.0.0.1:8080"),
    ],
)
def test_the_link_leads_to_airflows_own_page(
    monkeypatch: pytest.MonkeyPatch, base_url: str, link: str
) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base_url)
    assert ask()["link"] == f"{link}/dags/bigquery_dedup_cleanup/runs/api__2026-03-09__1"

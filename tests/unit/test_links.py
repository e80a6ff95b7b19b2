"""The addresses of links beside tasks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from scorebook.links import ChartLink


def test_the_chart_of_a_run_is_served_by_the_plugin() -> None:
    key: Any = SimpleNamespace(dag_id="racing_completeness", run_id="manual__2026-07-14T06:00:00+00:00")
    assert ChartLink().get_link(None, ti_key=key) == (
        "/scorebook/api/charts/racing_completeness/manual__2026-07-14T06%3A00%3A00%2B00%3A00"
    )

"""How a run ends whose source refused lists of races."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import Asset

from include.errors import QualityError
from scorebook.workflows import racing_closing

pytestmark = pytest.mark.integration

RACING = Asset("racing")
GROUPS = [
    {"country": country, "days": ["2025-11-17"], "label": f"{country} 2025-11-17"}
    for country in ("gb", "ire")
]
XCOMS = {
    ("plan", "planned"): {None: GROUPS},
    ("days.list_races", "return_value"): {0: {"listed": [], "failed_before": []}},
    ("days.list_races", "list_error"): {1: "SourceBlockedError: 406 of the source"},
}


class TaskInstance:
    """What the tasks of a run left."""

    def xcom_pull(
        self, task_ids: str, key: str = "return_value", map_indexes: Iterable[int | None] | None = None
    ) -> Any:
        told = XCOMS.get((task_ids, key), {})
        return told.get(None) if map_indexes is None else [told.get(index) for index in map_indexes]


@pytest.fixture
def context(
    bucket: str, aws_connection: str, warehouse_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_BUCKET", bucket)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_RACING_GLUE_DATABASE", bucket.replace("-", "_"))
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("SCOREBOOK_DATA_DIR", str(tmp_path))
    events = {RACING: SimpleNamespace(extra={})}
    return {
        "ti": TaskInstance(),
        "run_id": "run-1",
        "params": {"dry_run": False, "retention_hours": None},
        "dag_run": SimpleNamespace(start_date=datetime.now(UTC)),
        "outlet_events": events,
    }


def test_a_list_that_did_not_come_is_no_day_without_races(context: Any) -> None:
    with pytest.raises(QualityError) as raised:
        racing_closing.verify(context)

    assert str(raised.value) == (
        "1 of 2 lists of races did not come, all rate limited (1 SourceBlockedError); "
        "one of them: SourceBlockedError: 406 of the source"
    )
    blank, refused = racing_closing.finish_run(context, RACING)
    assert (blank["listed"], blank["missing"]) == (0, [])
    assert (refused["listed"], refused["missing"]) == (0, ["its list of races (SourceBlockedError)"])

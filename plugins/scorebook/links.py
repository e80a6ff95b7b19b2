"""Links that stand beside a task in Airflow's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs
from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey


@attrs.define()
class ChartLink(BaseOperatorLink):
    """The chart that the task left in S3 (XCom `chart`), as `scorebook.api` serves it.

    Give it to a single task: `task.operator_extra_links = (ChartLink(),)`. The worker stores the address when
    the task ends, so the plugin needs to know nothing of it. Without a chart (a dry run) the page says so.
    """

    @property
    def name(self) -> str:
        return "Chart"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return f"/scorebook/api/charts/{quote(ti_key.dag_id, safe='')}/{quote(ti_key.run_id, safe='')}"

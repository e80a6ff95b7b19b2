"""The resumable DAG of docs/WATERMARKS.md does what the page says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from include.warehouse import watermarks

pytestmark = pytest.mark.integration

PAGE = Path(__file__).parents[3] / "docs" / "WATERMARKS.md"


@pytest.fixture
def copy_days(tmp_path: Path, warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    found = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    (tmp_path / "shop_orders.py").write_text(found[1])
    bag = DagBag(str(tmp_path))
    assert bag.import_errors == {}
    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    return bag.dags["shop_orders"].get_task("copy_days").python_callable


def test_it_goes_on_after_the_last_day_that_was_committed(
    copy_days: Any, warehouse: psycopg.Connection[Any]
) -> None:
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011  as the example has it
    warehouse.execute("CREATE SCHEMA shop")
    warehouse.execute("CREATE TABLE shop.incoming (day date)")
    warehouse.execute("CREATE TABLE shop.orders (day date)")
    warehouse.execute(
        "INSERT INTO shop.incoming VALUES (%s), (%s)", [yesterday, yesterday - timedelta(days=1)]
    )
    warehouse.commit()

    copy_days()
    copy_days()

    rows = warehouse.execute("SELECT day FROM shop.orders ORDER BY day").fetchall()
    assert rows == [(yesterday - timedelta(days=1),), (yesterday,)]
    assert watermarks.get(warehouse, "shop", "orders") == yesterday.isoformat()

"""The order in which the parts of the local platform start: side by side, unless one needs another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from include.devstack import airflow
from include.devstack.parts import DaemonPart, ServerPart
from include.devstack.predictions import LOCAL_TABLE, make_table
from include.devstack.preparation import Preparation, PreparationError
from include.devstack.starting import failure_of, start_part
from include.devstack.waiting import wait_for_port

if TYPE_CHECKING:
    from include.devstack.stack import Stack


def start_everything(stack: Stack) -> set[str]:
    """Start what does not run. Returns the names of what was started.

    :raises StackError: a part did not start.
    """
    airflow.write_passwords(stack.directory)
    Path(stack.environment["SCOREBOOK_DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    started: set[str] = set()
    preparation = Preparation(
        stack.directory,
        stack.environment,
        stack.postgres.url("airflow"),
        stack.warehouse_url,
        keeps_users=stack.is_distributed,
    )
    postgres, *others = stack.stores
    with ThreadPoolExecutor(8) as pool:
        simulators = [pool.submit(_start_simulator, part, started) for part in stack.simulators]
        stores = {store.name: pool.submit(_start_store, stack, store, started) for store in others}
        start_part(postgres, started)
        warehouse = pool.submit(preparation.migrate_warehouse)
        is_current = preparation.metadata_is_current()
        components = stack.components
        if not is_current:
            # Airflow must not run while its tables change: its processes wait, their modules imported.
            for component in components:
                component.stop()
            preparation.forget_metadata()
        for component in components:
            if is_current or component.name in airflow.COMPONENTS:
                start_part(component, started)
        for name in stores.keys() - {"bigquery"}:
            stores[name].result()
        try:
            preparation.bootstrap(
                sources=stack.source_urls,
                s3=stack.aws.endpoint,
                bigquery=stack.bigquery.endpoint,
                migrate=not is_current,
            )
        except PreparationError:
            for component in components:
                component.stop()
            raise
        for component in components:
            start_part(component, started)
        for begun in (warehouse, *simulators, *stores.values()):
            begun.result()
    return started


def _start_store(stack: Stack, part: ServerPart, started: set[str]) -> None:
    start_part(part, started)
    if part.name == "bigquery" and part.name in started:
        with stack.bigquery.client() as client:
            make_table(client, LOCAL_TABLE)


def _start_simulator(part: DaemonPart, started: set[str]) -> None:
    start_part(part, started)
    assert part.port is not None
    if not wait_for_port(part.port, limit=30, alive=lambda: part.pid() is not None):
        raise failure_of(part, "does not answer")

"""Airflow's scheduler of the local platform, with the libraries of the tasks imported once.

python -m scorebook.local.scheduler

LocalExecutor forks a process for each task. What the scheduler has imported before, no task imports again:
on two cores this takes about a second of CPU from every task. Only installed libraries are imported here, so
that tasks still read the code below `plugins` and `include` anew.
"""

from __future__ import annotations

import importlib
import sys

LIBRARIES = (
    "airflow.sdk.execution_time.task_runner",
    "airflow.dag_processing.dagbag",
    "airflow.providers.amazon.aws.hooks.s3",
    "airflow.providers.http.hooks.http",
    "airflow.providers.postgres.hooks.postgres",
    "msgspec",
    "obstore",
    "pyarrow.parquet",
)


def main() -> None:
    """Run the scheduler until it is told to stop."""
    from airflow.__main__ import main as airflow_main

    for library in LIBRARIES:
        importlib.import_module(library)
    # The scheduler's log server stays off: it listens on all addresses and cannot be told otherwise.
    sys.argv = ["airflow", "scheduler", "--skip-serve-logs"]
    airflow_main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()

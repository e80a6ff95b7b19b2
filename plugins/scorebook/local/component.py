"""One of Airflow's processes of the local platform: its modules imported first, then started.

python -m scorebook.local.component scheduler --after FILE

With `--after` the process waits, with its modules imported, until the file is there: so it can be started
while Airflow's tables are still being made.

The API server builds its pages and routes meanwhile, too. The scheduler imports what tasks need:
LocalExecutor forks a process for each task, and what the scheduler has imported no task imports again, about
a second of CPU less for each. Only installed libraries are imported here, so that tasks still read the code
below `plugins` and `include` anew.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
import time
from collections.abc import Mapping
from pathlib import Path

OF_TASKS = (
    "airflow.sdk.execution_time.task_runner",
    "airflow.dag_processing.dagbag",
    "airflow.providers.amazon.aws.hooks.base_aws",
    "airflow.providers.http.hooks.http",
    "airflow.providers.postgres.hooks.postgres",
    "airflow.providers.standard.decorators.python",
    "airflow.sdk.definitions.decorators.task_group",
    "jinja2.ext",
    "msgspec",
    "obstore",
    "pyarrow.parquet",
)
MODULES: Mapping[str, tuple[str, ...]] = {
    "api-server": ("airflow.cli.commands.api_server_command", "airflow.api_fastapi.main"),
    "scheduler": ("airflow.cli.commands.scheduler_command", *OF_TASKS),
    "dag-processor": ("airflow.cli.commands.dag_processor_command", "airflow.dag_processing.processor"),
    "triggerer": ("airflow.cli.commands.triggerer_command",),
}
# The log servers of these two listen on all addresses and cannot be told otherwise; the API server reads the
# same files from disk.
WITHOUT_LOG_SERVER = ("scheduler", "triggerer")


def main() -> None:
    """Run the component until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("component", choices=MODULES)
    parser.add_argument("--after", type=Path, help="wait until this file is there")
    words = parser.parse_args()

    # What is imported stays: to look for garbage meanwhile, or later among it, would be a fifth of the work.
    gc.disable()
    from airflow.__main__ import main as airflow_main

    for module in MODULES[words.component]:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    while words.after is not None and not words.after.exists():
        time.sleep(0.05)
    sys.argv = ["airflow", words.component]
    if words.component in WITHOUT_LOG_SERVER:
        sys.argv.append("--skip-serve-logs")
    airflow_main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()

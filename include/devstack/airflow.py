"""Airflow as four local processes: their settings, their commands, their health."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from include.devstack.state import REPOSITORY, State

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
# A file below the state directory: which version of Airflow has made its tables, and their revision.
TABLES_ARE_MADE = "metadata.json"
# Seconds. The API server answers nobody while it builds the routes of tasks.
ANSWER_LIMIT = 20.0
USERS = {"admin": "admin", "viewer": "viewer"}

# The names under which `/api/v2/monitor/health` reports them. The API server itself is the one that answers.
_HEALTH_NAMES = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}
# What a shell may carry that would change our processes behind our back.
_NOT_INHERITED = (
    *("AIRFLOW", "_AIRFLOW", "AWS_", "BIGQUERY_", "GOOGLE_", "CLOUDSDK_"),
    *("VIRTUAL_ENV", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"),
)

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def environment(
    state: State,
    directory: Path,
    *,
    database_url: str,
    inherited: Mapping[str, str],
    dags_folder: Path | None = None,
) -> dict[str, str]:
    """Return the environment that every Airflow process of the platform runs with.

    :param directory: the state directory; logs and Airflow's own files go below it.
    :param database_url: the metadata database, as `postgresql://...`.
    :param inherited: what the user's shell and `.env` say, without its settings of Airflow and of clouds.
    """
    airflow_home = directory / "airflow"
    ui = f"http://127.0.0.1:{state.ports['api']}"
    kept = {name: value for name, value in inherited.items() if not name.startswith(_NOT_INHERITED)}
    return {
        "SCOREBOOK_DATA_DIR": str(directory / "data"),
        "SCOREBOOK_START_DATE": state.start_date,
        **kept,
        "SCOREBOOK_ENV": "local",
        "SCOREBOOK_HOME": str(directory),
        "BIGQUERY_EMULATOR_HOST": f"http://127.0.0.1:{state.ports['bigquery']}",
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'plugins'}",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "DO_NOT_TRACK": "1",
        "SCARF_ANALYTICS": "false",
        "AIRFLOW_HOME": str(airflow_home),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        # A worker may notice the end of its task only at its next beat, 5 s later by default.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        # On a busy machine the API server may need this long, in seconds, to answer a task; 5 by default.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        # Where nothing is to be scheduled the scheduler looks again after this many seconds, 1 by default.
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags_folder or REPOSITORY / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__CORE__FERNET_KEY": state.secrets.fernet,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{ui}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{role}:{role}" for role in USERS),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(airflow_home / "passwords.json"),
        "AIRFLOW__API_AUTH__JWT_SECRET": state.secrets.jwt,
        "AIRFLOW__API__SECRET_KEY": state.secrets.api,
        "AIRFLOW__API__BASE_URL": ui,
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(state.ports["api"]),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        # A file that changed is read at once; the others need not be read twice a minute.
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "120",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_url,
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(directory / "logs" / "tasks"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(directory / "logs" / "dags"),
        "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": str(inherited.get("SCOREBOOK_SCHEDULES") != "off"),
        # A killed worker is noticed within a minute, not within five.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
    }


def command(component: str, directory: Path) -> list[str]:
    """Return the command line of one component. It waits until Airflow's tables are made."""
    after = ["--after", str(directory / TABLES_ARE_MADE)]
    return [sys.executable, "-m", "scorebook.local.component", component, *after]


def write_passwords(directory: Path) -> None:
    """Give the local users their passwords, unless somebody has set others."""
    file = directory / "airflow" / "passwords.json"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(USERS))
        file.chmod(0o600)


def health(port: int) -> dict[str, datetime | None]:
    """Return when each healthy component was last heard of, by component; unhealthy ones are None.

    An API server that does not answer makes all of them None.
    """
    try:
        with _direct.open(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=ANSWER_LIMIT) as answer:
            report: dict[str, Any] = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return dict.fromkeys(COMPONENTS)
    heard: dict[str, datetime | None] = {"api-server": datetime.now(UTC)}
    for component, name in _HEALTH_NAMES.items():
        part = report.get(name) or {}
        beat = part.get(f"latest_{name}_heartbeat")
        heard[component] = datetime.fromisoformat(beat) if beat and part.get("status") == "healthy" else None
    return heard

"""The values of the Helm chart are the shape and the settings of docker-compose.yaml."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from scorebook import queues
from tests.unit.operations.product_calls import ROOT

VALUES: dict[str, Any] = yaml.safe_load((ROOT / "include/containers/helm-values.yaml").read_text())
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"]
# Component of the chart by service.
SERVERS = {
    "init": "migrateDatabaseJob",
    "api-server": "apiServer",
    "scheduler": "scheduler",
    "dag-processor": "dagProcessor",
    "triggerer": "triggerer",
}
# Settings that differ on purpose, with the reason.
OTHERWISE = {
    "AIRFLOW__CORE__HOSTNAME_CALLABLE": "other pods find a worker by its full name only",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "a template in `config`",
    "AIRFLOW__API__BASE_URL": "an address of the deployment",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "local profile",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": "local profile",
}
# Their probe is a whole `airflow` command, in their memory.
PROBED_BY_AIRFLOW = {"dag-processor", "triggerer"}
PASSWORD = re.compile(r"passw|secret|token|fernet|jwt|_key$|url$|connection$", re.IGNORECASE)


def default(text: object) -> str:
    """What Compose makes of `${NAME:-default}` where nothing is set."""
    return re.sub(r"\$\{\w+(?::-([^}]*))?\}", lambda found: found[1] or "", str(text))


def variables(component: dict[str, Any]) -> dict[str, str]:
    named = [*VALUES["env"], *component.get("env", [])]
    in_config = {
        f"AIRFLOW__{section}__{key}".upper(): str(value)
        for section, keys in VALUES["config"].items()
        for key, value in keys.items()
    }
    return {**in_config, **{one["name"]: one["value"] for one in named}}


def wanted(service: str) -> dict[str, str]:
    found = SERVICES[service]["environment"]
    return {
        name: default(value)
        for name, value in found.items()
        if name.startswith("AIRFLOW__") and name not in OTHERWISE
    }


def components() -> dict[str, dict[str, Any]]:
    sets = {f"worker-{one['name']}": one for one in VALUES["workers"]["celery"]["sets"]}
    return {**{service: VALUES[name] for service, name in SERVERS.items()}, **sets}


@pytest.mark.parametrize("service", components())
def test_every_setting_of_airflow_is_that_of_the_compose_file(service: str) -> None:
    ours = variables(components()[service])
    expected = wanted(service)
    assert len(expected) > 15
    assert {name: ours.get(name) for name in expected} == expected


def test_the_settings_that_keep_tasks_alive_are_among_them() -> None:
    names = {one["name"] for one in VALUES["env"]}
    assert {
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT",
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT",
        "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER",
        "AIRFLOW__CELERY__TASK_ACKS_LATE",
    } <= names


def test_the_worker_sets_are_the_two_queues() -> None:
    celery = VALUES["workers"]["celery"]
    assert celery["enableDefault"] is False
    assert {one["name"]: one["queue"] for one in celery["sets"]} == {
        queues.FETCH: queues.FETCH,
        queues.HEAVY: queues.HEAVY,
    }


@pytest.mark.parametrize("service", components())
def test_a_command_is_that_of_the_compose_file(service: str) -> None:
    # The chart's own commands for the others are `airflow` and the name.
    if "args" in components()[service]:
        assert components()[service]["args"] == SERVICES[service]["command"]


@pytest.mark.parametrize("service", components())
def test_the_limit_of_memory_is_that_of_the_compose_file(service: str) -> None:
    limit = components()[service]["resources"]["limits"]["memory"]
    there = default(SERVICES[service]["mem_limit"]).replace("g", "Gi").replace("m", "Mi")
    if service in PROBED_BY_AIRFLOW:
        there = {"768Mi": "1Gi"}[there]
    assert limit == there


@pytest.mark.parametrize("service", components())
def test_a_container_gets_the_files_of_secrets_that_it_gets_in_compose(service: str) -> None:
    mounts = components()[service]["extraVolumeMounts"]
    assert {one["subPath"] for one in mounts} == set(SERVICES[service]["secrets"])
    assert {one["mountPath"] for one in mounts} == {f"/run/secrets/{one['subPath']}" for one in mounts}


def test_old_logs_are_kept_as_long() -> None:
    (maintenance,) = VALUES["scheduler"]["extraContainers"]
    days = {one["name"]: one["value"] for one in maintenance["env"]}["SCOREBOOK_KEEP_DAYS"]
    assert days == default(SERVICES["maintenance"]["environment"]["SCOREBOOK_KEEP_DAYS"])
    assert maintenance["command"] == SERVICES["maintenance"]["command"]
    assert f"-mtime +{days} " in VALUES["triggerer"]["logGroomerSidecar"]["args"][0]


def test_no_secret_stands_in_the_values_and_the_chart_makes_none() -> None:
    assert VALUES["createUserJob"] == {"enabled": False}
    assert not any(VALUES["enableBuiltInSecretEnvVars"].values())
    assert {VALUES[name]["enabled"] for name in ("postgresql", "redis")} == {False}
    for name, value in _leaves(VALUES):
        if PASSWORD.search(name) and isinstance(value, str):
            assert value.startswith("cat /run/secrets/") or value in ALLOWED, name


ALLOWED = {
    "scorebook-secrets",
    "https://airflow.example.com",
    'http://{{ include "airflow.fullname" . }}-api-server:{{ .Values.ports.apiServer }}/execution/',
    "airflow.secrets.local_filesystem.LocalFilesystemBackend",
    '{"connections_file_path": "/run/secrets/connections.json"}',
}


def _leaves(node: Any, name: str = "") -> list[tuple[str, Any]]:
    if isinstance(node, dict):
        if set(node) == {"name", "value"}:
            return [(node["name"], node["value"])]
        return [leaf for key, value in node.items() for leaf in _leaves(value, str(key))]
    if isinstance(node, list):
        return [leaf for value in node for leaf in _leaves(value, name)]
    return [(name, node)]


def test_the_version_of_airflow_is_the_locked_one() -> None:
    lock = (ROOT / "requirements.txt").read_text()
    (locked,) = re.findall(r"^apache-airflow==(\S+)", lock, re.MULTILINE)
    assert VALUES["airflowVersion"] == VALUES["defaultAirflowTag"] == locked

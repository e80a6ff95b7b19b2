"""The rules for the compose file find what breaks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.containers import compose_rules as rules
from tests.unit.containers.compose_rules import Config

SERVICE: dict[str, Any] = {
    "image": "scorebook:latest",
    "user": "50000:0",
    "command": ["airflow", "scheduler"],
    "environment": {
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__CORE__FERNET_KEY_CMD": "cat /run/secrets/fernet_key",
        "SCOREBOOK_START_DATE": None,
    },
    "healthcheck": {
        "test": ["CMD", "python", "include/containers/health.py", "scheduler"],
        "interval": "15s",
        "timeout": "10s",
        "retries": 3,
        "start_period": "2m0s",
    },
    "mem_limit": "1073741824",
    "restart": "unless-stopped",
    "logging": {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}},
    "depends_on": {"init": {"condition": "service_completed_successfully", "required": True}},
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
}
GOOD: Config = {"services": {"scheduler": SERVICE, "init": {**SERVICE, "restart": "no", "depends_on": {}}}}


def open_ports(config: Config) -> list[str]:
    return rules.open_ports(config, allowed={"api-server"})


ALL = (open_ports, *rules.EVERYWHERE, rules.simple_users)
Rule = Callable[[Config], list[str]]
PORT = {"host_ip": "127.0.0.1", "published": "8974", "target": 8974}


@pytest.mark.parametrize("rule", ALL)
def test_what_is_good_is_let_through(rule: Rule) -> None:
    assert rule(GOOD) == []


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (open_ports, {"ports": [PORT]}),
        (open_ports, {"network_mode": "host"}),
        (rules.plain_secrets, {"environment": {"POSTGRES_PASSWORD": "airflow"}}),
        (rules.plain_secrets, {"environment": {"AIRFLOW__CORE__FERNET_KEY": "c2VjcmV0"}}),
        (rules.plain_secrets, {"environment": {"AIRFLOW__API_AUTH__JWT_SECRET": "airflow_jwt"}}),
        (rules.plain_secrets, {"environment": {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "postgresql://db/a"}}),
        (rules.plain_secrets, {"environment": {"URL": "redis://:airflow@redis:6379/0"}}),
        (rules.plain_secrets, {"command": ["redis-server", "--requirepass", "airflow"]}),
        (rules.plain_secrets, {"command": ["airflow", "users", "create", "--password", "airflow"]}),
        (rules.plain_secrets, {"healthcheck": {"test": ["CMD-SHELL", "psql password=airflow"]}}),
        (rules.unhealthy, {"healthcheck": {}}),
        (rules.unhealthy, {"healthcheck": {**SERVICE["healthcheck"], "disable": True}}),
        (rules.unhealthy, {"healthcheck": {**SERVICE["healthcheck"], "test": ["CMD", "true"]}}),
        (rules.unhealthy, {"healthcheck": {**SERVICE["healthcheck"], "test": ["CMD", "pg_isready"]}}),
        (
            rules.unhealthy,
            {"healthcheck": {**SERVICE["healthcheck"], "test": ["CMD", "include/containers/health.py s3"]}},
        ),
        (rules.unhealthy, {"healthcheck": {"test": SERVICE["healthcheck"]["test"]}}),
        (rules.unlimited, {"mem_limit": "0"}),
        (rules.not_restarted, {"restart": "no"}),
        (rules.not_restarted, {"restart": None}),
        (rules.unrotated_logs, {"logging": None}),
        (rules.unrotated_logs, {"logging": {"driver": "json-file", "options": {"max-size": "10m"}}}),
        (rules.unconditional_waits, {"depends_on": {"init": {"condition": "service_started"}}}),
        (rules.unconditional_waits, {"depends_on": {"redis": {"condition": "service_healthy"}}}),
        (rules.unpinned_images, {"image": "postgres"}),
        (rules.unpinned_images, {"image": "postgres:latest"}),
        (rules.unpinned_images, {"image": "postgres:17"}),
        (rules.unpinned_images, {"image": "postgres:bookworm"}),
        (rules.powerful_users, {"user": "0:0"}),
        (rules.powerful_users, {"user": "root"}),
        (rules.powerful_users, {"image": "postgres:17.5", "user": None}),
        (rules.powerful_users, {"privileged": True}),
        (rules.powerful_users, {"cap_drop": None}),
        (rules.powerful_users, {"cap_add": ["NET_ADMIN"]}),
        (rules.powerful_users, {"security_opt": []}),
        (rules.simple_users, {"environment": {"AIRFLOW__CORE__AUTH_MANAGER": "x.SimpleAuthManager"}}),
        (rules.simple_users, {"environment": {"AIRFLOW__CORE__AUTH_MANAGER": ""}}),
    ],
)
def test_what_is_broken_is_found(rule: Rule, broken: dict[str, Any]) -> None:
    config = rules.copied(GOOD)
    config["services"]["scheduler"].update(broken)
    found = rule(config)
    assert found
    assert all(line.startswith("scheduler") for line in found)


@pytest.mark.parametrize(
    "command",
    [
        [
            "sh",
            "-c",
            "exec redis-server - <<E\nrequirepass $$(cat /run/secrets/password)\ndir /data\nE",
        ],
        ["airflow", "celery", "worker", "--queues", "fetch"],
    ],
)
def test_a_secret_that_is_read_from_its_file_is_let_through(command: list[str]) -> None:
    config = rules.copied(GOOD)
    config["services"]["scheduler"]["command"] = command
    assert rules.plain_secrets(config) == []


def test_queues_of_all_workers_are_counted() -> None:
    config = rules.copied(GOOD)
    for name, served in (("a", "fetch"), ("b", "heavy,default")):
        config["services"][name] = {"command": ["airflow", "celery", "worker", "--queues", served]}
    assert rules.queues(config) == ["default", "fetch", "heavy"]

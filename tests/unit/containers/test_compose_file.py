"""docker-compose.yaml starts everything, safe by default: checked without an engine."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from include.containers import project
from include.containers.compose import LOCAL_SETTINGS
from include.containers.errors import ComposeFileError
from include.containers.secret_files import MAKERS
from scorebook.queues import FETCH, HEAVY
from tests.unit.containers import compose_rules as rules
from tests.unit.containers.compose_rules import Config
from tests.unit.containers.timeouts import execution_timeouts
from tests.unit.containers.tools import ROOT, run

AIRFLOW = {
    *("init", "api-server", "scheduler", "dag-processor", "triggerer"),
    *("worker-fetch", "worker-heavy", "maintenance"),
}
STAND_INS = {"s3", "bigquery", "simulator"}
IMAGES = ("SCOREBOOK_IMAGE", "SCOREBOOK_STANDINS_IMAGE", "POSTGRES_IMAGE", "REDIS_IMAGE")
# Without `--env-file` Compose would read the `.env` of whoever runs the tests.
PRODUCTION = ("--env-file", "/dev/null")
LOCAL = ("--env-file", str(LOCAL_SETTINGS))


def config_of(*files: str, **variables: str) -> dict[str, Any]:
    done = run("docker-compose", *files, "config", "--format", "json", **variables)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def production() -> dict[str, Any]:
    return config_of(*PRODUCTION)


@pytest.fixture(scope="module")
def local() -> dict[str, Any]:
    return config_of(*LOCAL)


@pytest.fixture(params=["production", "local"])
def either(request: pytest.FixtureRequest) -> dict[str, Any]:
    config: dict[str, Any] = request.getfixturevalue(request.param)
    return config


def test_it_follows_the_specification() -> None:
    done = run("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yaml")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("files", [PRODUCTION, LOCAL], ids=["production", "local"])
def test_compose_accepts_it_without_a_word(files: tuple[str, ...]) -> None:
    done = run("docker-compose", *files, "config", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_production_has_exactly_its_services(production: Config) -> None:
    assert set(production["services"]) == {"postgres", "redis", *AIRFLOW}


def test_stand_ins_are_in_the_local_profile_only(local: Config) -> None:
    assert set(local["services"]) == {"postgres", "redis", *AIRFLOW, *STAND_INS}


def test_the_two_profiles_share_no_volume(production: Config, local: Config) -> None:
    names = [{volume["name"] for volume in config["volumes"].values()} for config in (production, local)]
    assert not names[0] & names[1]


def test_production_publishes_the_api_server_alone(production: Config) -> None:
    assert rules.open_ports(production, allowed={"api-server"}) == []
    assert len(production["services"]["api-server"]["ports"]) == 1


def test_the_local_profile_publishes_stand_ins_on_this_machine(local: Config) -> None:
    assert rules.open_ports(local, allowed={"api-server", *STAND_INS}) == []


def test_what_is_open_in_production_stays_closed_in_the_local_profile(tmp_path: Path) -> None:
    settings = tmp_path / ".env"
    settings.write_text("SCOREBOOK_BIND=0.0.0.0\nSCOREBOOK_URL=https://airflow.example.com\n")
    told = config_of("--env-file", str(settings), *LOCAL)
    assert rules.open_ports(told, allowed={"api-server", *STAND_INS}) == []
    assert rules.settings(told, "AIRFLOW__API__BASE_URL") == {"http://localhost:8080"}


def test_the_command_refuses_to_run_it_as_root() -> None:
    with pytest.raises(ComposeFileError, match="AIRFLOW_UID"):
        project.of(config_of(*PRODUCTION, AIRFLOW_UID="0"))


@pytest.mark.parametrize("rule", rules.EVERYWHERE)
def test_every_service_keeps_the_rule(either: Config, rule: Callable[[Config], list[str]]) -> None:
    assert rule(either) == []


def test_production_lets_in_users_of_its_database_only(production: Config) -> None:
    assert rules.simple_users(production) == []
    assert rules.settings(production, "SCOREBOOK_ENV") == {"production"}


def test_production_names_no_simple_users(production: Config, local: Config) -> None:
    named = "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"
    assert rules.settings(production, named) == {""}
    assert rules.settings(local, named) == {"admin:admin,viewer:viewer"}


def test_the_local_profile_alone_has_users_with_known_passwords(local: Config) -> None:
    assert {line.split()[0] for line in rules.simple_users(local)} == {f"{name}:" for name in AIRFLOW}
    assert rules.settings(local, "SCOREBOOK_ENV") == {"local"}


def test_workers_serve_the_queues_of_the_tasks_and_no_other(either: Config) -> None:
    assert rules.queues(either) == sorted([FETCH, HEAVY])


def test_workers_get_no_secret_of_the_database(production: Config) -> None:
    for name in ("worker-fetch", "worker-heavy"):
        given = {secret["source"] for secret in production["services"][name]["secrets"]}
        assert given == {"broker_url", "api_secret_key"}


def test_every_secret_is_a_file_that_compose_up_makes(either: Config) -> None:
    files = {name: Path(secret["file"]) for name, secret in either["secrets"].items()}
    assert {file.name for file in files.values()} == set(MAKERS)
    assert all(file.name == name for name, file in files.items())


@pytest.mark.parametrize(
    ("files", "variables", "folder"),
    [
        (PRODUCTION, {}, "secrets/production"),
        (LOCAL, {}, "secrets/local"),
        (PRODUCTION, {"SCOREBOOK_SECRETS": "/etc/scorebook"}, "/etc/scorebook"),
        (LOCAL, {"SCOREBOOK_SECRETS": "/etc/scorebook"}, "/etc/scorebook"),
    ],
)
def test_secrets_are_in_the_folder_that_was_named(
    files: tuple[str, ...], variables: dict[str, str], folder: str
) -> None:
    told = config_of(*files, **variables)
    assert {Path(secret["file"]).parent for secret in told["secrets"].values()} == {ROOT / folder}


def test_the_command_finds_what_it_needs_in_the_file(production: Config) -> None:
    told = project.of(production)
    assert told.database_volumes == ("scorebook_postgres",)
    assert told.address == "http://127.0.0.1:8080"
    assert told.name == "scorebook"
    assert not told.has_simple_users


def test_every_image_can_be_replaced(local: Config) -> None:
    variables = {name: f"registry.example.com/{name.lower()}:1" for name in IMAGES}
    told = config_of(*LOCAL, **variables)
    assert {service["image"] for service in told["services"].values()} == set(variables.values())


def test_every_build_can_start_from_another_base() -> None:
    told = config_of(*LOCAL, BASE_IMAGE="mirror.example.com/python:3.12.1")
    builds = [service["build"] for service in told["services"].values() if service.get("build")]
    assert builds
    assert {build["args"]["BASE_IMAGE"] for build in builds} == {"mirror.example.com/python:3.12.1"}


def test_every_own_image_is_built_by_exactly_one_service(local: Config) -> None:
    built = [service["image"] for service in local["services"].values() if service.get("build")]
    assert sorted(built) == sorted(rules.OWN_IMAGES)


def test_airflow_runs_as_the_user_who_started_it() -> None:
    told = config_of(*PRODUCTION, AIRFLOW_UID="1234")
    assert {told["services"][name]["user"] for name in AIRFLOW} == {"1234:0"}


def test_without_a_number_airflow_runs_as_the_images_user(either: Config) -> None:
    assert {either["services"][name]["user"] for name in AIRFLOW} == {"50000:0"}


def test_no_task_that_runs_is_given_to_a_second_worker(production: Config) -> None:
    longest = max(execution_timeouts())
    [seconds] = rules.settings(production, "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT")
    assert longest == timedelta(minutes=60)
    assert timedelta(seconds=int(seconds)) > longest


def test_the_local_settings_are_variables_of_the_file() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    names = re.findall(r"^(\w+)=", (ROOT / LOCAL_SETTINGS).read_text(), re.MULTILINE)
    assert {"COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME"} <= set(names)
    ours = [name for name in names if not name.startswith("COMPOSE_")]
    unknown = [name for name in ours if not re.search(rf"\$\{{{name}\b|^ +{name}:$", text, re.MULTILINE)]
    assert unknown == []


@pytest.mark.parametrize(
    "script", sorted((ROOT / "include" / "containers").rglob("*.sh")), ids=lambda script: script.name
)
def test_shell_scripts_can_be_read_by_a_shell(script: Path) -> None:
    shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

"""The production shape as it comes, without stand-ins: who gets in, what is open, where the secrets are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from include.control.output import say
from tests.containers.compose_stack import ComposeStack
from tests.containers.conftest import Built
from tests.containers.outcome import status, token

pytestmark = [pytest.mark.containers, pytest.mark.timeout(2400)]

SERVICES = [
    "api-server",
    "dag-processor",
    "maintenance",
    "postgres",
    "redis",
    "scheduler",
    "triggerer",
    "worker-fetch",
    "worker-heavy",
]


@pytest.fixture(scope="module")
def production(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComposeStack]:
    """The production profile, healthy; afterwards nothing of it is left."""
    folder = tmp_path_factory.mktemp("production")
    name = f"scorebook-test-{folder.stat().st_ino}"
    stack = ComposeStack(built.engine, name, "production", folder, built.settings)
    try:
        seconds = stack.up()
        say(
            f"\nthe production profile is healthy after {seconds:.0f} s: {len(stack.containers())} containers"
        )
        stack.say_memory("memory when healthy")
        yield stack
    finally:
        left = stack.down()
        say(f"\nleft of {stack.name} after `down --volumes`: {', '.join(left) or 'nothing'}")
        assert left == []


def test_every_service_is_healthy_without_stand_ins(production: ComposeStack) -> None:
    names = production.containers()
    assert sorted(names.values()) == SERVICES
    health = {name: production.inspect(name)["State"]["Health"]["Status"] for name in names}
    assert set(health.values()) == {"healthy"}, health


def test_only_the_api_server_has_a_port_and_it_is_on_loopback(production: ComposeStack) -> None:
    published = production.published()
    say(f"published: {published}")
    assert published == {"api-server": [f"127.0.0.1:{production.ports['ui']}"]}


def test_the_admin_gets_in_with_the_password_of_the_secret_file(production: ComposeStack) -> None:
    password = (production.secrets / "admin_password").read_text().strip()
    admin = token(production.address, "admin", password)
    assert status(production.address, "GET", "/api/v2/dags", token=admin) == 200
    assert status(production.address, "GET", "/api/v2/connections", token=admin) == 200


@pytest.mark.parametrize("password", ["admin", "airflow", "", "scorebook"])
def test_no_usual_password_gets_in(production: ComposeStack, password: str) -> None:
    body = {"username": "admin", "password": password}
    assert status(production.address, "POST", "/auth/token", body=body) in (400, 401, 403, 422)


def test_nobody_gets_in_without_a_token(production: ComposeStack) -> None:
    for path in ("/api/v2/dags", "/api/v2/connections", "/api/v2/variables"):
        assert status(production.address, "GET", path) == 401, path
    body: dict[str, Any] = {"logical_date": None, "conf": {}}
    assert status(production.address, "POST", "/api/v2/dags/espn_incremental/dagRuns", body=body) == 401


def test_no_secret_stands_in_what_the_engine_tells(production: ComposeStack) -> None:
    wanted = secrets(production)
    assert len(wanted) == 12, sorted(wanted)
    told = {name: json.dumps(production.inspect(name)) for name in production.containers()}
    found = [(name, file) for name, text in told.items() for file, secret in wanted.items() if secret in text]
    assert found == []


def secrets(stack: ComposeStack) -> dict[str, str]:
    """Return every secret by its file's name; of an address the password, too."""
    files = [file for file in stack.secrets.iterdir() if file.suffix != ".json" and file.name != ".gitignore"]
    contents = {file.name: file.read_text().strip() for file in files}
    parts = {f"{name}: password": urlsplit(text).password for name, text in contents.items()}
    return contents | {name: password for name, password in parts.items() if password}


def test_no_process_runs_as_root(production: ComposeStack) -> None:
    roots = []
    for name, service in production.containers().items():
        lines = production.engine.docker("top", name, "-eo", "pid,uid,comm").splitlines()[1:]
        processes = [line.split(maxsplit=2) for line in lines]
        # The engine's own first process passes signals on, as the user that the image has.
        roots += [(service, comm) for _, uid, comm in processes if uid == "0" and comm != "docker-init"]
    assert roots == []

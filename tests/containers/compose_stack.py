"""The containers of docker-compose.yaml, started and removed by the commands that people use."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from include.control.demo.sources import Sources
from include.control.output import say, table
from include.devstack.ports import free_port
from tests.containers.engine import REPOSITORY, CommandFailedError, Engine, inherited

# A start takes one to two minutes on two cores; the command itself gives up after 15.
UP_SECONDS = 1000.0
DOWN_SECONDS = 300.0
UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
PROJECT = "com.docker.compose.project"
SERVICE = "com.docker.compose.service"


@dataclass(slots=True)
class ComposeStack:
    """One project of Compose with names, ports and secrets of its own.

    :param profile: local or production.
    :param settings: variables of the compose file beside those of the project itself.
    :param scale: how many containers of a service.
    """

    engine: Engine
    name: str
    profile: str
    folder: Path
    settings: Mapping[str, str]
    scale: Mapping[str, int] = field(default_factory=dict)
    ports: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.ports = {}
        for port in ("ui", "s3", "bigquery", "simulator", "postgres"):
            self.ports[port] = free_port(taken=self.ports.values())

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports['ui']}"

    @property
    def sources(self) -> Sources:
        """The stand-ins, as the tests reach them. One simulator stands in for all sources."""
        simulator = f"http://127.0.0.1:{self.ports['simulator']}"
        return Sources(
            espn=simulator,
            nba=simulator,
            racing=simulator,
            s3_endpoint=f"http://127.0.0.1:{self.ports['s3']}",
            bigquery_endpoint=f"http://127.0.0.1:{self.ports['bigquery']}",
        )

    @property
    def warehouse_url(self) -> str:
        """The warehouse, as the tests reach it; the local profile only."""
        url = urlsplit((self.secrets / "warehouse_url").read_text().strip())
        return url._replace(
            netloc=f"{url.username}:{url.password}@127.0.0.1:{self.ports['postgres']}"
        ).geturl()

    def up(self) -> float:
        """Start everything as `make compose-up` does; return the seconds until it is healthy."""
        scales = [word for name, count in self.scale.items() for word in ("--scale", f"{name}={count}")]
        begun = time.monotonic()
        self._command("up", "--no-build", *scales, limit=UP_SECONDS)
        return time.monotonic() - begun

    def down(self) -> list[str]:
        """Stop everything, delete the data, and return what is left all the same."""
        self._command("down", "--volumes", "--yes", limit=DOWN_SECONDS)
        return self.remains()

    def remains(self) -> list[str]:
        """Return what the engine still has of this project."""
        mine = ("--filter", f"label={PROJECT}={self.name}")
        found = []
        for kind, shown in (("container", "{{.Names}}"), ("network", "{{.Name}}"), ("volume", "{{.Name}}")):
            everything = ("--all",) if kind == "container" else ()
            listed = self.engine.docker(kind, "ls", *everything, *mine, "--format", shown)
            found += [f"{kind} {name}" for name in listed.split()]
        return found

    def containers(self, service: str | None = None) -> dict[str, str]:
        """Return the service of each running container, by its name."""
        mine = ["--filter", f"label={PROJECT}={self.name}"]
        mine += ["--filter", f"label={SERVICE}={service}"] if service else []
        shown = '{{.Names}} {{.Label "' + SERVICE + '"}}'
        lines = self.engine.docker("ps", *mine, "--format", shown).splitlines()
        return dict(sorted(line.split() for line in lines))

    def inspect(self, container: str) -> dict[str, Any]:
        """Return all that the engine says of a container."""
        return dict(json.loads(self.engine.docker("inspect", container))[0])

    def published(self) -> dict[str, list[str]]:
        """Return the published ports of each running container, as `address:port`, by its service."""
        found: dict[str, list[str]] = {}
        for name, service in self.containers().items():
            ports = self.inspect(name)["NetworkSettings"]["Ports"] or {}
            bound = [each for bindings in ports.values() for each in bindings or []]
            if bound:
                found[service] = [f"{each['HostIp']}:{each['HostPort']}" for each in bound]
        return found

    def say_memory(self, title: str) -> None:
        """Print what each container uses, and its limit."""
        names = self.containers()
        shown = "{{.Name}} {{.MemUsage}}"
        lines = self.engine.docker("stats", "--no-stream", "--format", shown, *names).splitlines()
        rows = []
        for line in sorted(lines):
            name, used, limit = line.replace(" / ", " ").split()
            rows.append({"container": name, "MB": _megabytes(used), "limit, MB": _megabytes(limit)})
        rows.append({"container": "together", "MB": sum(int(str(row["MB"])) for row in rows)})
        say()
        say(title)
        for line in table(rows):
            say(line)

    def last_words(self) -> str:
        """Return the last log lines of every container, for a failure's message."""
        lines = []
        for name in self._every_name():
            done = subprocess.run(
                ["docker", "logs", "--tail", "15", name],
                env=inherited() | dict(self.engine.environment),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            lines.append(f"== {name}\n{done.stdout}")
        return "\n".join(lines)

    def _every_name(self) -> Sequence[str]:
        mine = ("--filter", f"label={PROJECT}={self.name}", "--format", "{{.Names}}")
        return sorted(self.engine.docker("ps", "--all", *mine).split())

    def _command(self, *arguments: str, limit: float) -> None:
        command = ("python3", "-m", "include.containers", *arguments, "--profile", self.profile)
        try:
            self.engine.run(*command, limit=limit, environment=self._environment())
        except (CommandFailedError, subprocess.TimeoutExpired) as error:
            raise AssertionError(f"{error}\n{self.last_words()}") from error

    def _environment(self) -> dict[str, str]:
        override = [Path(__file__).with_name("docker-compose.test.yaml")] if self.profile == "local" else []
        files = [REPOSITORY / "docker-compose.yaml", *override]
        return {
            **self.settings,
            "COMPOSE_FILE": ":".join(map(str, files)),
            "COMPOSE_PROJECT_NAME": self.name,
            # A value here keeps the command from writing one to the checkout's .env.
            "AIRFLOW_UID": "50000",
            "SCOREBOOK_SECRETS": str(self.secrets),
            "SCOREBOOK_UI_PORT": str(self.ports["ui"]),
            "SCOREBOOK_S3_PORT": str(self.ports["s3"]),
            "SCOREBOOK_BIGQUERY_PORT": str(self.ports["bigquery"]),
            "SCOREBOOK_SIMULATOR_PORT": str(self.ports["simulator"]),
            "SCOREBOOK_TEST_POSTGRES_PORT": str(self.ports["postgres"]),
        }


def _megabytes(text: str) -> int:
    figure, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return round(float(figure) * UNITS[unit] / 2**20)

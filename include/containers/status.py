"""How the containers of a project are: state, health, memory."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from include.containers.compose import Compose

BYTES = {"B": 1, "kB": 1e3, "KiB": 2**10, "MB": 1e6, "MiB": 2**20, "GB": 1e9, "GiB": 2**30}


@dataclass(frozen=True, slots=True)
class Container:
    """One container.

    :param health: what its health check says; empty where it has none.
    """

    name: str
    service: str
    state: str
    health: str
    exit_code: int

    @property
    def is_well(self) -> bool:
        """Whether it is healthy, or has done what it was for."""
        if self.state == "exited":
            return self.exit_code == 0
        return self.state == "running" and self.health in ("", "healthy")

    @property
    def condition(self) -> str:
        """In words."""
        if self.state == "exited":
            return f"exited with code {self.exit_code}"
        return f"{self.state}, {self.health}" if self.health else self.state


def containers(compose: Compose) -> list[Container]:
    """Return the project's containers, also those that have ended."""
    return [
        Container(
            name=each["Name"],
            service=each["Service"],
            state=each["State"].lower(),
            health=each.get("Health") or "",
            exit_code=int(each.get("ExitCode") or 0),
        )
        for each in _objects(compose.output("ps", "--all", "--format", "json"))
    ]


def _objects(told: str) -> list[dict[str, Any]]:
    # Compose up to 2.20 prints one array, later ones print one object a line.
    if told.lstrip().startswith("["):
        return list(json.loads(told))
    return [json.loads(line) for line in told.splitlines() if line.strip()]


def last_check(container: Container) -> str:
    """Return what the last health check of a container printed; empty where it has none."""
    asked = ["docker", "inspect", "--format", "{{json .State.Health}}", container.name]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    health: dict[str, Any] = json.loads(done.stdout or "null") or {}
    checks = health.get("Log") or []
    return str(checks[-1].get("Output", "")).strip() if checks else ""


def memory(found: Sequence[Container]) -> dict[str, float]:
    """Return the bytes that each running container uses, by its name; empty where the engine cannot say."""
    running = [each.name for each in found if each.state == "running"]
    if not running:
        return {}
    asked = ["docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", *running]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    used = re.findall(r"^(\S+) ([\d.]+)(\w+) / ", done.stdout, re.MULTILINE)
    return {name: float(figure) * BYTES[unit] for name, figure, unit in used if unit in BYTES}

"""What the compose file says once all settings are filled in: names, files of secrets, address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from include.containers.compose import Compose
from include.containers.errors import ComposeFileError

DATABASE = "postgres"
API_SERVER = "api-server"
AUTH_MANAGER = "AIRFLOW__CORE__AUTH_MANAGER"
ROOT = ("0", "root")


@dataclass(frozen=True, slots=True)
class Project:
    """The project as Compose will start it.

    :param secret_files: the file of each secret, by the file's name.
    :param volumes: the engine's names of the volumes that go with the project.
    :param database_volumes: those of PostgreSQL, where it is one of the containers.
    :param address: of Airflow's page, where it is published.
    :param has_simple_users: Airflow's users are the two of a developer's machine, not those of its database.
    """

    name: str
    secret_files: Mapping[str, Path]
    volumes: tuple[str, ...]
    database_volumes: tuple[str, ...]
    address: str | None
    has_simple_users: bool


def read(compose: Compose) -> Project:
    """Ask Compose for the project.

    :raises ComposeFileError: it cannot read the file or the settings.
    """
    return of(json.loads(compose.output("config", "--format", "json")))


def of(told: Mapping[str, Any]) -> Project:
    """Return the project of a compose file, as Compose prints it with all settings filled in."""
    volumes = {key: volume["name"] for key, volume in (told.get("volumes") or {}).items()}
    services = told["services"]
    if API_SERVER not in services:
        raise ComposeFileError(f"The compose file has no service {API_SERVER}: Scorebook needs its own file.")
    as_root = sorted(name for name, one in services.items() if str(one.get("user", "")).split(":")[0] in ROOT)
    if as_root:
        raise ComposeFileError(
            f"Nothing runs as root here, and {', '.join(as_root)} would: "
            "set AIRFLOW_UID in .env to another number than 0."
        )
    api_server = services[API_SERVER]
    mounts = services.get(DATABASE, {}).get("volumes") or []
    files = [Path(secret["file"]) for secret in (told.get("secrets") or {}).values() if "file" in secret]
    return Project(
        name=told["name"],
        secret_files={file.name: file for file in files},
        volumes=tuple(sorted(volumes[key] for key in volumes if not told["volumes"][key].get("external"))),
        database_volumes=tuple(volumes[each["source"]] for each in mounts if each["type"] == "volume"),
        address=_address(api_server.get("ports") or []),
        has_simple_users="SimpleAuthManager" in (api_server.get("environment") or {}).get(AUTH_MANAGER, ""),
    )


def _address(ports: Sequence[Mapping[str, Any]]) -> str | None:
    if not ports or not ports[0].get("published"):
        return None
    host = ports[0].get("host_ip") or "0.0.0.0"  # noqa: S104  what Compose means by an absent address
    # An address of all interfaces is none to type into a browser.
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{ports[0]['published']}"  # noqa: S104

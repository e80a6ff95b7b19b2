"""What has to hold for a compose file, as functions that return what breaks it.

Each takes the whole file as `docker-compose config --format json` prints it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from include.containers.health import CHECKS

Config = Mapping[str, Any]

OWN_IMAGES = {"scorebook:latest", "scorebook-stand-ins:latest"}
ONE_SHOT = {"init"}
LOOPBACK = "127.0.0.1"
# Names of variables that hold a secret; with these endings they only say where it is.
SECRET_NAME = re.compile(
    r"PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|_KEY\b|SQL_ALCHEMY_CONN|BROKER_URL", re.IGNORECASE
)
POINTER_NAME = re.compile(r"(_CMD|_FILE|__SECRETS__BACKEND(_KWARGS)?)$")
# postgresql://user:password@host, --password x, requirepass x; not those that a shell reads from a file.
SECRET_VALUE = re.compile(
    r"://[^/\s:@]*:[^$/\s@]+@|(requirepass|passw(or)?d|secret|token)[=\s]+[^\s$]", re.IGNORECASE
)
# What the images of others bring to ask themselves with.
THEIR_CHECKS = {"postgres": "pg_isready", "redis": "redis-cli ping"}


def services(config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    assert config["services"]
    yield from sorted(config["services"].items())


def long_running(config: Config) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((name, service) for name, service in services(config) if name not in ONE_SHOT)


def environment(service: Mapping[str, Any]) -> dict[str, str]:
    return {name: value or "" for name, value in (service.get("environment") or {}).items()}


def command(service: Mapping[str, Any]) -> str:
    return " ".join([*(service.get("entrypoint") or []), *(service.get("command") or [])])


def health_command(service: Mapping[str, Any]) -> str:
    return " ".join((service.get("healthcheck") or {}).get("test") or [])


def open_ports(config: Config, *, allowed: set[str]) -> list[str]:
    """Only some services publish a port, and only on this machine."""
    return [
        f"{name} publishes {port.get('host_ip', '0.0.0.0')}:{port.get('published')}"
        for name, service in services(config)
        for port in service.get("ports") or []
        if name not in allowed or port.get("host_ip") != LOOPBACK
    ] + [
        f"{name} is in the host's network"
        for name, service in services(config)
        if service.get("network_mode")
    ]


def plain_secrets(config: Config) -> list[str]:
    """No environment value, command or health check holds a secret."""
    named = [
        f"{name}: {variable} has a value"
        for name, service in services(config)
        for variable, value in environment(service).items()
        if value and SECRET_NAME.search(variable) and not POINTER_NAME.search(variable)
    ]
    written = [
        f"{name}: a secret stands in `{text[:60]}`"
        for name, service in services(config)
        for text in (command(service), health_command(service), *environment(service).values())
        if SECRET_VALUE.search(text)
    ]
    return named + written


def unhealthy(config: Config) -> list[str]:
    """Every service that stays has a health check that asks the service itself, with limits."""
    found = []
    for name, service in long_running(config):
        check = service.get("healthcheck") or {}
        told = health_command(service)
        ours = re.search(r"include/containers/health\.py ([\w-]+)$", told)
        asked = ours.group(1) if ours else None
        wanted = "worker" if "worker" in name else name
        is_ours = asked == wanted and asked in CHECKS
        is_theirs = name in THEIR_CHECKS and THEIR_CHECKS[name] in told
        if not is_ours and not is_theirs:
            found.append(f"{name}: `{told}` does not ask it")
        absent = {"interval", "timeout", "retries", "start_period"} - set(check)
        if check.get("disable") or absent:
            found.append(f"{name}: its health check has no {', '.join(sorted(absent)) or 'effect'}")
    return found


def unlimited(config: Config) -> list[str]:
    """Every service has a limit of memory."""
    return [
        f"{name} may take all memory"
        for name, service in services(config)
        if not int(service.get("mem_limit", 0))
    ]


def not_restarted(config: Config) -> list[str]:
    """What ends is started again, but for what has done its work."""
    wanted = {name: "no" if name in ONE_SHOT else "unless-stopped" for name, _ in services(config)}
    return [
        f"{name}: restart is {service.get('restart')}, not {wanted[name]}"
        for name, service in services(config)
        if service.get("restart") != wanted[name]
    ]


def unrotated_logs(config: Config) -> list[str]:
    """No log of a container fills the disk."""
    return [
        f"{name} keeps its log for ever"
        for name, service in services(config)
        if not {"max-size", "max-file"} <= set((service.get("logging") or {}).get("options") or {})
    ]


def unconditional_waits(config: Config) -> list[str]:
    """Who depends on another one waits until it is healthy, or has done its work."""
    return [
        f"{name} waits for {other} to be {wait['condition']}"
        for name, service in services(config)
        for other, wait in (service.get("depends_on") or {}).items()
        if wait["condition"] != ("service_completed_successfully" if other in ONE_SHOT else "service_healthy")
    ] + [
        f"{name} waits for {other}, which there is not"
        for name, service in services(config)
        for other, wait in (service.get("depends_on") or {}).items()
        if wait.get("required", True) and other not in config["services"]
    ]


def unpinned_images(config: Config) -> list[str]:
    """Every image but our own has an exact version."""
    exact = re.compile(r":\d+\.\d+[\w.-]*$|@sha256:")
    return [
        f"{name}: {service['image']} is no exact version"
        for name, service in services(config)
        if service["image"] not in OWN_IMAGES and not exact.search(service["image"])
    ]


def powerful_users(config: Config) -> list[str]:
    """No service runs as root or may become it; ours say so themselves, or their image does."""
    found = []
    for name, service in services(config):
        user = str(service.get("user") or "").partition(":")[0]
        if user in ("0", "root") or (not user and service["image"] not in OWN_IMAGES):
            found.append(f"{name} runs as root")
        if service.get("privileged") or service.get("cap_add") or service.get("cap_drop") != ["ALL"]:
            found.append(f"{name} has capabilities")
        if "no-new-privileges:true" not in (service.get("security_opt") or []):
            found.append(f"{name} may gain privileges")
    return found


# What holds in every profile.
EVERYWHERE = (
    plain_secrets,
    unhealthy,
    unlimited,
    not_restarted,
    unrotated_logs,
    unconditional_waits,
    unpinned_images,
    powerful_users,
)


def simple_users(config: Config) -> list[str]:
    """Nobody gets in but by FAB's users, which have passwords of their own."""
    managers = {
        name: environment(service)["AIRFLOW__CORE__AUTH_MANAGER"]
        for name, service in services(config)
        if "AIRFLOW__CORE__AUTH_MANAGER" in environment(service)
    }
    return [
        f"{name}: users are those of {manager or 'the default'}"
        for name, manager in managers.items()
        if not manager.endswith(".fab_auth_manager.FabAuthManager")
    ]


def queues(config: Config) -> list[str]:
    """Return the queues that workers serve, one for each worker, in order."""
    served = []
    for _, service in services(config):
        words = service.get("command") or []
        if words[:3] == ["airflow", "celery", "worker"]:
            served += words[words.index("--queues") + 1].split(",")
    return sorted(served)


def settings(config: Config, variable: str) -> set[str]:
    """Return the values that a variable has in the services that name it."""
    values = {
        environment(service)[variable] for _, service in services(config) if variable in environment(service)
    }
    assert values, f"no service has {variable}"
    return values


def copied(config: Config) -> dict[str, Any]:
    """Return a copy that can be broken."""
    copy: dict[str, Any] = json.loads(json.dumps(config))
    return copy

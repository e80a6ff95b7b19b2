"""What the local platform remembers between two starts: ports, secrets, and the day it was made."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from include.devstack.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCES = ("espn", "nba", "racing")
PORT_NAMES = ("postgres", "s3", "bigquery", *SOURCES, "api")
CATCH_UP_DAYS = 2


class StateError(RuntimeError):
    """The state directory cannot be used. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What the Airflow processes have to share. Made once, readable by their owner only."""

    jwt: str
    fernet: str
    api: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The remembered choices of one local platform.

    :param start_date: the first day for which DAGs catch up, as YYYY-MM-DD; never changes.
    """

    ports: Mapping[str, int]
    secrets: Secrets
    start_date: str

    def with_port(self, name: str, port: int) -> State:
        """Return the same state with another port for one part."""
        return replace(self, ports={**self.ports, name: port})


def home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the state directory: SCOREBOOK_HOME, else `.scorebook` in the repository."""
    chosen = (environment or os.environ).get("SCOREBOOK_HOME")
    return Path(chosen).expanduser().resolve() if chosen else REPOSITORY / ".scorebook"


def settings(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment with the lines of the repository's `.env` below it.

    A line is `NAME=value`; a name that the environment sets itself wins.
    """
    known: dict[str, str] = {}
    file = REPOSITORY / ".env"
    if file.exists():
        for line in file.read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not name.lstrip().startswith("#"):
                known[name.strip()] = value.strip().strip("\"'")
    return {**known, **(os.environ if environment is None else environment)}


def load(
    directory: Path, *, wanted_ports: Mapping[str, int] | None = None, more_ports: Sequence[str] = ()
) -> State:
    """Return the state kept in `directory`; make it when there is none yet.

    :param wanted_ports: ports to prefer where a new choice is made.
    :param more_ports: names of ports that this shape of the platform needs beside the usual ones.
    """
    names = (*PORT_NAMES, *more_ports)
    file = directory / "state.json"
    if not file.exists():
        state = _new(names, wanted_ports or {})
        save(directory, state)
        return state
    try:
        content = json.loads(file.read_text())
        ports = {name: int(content["ports"][name]) for name in names if name in content["ports"]}
        state = State(
            ports=ports, secrets=Secrets(**content["secrets"]), start_date=str(content["start_date"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(
            f"{file} cannot be read ({error!r}): restore it, or begin with an empty platform by `make clean`"
        ) from error
    absent = [name for name in names if name not in ports]
    for name in absent:  # of a part that the platform did not have when it was made
        state = state.with_port(name, free_port(taken=state.ports.values()))
    if absent:
        save(directory, state)
    return state


def save(directory: Path, state: State) -> None:
    """Write the state so that a crash leaves the old or the new one, readable by its owner only."""
    directory.mkdir(parents=True, exist_ok=True)
    partial = directory / "state.json.partial"
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(state), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(directory / "state.json")


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Let one command at a time start or stop parts of the platform; others wait."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _new(names: Sequence[str], wanted_ports: Mapping[str, int]) -> State:
    ports: dict[str, int] = {}
    for name in names:
        ports[name] = free_port(preferred=wanted_ports.get(name), taken=ports.values())
    return State(
        ports=ports,
        secrets=Secrets(
            jwt=secrets.token_hex(32),
            fernet=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            api=secrets.token_hex(32),
        ),
        start_date=(datetime.now(UTC).date() - timedelta(days=CATCH_UP_DAYS)).isoformat(),
    )

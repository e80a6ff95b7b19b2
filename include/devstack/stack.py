"""The whole local platform: PostgreSQL, S3, BigQuery, the simulated sources, and Airflow's four processes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from include.devstack import airflow, distributed, lost_ports
from include.devstack.aws import LocalAws
from include.devstack.bigquery import LocalBigQuery
from include.devstack.parts import (
    DaemonPart,
    Part,
    ServerPart,
    airflow_parts,
    memory_of,
    simulator_parts,
)
from include.devstack.postgres import LocalPostgres
from include.devstack.process import Daemon
from include.devstack.start_order import start_everything
from include.devstack.starting import StackError, unhealthy_of, wait_until_healthy
from include.devstack.state import SOURCES, State, home, load, locked, save
from include.devstack.state import settings as local_settings

UI_PORT = 8080
# One process stood in for all sources.
FORMER_PARTS = ("simulator",)

__all__ = ["PartStatus", "Stack", "StackError", "Up"]


@dataclass(frozen=True, slots=True)
class Up:
    """What `up` did: the parts it started (none when all ran already) and how long it took."""

    started: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One line of `status`. `memory` is in bytes, 0 for a part that does not run."""

    name: str
    pid: int | None
    port: int | None
    health: str
    memory: int


class Stack:
    """One local platform; everything it remembers stands in one directory.

    :param directory: the state directory; default: SCOREBOOK_HOME, else `.scorebook` in the repository.
    :param settings: used instead of the environment and `.env` (see `.env.example`).
    :param dags_folder: default: the repository's.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        dags_folder: Path | None = None,
    ) -> None:
        self.settings = local_settings() if settings is None else dict(settings)
        self.directory = (directory or home(self.settings)).resolve()
        self.dags_folder = dags_folder

    @cached_property
    def state(self) -> State:
        """The remembered choices; made at the first look."""
        wanted = {} if self.settings.get("SCOREBOOK_HOME") else {"api": UI_PORT}
        more = distributed.PORTS if self.is_distributed else ()
        return load(self.directory, wanted_ports=wanted, more_ports=more)

    @property
    def is_distributed(self) -> bool:
        """Whether Celery runs the tasks: SCOREBOOK_EXECUTOR=celery."""
        return distributed.is_chosen(self.settings)

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.state.ports['api']}"

    def source_url(self, source: str) -> str:
        """The address of a simulated source: espn, nba or racing."""
        return f"http://127.0.0.1:{self.state.ports[source]}"

    @property
    def source_urls(self) -> dict[str, str]:
        """The address of each simulated source."""
        return {source: self.source_url(source) for source in SOURCES}

    @property
    def warehouse_url(self) -> str:
        return self.postgres.url("warehouse")

    @property
    def postgres(self) -> LocalPostgres:
        return LocalPostgres(self.directory, self.state.ports["postgres"])

    @property
    def aws(self) -> LocalAws:
        return LocalAws(self.directory / "s3", self.state.ports["s3"])

    @property
    def bigquery(self) -> LocalBigQuery:
        return LocalBigQuery(self.directory / "bigquery", self.state.ports["bigquery"])

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every Airflow process, and of commands that talk to the platform."""
        chosen = airflow.environment(
            self.state,
            self.directory,
            database_url=self.postgres.url("airflow"),
            inherited=self.settings,
            dags_folder=self.dags_folder,
        )
        if self.is_distributed:
            chosen |= distributed.environment(self.state, self.directory, self.settings)
        return chosen

    @property
    def simulators(self) -> list[DaemonPart]:
        """The stand-ins for the sources, in the order of SOURCES."""
        return simulator_parts(self.state, self.directory, self.settings)

    @property
    def components(self) -> list[DaemonPart]:
        """Airflow's processes, the API server first."""
        env = self.environment
        workers = distributed.worker_parts(self.state, self.directory, env) if self.is_distributed else []
        return [*airflow_parts(self.state, self.directory, env), *workers]

    @property
    def stores(self) -> list[ServerPart]:
        """The servers that keep data: PostgreSQL, S3, BigQuery, and Redis where tasks are messages."""
        redis = []
        if self.is_distributed:
            redis = [ServerPart("redis", distributed.redis(self.state, self.directory))]
        return [
            ServerPart("postgres", self.postgres),
            ServerPart("s3", self.aws),
            ServerPart("bigquery", self.bigquery),
            *redis,
        ]

    @property
    def parts(self) -> list[Part]:
        """All parts, in the order in which they are started."""
        return [*self.stores, *self.simulators, *self.components]

    def up(self) -> Up:
        """Start what does not run, and return when every part is healthy. All healthy: no effect.

        :raises StackError: a part did not start. The others keep running.
        """
        begun = time.monotonic()
        with locked(self.directory):
            self._reload()
            self._stop_former_parts()
            if not self.is_distributed:
                distributed.stop_strays(self.directory)
            if all(part.is_current() for part in self.parts) and self._unhealthy() == []:
                return Up((), time.monotonic() - begun)
            self._move_lost_ports()
            started = start_everything(self)
            wait_until_healthy(self.parts, started, self._heard)
            names = tuple(part.name for part in self.parts if part.name in started)
        return Up(names, time.monotonic() - begun)

    def down(self) -> tuple[str, ...]:
        """Stop every part, the last started first. Returns the names of those that ran."""
        if not (self.directory / "state.json").exists():
            return ()
        with locked(self.directory):
            self._reload()
            running = tuple(part.name for part in self.parts if part.pid() is not None)
            api_server, *workers = self.components
            with ThreadPoolExecutor(len(workers)) as pool:
                for stopped in [pool.submit(part.stop) for part in workers]:
                    stopped.result()
            strays = () if self.is_distributed else distributed.stop_strays(self.directory)
            last: list[Part] = [api_server, *self.simulators, *reversed(self.stores)]
            for part in last:
                part.stop()
        return running + strays

    def destroy(self) -> None:
        """Stop every part and delete all data of this platform."""
        if (self.directory / "state.json").exists():
            self.down()
            self.postgres.destroy()
        if self.directory.exists():
            shutil.rmtree(self.directory)

    def status(self) -> list[PartStatus]:
        """Return one line for each part."""
        if not (self.directory / "state.json").exists():
            return []
        self._reload()
        unhealthy = set(self._unhealthy())
        lines = []
        for part in self.parts:
            pid = part.pid()
            health = "down" if pid is None else "unhealthy" if part.name in unhealthy else "healthy"
            lines.append(PartStatus(part.name, pid, part.port, health, memory_of(pid) if pid else 0))
        return lines

    def _reload(self) -> None:
        self.__dict__.pop("state", None)

    def _stop_former_parts(self) -> None:
        """Stop what an older version of the platform left running."""
        for name in FORMER_PARTS:
            Daemon(name, self.directory).stop()

    def _heard(self) -> dict[str, datetime | None]:
        """When those parts that tell of themselves were last heard of."""
        heard = airflow.health(self.state.ports["api"])
        if self.is_distributed:
            # A ping takes its time, also where nobody answers: not before all others are well.
            broker = distributed.redis(self.state, self.directory)
            heard |= distributed.health(broker) if all(heard.values()) else distributed.silence()
        return heard

    def _unhealthy(self) -> list[str]:
        return unhealthy_of(self.parts, self._heard())

    def _move_lost_ports(self) -> None:
        """Give every part that does not run another port, if somebody else took its own meanwhile."""
        local = "127.0.0.1"
        places: list[tuple[str, str, Part]] = [(part.name, local, part) for part in self.stores]
        places += [(source, local, part) for source, part in zip(SOURCES, self.simulators, strict=True)]
        places.append(("api", local, self.components[0]))
        hosts = {worker.name: worker.address for worker in distributed.WORKERS}
        places += [
            (distributed.LOG_PORT, hosts[part.name], part) for part in self.components if part.name in hosts
        ]
        asked = self.settings.get("SCOREBOOK_UI_PORT")
        ports = lost_ports.replaced(self.state.ports, places, wanted={"api": int(asked)} if asked else {})
        if ports != self.state.ports:
            state = self.state
            for name, port in ports.items():
                state = state.with_port(name, port)
            save(self.directory, state)
            self._reload()

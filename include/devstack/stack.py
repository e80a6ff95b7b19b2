"""The whole local platform: PostgreSQL, S3, the simulated sources, and Airflow's four processes."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg

from include.devstack import airflow
from include.devstack.aws import LocalAws
from include.devstack.parts import (
    AwsPart,
    DaemonPart,
    Part,
    PostgresPart,
    airflow_parts,
    created_at,
    memory_of,
    simulator_part,
    tail,
)
from include.devstack.ports import free_port, is_free
from include.devstack.postgres import LocalPostgres
from include.devstack.state import REPOSITORY, State, home, load, locked, save, settings
from include.devstack.waiting import wait_for_port
from include.warehouse import migrate

START_LIMIT = 180.0
UI_PORT = 8080


class StackError(RuntimeError):
    """A part of the platform did not start. The message names it and shows the end of its log."""


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
    :param overrides: settings that win over the environment and `.env` (see `.env.example`).
    :param dags_folder: default: the repository's.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        overrides: Mapping[str, str] | None = None,
        dags_folder: Path | None = None,
    ) -> None:
        self.settings = {**settings(), **(overrides or {})}
        self.directory = (directory or home(self.settings)).resolve()
        self.dags_folder = dags_folder

    @cached_property
    def state(self) -> State:
        """The remembered choices; made at the first look."""
        wanted = {} if self.settings.get("SCOREBOOK_HOME") else {"api": UI_PORT}
        return load(self.directory, wanted_ports=wanted)

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.state.ports['api']}"

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.state.ports['simulator']}"

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
    def environment(self) -> dict[str, str]:
        """The environment of every Airflow process, and of commands that talk to the platform."""
        return airflow.environment(
            self.state,
            self.directory,
            database_url=self.postgres.url("airflow"),
            inherited=self.settings,
            dags_folder=self.dags_folder,
        )

    @property
    def simulator(self) -> DaemonPart:
        return simulator_part(self.state, self.directory, self.settings)

    @property
    def components(self) -> list[DaemonPart]:
        return airflow_parts(self.state, self.directory, self.environment)

    @property
    def parts(self) -> list[Part]:
        """All parts, in the order in which they are started."""
        return [PostgresPart(self.postgres), AwsPart(self.aws), self.simulator, *self.components]

    def up(self) -> Up:
        """Start what does not run, and return when every part is healthy. All healthy: no effect.

        :raises StackError: a part did not start. The others keep running.
        """
        begun = time.monotonic()
        with locked(self.directory):
            self._reload()
            if all(part.is_current() for part in self.parts) and self._unhealthy() == []:
                return Up((), time.monotonic() - begun)
            self._move_lost_ports()
            missing = [part for part in self.parts if not part.is_current()]
            self._start()
            self._wait_until_healthy()
        return Up(tuple(part.name for part in missing), time.monotonic() - begun)

    def down(self) -> tuple[str, ...]:
        """Stop every part, the last started first. Returns the names of those that ran."""
        if not (self.directory / "state.json").exists():
            return ()
        with locked(self.directory):
            self._reload()
            running = tuple(part.name for part in self.parts if part.pid() is not None)
            with ThreadPoolExecutor(len(airflow.COMPONENTS)) as pool:
                for stopped in [pool.submit(part.stop) for part in reversed(self.components)]:
                    stopped.result()
            for part in (self.simulator, AwsPart(self.aws), PostgresPart(self.postgres)):
                part.stop()
        return running

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

    def _move_lost_ports(self) -> None:
        """Give every part that does not run another port, if somebody else took its own meanwhile."""
        ports = dict(self.state.ports)
        wanted = int(self.settings.get("SCOREBOOK_UI_PORT") or ports["api"])
        for part, name in zip(self.parts, ("postgres", "s3", "simulator", "api"), strict=False):
            port = wanted if name == "api" else ports[name]
            if port == ports[name] and part.pid() is not None:
                continue
            part.stop()
            if is_free(port):
                ports[name] = port
            else:
                ports[name] = free_port(taken=ports.values())
                print(f"port {port} is taken by another program; {name} moves to {ports[name]}")
        if ports != self.state.ports:
            state = self.state
            for name, port in ports.items():
                state = state.with_port(name, port)
            save(self.directory, state)
            self._reload()

    def _start(self) -> None:
        airflow.write_passwords(self.directory)
        Path(self.environment["SCOREBOOK_DATA_DIR"]).mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(4) as pool:
            s3 = pool.submit(self._start_part, AwsPart(self.aws))
            simulator = pool.submit(self._start_simulator)
            self._start_part(PostgresPart(self.postgres))
            warehouse = pool.submit(migrate.upgrade, self.warehouse_url)
            futures: list[Future[None]] = [s3, simulator, warehouse]
            if self._metadata_is_current():
                self._start_components()
                s3.result()
                self._bootstrap()
            else:
                for component in self.components:
                    component.stop()
                s3.result()
                self._bootstrap("--migrate")
                self._remember_metadata()
                self._start_components()
            wait(futures)
            for future in futures:
                future.result()

    def _start_part(self, part: Part) -> None:
        try:
            part.start()
        except RuntimeError as error:
            raise StackError(f"{part.name} did not start: {error}\nlog: {part.log_file}") from error

    def _start_simulator(self) -> None:
        part = self.simulator
        self._start_part(part)
        assert part.port is not None
        wait_for_port(part.port, limit=30, alive=lambda: part.pid() is not None) or self._fail(part)

    def _start_components(self) -> None:
        for component in self.components:
            self._start_part(component)

    def _bootstrap(self, *options: str) -> None:
        """Make connections, pools, Variables and the bucket; with `--migrate` Airflow's tables first."""
        env = {
            **self.environment,
            "SCOREBOOK_LOCAL_SOURCE": self.simulator_url,
            "SCOREBOOK_LOCAL_S3": self.aws.endpoint,
            "SCOREBOOK_LOCAL_WAREHOUSE": self.warehouse_url,
            "SCOREBOOK_LOCAL_MEMORY": str(self.directory / "connections.json"),
        }
        log_file = self.directory / "logs" / "bootstrap.log"
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as log:
            done = subprocess.run(
                [sys.executable, "-m", "scorebook.bootstrap", *options],
                env=env,
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            raise StackError(f"bootstrap failed; the log {log_file} ends:\n{tail(log_file, 20)}")

    def _metadata_is_current(self) -> bool:
        """Whether Airflow's tables are those that this version of Airflow made."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            remembered = json.loads((self.directory / "metadata.json").read_text())
            return bool(remembered == self._metadata())
        return False

    def _metadata(self) -> list[str | None]:
        with psycopg.connect(self.postgres.url("airflow")) as connection:
            table = connection.execute("select to_regclass('alembic_version')::text").fetchone()
            if table is None or table[0] is None:
                return [importlib.metadata.version("apache-airflow"), None]
            revision = connection.execute("select version_num from alembic_version").fetchone()
        return [importlib.metadata.version("apache-airflow"), revision[0] if revision else None]

    def _remember_metadata(self) -> None:
        (self.directory / "metadata.json").write_text(json.dumps(self._metadata()))

    def _unhealthy(self) -> list[str]:
        """Return the names of the parts that do not run or have not been heard of since they started."""
        heard = airflow.health(self.state.ports["api"])
        unhealthy = []
        for part in self.parts:
            pid = part.pid()
            if pid is None:
                unhealthy.append(part.name)
            elif part.name in heard:
                beat = heard[part.name]
                if beat is None or beat.timestamp() < created_at(pid):
                    unhealthy.append(part.name)
        return unhealthy

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while unhealthy := self._unhealthy():
            for part in self.parts:
                if part.pid() is None:
                    self._fail(part)
            if time.monotonic() > deadline:
                self._fail(next(part for part in self.parts if part.name == unhealthy[0]))
            time.sleep(0.2)

    def _fail(self, part: Part) -> None:
        what = "ended while starting" if part.pid() is None else f"is not healthy after {START_LIMIT:.0f} s"
        raise StackError(f"{part.name} {what}; its log {part.log_file} ends:\n{tail(part.log_file, 20)}")

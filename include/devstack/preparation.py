"""What has to be in the databases before Airflow's processes start."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from include.devstack.airflow import TABLES_ARE_MADE, USERS
from include.devstack.parts import tail
from include.devstack.state import REPOSITORY


class PreparationError(RuntimeError):
    """A step failed. The message names it and shows the end of its log."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """The steps, each a command with a log of its own below `directory`.

    :param metadata_url: Airflow's database.
    :param warehouse_url: the warehouse.
    :param keeps_users: Airflow's users are rows of its database.
    """

    directory: Path
    environment: Mapping[str, str]
    metadata_url: str
    warehouse_url: str
    keeps_users: bool = False

    def migrate_warehouse(self) -> None:
        """Bring the warehouse's tables up to date."""
        env = {**self.environment, "SCOREBOOK_WAREHOUSE_URL": self.warehouse_url}
        self._run("warehouse", ["-m", "include.warehouse.migrate", "upgrade"], env)

    def bootstrap(self, *, sources: Mapping[str, str], s3: str, bigquery: str, migrate: bool) -> None:
        """Make connections, pools, Variables and the bucket; with `migrate` Airflow's tables first.

        :param sources: the address of each simulated source by its name.
        """
        env = {
            **self.environment,
            **{f"SCOREBOOK_LOCAL_{name.upper()}": url for name, url in sources.items()},
            "SCOREBOOK_LOCAL_S3": s3,
            "SCOREBOOK_LOCAL_BIGQUERY": bigquery,
            "SCOREBOOK_LOCAL_WAREHOUSE": self.warehouse_url,
            "SCOREBOOK_LOCAL_MEMORY": str(self.directory / "connections.json"),
        }
        self._run("bootstrap", ["-m", "scorebook.bootstrap", *(["--migrate"] if migrate else [])], env)
        if migrate:
            self._memory.write_text(json.dumps(self._metadata()))
        if self.keeps_users and self._users() < len(USERS):
            self._run("users", ["-m", "scorebook.local.fab_users", json.dumps(USERS)], self.environment)

    def forget_metadata(self) -> None:
        """Let Airflow's processes wait until `bootstrap` has made the tables."""
        self._memory.unlink(missing_ok=True)

    def metadata_is_current(self) -> bool:
        """Say whether Airflow's tables are those that the installed version of Airflow made."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            is_known = bool(json.loads(self._memory.read_text()) == self._metadata())
            return is_known and not (self.keeps_users and self._users() == 0)
        return False

    def _users(self) -> int:
        """How many users the database has; none before there is a table of them."""
        with psycopg.connect(self.metadata_url) as connection:
            table = connection.execute("SELECT to_regclass('ab_user')::text").fetchone()
            if table is None or table[0] is None:
                return 0
            row = connection.execute("SELECT count(*) FROM ab_user").fetchone()
        return 0 if row is None else int(row[0])

    @property
    def _memory(self) -> Path:
        return self.directory / TABLES_ARE_MADE

    def _metadata(self) -> list[str | None]:
        revision: str | None = None
        with psycopg.connect(self.metadata_url) as connection:
            table = connection.execute("SELECT to_regclass('alembic_version')::text").fetchone()
            if table is not None and table[0] is not None:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                revision = None if row is None else row[0]
        return [importlib.metadata.version("apache-airflow"), revision]

    def _run(self, name: str, arguments: Sequence[str], env: Mapping[str, str]) -> None:
        log_file = self.directory / "logs" / f"{name}.log"
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as log:
            done = subprocess.run(
                [sys.executable, *arguments],
                env=dict(env),
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode != 0:
            raise PreparationError(f"{name} could not be prepared; {log_file} ends:\n{tail(log_file, 20)}")

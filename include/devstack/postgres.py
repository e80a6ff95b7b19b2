"""PostgreSQL 18 from a Python package, for the local platform and the tests. Loopback only."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from include.devstack.postgres_files import (
    LocalPostgresError,
    binaries,
    cluster_name,
    home_of,
    make_data_folder,
    make_home,
    server_account,
)
from include.devstack.postgres_process import backends_of, is_server_of, send, wait_until

USER = "scorebook"
PASSWORD = "scorebook-local"
DATABASES = ("airflow", "warehouse")
START_SECONDS = 60
STOP_SECONDS = 30

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "posix",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %d ",
    "password_encryption": "scram-sha-256",
}
# Data of a test need not survive a power cut.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class LocalPostgres:
    """One PostgreSQL server of one platform, with the databases `airflow` and `warehouse`.

    :param directory: the platform's state folder; log and lock stand in it. So do the data, unless this
        process is root (see `postgres_files`).
    :param port: TCP port on 127.0.0.1. There is no Unix socket: its path may be too long.
    :param fast: for tests: no fsync, so data survive a killed server but not a power cut.
    """

    def __init__(self, directory: Path, port: int, *, fast: bool = False) -> None:
        self.directory = directory.resolve()
        self.port = port
        self.log_file = self.directory / "postgres.log"
        self._fast = fast
        self._account = server_account()
        self._cluster = cluster_name(self.directory)
        self._home = home_of(self.directory, self._account)
        self._data = self._home / "data"
        self._settings_file = self._home / "postgresql.conf"
        self._mark = self.directory / "postgres.home"

    def start(self) -> None:
        """Make the server if it is new, start it, and wait until it answers. Running already: no effect.

        :raises LocalPostgresError: it cannot start; the message ends with the last lines of its log.
        """
        with self._lock():
            self._forget_orphan()
            if self.is_running():
                self._refuse_other_port()
            else:
                self._start()
            self._create_missing_databases()

    def stop(self) -> None:
        """Shut down: open transactions are rolled back, connections cut. Not running: no effect.

        :raises LocalPostgresError: it still runs after half a minute.
        """
        pid = self.pid()
        if pid is None:
            return
        for stop_signal in (signal.SIGINT, signal.SIGQUIT):
            send(pid, stop_signal)
            if wait_until(lambda: self.pid() != pid, STOP_SECONDS):
                return
        raise LocalPostgresError(f"PostgreSQL (process {pid}) did not stop; see {self.log_file}")

    def is_running(self) -> bool:
        """Whether our server runs (it may still be starting up)."""
        return self.pid() is not None

    def pid(self) -> int | None:
        """Process id of our server; None where it does not run or where its pid is another's now."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return None
        pid = int(lines[0])
        return pid if is_server_of(pid, self._data) else None

    def url(self, database: str) -> str:
        """Address of a database, for psycopg, SQLAlchemy and Airflow connections."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Create a database; with `template` as a copy of one that nobody is connected to."""
        statement = sql.SQL("CREATE DATABASE {name}").format(name=sql.Identifier(name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {template}").format(template=sql.Identifier(template))
        with self._connect() as connection:
            connection.execute(statement)

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting its connections. Absent: no effect."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        with self._connect() as connection:
            connection.execute(statement.format(name=sql.Identifier(name)))

    def destroy(self) -> None:
        """Stop the server and delete all its data."""
        self.stop()
        if self._home.exists():
            shutil.rmtree(self._home)

    def _forget_orphan(self) -> None:
        """Delete a server whose platform's directory was deleted by hand: nothing else has its secrets."""
        # A platform that was made before there was a mark has a log.
        if self._data.is_dir() and not self._mark.exists() and not self.log_file.exists():
            self.destroy()
        self._mark.write_text(f"{self._home}\n")

    def _start(self) -> None:
        make_home(self._home, self._account)
        programs = binaries(self._account)
        self._clear_after_crash()
        if not self._data.exists():
            self._initdb(programs)
        self._write_settings()
        options = shlex.join(["-c", f"config_file={self._settings_file}"])
        wait = ["-w", "-t", str(START_SECONDS)]
        self._run([str(programs / "pg_ctl"), "start", *wait, "-D", str(self._data), "-o", options])

    def _initdb(self, programs: Path) -> None:
        """Make the data folder under another name first: a killed initdb leaves nothing that looks whole."""
        unfinished = self._home / "data.unfinished"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        make_data_folder(unfinished, self._account)
        password_file = self._home / "password"
        password_file.write_text(PASSWORD)
        password_file.chmod(0o644)
        self._run(
            [str(programs / "initdb"), "-D", str(unfinished), "-U", USER, "-E", "UTF8"]
            + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"]
            + ["--auth=scram-sha-256", f"--pwfile={password_file}"]
            + (["--no-sync"] if self._fast else [])
        )
        password_file.unlink()
        unfinished.rename(self._data)

    def _write_settings(self) -> None:
        settings = SETTINGS | {"port": str(self.port), "cluster_name": self._cluster}
        if self._fast:
            settings |= FAST_SETTINGS
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        self._settings_file.write_text("".join(lines))
        self._settings_file.chmod(0o644)

    def _clear_after_crash(self) -> None:
        """After a crash, remove the pid file, which may name a process of somebody else by now.

        PostgreSQL would refuse to start beside it. The file is also its guard against backends that
        outlived their server, so these must be gone first.
        """
        if not self._pid_file():
            return
        if not wait_until(lambda: not backends_of(self._cluster), 5):
            for pid in backends_of(self._cluster):
                send(pid, signal.SIGKILL)
            if not wait_until(lambda: not backends_of(self._cluster), 5):
                raise LocalPostgresError(
                    f"backends of a crashed server still run: {backends_of(self._cluster)}"
                )
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _refuse_other_port(self) -> None:
        lines = self._pid_file()
        if len(lines) > 3 and lines[3] != str(self.port):
            raise LocalPostgresError(
                f"PostgreSQL of {self.directory} runs on port {lines[3]}, not {self.port}: stop it first"
            )

    def _create_missing_databases(self) -> None:
        with self._connect() as connection:
            present = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in DATABASES:
            if name not in present:
                self.create_database(name)

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=START_SECONDS)

    def _pid_file(self) -> list[str]:
        """Lines of postmaster.pid: process id, data folder, start time, port, ...; empty if absent."""
        try:
            return (self._data / "postmaster.pid").read_text().splitlines() or [""]
        except FileNotFoundError:
            return []

    def _run(self, command: Sequence[str]) -> None:
        """Run a PostgreSQL program as the server's user, its output into our log."""
        identity: dict[str, Any] = {}
        if self._account is not None:
            identity = {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
        with self.log_file.open("ab") as log:
            # No variable of ours may change the server: PGDATA, PGPORT, LC_ALL and TZ all would.
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
                start_new_session=True,
                check=False,
                **identity,
            )
        if done.returncode != 0:
            tail = self.log_file.read_text(errors="replace").splitlines()[-12:]
            failed = f"{Path(command[0]).name} failed; {self.log_file} ends:"
            raise LocalPostgresError("\n".join([failed, *tail]))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One start at a time, also between processes. The system frees the lock of a killed one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.directory / "postgres.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

"""A local BigQuery: an emulator behind the rules of the real service (`include/devstack/bigquery_proxy`).

For development and tests only. It runs from an environment of its own (`.venv-services`), listens on
127.0.0.1, and keeps its tables, jobs and streaming buffer on disk.
"""

from __future__ import annotations

import fcntl
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from include.devstack.ports import is_free
from include.devstack.process import Daemon
from include.devstack.services_env import REPOSITORY, services_python

if TYPE_CHECKING:
    from google.cloud import bigquery

PROJECT = "scorebook-local"
READY_SECONDS = 60.0
STOP_SECONDS = 20.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LocalBigQueryError(RuntimeError):
    """The local BigQuery could not be started. The message says what to do."""


class LocalBigQuery:
    """One server and its data.

    :param directory: holds its data, log and pid file; made when absent.
    :param port: on 127.0.0.1; keep it the same between starts, BIGQUERY_EMULATOR_HOST names it.
    """

    project = PROJECT

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self._daemon = Daemon("bigquery", directory)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self._daemon.log_file

    def client(self) -> bigquery.Client:
        """Return a client for this server; close it."""
        return make_client(self.endpoint)

    def start(self) -> None:
        """Start the server and wait until it answers. Does nothing when it runs already."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._lock():
            if not self.is_running():
                self._launch()
            self._wait_until_ready()

    def stop(self) -> None:
        """Stop politely, so that everything is on disk; kill after 20 seconds. Nothing when it is down."""
        self._daemon.stop(grace=STOP_SECONDS)

    def is_running(self) -> bool:
        return self._daemon.is_running()

    def pid(self) -> int | None:
        return self._daemon.pid()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Two starts at once make one server."""
        with open(self.directory / "bigquery.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        if not is_free(self.port):
            raise LocalBigQueryError(
                f"Another program listens on port {self.port}; stop it or take another port."
            )
        words = ["--port", str(self.port), "--data", str(self.directory / "data"), "--project", PROJECT]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BQEMU_")}
        self._daemon.start(
            [str(services_python()), "-m", "include.devstack.bigquery_proxy", *words],
            env={**kept, "PYTHONPATH": str(REPOSITORY)},
            cwd=self.directory,
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running():
                raise LocalBigQueryError(
                    f"The local BigQuery stopped while starting on port {self.port}. "
                    f"Is the port taken? Its last words: {self._last_words()}"
                )
            if self._answers():
                return
            time.sleep(0.05)
        raise LocalBigQueryError(
            f"The local BigQuery did not answer at {self.endpoint} within {READY_SECONDS:.0f} s; "
            f"read {self.log_file}."
        )

    def _answers(self) -> bool:
        try:
            with _direct.open(f"{self.endpoint}/_control/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _last_words(self) -> str:
        lines = self.log_file.read_text(errors="replace").split("\n")
        return " | ".join(line for line in lines[-6:] if line) or "(none)"


def make_client(endpoint: str) -> bigquery.Client:
    """Return a client for the local BigQuery at an address; close it."""
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import bigquery

    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
    return bigquery.Client(PROJECT, credentials=nobody, client_options={"api_endpoint": endpoint})

"""A server of the local platform that speaks HTTP on 127.0.0.1 and keeps data in a directory."""

from __future__ import annotations

import fcntl
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from include.devstack.ports import is_free
from include.devstack.process import Daemon

READY_SECONDS = 60.0
STOP_SECONDS = 20.0
RELEASE_SECONDS = 2.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LocalServerError(RuntimeError):
    """A local server could not be started. The message says what to do."""


class LocalServer(ABC):
    """One process and its data; a subclass says which command it is and where it tells that it is ready.

    :param directory: holds its data, log and pid file; made when absent.
    :param port: on 127.0.0.1; keep it the same between starts, connections name it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    ready_path: ClassVar[str]

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self._daemon = Daemon(self.name, directory)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self._daemon.log_file

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The command line that serves `port`."""

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """The environment of the process."""

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
        with open(self.directory / f"{self.name}.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        # A killed process keeps its port for a moment, until its last thread has ended.
        deadline = time.monotonic() + RELEASE_SECONDS
        while not is_free(self.port):
            if time.monotonic() > deadline:
                raise LocalServerError(
                    f"Another program listens on port {self.port}; stop it or take another port."
                )
            time.sleep(0.05)
        self._daemon.start(list(self.command()), env=dict(self.environment()), cwd=self.directory)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running():
                raise LocalServerError(
                    f"The local {self.title} stopped while starting on port {self.port}. "
                    f"Is the port taken? Its last words: {self._last_words()}"
                )
            if self._answers():
                return
            time.sleep(0.05)
        raise LocalServerError(
            f"The local {self.title} did not answer at {self.endpoint} within {READY_SECONDS:.0f} s; "
            f"read {self.log_file}."
        )

    def _answers(self) -> bool:
        try:
            with _direct.open(f"{self.endpoint}{self.ready_path}", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _last_words(self) -> str:
        lines = self.log_file.read_text(errors="replace").split("\n")
        return " | ".join(line for line in lines[-6:] if line) or "(none)"

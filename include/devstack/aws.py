"""A local S3 and Glue: ministack, run from an environment of its own (`.venv-services`).

For development and tests only. It listens on 127.0.0.1, keeps its objects on disk as they are
written, and writes the Glue catalog when it is stopped by SIGTERM; `kill -9` therefore keeps S3 and
loses what changed in Glue since the last start.
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

from include.devstack.ports import is_free
from include.devstack.process import Daemon
from include.devstack.services_env import services_python

READY_SECONDS = 60.0
STOP_SECONDS = 20.0


class LocalAwsError(RuntimeError):
    """The local S3 server could not be started. The message says what to do."""


class LocalAws:
    """One ministack server and its data.

    :param directory: holds its data, log and pid file; made when absent.
    :param port: on 127.0.0.1; keep it the same between starts, connections name it.
    """

    region = "us-east-1"
    access_key = "scorebook"
    secret_key = "scorebook-local"

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self._daemon = Daemon("ministack", directory)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        return self._daemon.log_file

    def start(self) -> None:
        """Start the server and wait until it answers. Does nothing when it runs already."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with self._lock():
            if not self.is_running():
                self._launch()
            self._wait_until_ready()

    def stop(self) -> None:
        """Stop politely, so that Glue is saved; kill after 20 seconds. Does nothing when it is down."""
        self._daemon.stop(grace=STOP_SECONDS)

    def is_running(self) -> bool:
        return self._daemon.is_running()

    def pid(self) -> int | None:
        return self._daemon.pid()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Two starts at once make one server."""
        with open(self.directory / "ministack.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        if not is_free(self.port):
            raise LocalAwsError(f"Another program listens on port {self.port}; stop it or take another port.")
        self._daemon.start(
            [str(services_python()), "-m", "ministack"], env=self._environment(), cwd=self.directory
        )

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        data = self.directory / "data"
        scratch = self.directory / "tmp"
        scratch.mkdir(parents=True, exist_ok=True)
        return inherited | {
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": self.region,
            "SERVICES": "s3,glue,sts",
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(data / "s3"),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(data / "state"),
            "TMPDIR": str(scratch),
            "IOT_MTLS_ENABLED": "0",  # or it listens on all addresses, port 8883
            "SFTP_ENABLED": "0",
            "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",  # or it tidies up this machine's containers
            "LOG_LEVEL": "WARNING",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running():
                raise LocalAwsError(
                    f"The local S3 server stopped while starting on port {self.port}. "
                    f"Is the port taken? Its last words: {self._last_words()}"
                )
            if self._answers():
                return
            time.sleep(0.05)
        raise LocalAwsError(
            f"The local S3 server did not answer at {self.endpoint} within {READY_SECONDS:.0f} s; "
            f"read {self.log_file}."
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _last_words(self) -> str:
        lines = self.log_file.read_text(errors="replace").split("\n")
        return " | ".join(line for line in lines[-6:] if line) or "(none)"

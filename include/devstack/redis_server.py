"""A local Redis for Celery's messages: the system's `redis-server`, on 127.0.0.1 with a password."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from pathlib import Path

from include.devstack.local_server import LocalServer, LocalServerError

PROGRAM = "redis-server"
# As in docker-compose.yaml. appendonly: messages of tasks survive a restart. noeviction: a message thrown
# away for want of memory is a task that never runs; an error is seen.
SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{data}"
appendonly yes
appendfsync everysec
save ""
maxmemory 200mb
maxmemory-policy noeviction
"""


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


class LocalRedis(LocalServer):
    """One Redis server and its data. Other users of this machine cannot read its password."""

    name = "redis"
    title = "Redis"
    ready_path = ""

    @property
    def data(self) -> Path:
        """The folder of messages that wait."""
        return self.directory / "data"

    @property
    def url(self) -> str:
        """The address of Celery's database, with the password."""
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers.

        :raises LocalServerError: it is not installed, or does not start.
        """
        if not is_installed():
            raise LocalServerError(
                f"{PROGRAM} is not on the PATH: install it (Debian: apt-get install redis-server; macOS: "
                "brew install redis), or set SCOREBOOK_EXECUTOR=local"
            )
        self.data.mkdir(parents=True, exist_ok=True)
        # Messages hold the tokens of tasks.
        self.data.chmod(0o700)
        text = SETTINGS.format(port=self.port, password=self._password(), data=self.data)
        _write_for_owner(self._settings_file, text)
        super().start()

    def command(self) -> list[str]:
        # In a file: as an argument `ps` would show the password.
        return [PROGRAM, str(self._settings_file)]

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    @property
    def _settings_file(self) -> Path:
        return self.directory / "redis.conf"

    def _password(self) -> str:
        file = self.directory / "password"
        if not file.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            _write_for_owner(file, secrets.token_hex(32))
        return file.read_text()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
                return b"+PONG" in connection.makefile("rb").read(len("+OK\r\n+PONG\r\n"))
        except OSError:
            return False


def _write_for_owner(file: Path, text: str) -> None:
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    partial.replace(file)

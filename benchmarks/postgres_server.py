"""The PostgreSQL of a benchmark: it starts with the run and ends with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres


@contextmanager
def postgres_server() -> Iterator[LocalPostgres]:
    """A PostgreSQL that is as durable as a real one; its data are deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="scorebook-benchmark-") as directory:
        server = LocalPostgres(Path(directory), free_port())
        try:
            server.start()
            yield server
        finally:
            server.destroy()

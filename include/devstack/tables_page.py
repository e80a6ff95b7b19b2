"""`make docs`: writes `docs/TABLES.md` from the newest migrations, run on a server of its own."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import psycopg

from include.data_dictionary.relations import MissingCommentError
from include.data_dictionary.writing import PAGE, write
from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres
from include.warehouse import migrate


def main() -> int:
    """Write the page; returns the exit status."""
    with tempfile.TemporaryDirectory(prefix="scorebook-docs-") as directory:
        server = LocalPostgres(Path(directory), free_port(), fast=True)
        try:
            server.start()
            migrate.upgrade(server.url("warehouse"))
            with psycopg.connect(server.url("warehouse")) as connection:
                is_changed = write(connection)
        except MissingCommentError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            server.destroy()
    print(f"{PAGE.name} {'written' if is_changed else 'is up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

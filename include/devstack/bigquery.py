"""A local BigQuery: an emulator behind the rules of the real service (`include/devstack/bigquery_proxy`).

For development and tests only. It runs from an environment of its own (`.venv-services`), listens on
127.0.0.1, and keeps its tables, jobs and streaming buffer on disk.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from include.devstack.local_server import LocalServer
from include.devstack.services_env import REPOSITORY, services_python

if TYPE_CHECKING:
    from google.cloud import bigquery

PROJECT = "scorebook-local"


class LocalBigQuery(LocalServer):
    """One server and its data; BIGQUERY_EMULATOR_HOST names it."""

    name = "bigquery"
    title = "BigQuery"
    ready_path = "/_control/health"
    project = PROJECT

    def client(self) -> bigquery.Client:
        """Return a client for this server; close it."""
        return make_client(self.endpoint)

    def command(self) -> list[str]:
        words = ["--port", str(self.port), "--data", str(self.directory / "data"), "--project", PROJECT]
        return [str(services_python()), "-m", "include.devstack.bigquery_proxy", *words]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BQEMU_")}
        return {**kept, "PYTHONPATH": str(REPOSITORY)}


def make_client(endpoint: str) -> bigquery.Client:
    """Return a client for the local BigQuery at an address; close it."""
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import bigquery

    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
    return bigquery.Client(PROJECT, credentials=nobody, client_options={"api_endpoint": endpoint})

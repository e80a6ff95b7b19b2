"""A local S3 and Glue: ministack, run from an environment of its own (`.venv-services`).

For development and tests only. It listens on 127.0.0.1, keeps its objects on disk as they are
written, and writes the Glue catalog when it is stopped by SIGTERM; `kill -9` therefore keeps S3 and
loses what changed in Glue since the last start.
"""

from __future__ import annotations

import os

from include.devstack.local_server import LocalServer
from include.devstack.services_env import services_python


class LocalAws(LocalServer):
    """One ministack server and its data."""

    name = "ministack"
    title = "S3 server"
    ready_path = "/_ministack/ready"
    region = "us-east-1"
    access_key = "scorebook"
    secret_key = "scorebook-local"

    def command(self) -> list[str]:
        return [str(services_python()), "-m", "ministack"]

    def environment(self) -> dict[str, str]:
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

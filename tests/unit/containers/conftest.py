from __future__ import annotations

from pathlib import Path

import pytest

from include.containers.secret_files import MAKERS
from tests.unit.containers.fake_docker import FakeDocker


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout, as far as the command looks at it; the environment says nothing about containers."""
    for name in ("AIRFLOW_UID", "SCOREBOOK_SECRETS", "DOCKER_HOST", "COMPOSE_FILE", "COMPOSE_PROJECT_NAME"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "checkout"
    (folder / "include" / "containers").mkdir(parents=True)
    (folder / "include" / "containers" / "local.env").write_text("COMPOSE_PROFILES=local\n")
    return folder


@pytest.fixture
def secrets_folder(root: Path) -> Path:
    return root / "secrets" / "production"


@pytest.fixture
def secret_paths(secrets_folder: Path) -> dict[str, Path]:
    """Where the secrets belong; none is there."""
    return {name: secrets_folder / name for name in MAKERS}


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret_paths: dict[str, Path]) -> FakeDocker:
    """A Docker that can do everything, alone on PATH."""
    fake = FakeDocker(
        tmp_path / "path",
        config={
            "name": "scorebook",
            "services": {
                "postgres": {"volumes": [{"type": "volume", "source": "postgres", "target": "/data"}]},
                "api-server": {
                    "ports": [{"host_ip": "127.0.0.1", "published": "8080", "target": 8080}],
                    "environment": {"AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.FabAuthManager"},
                },
            },
            "volumes": {
                "postgres": {"name": "scorebook_postgres", "external": False},
                "logs": {"name": "scorebook_logs", "external": False},
            },
            "secrets": {name.split(".")[0]: {"file": str(path)} for name, path in secret_paths.items()},
        },
    )
    fake.install()
    monkeypatch.setenv("PATH", str(fake.folder))
    return fake

from __future__ import annotations

import json
from pathlib import Path

import pytest

from include.control.address import connect
from include.control.errors import PlatformUnreachableError, RefusedError


def local_platform(directory: Path) -> dict[str, str]:
    ports = {"postgres": 1, "s3": 2, "simulator": 3, "api": 4567}
    state = {
        "ports": ports,
        "secrets": {"jwt": "x", "fernet": "x", "api": "x"},
        "start_date": "2025-11-01",
    }
    (directory / "airflow").mkdir()
    (directory / "state.json").write_text(json.dumps(state))
    (directory / "airflow" / "passwords.json").write_text(json.dumps({"admin": "kept"}))
    return {"SCOREBOOK_HOME": str(directory)}


def test_local_platform_is_found_by_its_state(tmp_path: Path) -> None:
    with connect(local_platform(tmp_path)) as api:
        assert api.base_url == "http://127.0.0.1:4567"


def test_environment_wins_over_the_local_platform(tmp_path: Path) -> None:
    chosen = {
        "SCOREBOOK_API_URL": "https://airflow.example/",
        "SCOREBOOK_API_USER": "u",
        "SCOREBOOK_API_PASSWORD": "p",
    }
    with connect({**local_platform(tmp_path), **chosen}) as api:
        assert api.base_url == "https://airflow.example"


def test_no_platform_at_all_says_make_up_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(PlatformUnreachableError, match="make up"):
        connect({"SCOREBOOK_HOME": str(tmp_path / "none")})
    assert not (tmp_path / "none").exists()


def test_address_without_credentials_is_refused() -> None:
    with pytest.raises(RefusedError, match="SCOREBOOK_API_USER and SCOREBOOK_API_PASSWORD"):
        connect({"SCOREBOOK_API_URL": "http://127.0.0.1:1"})


def test_user_without_local_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no password of user nobody"):
        connect({**local_platform(tmp_path), "SCOREBOOK_API_USER": "nobody"})

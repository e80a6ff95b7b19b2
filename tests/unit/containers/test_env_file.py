"""AIRFLOW_UID in `.env`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from include.containers.env_file import ensure_airflow_uid


def test_a_file_is_made_with_the_users_own_number(tmp_path: Path) -> None:
    ensure_airflow_uid(tmp_path / ".env", {}, 1234)
    assert (tmp_path / ".env").read_bytes() == b"AIRFLOW_UID=1234\n"


def test_root_gets_the_images_user_and_the_reason(tmp_path: Path) -> None:
    said = ensure_airflow_uid(tmp_path / ".env", {}, 0)
    assert (tmp_path / ".env").read_bytes() == b"AIRFLOW_UID=50000\n"
    assert said
    assert "you are root" in said


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        (b"# mine\r\nSCOREBOOK_UI_PORT = 8090 \n\n", b""),
        (b"A='\xe9 \xff' # no line break follows", b"\n"),
        (b"#AIRFLOW_UID=7\nMY_AIRFLOW_UID=8\n", b""),
    ],
)
def test_every_other_byte_stays(tmp_path: Path, before: bytes, gap: bytes) -> None:
    (tmp_path / ".env").write_bytes(before)
    ensure_airflow_uid(tmp_path / ".env", {}, 1234)
    assert (tmp_path / ".env").read_bytes() == before + gap + b"AIRFLOW_UID=1234\n"


@pytest.mark.parametrize(
    "line", [b"AIRFLOW_UID=7", b"export AIRFLOW_UID=7", b" AIRFLOW_UID = 7", b"AIRFLOW_UID="]
)
def test_what_is_there_is_never_touched(tmp_path: Path, line: bytes) -> None:
    (tmp_path / ".env").write_bytes(b"A=1\n" + line)
    assert ensure_airflow_uid(tmp_path / ".env", {}, 1234) is None
    assert (tmp_path / ".env").read_bytes() == b"A=1\n" + line


def test_the_environment_decides_alone(tmp_path: Path) -> None:
    assert ensure_airflow_uid(tmp_path / ".env", {"AIRFLOW_UID": "7"}, 1234) is None
    assert not (tmp_path / ".env").exists()


def test_permissions_and_a_link_stay(tmp_path: Path) -> None:
    real = tmp_path / "kept elsewhere"
    real.write_bytes(b"A=1\n")
    real.chmod(0o640)
    (tmp_path / ".env").symlink_to(real)
    ensure_airflow_uid(tmp_path / ".env", {}, 1234)
    assert (tmp_path / ".env").is_symlink()
    assert real.read_bytes() == b"A=1\nAIRFLOW_UID=1234\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    ensure_airflow_uid(tmp_path / ".env", {}, 1234)
    assert [each.name for each in tmp_path.iterdir()] == [".env"]

"""The whole doctor, as a command of its own, where nothing is up."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from include.devstack.ports import free_port
from include.devstack.state import REPOSITORY


@pytest.fixture(scope="module")
def nothing_up(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What the doctor says when no server answers; a password stands in two of its settings."""
    home = tmp_path_factory.mktemp("airflow")
    database = f"postgresql+psycopg://airflow:database-secret@127.0.0.1:{free_port()}/airflow"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'plugins'}",
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{free_port()}",
        "AIRFLOW_CONN_WAREHOUSE": f"postgres://scorebook:warehouse-secret@127.0.0.1:{free_port()}/warehouse",
        "SCOREBOOK_DATA_DIR": str(home / "data"),
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, "-m", "scorebook.doctor"],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def lines_about(output: str, name: str) -> list[str]:
    return [line for line in output.splitlines() if line[6:].startswith(f"{name}:")]


def test_ends_with_1(nothing_up: subprocess.CompletedProcess[str]) -> None:
    assert nothing_up.returncode == 1, nothing_up.stderr


def test_every_line_is_a_finding(nothing_up: subprocess.CompletedProcess[str]) -> None:
    *lines, last = nothing_up.stdout.splitlines()
    assert {line[:6] for line in lines} <= {"ok    ", "WARN  ", "FAIL  "}
    assert "Traceback" not in nothing_up.stderr
    assert last.startswith(f"{len(lines)} checks: ")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Airflow database", "Start it and bring its tables up to date"),
        ("espn_api", "Start Airflow's database first"),
        ("Variable scorebook_bucket", "Start Airflow's database first"),
        ("warehouse", "Start the server, or correct the Airflow connection `warehouse`."),
        ("Airflow API", "is the platform up? Start it with: make up"),
    ],
)
def test_what_is_down_fails_with_a_way_to_mend_it(
    nothing_up: subprocess.CompletedProcess[str], name: str, sentence: str
) -> None:
    (line,) = lines_about(nothing_up.stdout, name)
    assert line.startswith("FAIL")
    assert sentence in line


def test_what_needs_no_server_is_ok(nothing_up: subprocess.CompletedProcess[str]) -> None:
    for name in ("data directory", "time zones"):
        (line,) = lines_about(nothing_up.stdout, name)
        assert line.startswith("ok")


def test_no_secret_is_printed(nothing_up: subprocess.CompletedProcess[str]) -> None:
    assert "secret" not in nothing_up.stdout + nothing_up.stderr

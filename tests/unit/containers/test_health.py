"""The health checks of the containers look at the service and say in one line what is wrong."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from include.containers import health


class Refusing(BaseHTTPRequestHandler):
    """Answers 503, like a scheduler whose heartbeat is old."""

    def do_GET(self) -> None:
        self.send_error(503)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def refusing() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/health"
        server.shutdown()
        thread.join()


def check(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["health.py", *words])
    return health.main()


def test_an_answer_other_than_200_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], refusing: str
) -> None:
    monkeypatch.setitem(health.CHECKS, "scheduler", lambda: health.answer(refusing))
    assert check(monkeypatch, "scheduler") == 1
    assert "503" in capsys.readouterr().out


def test_a_recent_clean_up_is_healthy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cleaned = tmp_path / "cleaned"
    cleaned.touch()
    monkeypatch.setattr(health, "CLEANED", cleaned)
    assert check(monkeypatch, "maintenance") == 0


def test_a_clean_up_long_ago_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cleaned = tmp_path / "cleaned"
    cleaned.touch()
    monkeypatch.setattr(health, "CLEANED", cleaned)
    monkeypatch.setattr(health.time, "time", lambda: cleaned.stat().st_mtime + 48 * 3600)
    assert check(monkeypatch, "maintenance") == 1
    assert "48 h ago" in capsys.readouterr().out


def test_no_clean_up_at_all_is_not_healthy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(health, "CLEANED", tmp_path / "cleaned")
    assert check(monkeypatch, "maintenance") == 1


def test_an_unknown_service_is_told_which_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(monkeypatch, "flower") == 2
    assert "worker" in capsys.readouterr().out


def test_the_check_imports_nothing_of_airflow() -> None:
    code = "import sys, include.containers.health; sys.exit('airflow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=180)

from __future__ import annotations

from pathlib import Path

import pytest

from include.control.__main__ import main


def test_doctor_without_a_platform_fails_and_says_make_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCOREBOOK_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", raising=False)
    assert main(["doctor"]) == 1
    assert "make up" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()

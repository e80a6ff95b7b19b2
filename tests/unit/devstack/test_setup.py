"""Making the Python environments on a machine that has nothing but Python."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from include.devstack import setup
from include.devstack.setup import SetupError, find_uv, install_uv, stamp_of, wanted_stamp


def make_uv(folder: Path, says: str) -> Path:
    """Write a program that calls itself uv."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "uv"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def make_environment(folder: Path, *, python: str = "3.11.7", made_with: str = "3.11.7") -> None:
    """Write what a finished environment consists of, as far as setup looks at it."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "lib" / "python3.11" / "site-packages" / "airflow").mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(f"home = /somewhere\nversion_info = {python}\n")
    (folder / "scorebook-stamp").write_text(f"hash\n{made_with}")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[project]")
    (folder / "uv.lock").write_text("version = 1")
    return folder


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `.tools`, and a PATH on which only the system's programs are."""
    folder = tmp_path / ".tools"
    monkeypatch.setattr(setup, "TOOLS", folder)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    return folder


def test_a_finished_environment_is_known_by_its_stamp(tmp_path: Path) -> None:
    make_environment(tmp_path / "env")
    assert stamp_of(tmp_path / "env", "airflow") == "hash"


@pytest.mark.parametrize("lost", ["bin/python", "scorebook-stamp"])
def test_a_damaged_environment_has_no_stamp(tmp_path: Path, lost: str) -> None:
    make_environment(tmp_path / "env")
    (tmp_path / "env" / lost).unlink()
    assert stamp_of(tmp_path / "env", "airflow") is None


def test_an_environment_without_its_packages_has_no_stamp(tmp_path: Path) -> None:
    make_environment(tmp_path / "env")
    assert stamp_of(tmp_path / "env", "ministack") is None


def test_an_environment_that_was_made_again_with_another_python_has_no_stamp(tmp_path: Path) -> None:
    make_environment(tmp_path / "env", python="3.12.1")
    assert stamp_of(tmp_path / "env", "airflow") is None


@pytest.mark.parametrize("file", ["pyproject.toml", "uv.lock"])
def test_a_changed_project_wants_another_stamp(project: Path, file: str) -> None:
    before = wanted_stamp(project)
    (project / file).write_text("changed")
    assert wanted_stamp(project) != before


def test_the_uv_on_the_path_is_taken(tmp_path: Path, tools: Path) -> None:
    program = make_uv(tmp_path / "path", "uv 0.13.9 (x86_64)")
    assert find_uv() == str(program)


@pytest.mark.parametrize("says", ["uv 0.4.30", "pyenv: uv: command not found"])
def test_an_old_or_broken_uv_gives_way_to_the_one_in_tools(tmp_path: Path, tools: Path, says: str) -> None:
    make_uv(tmp_path / "path", says)
    program = make_uv(tools / "bin", "uv 0.13.9")
    assert find_uv() == str(program)


def test_a_python_that_cannot_install_uv_is_told_what_to_install(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.sys, "executable", "/bin/false")
    with pytest.raises(SetupError, match=r"apt-get install python3-venv"):
        install_uv()
    assert not tools.exists()


def test_what_would_lead_uv_astray_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in setup.NOT_INHERITED:
        monkeypatch.setenv(name, "x")
    assert not set(setup.NOT_INHERITED) & set(setup.clean_environment())

"""`python3 -m include.containers down` and `config`, with a Docker that only remembers what it was asked."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from include.containers.__main__ import main
from tests.unit.containers.fake_docker import FakeDocker


class Terminal(io.StringIO):
    """A standard input at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def with_data(docker: FakeDocker) -> FakeDocker:
    docker.answer("volume ls", "scorebook_postgres\nscorebook_logs\nother\n")
    return docker


def test_it_stops_and_the_data_stay(
    with_data: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["down"], root) == 0
    assert with_data.asked_for("down") == ["compose down"]
    assert "The data stay: scorebook_logs, scorebook_postgres" in capfd.readouterr().out


def test_the_local_profile_is_stopped_by_its_own_settings(with_data: FakeDocker, root: Path) -> None:
    assert main(["down", "--profile", "local"], root) == 0
    assert with_data.asked_for("down") == ["compose --env-file include/containers/local.env down"]


def test_it_makes_no_secrets_and_no_settings(with_data: FakeDocker, root: Path) -> None:
    main(["down"], root)
    assert not (root / "secrets").exists()
    assert not (root / ".env").exists()


def test_where_nobody_can_be_asked_the_data_stay(
    with_data: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("scorebook\n"))
    assert main(["down", "--volumes"], root) == 2
    said = capfd.readouterr()
    assert "  scorebook_logs\n  scorebook_postgres\n" in said.out
    assert "other" not in said.out
    assert "down --volumes --yes" in said.err
    assert with_data.asked_for("down") == []


def test_somebody_who_is_sure_is_not_asked(
    with_data: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["down", "--volumes", "--yes"], root) == 0
    assert with_data.asked_for("down") == ["compose down --volumes"]
    assert "  scorebook_postgres\n" in capfd.readouterr().out


@pytest.mark.parametrize(("typed", "code", "commands"), [("scorebook\n", 0, 1), ("y\n", 2, 0), ("\n", 2, 0)])
def test_at_a_terminal_the_projects_name_has_to_be_typed(
    with_data: FakeDocker, root: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int, commands: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert main(["down", "--volumes"], root) == code
    assert len(with_data.asked_for("down")) == commands


def test_without_data_nobody_is_asked(docker: FakeDocker, root: Path) -> None:
    assert main(["down", "--volumes"], root) == 0
    assert docker.asked_for("down") == ["compose down --volumes"]


def test_what_compose_could_not_stop_is_an_error(
    with_data: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with_data.answer("compose down", code=1, err="network has active endpoints\n")
    assert main(["down"], root) == 1
    assert "Not everything was stopped" in capfd.readouterr().err


def test_config_prints_what_compose_says(
    docker: FakeDocker, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    docker.answer("local.env config", "name: scorebook-local\n")
    assert main(["config", "--profile", "local"], root) == 0
    assert capfd.readouterr().out == "name: scorebook-local\n"


def test_config_needs_no_engine(docker: FakeDocker, root: Path) -> None:
    docker.answer("version --format", code=1)
    assert main(["config"], root) == 0


def test_a_configuration_that_is_none_is_refused(docker: FakeDocker, root: Path) -> None:
    docker.answer("compose config", code=15, err="no configuration file provided\n")
    assert main(["config"], root) == 2

"""Which Docker and which Compose are used, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from include.containers.compose import Compose, check_engine, find, volumes
from include.containers.errors import NoComposeError
from tests.unit.containers.fake_docker import FakeDocker


def make_program(file: Path, version: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\necho {version}\n")
    file.chmod(0o755)


def without_plugin(docker: FakeDocker) -> None:
    docker.answer("compose version", code=1, err="docker: 'compose' is not a docker command.\n")


@pytest.mark.parametrize("version", ["2.20.0", "v2.22.0", "2.39.1-desktop.2", "5.0.0"])
def test_dockers_own_compose_comes_first(docker: FakeDocker, root: Path, version: str) -> None:
    docker.answer("compose version --short", f"{version}\n")
    make_program(docker.folder / "docker-compose", "2.30.0")
    assert find(root, local=False).command == ("docker", "compose")


def test_without_the_plugin_the_program_on_path_is_used(docker: FakeDocker, root: Path) -> None:
    without_plugin(docker)
    make_program(docker.folder / "docker-compose", "2.30.0")
    assert find(root, local=False).command == ("docker-compose",)


def test_an_old_plugin_is_passed_over(docker: FakeDocker, root: Path) -> None:
    docker.answer("compose version --short", "2.19.1\n")
    make_program(docker.folder / "docker-compose", "2.30.0")
    assert find(root, local=False).command == ("docker-compose",)


def test_the_compose_of_the_tests_comes_last(docker: FakeDocker, root: Path) -> None:
    without_plugin(docker)
    program = root / ".venv-containers/lib/python3.11/site-packages/compose/docker-compose"
    make_program(program, "v2.22.0")
    assert find(root, local=False).command == (str(program),)


def test_without_any_compose_a_sentence_says_what_to_do(docker: FakeDocker, root: Path) -> None:
    without_plugin(docker)
    with pytest.raises(
        NoComposeError, match=r"2\.20 or newer is needed, and there is none: install .*plugin"
    ):
        find(root, local=False)


@pytest.mark.parametrize("version", ["1.29.2", "2.19.1", "v2.2.3"])
def test_an_old_compose_is_refused_with_its_version(docker: FakeDocker, root: Path, version: str) -> None:
    docker.answer("compose version --short", f"{version}\n")
    shown = ".".join(version.removeprefix("v").split(".")[:2])
    with pytest.raises(NoComposeError, match=rf"2\.20 or newer is needed: `docker compose` is {shown}\."):
        find(root, local=False)


@pytest.mark.parametrize(
    ("local", "has_env", "files"),
    [
        (False, False, []),
        (False, True, [".env"]),
        (True, False, ["include/containers/local.env"]),
        (True, True, [".env", "include/containers/local.env"]),
    ],
)
def test_settings_are_read_from_the_files_that_exist(
    docker: FakeDocker, root: Path, *, local: bool, has_env: bool, files: list[str]
) -> None:
    if has_env:
        (root / ".env").write_text("AIRFLOW_UID=7\n")
    words = [word for file in files for word in ("--env-file", file)]
    assert find(root, local=local).command == ("docker", "compose", *words)


def test_an_engine_that_answers_is_enough(docker: FakeDocker) -> None:
    check_engine()
    assert docker.asked == ["version --format {{.Server.Version}}"]


def test_without_docker_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoComposeError, match=r"no program `docker` on PATH: install Docker .*`make up`"):
        check_engine()


@pytest.mark.parametrize(
    ("docker_says", "we_say"),
    [
        (
            "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/x",
            r"may not use Docker's socket: run `sudo usermod -aG docker \$USER`",
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/x. Is the docker daemon running?",
            r"does not answer: start it \(`sudo systemctl start docker`",
        ),
        ("", "does not answer: start it .* Docker says: it says nothing"),
    ],
)
def test_an_engine_that_does_not_answer_is_refused(docker: FakeDocker, docker_says: str, we_say: str) -> None:
    docker.answer("version --format", code=1, err=docker_says)
    with pytest.raises(NoComposeError, match=we_say):
        check_engine()


def test_volumes_are_the_engines(docker: FakeDocker) -> None:
    docker.answer("volume ls", "scorebook_postgres\nother\n")
    assert volumes() == {"scorebook_postgres", "other"}


def test_an_unchanged_image_keeps_its_id(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = root / "compose"
    program.write_text("#!/bin/sh\necho $* $BUILDX_NO_DEFAULT_ATTESTATIONS\n")
    program.chmod(0o755)
    assert Compose((str(program),), root).run("build") == 0
    assert capfd.readouterr().out == "build 1\n"

"""The container engine of the tests: the machine's own, or one that is started and taken away again."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from include.containers.compose import find
from include.containers.errors import NoComposeError
from tests.containers.own_engine import own_engine

REPOSITORY = Path(__file__).parents[2]
ANSWER_SECONDS = 30
PACKAGES = "apt-get install docker.io iptables mmdebstrap"


class CommandFailedError(AssertionError):
    """A command of Docker failed. The message ends with what it said."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answers.

    :param environment: what every command needs to reach it, beside the environment of the tests.
    :param is_own: it was started for the tests; its containers reach each other, but not the internet.
    :param compose: the words that begin a command of Compose.
    """

    environment: Mapping[str, str]
    is_own: bool
    compose: tuple[str, ...]

    def docker(self, *arguments: str, limit: float = 120) -> str:
        """Run a command of Docker and return what it prints, errors included only in a failure.

        :raises CommandFailedError: it failed.
        """
        return self.run("docker", *arguments, limit=limit)

    def run(self, *command: str, limit: float, environment: Mapping[str, str] | None = None) -> str:
        """Run any command against this engine and return what it prints.

        :param environment: what it needs beside what the engine needs.
        :raises CommandFailedError: it failed.
        """
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env=inherited() | dict(self.environment) | dict(environment or {}),
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
        if done.returncode != 0:
            said = "\n".join([*done.stdout.splitlines()[-40:], *done.stderr.splitlines()[-40:]])
            raise CommandFailedError(f"{' '.join(command[:8])} ... ended with {done.returncode}:\n{said}")
        return done.stdout


def inherited() -> dict[str, str]:
    """Return our environment without what the tests and a developer have set for Scorebook and Airflow."""
    theirs = ("AIRFLOW", "SCOREBOOK_", "COMPOSE_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(theirs)}


@contextmanager
def engine() -> Iterator[Engine]:
    """Give an engine; skip the test, saying what is missing, where none can run."""
    if shutil.which("docker") is None:
        pytest.skip(f"there is no program `docker`: {PACKAGES}")
    compose = compose_program()
    if answers({}):
        yield Engine({}, is_own=False, compose=compose)
        return
    missing = [program for program in ("dockerd", "iptables", "ip") if shutil.which(program) is None]
    if missing:
        pytest.skip(
            f"no Docker engine answers, and {' and '.join(missing)} to start one is absent: {PACKAGES}"
        )
    if os.geteuid() != 0:
        pytest.skip("no Docker engine answers, and only root can start one")
    with own_engine() as host:
        yield Engine({"DOCKER_HOST": host}, is_own=True, compose=compose)


def compose_program() -> tuple[str, ...]:
    """Return the words that begin a command of Compose, without a developer's own settings."""
    try:
        words = find(REPOSITORY, local=True).command
    except NoComposeError as error:
        pytest.skip(str(error))
    return words[: words.index("--env-file")]


def answers(environment: Mapping[str, str]) -> bool:
    """Say whether an engine answers."""
    done = subprocess.run(
        ["docker", "info"],
        env=inherited() | dict(environment),
        capture_output=True,
        timeout=ANSWER_SECONDS,
        check=False,
    )
    return done.returncode == 0

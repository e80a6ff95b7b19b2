"""Find Docker and its Compose on this machine, and run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from include.containers.errors import ComposeFileError, NoComposeError

# The first one that knows `required: false` below `depends_on`.
OLDEST = (2, 20)
# Brought by `make compose-test` for machines whose Docker comes without Compose. The program itself, for the
# script in `bin` ends with 0 whatever became of it.
FROM_PIP = ".venv-containers/lib/python3.*/site-packages/compose/docker-compose"
LOCAL_SETTINGS = Path("include") / "containers" / "local.env"
# An engine on this machine answers in milliseconds, one behind SSH in seconds.
ANSWER_SECONDS = 30
# An attestation holds the time of the build: newer engines would give an unchanged image another id each
# time, and Compose would replace every container, with the tasks that run in it.
SAME_IMAGE = {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
INSTEAD = "`make up` starts the local platform without containers."


@dataclass(frozen=True, slots=True)
class Compose:
    """Compose with the settings of one profile.

    :param command: the program, and the files of settings that it reads.
    :param root: the folder of the compose file.
    """

    command: tuple[str, ...]
    root: Path

    def run(self, *arguments: str) -> int:
        """Run one command, its output as it comes, and return its exit code."""
        environment = {**SAME_IMAGE, **os.environ}
        done = subprocess.run([*self.command, *arguments], cwd=self.root, env=environment, check=False)
        return done.returncode

    def output(self, *arguments: str) -> str:
        """Return what one command prints.

        :raises ComposeFileError: it failed.
        """
        done = subprocess.run(
            [*self.command, *arguments], cwd=self.root, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise ComposeFileError(f"Compose could not do `{arguments[0]}`: {done.stderr.strip()}")
        return done.stdout


def find(root: Path, *, local: bool) -> Compose:
    """Return the first Compose that is new enough: Docker's own, one on PATH, or the one of the tests.

    :raises NoComposeError: there is none.
    """
    files = [Path(".env")] if (root / ".env").exists() else []
    if local:
        files.append(LOCAL_SETTINGS)  # the last one wins
    settings = [word for file in files for word in ("--env-file", str(file))]
    too_old = []
    for program in _candidates(root):
        said = _version(program)
        if said is None:
            continue
        if said >= OLDEST:
            return Compose((*program, *settings), root)
        too_old.append(f"`{' '.join(program)}` is {'.'.join(map(str, said))}")
    wanted = f"Docker Compose {'.'.join(map(str, OLDEST))} or newer is needed"
    how = "install Docker's Compose plugin (https://docs.docker.com/compose/install/)"
    found = f": {', '.join(too_old)}. Please {how}" if too_old else f", and there is none: {how}"
    raise NoComposeError(f"{wanted}{found}. {INSTEAD}")


def _candidates(root: Path) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    if shutil.which("docker"):
        found.append(("docker", "compose"))
    if shutil.which("docker-compose"):
        found.append(("docker-compose",))
    found += [(str(program),) for program in root.glob(FROM_PIP)]
    return found


def _version(program: Sequence[str]) -> tuple[int, int] | None:
    done = subprocess.run([*program, "version", "--short"], capture_output=True, text=True, check=False)
    found = re.match(r"v?(\d+)\.(\d+)", done.stdout.strip()) if done.returncode == 0 else None
    return (int(found.group(1)), int(found.group(2))) if found else None


def check_engine() -> None:
    """See whether a Docker engine answers.

    :raises NoComposeError: none does.
    """
    if shutil.which("docker") is None:
        raise NoComposeError(
            "There is no program `docker` on PATH: install Docker (https://docs.docker.com/engine/install/). "
            + INSTEAD
        )
    asked = ["docker", "version", "--format", "{{.Server.Version}}"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=ANSWER_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise NoComposeError(
            f"The Docker engine gave no answer for {ANSWER_SECONDS} s: look at `docker info`."
        ) from error
    if done.returncode == 0:
        return
    reason = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
    if "permission denied" in reason.lower():
        raise NoComposeError(
            "You may not use Docker's socket: run `sudo usermod -aG docker $USER` and log in again (the "
            f"members of that group are as powerful as root), or use rootless Docker. Docker says: {reason}"
        )
    raise NoComposeError(
        "The Docker engine does not answer: start it (`sudo systemctl start docker`, or Docker Desktop). "
        f"Docker says: {reason}"
    )


def volumes() -> set[str]:
    """Return the names of all volumes that the engine has."""
    done = subprocess.run(["docker", "volume", "ls", "--quiet"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoComposeError(f"Docker could not list its volumes: {done.stderr.strip()}")
    return set(done.stdout.split())

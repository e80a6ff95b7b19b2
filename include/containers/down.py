"""Stop the containers; delete their data only when somebody says so twice."""

from __future__ import annotations

import sys
from pathlib import Path

from include.containers import compose as engine
from include.containers import project as projects
from include.containers.errors import ContainersError
from include.control.errors import RefusedError
from include.control.output import say


def down(root: Path, *, local: bool, delete: bool, is_sure: bool) -> None:
    """Stop and remove the containers of one profile.

    :param delete: delete the volumes as well.
    :param is_sure: do not ask before that.
    :raises RefusedError: nothing was stopped.
    :raises ContainersError: Compose could not stop everything.
    """
    engine.check_engine()
    compose = engine.find(root, local=local)
    project = projects.read(compose)
    present = [name for name in project.volumes if name in engine.volumes()]
    if delete and present:
        say(f"These volumes of the project {project.name} will be deleted, with all that is in them:")
        for name in present:
            say(f"  {name}")
        _be_sure(project.name, is_sure=is_sure)
    if compose.run("down", *(["--volumes"] if delete else [])) != 0:
        raise ContainersError("Not everything was stopped; the reason stands above.")
    if delete:
        say("The data are gone. The files of secrets are still there, and fit new data as well.")
    else:
        say("The data stay: " + (", ".join(present) or "there are none"))


def _be_sure(name: str, *, is_sure: bool) -> None:
    if is_sure:
        return
    if not sys.stdin.isatty():
        raise RefusedError(
            "Nothing was stopped or deleted. Nobody can be asked here, so say it in the command: "
            "python3 -m include.containers down --volumes --yes"
        )
    if input(f"Type {name} to delete them: ").strip() != name:
        raise RefusedError("Nothing was stopped or deleted.")

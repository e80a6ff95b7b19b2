"""Start the containers and say where everything is, or which container is not well and what it said last."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from include.containers import compose as engine
from include.containers import project as projects
from include.containers import secret_checks, secret_files, status
from include.containers.compose import Compose
from include.containers.connections import left_to_add
from include.containers.env_file import ensure_airflow_uid
from include.containers.errors import ContainersError, SecretFilesError
from include.containers.project import Project
from include.containers.status import Container
from include.control.output import complain, say, table

# Above what every health check allows together; only a first start that hangs gets there.
WAIT_SECONDS = 900
LOG_LINES = 20
ADMIN = "admin"


def up(root: Path, *, local: bool, scale: Sequence[str], build: bool) -> None:
    """Build the image, start everything that does not run, wait until all of it is healthy.

    :param scale: how many containers of a service, such as worker-fetch=3.
    :param build: whether to build the image first; without it, it is one that is here or in a registry.
    :raises RefusedError: nothing was started.
    :raises ContainersError: something was started and is not well.
    """
    engine.check_engine()
    written = ensure_airflow_uid(root / ".env", os.environ, os.geteuid())
    if written:
        say(written)
    compose = engine.find(root, local=local)
    project = projects.read(compose)
    prepare_secrets(project, local=local)

    begun = time.monotonic()
    if build and compose.run("build") != 0:
        raise ContainersError("The image could not be built; the reason stands above.")
    built = time.monotonic()
    scales = [word for each in scale for word in ("--scale", each)]
    code = compose.run("up", "--detach", "--wait", "--wait-timeout", str(WAIT_SECONDS), *scales)
    found = status.containers(compose)
    if code != 0 or not all(each.is_well for each in found):
        raise ContainersError(
            f"{_what_is_wrong(compose, found)} What was started goes on; `{_stop(local=local)}` stops it."
        )
    say()
    say(f"healthy after {time.monotonic() - built:.0f} s (before that, {built - begun:.0f} s for the image)")
    _say_where(project, local=local)
    _say_memory(found)
    if not local:
        _say_what_is_left(project.secret_files)


def prepare_secrets(project: Project, *, local: bool) -> None:
    """Look at the files of secrets that are there, and make those that are not.

    :raises SecretFilesError: somebody has to mend one first.
    """
    files = project.secret_files
    try:
        wrong = secret_checks.problems({name: file for name, file in files.items() if file.exists()})
        if wrong:
            raise SecretFilesError("\n".join(wrong))
        old = sorted(set(project.database_volumes) & engine.volumes())
        made = secret_files.ensure(files, local=local, old_data=old[0] if old else None)
        for folder in sorted({file.parent for file in made}):
            names = sorted(file.name for file in made if file.parent == folder)
            say(f"made in {folder}: {', '.join(names)}. Keep a copy where only you can read it.")
        if old and files.get("admin_password") in made:
            complain(
                "Take care: the database knows the user admin already, and its password is not the new one."
            )
        for note in secret_checks.notes(files):
            complain(f"Take care: {note}")
    except OSError as error:
        raise SecretFilesError(f"A file of secrets cannot be read or written: {error}") from error


def _say_where(project: Project, *, local: bool) -> None:
    say(f"Airflow    {project.address or 'is published at no port of this machine'}")
    password = project.secret_files.get("admin_password")
    if project.has_simple_users:
        say("users      admin (password admin), viewer (password viewer)")
    elif password:
        say(f"user       {ADMIN}, whose first password is in {password}")
    say(f"stop       {_stop(local=local)} (the data stay)")


def _stop(*, local: bool) -> str:
    return "make compose-down" + (" PROFILE=local" if local else "")


def _say_memory(found: Sequence[Container]) -> None:
    used = status.memory(found)
    if not used:
        return
    say()
    rows = [
        {"container": each.name, "service": each.service, "memory, MB": round(used[each.name] / 2**20)}
        for each in sorted(found, key=lambda one: one.name)
        if each.name in used
    ]
    together = {"container": "together", "service": "", "memory, MB": round(sum(used.values()) / 2**20)}
    for line in table([*rows, together]):
        say(line)


def _say_what_is_left(files: Mapping[str, Path]) -> None:
    file = files.get("connections.json")
    left = left_to_add(json.loads(file.read_text()) if file else ())
    if not left:
        return
    say()
    where = f"in {file} or in Airflow" if file else "in Airflow"
    say(f"Connections to add {where} (Admin, Connections), unless it is done:")
    for needed in left:
        say(f"  {needed.conn_id} ({needed.purpose}): {needed.how}")


def _what_is_wrong(compose: Compose, found: Sequence[Container]) -> str:
    ill = [each for each in found if not each.is_well]
    if not ill:
        return "Not everything was started; the reason stands above."
    # One that was only created waits for another one, and has said nothing yet.
    for service in dict.fromkeys(each.service for each in ill if each.state != "created"):
        said = compose.output("logs", "--no-color", "--tail", str(LOG_LINES), service)
        complain(f"\n== {service}, its last lines:\n{said.rstrip() or '(it said nothing)'}")
    for each in ill:
        if each.health == "unhealthy":
            complain(f"\n== {each.name}, its health check: {status.last_check(each) or '(it said nothing)'}")
    names = ", ".join(f"{each.service} ({each.condition})" for each in ill)
    return f"\nNot healthy: {names}."

"""Make the Python environments: `python3 include/devstack/setup.py`, which is what `make setup` runs.

Needs nothing but Python itself: uv is taken from PATH, or installed into `.tools`. Two environments are made
from their lock files: `.venv` (Airflow and the tests) and `.venv-services` (stand-ins for cloud services,
whose pins clash with Airflow's). Nothing happens when both are up to date.

`python3 include/devstack/setup.py containers` makes a third one, `.venv-containers`: the tools that check the
Dockerfile and the compose file.

`python3 include/devstack/setup.py python 3.13` makes `.venv-3.13`, for tests on that version of Python.

`python3 include/devstack/setup.py uv ...` runs the same uv, for example `uv lock --check`.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TOOLS = REPOSITORY / ".tools"
UV_VERSION = "0.13.9"
OLDEST_UV = (0, 8, 0)
TELL_EVERY = 10.0  # seconds
# Environment by project folder, and a package that shows that the install was finished.
ENVIRONMENTS = (
    (REPOSITORY / ".venv", REPOSITORY, "airflow"),
    (REPOSITORY / ".venv-services", REPOSITORY / "include" / "devstack" / "services", "ministack"),
)
CONTAINER_TOOLS = (
    (
        REPOSITORY / ".venv-containers",
        REPOSITORY / "include" / "containers" / "tools",
        "check_jsonschema",
    ),
)
# Without byte code every Airflow process needs 5 s more to start; the others point at foreign environments.
NOT_INHERITED = (
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT_ENVIRONMENT",
)


class SetupError(RuntimeError):
    """An environment cannot be made. The message says what to install."""


def clean_environment() -> dict[str, str]:
    """Return our environment without what would lead uv or Python astray."""
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}


def wanted_stamp(project: Path) -> str:
    """Return what an environment of this project is made from, as one line."""
    content = b"\0".join((project / name).read_bytes() for name in ("pyproject.toml", "uv.lock"))
    return hashlib.sha256(content).hexdigest()


def stamp_of(environment: Path, package: str) -> str | None:
    """Return what an environment was made from; None when it is absent, unfinished or damaged."""
    try:
        content, python = (environment / "scorebook-stamp").read_text().split("\n")
    except (FileNotFoundError, ValueError):
        return None
    whole = (environment / "bin" / "python").exists() and any(
        environment.glob(f"lib/python*/site-packages/{package}")
    )
    return content if whole and python == python_of(environment) else None


def python_of(environment: Path) -> str:
    """Return the Python version that an environment was made with."""
    found = re.search(r"^version_info\s*=\s*(\S+)", (environment / "pyvenv.cfg").read_text(), re.MULTILINE)
    return found.group(1) if found else ""


def find_uv() -> str | None:
    """Return a uv that is new enough: the one on PATH, else the one in `.tools`."""
    for candidate in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if candidate is None or not Path(candidate).exists():
            continue
        told = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False)
        version = re.match(r"uv (\d+)\.(\d+)\.(\d+)", told.stdout)
        if told.returncode == 0 and version and tuple(map(int, version.groups())) >= OLDEST_UV:
            return candidate
    return None


def install_uv() -> str:
    """Install uv into `.tools` and return its path."""
    print(f"installing uv {UV_VERSION} into {TOOLS}", flush=True)
    shutil.rmtree(TOOLS, ignore_errors=True)
    wanted = f"uv=={UV_VERSION}"
    ways = (
        (
            [sys.executable, "-m", "venv", str(TOOLS)],
            [str(TOOLS / "bin" / "pip"), "install", "--quiet", wanted],
        ),
        ([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), wanted],),
    )
    said = []
    for way in ways:
        for command in way:
            done = subprocess.run(
                command, env=clean_environment(), capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                said.append(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-400:]}")
                shutil.rmtree(TOOLS, ignore_errors=True)
                break
        else:
            return str(TOOLS / "bin" / "uv")
    raise SetupError(
        "uv is not installed, and this Python cannot install it. Install uv itself, or Python's venv and pip "
        "(Debian and Ubuntu: apt-get install python3-venv), and try again.\n" + "\n".join(said)
    )


def begin_sync(uv: str, environment: Path, project: Path, python: str | None) -> subprocess.Popen[bytes]:
    """Begin to make an environment exactly what its lock file says.

    :param python: the program of another Python; None: the one that runs this.
    """
    print(f"making {environment.name} from {project.relative_to(REPOSITORY.parent) / 'uv.lock'}", flush=True)
    (environment / "scorebook-stamp").unlink(missing_ok=True)
    chosen = ["--python", python, "--no-python-downloads"] if python else []
    return subprocess.Popen(
        [uv, "sync", "--frozen", "--compile-bytecode", "--quiet", "--project", str(project), *chosen],
        env={**clean_environment(), "UV_PROJECT_ENVIRONMENT": str(environment)},
        cwd=project,
    )


def installed(environment: Path) -> int:
    """Return how many packages an environment has."""
    return len(list(environment.glob("lib/python*/site-packages/*.dist-info")))


def progress(environment: Path, project: Path, before: int) -> str:
    """Say how far the install of an environment is.

    :param before: the number of its packages when this was said last.
    """
    known = (project / "uv.lock").read_text().count("[[package]]")
    count = installed(environment)
    if not count:
        return f"{environment.name}: downloading, at most {known} packages"
    if count == before:
        return f"{environment.name}: {count} packages are there, their byte code is being made"
    return f"{environment.name}: {count} packages of at most {known} are there"


def sync(uv: str, outdated: Sequence[tuple[Path, Path]], python: str | None) -> None:
    """Make environments side by side, and say every ten seconds how far they are.

    :param outdated: folder and project of each.
    """
    begun = time.monotonic()
    running = {
        environment: (project, begin_sync(uv, environment, project, python))
        for environment, project in outdated
    }
    told = begun
    packages = dict.fromkeys(running, 0)
    failed = []
    while running:
        time.sleep(0.2)
        now = time.monotonic()
        if now - told >= TELL_EVERY:
            told = now
            for environment, (project, _) in running.items():
                print(
                    f"{now - begun:6.0f} s  {progress(environment, project, packages[environment])}",
                    flush=True,
                )
                packages[environment] = installed(environment)
        for environment, (project, process) in list(running.items()):
            if process.poll() is None:
                continue
            del running[environment]
            if process.returncode != 0:
                failed.append(environment.name)
                continue
            stamp = f"{wanted_stamp(project)}\n{python_of(environment)}"
            (environment / "scorebook-stamp").write_text(stamp)
            print(f"made {environment.name} in {now - begun:.0f} s", flush=True)
    if failed:
        raise SetupError(f"uv could not make {' and '.join(failed)}; its own message stands above")


def setup(
    environments: Sequence[tuple[Path, Path, str]] = ENVIRONMENTS, *, python: str | None = None
) -> None:
    """Make the environments that are not up to date.

    :param environments: folder, project, and a package that shows that the install was finished.
    :param python: the program of another Python; None: the one that runs this.
    """
    outdated = [
        (environment, project)
        for environment, project, package in environments
        if stamp_of(environment, package) != wanted_stamp(project)
    ]
    if not outdated:
        return
    sync(find_uv() or install_uv(), outdated, python)


def setup_python(version: str) -> None:
    """Make `.venv-{version}`; for the Python that runs this it is a link to `.venv`."""
    environment = REPOSITORY / f".venv-{version}"
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        setup()
        if not environment.exists():
            environment.symlink_to(".venv")
    else:
        setup([(environment, REPOSITORY, "airflow")], python=find_python(version))


def find_python(version: str) -> str:
    """Return the program of an installed Python: the one on PATH, else one of pyenv's.

    :param version: for example 3.13.
    :raises SetupError: there is none.
    """
    candidates = [shutil.which(f"python{version}")]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates += [str(program) for program in sorted(pyenv.glob(f"versions/{version}.*/bin/python"))]
    for program in filter(None, candidates):
        # The program on PATH can be a stand-in of pyenv for a version that is not chosen.
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        if told.returncode == 0 and told.stdout.startswith(f"Python {version}."):
            return program
    raise SetupError(f"Python {version} is not installed: install it, or leave it out of PYTHONS")


def main() -> int:
    """Run the command line and return its exit status."""
    try:
        if sys.argv[1:2] == ["uv"]:
            uv = find_uv() or install_uv()
            return subprocess.run([uv, *sys.argv[2:]], env=clean_environment(), check=False).returncode
        if sys.argv[1:2] == ["python"]:
            setup_python(sys.argv[2])
        elif sys.argv[1:2] != ["containers"]:
            setup()
        elif (platform.system(), platform.machine()) == ("Linux", "x86_64"):
            setup(CONTAINER_TOOLS)
        else:
            print("no checks of the Dockerfile and the compose file: their tools need Linux on x86-64")
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

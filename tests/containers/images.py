"""The images of the tests: those that the compose file names, or stand-ins where no registry answers."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.containers.engine import PACKAGES, REPOSITORY, CommandFailedError, Engine

STANDINS = Path(__file__).parent / "standins"
# Debian 12, as below the official images of the compose file.
DEBIAN = "bookworm"
HOST_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
PULL_SECONDS = 300.0
# Packages come over the network, byte code is compiled: 3 to 5 minutes on two cores.
BUILD_SECONDS = 1500.0


@dataclass(frozen=True, slots=True)
class Images:
    """Settings of the compose file that name images, and how long it took to have them.

    :param are_standins: the base images were made here.
    """

    settings: Mapping[str, str]
    are_standins: bool
    seconds: float


def base_images(engine: Engine, named: Mapping[str, str]) -> Images:
    """Return the settings for the base images.

    :param named: the images that the Dockerfile and the compose file name, by the setting that replaces them.
    """
    begun = time.monotonic()
    if all(_is_there(engine, image) for image in named.values()) or _pulled(engine, named.values()):
        return Images(named, are_standins=False, seconds=time.monotonic() - begun)
    python = _python(engine)
    parts = {
        "BASE_IMAGE": python,
        "POSTGRES_IMAGE": _built_from(engine, python, "postgres"),
        "REDIS_IMAGE": _built_from(engine, python, "redis"),
    }
    return Images(parts, are_standins=True, seconds=time.monotonic() - begun)


def build(engine: Engine, *, tag: str, file: Path, context: Path, target: str = "", **arguments: str) -> None:
    """Build an image; what an earlier build has made is used again."""
    words = [word for pair in arguments.items() for word in ("--build-arg", "=".join(pair))]
    # An engine of our own gives its containers no internet.
    network = ("--network", "host") if engine.is_own else ()
    stage = ("--target", target) if target else ()
    command = ("docker", "build", *network, *stage, *words, "--tag", tag, "--file", str(file), str(context))
    engine.run(*command, limit=BUILD_SECONDS, environment=_builder(engine))


def _builder(engine: Engine) -> Mapping[str, str]:
    """Choose the builder: Debian's Docker comes without buildx, and refuses to build unless told so."""
    try:
        engine.docker("buildx", "version")
    except CommandFailedError:
        return {"DOCKER_BUILDKIT": "0"}
    return {}


def _is_there(engine: Engine, image: str) -> bool:
    return bool(engine.docker("images", "--quiet", image).strip())


def _pulled(engine: Engine, images: Iterable[str]) -> bool:
    """Pull the images; say no when the first one cannot be had."""
    try:
        for image in images:
            engine.docker("pull", "--quiet", image, limit=PULL_SECONDS)
    except (CommandFailedError, subprocess.TimeoutExpired) as error:
        print(f"stand-ins for the base images: {str(error).splitlines()[-1]}", flush=True)
        return False
    return True


def _python(engine: Engine) -> str:
    """Make Debian with its Python and the authorities that this machine trusts."""
    tag = f"scorebook-standin-python:{DEBIAN}"
    if _is_there(engine, tag):
        return tag
    if shutil.which("mmdebstrap") is None:
        pytest.skip(f"no registry answers, and mmdebstrap to make base images is absent: {PACKAGES}")
    debian = f"scorebook-standin-debian:{DEBIAN}"
    with tempfile.TemporaryDirectory(prefix="scorebook-images-") as folder:
        archive = Path(folder) / "debian.tar"
        packages = "--include=python3,python3-venv,ca-certificates"
        made = ("mmdebstrap", "--quiet", "--variant=minbase", packages, DEBIAN, str(archive))
        engine.run(*made, limit=BUILD_SECONDS)
        engine.docker("import", str(archive), debian)
        archive.unlink()
        shutil.copy(HOST_AUTHORITIES, folder)
        file = STANDINS / "python.Dockerfile"
        build(engine, tag=tag, file=file, context=Path(folder), DEBIAN_IMAGE=debian)
    return tag


def _built_from(engine: Engine, python: str, part: str) -> str:
    tag = f"scorebook-standin-{part}:{DEBIAN}"
    file = STANDINS / f"{part}.Dockerfile"
    build(engine, tag=tag, file=file, context=STANDINS, STANDIN_IMAGE=python)
    return tag


def project_images(engine: Engine, base: str) -> tuple[dict[str, str], float]:
    """Build the images of this checkout; return the settings that name them, and the seconds."""
    begun = time.monotonic()
    images = {"SCOREBOOK_IMAGE": "scorebook:latest", "SCOREBOOK_STANDINS_IMAGE": "scorebook-stand-ins:latest"}
    file = REPOSITORY / "Dockerfile"
    build(engine, tag=images["SCOREBOOK_IMAGE"], file=file, context=REPOSITORY, BASE_IMAGE=base)
    standins = images["SCOREBOOK_STANDINS_IMAGE"]
    build(engine, tag=standins, file=file, context=REPOSITORY, target="stand-ins", BASE_IMAGE=base)
    return images, time.monotonic() - begun

"""The engine and the images, once for all tests of containers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from include.control.output import say
from tests.containers.engine import REPOSITORY, Engine
from tests.containers.engine import engine as running_engine
from tests.containers.images import base_images, project_images


@dataclass(frozen=True, slots=True)
class Built:
    """An engine that has all images.

    :param settings: variables of the compose file that name them.
    """

    engine: Engine
    settings: Mapping[str, str]


@pytest.fixture(scope="session")
def built() -> Iterator[Built]:
    """An engine, found or started, and on it the images of this checkout."""
    with running_engine() as engine:
        base = base_images(engine, named_images())
        kind = "stand-ins, made here" if base.are_standins else "those of the compose file"
        say(f"\nbase images: {kind}, {base.seconds:.0f} s")
        project, seconds = project_images(engine, base.settings["BASE_IMAGE"])
        say(f"images of this checkout built in {seconds:.0f} s")
        for image in project.values():
            size = int(engine.docker("image", "inspect", "--format", "{{.Size}}", image))
            say(f"  {image}: {size / 1e6:.0f} MB")
        yield Built(engine, {**base.settings, **project})


def named_images() -> dict[str, str]:
    """Return the images that the Dockerfile and the compose file name, by the setting that replaces each."""
    compose = (REPOSITORY / "docker-compose.yaml").read_text()
    found = dict(re.findall(r"\$\{(BASE_IMAGE|POSTGRES_IMAGE|REDIS_IMAGE):-([^}]+)\}", compose))
    assert sorted(found) == ["BASE_IMAGE", "POSTGRES_IMAGE", "REDIS_IMAGE"], found
    return found

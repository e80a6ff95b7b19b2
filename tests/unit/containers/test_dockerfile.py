"""The Dockerfile: its stages and arguments, and what hadolint says of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from include.devstack.setup import UV_VERSION
from tests.unit.containers.tools import ROOT, run


@pytest.fixture(scope="module")
def instructions() -> list[str]:
    """The Dockerfile without comments, one instruction a line."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [" ".join(line.split()) for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def stages(instructions: list[str]) -> dict[str, str]:
    """What each stage begins from, by its name, in their order."""
    found = [line.split() for line in instructions if line.startswith("FROM ")]
    assert all(len(words) == 4 and words[2] == "AS" for words in found)
    return {words[3]: words[1] for words in found}


def last_user(instructions: list[str], stage: str) -> str:
    """The user that an image of this stage has, its own or that of the stage it begins from."""
    begun = instructions.index(f"FROM {stages(instructions)[stage]} AS {stage}")
    own = []
    for line in instructions[begun + 1 :]:
        if line.startswith("FROM "):
            break
        if line.startswith("USER "):
            own.append(line.removeprefix("USER "))
    return own[-1] if own else last_user(instructions, stages(instructions)[stage])


@pytest.mark.parametrize(
    "file",
    [ROOT / "Dockerfile", *sorted((ROOT / "tests" / "containers").rglob("*Dockerfile"))],
    ids=lambda file: file.name,
)
def test_hadolint_has_nothing_to_say(file: Path) -> None:
    done = run("hadolint", "--no-color", str(file))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_stages_are_there_and_production_is_the_last(instructions: list[str]) -> None:
    names = list(stages(instructions))
    assert {"build", "stand-ins", "runtime"} <= set(names)
    assert names[-1] == "runtime"


def test_only_the_base_image_comes_from_elsewhere(instructions: list[str]) -> None:
    names = stages(instructions)
    assert {begun for begun in names.values() if begun not in names} == {"${BASE_IMAGE}"}


def test_the_base_image_is_pinned_and_the_same_in_the_compose_file(instructions: list[str]) -> None:
    [default] = [line.partition("=")[2] for line in instructions if line.startswith("ARG BASE_IMAGE")]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", default)
    assert f"${{BASE_IMAGE:-{default}}}" in (ROOT / "docker-compose.yaml").read_text()


def test_uv_is_the_one_of_every_other_environment(instructions: list[str]) -> None:
    assert f"ARG UV_VERSION={UV_VERSION}" in instructions


@pytest.mark.parametrize("stage", ["runtime", "stand-ins"])
def test_images_do_not_run_as_root(instructions: list[str], stage: str) -> None:
    assert last_user(instructions, stage) == "50000:0"


def test_no_step_needs_buildkit(instructions: list[str]) -> None:
    assert [line for line in instructions if "--mount" in line or "<<" in line] == []


def test_the_packages_are_those_of_the_lock(instructions: list[str]) -> None:
    syncs = [line for line in instructions if " sync " in line]
    assert syncs
    assert all("--frozen" in line and "--compile-bytecode" in line for line in syncs)


def test_a_health_check_of_the_image_hides_nothing(instructions: list[str]) -> None:
    assert [line for line in instructions if line.startswith("HEALTHCHECK")] == []


def test_no_secret_reaches_a_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule for rule in rules if rule.startswith("!")} == {
        "!pyproject.toml",
        "!uv.lock",
        "!dags",
        "!plugins",
        "!include",
    }

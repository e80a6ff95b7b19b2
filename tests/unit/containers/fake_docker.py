"""A program `docker` that remembers what it was asked and answers as it was told to."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class FakeDocker:
    """An engine, its Compose, and a project without containers.

    :param config: what Compose says of the project.
    """

    folder: Path
    config: dict[str, Any] = field(default_factory=dict)
    _cases: list[str] = field(default_factory=list)

    def install(self) -> None:
        """Put the program on PATH, which is a folder that holds nothing else."""
        self.folder.mkdir()
        self.answer("compose version --short", "2.24.0\n")
        self.answer("version --format", "28.0.0\n")
        self.answer("config --format json", json.dumps(self.config))
        self.answer("ps --all", "")

    def answer(self, words: str, out: str = "", *, code: int = 0, err: str = "") -> None:
        """Answer a command that contains the words; what is said last comes first."""
        # A shell starts in a tenth of the time of Python; it finds no other program on PATH.
        says = f"printf %s {shlex.quote(out)}; printf %s {shlex.quote(err)} >&2; exit {code}"
        self._cases.insert(0, f"*{shlex.quote(words)}*) {says};;")
        asked = shlex.quote(str(self.folder / "asked"))
        program = self.folder / "docker"
        program.write_text(
            "\n".join(["#!/bin/sh", f'echo "$*" >> {asked}', 'case "$*" in', *self._cases, "esac", ""])
        )
        program.chmod(0o755)

    def reconfigure(self, config: dict[str, Any]) -> None:
        """Change what Compose says of the project."""
        self.config = config
        self.answer("config --format json", json.dumps(config))

    @property
    def asked(self) -> list[str]:
        """All commands so far, in their order."""
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def asked_for(self, verb: str) -> list[str]:
        """The commands that contain a word."""
        return [each for each in self.asked if verb in each.split()]

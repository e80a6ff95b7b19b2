"""A logger that keeps what it is told: Airflow's own drops DEBUG lines and writes past pytest's capture."""

from __future__ import annotations

from typing import Any


class Lines:
    def __init__(self) -> None:
        self.written: list[tuple[str, str]] = []

    def debug(self, message: str, *values: Any) -> None:
        self.written.append(("debug", message % values))

    def warning(self, message: str, *values: Any) -> None:
        self.written.append(("warning", message % values))

    def of(self, level: str) -> list[str]:
        return [line for written, line in self.written if written == level]

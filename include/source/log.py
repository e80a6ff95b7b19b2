"""The part of a logger that sources need; loggers of the standard library and of Airflow both have it."""

from __future__ import annotations

from typing import Any, Protocol


class Log(Protocol):
    def debug(self, msg: str, /, *args: Any) -> Any: ...

    def warning(self, msg: str, /, *args: Any) -> Any: ...

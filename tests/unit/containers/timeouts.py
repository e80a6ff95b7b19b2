"""The longest time that a task may take, from the source of the DAGs and of what they use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.unit.containers.tools import ROOT


def execution_timeouts() -> list[timedelta]:
    """Return every `execution_timeout` that stands in dags and plugins."""
    files = [*(ROOT / "dags").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]
    return [
        _duration(value, file)
        for file in files
        for name, value in _named(file)
        if name == "execution_timeout"
    ]


def _named(file: Path) -> Iterator[tuple[Any, ast.expr]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield key.value, value
        elif isinstance(node, ast.Call):
            yield from ((keyword.arg, keyword.value) for keyword in node.keywords)


def _duration(value: ast.expr, file: Path) -> timedelta:
    assert isinstance(value, ast.Call), f"{file}: {ast.unparse(value)} is not written out as timedelta(...)"
    return timedelta(**{word.arg or "": ast.literal_eval(word.value) for word in value.keywords})

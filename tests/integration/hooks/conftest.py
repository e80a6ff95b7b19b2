"""A source on loopback, a fresh warehouse, and hooks that read the one and are limited by the other."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.hooks.server import Server

# Airflow makes its home folder when it is imported first.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="scorebook-tests-"))


@pytest.fixture
def source() -> Iterator[Server]:
    with Server().running() as server:
        yield server


@pytest.fixture
def sleeps() -> list[float]:
    """The waits that hooks asked for; nobody sleeps in these tests."""
    return []


@pytest.fixture
def make_hook(
    source: Server, warehouse_url: str, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Makes hooks for the source; `connection` adds to the Airflow connection, the rest goes to the hook."""
    from scorebook.hooks.source import SourceHook

    monkeypatch.setenv("AIRFLOW_CONN_WAREHOUSE", warehouse_url)
    monkeypatch.setenv("AIRFLOW_VAR_SCOREBOOK_REQUEST_INTERVAL_SECONDS", "0")
    made: list[SourceHook] = []

    def make(connection: dict[str, Any] | None = None, **kwargs: Any) -> SourceHook:
        settings = {"conn_type": "http", "host": source.url, **(connection or {})}
        monkeypatch.setenv("AIRFLOW_CONN_SOURCE_UNDER_TEST", json.dumps(settings))
        defaults: dict[str, Any] = {"sleep": sleeps.append, "draw": lambda low, high: high}
        hook = SourceHook("source_under_test", **{**defaults, **kwargs})
        made.append(hook)
        return hook

    yield make
    for hook in made:
        hook.close()

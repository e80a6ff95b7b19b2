from __future__ import annotations

from collections.abc import Iterator

import pytest

from include.control import waiting
from tests.unit.control.fake_airflow import FakeAirflow, dag, serve


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAirflow]:
    """An API server with the DAG `games`, named by the environment; waiting polls fast."""
    fake = FakeAirflow()
    fake.routes["GET /api/v2/dags/games/details"] = (200, dag())
    monkeypatch.setattr(waiting, "POLL_SECONDS", 0.01)
    with serve(fake):
        monkeypatch.setenv("SCOREBOOK_API_URL", fake.url)
        monkeypatch.setenv("SCOREBOOK_API_USER", "admin")
        monkeypatch.setenv("SCOREBOOK_API_PASSWORD", "right")
        yield fake

"""A platform on which runs start by themselves: by their schedules since three days ago, and by assets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.days import GAME_ZONE
from tests.fixtures.stack import RunningStack, make_stack, running

# The New York hour at which the last of the daily workflows is due for the day before.
LAST_HOUR = 6


@pytest.fixture(scope="package")
def days() -> list[str]:
    """The last three New York days whose runs were due when the tests began."""
    now = datetime.now(UTC).astimezone(GAME_ZONE)
    last = (now - timedelta(hours=LAST_HOUR)).date() - timedelta(days=1)
    return [(last - timedelta(days=back)).isoformat() for back in (2, 1, 0)]


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory, days: list[str]) -> Iterator[RunningStack]:
    """The platform, whose workflows begin at the first of these days."""
    platform = make_stack(
        tmp_path_factory.mktemp("scheduled"), SCOREBOOK_START_DATE=days[0], SCOREBOOK_SCHEDULES="on"
    )
    with running(platform) as started:
        yield started


def local_day(run: dict[str, Any]) -> str:
    """The New York day on which the run's data interval begins."""
    return datetime.fromisoformat(run["data_interval_start"]).astimezone(GAME_ZONE).date().isoformat()

"""`nba_daily` on a new platform that begins three days ago: it catches up by itself, each day once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from include.days import GAME_ZONE
from tests.e2e.nba_world import Nba
from tests.fixtures.stack import make_stack, running, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def days() -> list[str]:
    """The last three New York days whose runs are due: those that were over at six in the morning."""
    last = (datetime.now(UTC).astimezone(GAME_ZONE) - timedelta(hours=6)).date() - timedelta(days=1)
    return [(last - timedelta(days=back)).isoformat() for back in (2, 1, 0)]


@pytest.fixture
def young(tmp_path: Path, days: list[str]) -> Iterator[Nba]:
    """A platform of its own; the one that tests share began when it was made."""
    platform = make_stack(tmp_path / "platform", SCOREBOOK_START_DATE=days[0])
    with (
        running(platform) as started,
        psycopg.connect(started.warehouse_url, autocommit=True) as connection,
    ):
        yield Nba(started, connection)


def test_a_new_platform_runs_each_day_since_its_start_once_and_one_after_the_other(
    young: Nba, days: list[str]
) -> None:
    young.stack.api.unpause(young.daily.id)
    wait_for(lambda: young.watermark() == days[-1], 200)
    young.daily.wait_until_idle()
    runs = young.daily.runs()
    assert [(local_day(run), run["run_type"], run["state"]) for run in runs] == [
        (day, "scheduled", "success") for day in days
    ]
    ends = [run["end_date"] for run in runs]
    assert all(run["start_date"] >= end for run, end in zip(runs[1:], ends, strict=False))
    # Each run looks back three days, and asks for no game that was asked for today.
    asked = Counter(asked for asked in young.asked() if asked[0] != "schedule")
    assert set(asked.values()) <= {1}
    finals = young.finals(*days)
    assert {game_id for _, game_id in asked} >= set(finals)
    assert young.standings("nba_metrics", finals) == dict.fromkeys(sorted(finals), ("stored", None))
    assert young.watermark() == days[-1]


def local_day(run: dict[str, str]) -> str:
    """The New York day on which the run's data interval begins."""
    return datetime.fromisoformat(run["data_interval_start"]).astimezone(GAME_ZONE).date().isoformat()

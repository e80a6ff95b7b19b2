"""`nba_daily` over ranges of days: backfills across both changes of the clock."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.nba_world import Nba
from tests.fixtures.stack import RUN_LIMIT, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

NEW_YORK = ZoneInfo("America/New_York")
# The clock goes back on 2025-11-02, and forward on 2026-03-08.
AUTUMN = [f"2025-{day}" for day in ("10-31", "11-01", "11-02", "11-03", "11-04")]
SPRING = [f"2026-03-{day}" for day in ("06", "07", "08", "09", "10")]


@pytest.mark.parametrize("days", [AUTUMN, SPRING], ids=["autumn", "spring"])
def test_each_day_of_a_backfill_is_run_once_and_asked_for_once(nba: Nba, days: list[str]) -> None:
    finals = nba.finals(*days)
    nba.set_daily_watermark((date.fromisoformat(days[0]) - timedelta(days=1)).isoformat())
    body = {
        "dag_id": nba.daily.id,
        "from_date": datetime.combine(date.fromisoformat(days[0]), datetime.min.time(), NEW_YORK).isoformat(),
        "to_date": datetime.combine(date.fromisoformat(days[-1]), datetime.max.time(), NEW_YORK).isoformat(),
        # As `make backfill` does it.
        "max_active_runs": 1,
        "dag_run_conf": {},
    }
    backfill = nba.stack.api.post("/backfills", body)
    wait_for(lambda: nba.stack.api.get(f"/backfills/{backfill['id']}")["completed_at"], RUN_LIMIT)

    runs = nba.daily.runs(run_type="backfill", logical_date_gte=body["from_date"])
    runs = [run for run in runs if local_day(run) <= days[-1]]
    assert [(local_day(run), run["state"]) for run in runs] == [(day, "success") for day in days]
    chunks = [label for run in runs for label in nba.daily.ended(run["dag_run_id"]).chunks]
    assert [label.split()[0] for label in chunks] == [day for day in days if nba.finals(day)]
    asked = Counter(nba.asked())
    assert asked.pop(("schedule", "2025-26")) == len(days)
    assert asked == Counter((what, game_id) for game_id in finals for what in ("boxscore", "playbyplay"))
    assert nba.standings("nba_metrics", finals) == dict.fromkeys(sorted(finals), ("stored", None))
    assert nba.watermark() == days[-1]


def local_day(run: dict[str, str]) -> str:
    """The New York day on which the run's data interval begins."""
    return datetime.fromisoformat(run["data_interval_start"]).astimezone(NEW_YORK).date().isoformat()

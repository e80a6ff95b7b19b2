"""One day of British races as two CSVs, without ratings and with them: real ones where they are at hand."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from include.devstack.simulator.racing.marks import RaceMark
from include.devstack.simulator.racing.programme import races_of
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.telling import tell
from include.racing.csv_file import write_csv
from include.racing.table import table_of
from tests.unit.racing.simulated import read_api

DAY = date(2020, 6, 3)
SETTINGS = RacingSettings(ratings_after_days=3)
REPOSITORY = Path(__file__).resolve().parents[2]


def csv_pair() -> tuple[bytes, bytes]:
    """The day as it was on its evening, and with its late ratings; the same runners."""
    folder = (
        Path(os.environ.get("SCOREBOOK_SHARED_DATA") or REPOSITORY.parent / "shared" / "data") / "racing_post"
    )
    if folder.is_dir():
        names = ("gb_2020_06_03_v1.csv", "gb_2020_06_03_v2.csv")
        first, second = ((folder / name).read_bytes() for name in names)
        return first, second
    return simulated(0), simulated(9)


def simulated(days_later: int) -> bytes:
    """The simulated races of the day, as they are known some days later."""
    told_on = DAY + timedelta(days=days_later)
    races = [read_api(tell(race, told_on, RaceMark(), SETTINGS)) for race in races_of(DAY, "gb", SETTINGS)]
    scraped_at = dict.fromkeys((race.race_id for race in races), datetime(2020, 6, 4, tzinfo=UTC))
    runners = [runner for race in races if not race.void for runner in race.runners]
    return write_csv(table_of(runners, scraped_at), "gb", DAY)

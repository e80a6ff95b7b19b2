"""Two days to list: one whose scoreboard changed since it was archived, and one that was never archived."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from include.espn import scoreboard
from include.espn.discovery import SCHEDULES
from include.espn.keys import EspnPrefixes
from include.lake.publish import put_document
from include.warehouse import ledger
from tests.faults.world import World

CHANGED, NEW = date(2026, 1, 17), date(2026, 1, 19)


@dataclass
class DiscoveryScenario:
    """What stands before, and the days of the run."""

    world: World

    def __post_init__(self) -> None:
        simulator = self.world.simulator
        day = f"{CHANGED:%Y%m%d}"
        simulator.set_clock("2026-01-17T12:00:00+00:00")
        self._old = simulator.get(f"/scoreboard?dates={day}&limit=100").content
        simulator.set_clock("2026-01-20T12:00:00+00:00")

    @property
    def prefixes(self) -> EspnPrefixes:
        folder = self.world.folder
        return EspnPrefixes(f"{folder}/schedules", f"{folder}/box", f"{folder}/team", f"{folder}/plays")

    def prepare(self) -> None:
        world = self.world
        world.begin_case()
        put_document(world.s3, world.bucket, self.prefixes.schedule_key(CHANGED), self._old)
        ledger.record_stored(
            world.connection,
            SCHEDULES,
            f"{CHANGED:%Y%m%d}",
            day=CHANGED,
            content_hash=scoreboard.fingerprint(self._old),
            address="https://espn.test",
            run_id="run-0",
            now=datetime(2026, 1, 17, 12, tzinfo=UTC),
        )

    def job(self, run_id: str) -> dict[str, Any]:
        return {
            "task": "discover",
            "run_id": run_id,
            "prefixes": asdict(self.prefixes),
            "days": [str(CHANGED), str(NEW)],
        }

    def unneeded(self, run_id: str) -> set[str]:
        """Nothing: a scoreboard is asked for in every run."""
        return set()

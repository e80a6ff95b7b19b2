"""Games to archive: new ones, one that was corrected, one of which an object is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from include.archive.item import FetchGroup
from include.espn import summary
from include.espn.archive import DATASET, game_item
from include.espn.keys import EspnPrefixes
from include.lake.buffer import Buffer
from include.lake.publish import publish
from include.warehouse import ledger
from tests.faults.world import World

DAY = date(2026, 1, 17)


@dataclass
class ArchiveScenario:
    """The group in which the corrected game is asked for again, and what stands before."""

    world: World
    count_new: int
    new: list[str] = field(init=False)
    corrected: str = field(init=False)
    torn: str = field(init=False)

    def __post_init__(self) -> None:
        simulator = self.world.simulator
        ids = [game["id"] for game in simulator.games(DAY)]
        self.corrected, self.torn, self.new = ids[0], ids[1], ids[2 : 2 + self.count_new]
        self._old = simulator.get(f"/summary?event={self.corrected}").content
        self._torn = simulator.get(f"/summary?event={self.torn}").content
        simulator.mark(self.corrected, corrected=True)

    @property
    def games(self) -> list[str]:
        return [*self.new[:1], self.corrected, self.torn, *self.new[1:]]

    @property
    def prefixes(self) -> EspnPrefixes:
        folder = self.world.folder
        return EspnPrefixes(f"{folder}/schedules", f"{folder}/box", f"{folder}/team", f"{folder}/plays")

    def prepare(self) -> None:
        world = self.world
        world.begin_case()
        publish(world.s3, world.bucket, self.prefixes.game_keys(self.corrected), self._old)
        publish(world.s3, world.bucket, self.prefixes.game_keys(self.torn)[:2], self._torn)
        ledger.record_stored(
            world.connection,
            DATASET,
            self.corrected,
            day=DAY,
            content_hash=summary.fingerprint(self._old),
            address="https://espn.test",
            run_id="run-0",
            now=datetime(2026, 1, 20, 8, tzinfo=UTC),
        )

    def job(self, run_id: str) -> dict[str, Any]:
        """The group as it is planned for the run: a half replaced game is fetched like an absent one."""
        entry = ledger.read(self.world.connection, DATASET, [self.corrected])[self.corrected]
        is_planned_anew = run_id != "run-1" and entry.reason == ledger.REPLACING
        to_refetch = None if is_planned_anew else self.corrected
        items = [
            game_item(game, DAY, self.prefixes, refetch=game == to_refetch, is_last_ask=False)
            for game in self.games
        ]
        group = msgspec.to_builtins(FetchGroup(label=str(DAY), items=tuple(items)))
        return {"task": "archive", "run_id": run_id, "group": group}

    def unneeded(self, run_id: str) -> set[str]:
        """What is stored or buffered whole. A game that is asked for again has to be marked as well: its
        buffer may be of an earlier run.
        """
        entries = ledger.read(self.world.connection, DATASET, self.games)
        buffer = Buffer(self.world.data_dir, DATASET)
        unneeded = set()
        for game in self.games:
            entry = entries.get(game)
            is_ours = entry is not None and entry.run_id == run_id
            is_stored = entry is not None and entry.status is ledger.Status.STORED
            is_marked = entry is not None and entry.reason == ledger.REPLACING
            if game == self.corrected:
                is_had = is_ours and (is_stored or (is_marked and buffer.load(game) is not None))
            else:
                is_had = is_stored or buffer.load(game) is not None
            if is_had:
                unneeded.add(f"event={game}")
        return unneeded

"""What a season test needs: faults for a share of the requests, a rate, and a look at the workers' memory."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psutil

from tests.e2e.nba_runs import Run
from tests.e2e.nba_world import Asked, Nba

DOCUMENTS = ("boxscore", "playbyplay")
LONGEST_GAP = 6


@dataclass(frozen=True, slots=True)
class Trouble:
    """Which documents the source cannot serve: at all (`lost`), or at the first time (`passing`)."""

    lost: frozenset[str]
    passing: frozenset[str]

    @property
    def lost_games(self) -> set[str]:
        return {document.partition("_")[2] for document in self.lost}

    def rules(self) -> list[dict[str, Any]]:
        """Faults of the simulator: half of them are a 500, half are cut."""
        wishes: list[tuple[str, dict[str, int]]] = [(document, {}) for document in sorted(self.lost)]
        wishes += [(document, {"count": 1}) for document in sorted(self.passing)]
        kinds = ({"kind": "status", "status": 500}, {"kind": "cut"})
        return [
            {"match": document, **kinds[place % 2], **count} for place, (document, count) in enumerate(wishes)
        ]


def trouble_for(game_ids: Sequence[str], share: float, lost: int, seed: int) -> Trouble:
    """Choose a share of the games' documents; `lost` of them are never served, none of neighbours.

    A source that cannot serve three games in a row is given up for a while, which is another matter.
    """
    chosen = random.Random(seed)
    everything = [f"{what}_{game_id}" for game_id in game_ids for what in DOCUMENTS]
    places = chosen.sample(range(0, len(game_ids) - LONGEST_GAP, LONGEST_GAP), lost)
    never = frozenset(f"{chosen.choice(DOCUMENTS)}_{game_ids[place + 3]}" for place in places)
    others = [document for document in everything if document not in never]
    passing = frozenset(chosen.sample(others, round(share * len(everything)) - lost))
    return Trouble(never, passing)


@contextmanager
def allowed_rate(nba: Nba, per_second: float) -> Iterator[None]:
    """Let the source be asked so often during the block."""
    before = nba.warehouse.execute(
        "SELECT every FROM ops.source_limits WHERE host = %s", [nba.host]
    ).fetchone()
    change = (
        "INSERT INTO ops.source_limits (host, every) VALUES (%(host)s, %(every)s)"
        " ON CONFLICT (host) DO UPDATE SET every = excluded.every"
    )
    nba.warehouse.execute(change, {"host": nba.host, "every": timedelta(seconds=1 / per_second)})
    try:
        yield
    finally:
        nba.warehouse.execute(change, {"host": nba.host, "every": before[0] if before else None})


@dataclass
class Memory:
    """The highest resident memory, in bytes, of any process of a kind."""

    peak: int = 0
    processes: set[int] = field(default_factory=set)

    @contextmanager
    def watched(self, nba: Nba) -> Iterator[Memory]:
        """Look at the scheduler's workers twice a second during the block."""
        (scheduler,) = (part for part in nba.stack.stack.components if part.name == "scheduler")
        parent = psutil.Process(scheduler.pid())
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(0.5):
                for process in parent.children(recursive=True):
                    self._note(process)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield self
        finally:
            ended.set()
            thread.join()

    def _note(self, process: psutil.Process) -> None:
        try:
            self.peak = max(self.peak, process.memory_info().rss)
        except psutil.NoSuchProcess:
            return
        self.processes.add(process.pid)


def figures(run: Run, exchanges: Sequence[Asked], tasks: Sequence[Mapping[str, Any]], rate: float) -> str:
    """What was measured of a run, in a line: achieved rate, and how fast plays were loaded."""
    times = [datetime.fromisoformat(each.time) for each in exchanges if each.what in DOCUMENTS]
    ninety = times[int(len(times) * 0.9)]
    first_part = len(times) * 0.9 / (ninety - times[0]).total_seconds()
    whole = len(times) / (times[-1] - times[0]).total_seconds()
    loading = [_seconds(task) for task in tasks]
    plays = run.total("plays_written")
    return (
        f"{len(times)} requests at {whole:.1f}/s, the first nine tenths at {first_part:.1f}/s, allowed "
        f"{rate:.0f}/s; {plays} plays in {sum(loading):.0f} s of load tasks, "
        f"{60 * plays / sum(loading):.0f} a minute"
    )


def _seconds(task: Mapping[str, Any]) -> float:
    begin, end = (datetime.fromisoformat(task[name]) for name in ("start_date", "end_date"))
    return (end - begin).total_seconds()

"""The chains of the demo side by side, and a line every few seconds that says how far they are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from include.control.client import AirflowApi
from include.control.demo.jobs import Job
from include.control.demo.play import Played, play
from include.control.demo.sources import Sources
from include.control.output import say

TELL_EVERY = 10.0


@dataclass(slots=True)
class Chain:
    """Jobs that run one after the other, in a thread of their own.

    :param state: what Airflow last said of the run that goes on.
    :param error: what ended the chain early.
    """

    jobs: Sequence[Job]
    played: list[Played] = field(default_factory=list)
    running: Job | None = None
    since: float = 0.0
    state: str = ""
    error: Exception | None = None

    def run(self, sources: Sources, connect: Callable[[], AirflowApi], begun: float) -> None:
        """Run the jobs; stop at the first that cannot be run."""
        try:
            with connect() as api:
                for job in self.jobs:
                    self.running, self.since, self.state = job, time.monotonic(), "starting"
                    played = play(sources, api, job, tell=self._hear)
                    self.played.append(played)
                    say(f"{time.monotonic() - begun:6.0f} s  {played.summary}")
        except Exception as error:  # noqa: BLE001  the caller raises it again
            self.error = error
        finally:
            self.running = None

    def _hear(self, line: str) -> None:
        self.state = " ".join(line.partition(" s  ")[2].split())

    def progress(self) -> str | None:
        """What runs, how far it is, and for how long."""
        job = self.running
        if job is None:
            return None
        return f"{job.dag_id} {time.monotonic() - self.since:.0f} s: {self.state}"


def run_side_by_side(
    sources: Sources, connect: Callable[[], AirflowApi], chains: Sequence[Sequence[Job]]
) -> list[Played]:
    """Run all chains and return their runs, chain by chain.

    :param connect: opens a client; each chain has its own.
    :raises Exception: what ended a chain early, after the others have ended.
    """
    begun = time.monotonic()
    under_way = [Chain(jobs) for jobs in chains]
    # Daemons: a person who interrupts the demo waits for no run.
    threads = [
        threading.Thread(target=partial(chain.run, sources, connect, begun), daemon=True)
        for chain in under_way
    ]
    for thread in threads:
        thread.start()
    told = begun
    while any(thread.is_alive() for thread in threads):
        for thread in threads:
            thread.join(timeout=0.2)
        if time.monotonic() - told >= TELL_EVERY:
            told = time.monotonic()
            for line in filter(None, (chain.progress() for chain in under_way)):
                say(f"{told - begun:6.0f} s    {line}")
    for chain in under_way:
        if chain.error is not None:
            raise chain.error
    return [played for chain in under_way for played in chain.played]

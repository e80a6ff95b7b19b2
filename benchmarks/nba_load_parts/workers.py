"""Runs a contestant in a process of its own, and tells what it cost."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any

import psycopg

from benchmarks.command import BenchmarkError
from benchmarks.enrichment_parts.measuring import own_cpu_seconds, own_peak_bytes
from benchmarks.nba_load_parts.games import chunks, make_originals
from include.nba.staging import StagedGame

processes = multiprocessing.get_context("spawn")
Load = Callable[[psycopg.Connection[Any], Sequence[StagedGame]], None]


@dataclass(frozen=True, slots=True)
class Cost:
    """What loading all games took; CPU is that of the client."""

    plays: int
    seconds: float
    cpu: float
    peak_bytes: int

    @property
    def plays_a_minute(self) -> float:
        return 60 * self.plays / self.seconds


def measure(load: Load, url: str, originals: int, games: int) -> Cost:
    """Load all games into a warehouse.

    :raises BenchmarkError: the process has failed; its traceback stands on stderr.
    """
    (cost,) = in_processes(_load_all, [(load, url, originals, games)])
    return cost  # type: ignore[no-any-return]


def in_processes(work: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Do each job in a process of its own, side by side, and return what they return.

    :raises BenchmarkError: one of them has failed.
    """
    with ExitStack() as stack:
        pipes = [stack.enter_context(_started(work, job)) for job in jobs]
        return [_receive(pipe) for pipe in pipes]


@contextmanager
def _started(work: Callable[..., Any], job: tuple[Any, ...]) -> Iterator[Pipe]:
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=_work, args=(work, job, theirs), daemon=True)
    process.start()
    # Or the end of the process would not close the pipe.
    theirs.close()
    try:
        yield ours
        process.join()
    finally:
        process.kill()
        process.join()


def _work(work: Callable[..., Any], job: tuple[Any, ...], pipe: Pipe) -> None:
    # Ctrl-C reaches every process of the terminal; the parent ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send(work(*job))


def _receive(pipe: Pipe) -> Any:
    try:
        return pipe.recv()
    except EOFError as error:
        raise BenchmarkError("a worker process has failed, see above") from error


def _load_all(load: Load, url: str, originals: int, games: int) -> Cost:
    made = make_originals(originals)
    plays, seconds, cpu = 0, 0.0, 0.0
    with psycopg.connect(url, autocommit=True) as conn:
        for chunk in chunks(made, games):
            begun, spent = time.monotonic(), own_cpu_seconds()
            load(conn, chunk)
            seconds += time.monotonic() - begun
            cpu += own_cpu_seconds() - spent
            plays += sum(len(game.rows.plays) for game in chunk)
    return Cost(plays, seconds, cpu, own_peak_bytes())

"""Runs a contestant in processes of its own and measures what they cost."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from benchmarks.command import BenchmarkError
from benchmarks.enrichment_parts.measuring import (
    Statements,
    own_cpu_seconds,
    own_peak_bytes,
    server_cpu_seconds,
)

STOP_SECONDS = 5
processes = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """What one process has to do: these games, from this S3, into this database."""

    game_ids: tuple[str, ...]
    etags: tuple[str, ...]
    endpoint: str
    url: str


Prepare = Callable[[Job], Callable[[], None]]
"""Opens what a contestant needs (clients, connections) and returns the work that is measured."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Process ids of the servers, whose CPU is told apart."""

    postgres: int
    s3: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What the work on `games` cost; CPU in seconds, memory of the largest process."""

    games: int
    seconds: float
    client_cpu: float
    postgres_cpu: float
    s3_cpu: float
    peak_bytes: int
    statements: int

    @property
    def rate(self) -> float:
        """Games a second."""
        return self.games / self.seconds

    @property
    def client_ms(self) -> float:
        """CPU of the clients, milliseconds a game."""
        return 1000 * self.client_cpu / self.games

    @property
    def total_ms(self) -> float:
        """CPU of clients and servers, milliseconds a game."""
        return 1000 * (self.client_cpu + self.postgres_cpu + self.s3_cpu) / self.games


@dataclass(frozen=True, slots=True)
class _Outcome:
    begun: float
    ended: float
    cpu: float
    peak_bytes: int
    statements: int


def measure(prepare: Prepare, jobs: Sequence[Job], servers: Servers) -> Cost:
    """Do each job in a process of its own, all beginning together once all are prepared.

    :raises BenchmarkError: a process has failed; its traceback stands on stderr.
    """
    with _started(prepare, jobs) as pipes:
        for pipe in pipes:
            _receive(pipe)
        postgres, s3 = server_cpu_seconds(servers.postgres), server_cpu_seconds(servers.s3)
        for pipe in pipes:
            pipe.send("go")
        outcomes = [_receive(pipe) for pipe in pipes]
        postgres = server_cpu_seconds(servers.postgres) - postgres
        s3 = server_cpu_seconds(servers.s3) - s3
    return Cost(
        games=sum(len(job.game_ids) for job in jobs),
        seconds=max(one.ended for one in outcomes) - min(one.begun for one in outcomes),
        client_cpu=sum(one.cpu for one in outcomes),
        postgres_cpu=postgres,
        s3_cpu=s3,
        peak_bytes=max(one.peak_bytes for one in outcomes),
        statements=sum(one.statements for one in outcomes),
    )


@contextmanager
def stopped_at_the_end(process: SpawnProcess) -> Iterator[None]:
    """Whatever happens, the process is gone afterwards."""
    try:
        yield
    finally:
        process.terminate()
        process.join(STOP_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()


@contextmanager
def _started(prepare: Prepare, jobs: Sequence[Job]) -> Iterator[list[Connection]]:
    started: list[SpawnProcess] = []
    pipes: list[Connection] = []
    try:
        for job in jobs:
            ours, theirs = processes.Pipe()
            process = processes.Process(target=_work, args=(prepare, job, theirs), daemon=True)
            process.start()
            # Or the end of the process would not close the pipe.
            theirs.close()
            started.append(process)
            pipes.append(ours)
        yield pipes
        for process, pipe in zip(started, pipes, strict=True):
            pipe.send("end")
            process.join()
    finally:
        for process in started:
            process.kill()
            process.join()


def _receive(pipe: Connection) -> _Outcome:
    try:
        outcome: _Outcome = pipe.recv()
    except EOFError as error:
        raise BenchmarkError("a worker process has failed, see above") from error
    return outcome


def _work(prepare: Prepare, job: Job, pipe: Connection) -> None:
    # Ctrl-C reaches every process of the terminal; the parent ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work = prepare(job)
    pipe.send("ready")
    pipe.recv()
    Statements.count = 0
    begun, cpu = time.monotonic(), own_cpu_seconds()
    work()
    pipe.send(_Outcome(begun, time.monotonic(), own_cpu_seconds() - cpu, own_peak_bytes(), Statements.count))
    # Its database connection stays until the server's CPU has been read.
    pipe.recv()

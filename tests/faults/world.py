"""Real services around one worker process, and the walk through all faults of a task.

A task is run with one fault, then again without. Afterwards the archive, the ledger and the buffers must
be as if nothing had happened.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

import psycopg

from tests.faults.steps import S3_READS, S3_WRITES, Fault
from tests.fixtures.simulator import REPOSITORY, SimulatorServer

KILLED = -9
REPLAY = "SCOREBOOK_FAULT_CASE"
CASES = "SCOREBOOK_FAULT_CASES"


class Worker:
    """The process that runs jobs in children of its own; see `tests.faults.worker`."""

    def __init__(self, log: Path) -> None:
        environment = os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'plugins'}"}
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def run(self, *jobs: dict[str, Any]) -> list[int]:
        """Run the jobs at once and wait for all. 0 = returned, 2 = raised, -9 = killed."""
        answers, lines = self._pipes()
        lines.write(json.dumps({"jobs": jobs}) + "\n")
        lines.flush()
        codes = answers.readline()
        assert codes, f"the worker ended: see {self._log.name}"
        return list(json.loads(codes))

    def stop(self) -> None:
        answers, lines = self._pipes()
        lines.close()
        self._process.wait(timeout=180)
        answers.close()
        self._log.close()

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        return self._process.stdout, self._process.stdin


@dataclass
class World:
    """The services of one test. Each case has its own folder in the bucket and on disk."""

    s3: Any
    bucket: str
    connection: psycopg.Connection[Any]
    simulator: SimulatorServer
    worker: Worker
    environment: dict[str, str]
    disk: Path
    case: int = 0

    def begin_case(self) -> None:
        """Forget the ledger and the requests, and go to new folders."""
        self.connection.execute("TRUNCATE ops.ingest_ledger, ops.source_limits")
        self.simulator.reset_requests()
        self._delete_objects()
        self.case += 1
        self.data_dir.mkdir()

    @property
    def data_dir(self) -> Path:
        return self.disk / str(self.case)

    @property
    def folder(self) -> str:
        """First part of all keys of the case."""
        return f"case-{self.case}"

    def run(self, job: dict[str, Any], fault: Fault | None = None) -> tuple[int, dict[str, Any]]:
        """Run a job in a child of the worker; its exit code and what it told."""
        prepared = self.prepared(job, fault)
        (code,) = self.worker.run(prepared)
        return code, self.outcome(prepared)

    def prepared(
        self, job: dict[str, Any], fault: Fault | None = None, name: str = "outcome"
    ) -> dict[str, Any]:
        path = self.data_dir / f"{name}.json"
        path.unlink(missing_ok=True)
        return {
            **job,
            "bucket": self.bucket,
            "environment": self.environment | {"SCOREBOOK_DATA_DIR": str(self.data_dir)},
            "outcome": str(path),
            "fault": asdict(fault) if fault else None,
        }

    @staticmethod
    def outcome(prepared: dict[str, Any]) -> dict[str, Any]:
        path = Path(prepared["outcome"])
        return json.loads(path.read_text()) if path.exists() else {}

    def objects(self) -> dict[str, str]:
        """sha256 of every object of the case, by key without the case's folder."""
        return {
            key.removeprefix(f"{self.folder}/"): hashlib.sha256(
                self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            ).hexdigest()
            for key in self._keys()
        }

    def rows(self) -> list[tuple[Any, ...]]:
        """What the ledger says of every item."""
        return self.connection.execute(
            "SELECT dataset, item, day, status, reason, error, content_hash, attempts"
            " FROM ops.ingest_ledger ORDER BY dataset, item"
        ).fetchall()

    def versions(self) -> list[tuple[Any, ...]]:
        """The version of every row of the ledger, which each write to it changes."""
        query = "SELECT dataset, item, xmin::text FROM ops.ingest_ledger ORDER BY dataset, item"
        return self.connection.execute(query).fetchall()

    def payloads(self) -> list[str]:
        """Names of the payloads that are buffered whole."""
        return sorted(path.name for path in self.data_dir.rglob("*.payload"))

    def asked(self) -> Counter[str]:
        """How often each game or day was asked for."""
        return Counter(
            request["address"].partition("?")[2]
            for request in self.simulator.requests()["requests"]
            if "?" in request["address"]
        )

    def _keys(self) -> Iterator[str]:
        for page in self.s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=f"{self.folder}/"
        ):
            for entry in page.get("Contents", []):
                yield entry["Key"]

    def _delete_objects(self) -> None:
        if keys := list(self._keys()):
            found = [{"Key": key} for key in keys]
            self.s3.delete_objects(Bucket=self.bucket, Delete={"Objects": found, "Quiet": True})


class Scenario(Protocol):
    """What is run, and what it finds before."""

    world: World

    def prepare(self) -> None:
        """Begin a case."""
        ...

    def job(self, run_id: str) -> dict[str, Any]: ...

    def unneeded(self, run_id: str) -> set[str]:
        """What the run after the fault has no need to ask for, at this moment."""
        ...


@dataclass(frozen=True)
class Undisturbed:
    """A run without faults: its steps, and what stood afterwards."""

    steps: tuple[str, ...]
    objects: dict[str, str]
    rows: list[tuple[Any, ...]]
    asked: Counter[str]

    def cases(self, kind: Any, *, reads: bool) -> list[Fault]:
        """Every step x {before, after}.

        :param reads: also the requests to S3 that only read.
        """
        return [
            Fault(number, when, kind)
            for number, name in enumerate(self.steps, start=1)
            if (reads or not any(read in name for read in S3_READS))
            and not (kind == "cut" and name.startswith("file"))
            for when in ("before", "after")
        ]


def chosen(faults: Sequence[Fault]) -> Sequence[Fault]:
    """Every fifth case, before and after its step by turns; all of them in `make test-faults`."""
    return faults if os.environ.get(CASES) == "all" else faults[::5]


def undisturbed(scenario: Scenario) -> Undisturbed:
    """Run once without faults, and once more to see that the second run changes nothing."""
    world = scenario.world
    scenario.prepare()
    code, outcome = world.run(scenario.job("run-1"))
    assert code == 0, outcome
    assert world.payloads() == []
    expected = Undisturbed(tuple(outcome["steps"]), world.objects(), world.rows(), world.asked())
    versions = world.versions()
    code, outcome = world.run(scenario.job("run-1"))
    assert code == 0, outcome
    assert (world.objects(), world.rows(), world.versions()) == (expected.objects, expected.rows, versions)
    assert not any(write in name for name in outcome["steps"] for write in S3_WRITES)
    return expected


@dataclass
class Walk:
    """All cases of a test, and those that went wrong.

    :param loses_buffers: the run afterwards is on another worker, which has a disk of its own.
    """

    scenario: Scenario
    expected: Undisturbed
    test: str
    second_run_id: str = "run-1"
    loses_buffers: bool = False
    cases: int = 0
    failures: list[str] = field(default_factory=list)

    def go(self, faults: Sequence[Fault]) -> None:
        """Try the chosen faults, or only the one that the environment names, and fail if any went wrong."""
        only = os.environ.get(REPLAY)
        for fault in chosen(faults) if only is None else faults:
            if only is not None and only != f"{fault.step} {fault.when}":
                continue
            self.cases += 1
            wrong = self._wrong(fault)
            if wrong:
                step = self.expected.steps[fault.step - 1]
                self.failures.append(
                    f"{fault.kind} {fault.when} step {fault.step} ({step}): {'; '.join(wrong)}\n"
                    f"  {REPLAY}='{fault.step} {fault.when}' pytest {self.test}"
                )
        print(
            f"{self.test}: {len(self.expected.steps)} steps, {self.cases} cases, {len(self.failures)} wrong"
        )
        assert self.cases, f"{REPLAY}={only!r} names no case of this test"
        assert not self.failures, "\n".join(self.failures)

    def _wrong(self, fault: Fault) -> list[str]:
        scenario, world = self.scenario, self.scenario.world
        scenario.prepare()
        code, outcome = world.run(scenario.job("run-1"), fault)
        is_done = code == KILLED if fault.kind == "kill" else len(outcome.get("steps", [])) >= fault.step
        if not is_done:
            return [f"the fault did not happen: {code} {outcome.get('traceback')}"]
        if self.loses_buffers:
            shutil.rmtree(world.data_dir / "tmp", ignore_errors=True)
        before, unneeded = world.asked(), scenario.unneeded(self.second_run_id)
        code, outcome = world.run(scenario.job(self.second_run_id))
        if code != 0:
            return [f"the run afterwards failed: {outcome.get('traceback', code)}"]
        asked = world.asked()
        wrong = []
        if again := [name for name in asked if name in unneeded and asked[name] > before[name]]:
            wrong.append(f"asked again for {again}")
        if too_often := {name: n for name, n in asked.items() if n > self.expected.asked[name] + 1}:
            wrong.append(f"asked too often: {too_often}")
        if (objects := world.objects()) != self.expected.objects:
            wrong.append(f"objects differ: {_difference(objects, self.expected.objects)}")
        if (rows := self._with_known_hashes(world.rows())) != self.expected.rows:
            wrong.append(f"rows differ: {[row for row in rows if row not in self.expected.rows]}")
        if payloads := world.payloads():
            wrong.append(f"buffers left: {payloads}")
        return wrong

    def _with_known_hashes(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows, with the expected hash where none is known for want of the buffer.

        A game that was written whole, but not noted, is then found like one of an archive that was there
        before the ledger. Its hash is known again when it is asked for the next time.
        """
        if not self.loses_buffers or len(rows) != len(self.expected.rows):
            return rows
        return [
            (*found[:6], found[6] or expected[6], *found[7:])
            for found, expected in zip(rows, self.expected.rows, strict=True)
        ]


def _difference(found: dict[str, str], expected: dict[str, str]) -> list[str]:
    return sorted(key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key))

"""What was asked: one entry for each query job that reached the proxy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

_LONGEST = 10_000


@dataclass(slots=True)
class Entry:
    """One query job.

    :param statement: its kind; of several the first that changes something, else the first.
    :param days: the partition days that it reads or changes; none where it was refused before that.
    :param outcome: running, done, failed (the job has an error), refused (there is no job), lost.
    :param reason: BigQuery's reason of an error.
    """

    job_id: str
    statement: str
    modifies: bool
    dry_run: bool
    query: str
    labels: Mapping[str, str]
    maximum_bytes_billed: int | None
    location: str | None
    days: list[str] = field(default_factory=list)
    total_bytes: int = 0
    outcome: str = "running"
    reason: str | None = None
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())


class JobLog:
    """The entries, in the order in which the jobs came; the oldest go when there are too many."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, entry: Entry) -> Entry:
        self._entries.append(entry)
        del self._entries[:-_LONGEST]
        return entry

    def rows(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self._entries]

    def clear(self) -> None:
        self._entries.clear()

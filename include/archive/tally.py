"""What happened to the items of a task, as counts that are small enough to travel between tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a run did about one item."""

    STORED = "stored"  # new in the archive, or replaced because its content changed
    UNCHANGED = "unchanged"  # asked again, and the content is the one that is stored
    ALREADY_THERE = "already_there"  # whole in the archive, not asked for
    INCOMPLETE = "incomplete"  # the source has not finished it; a later run asks again
    FAILED = "failed"


@dataclass(slots=True)
class Tally:
    """Counts of one group; `failures` maps an item's id to `reason: sentence`.

    :param unfinished: items whose answer was not whole, likewise, also where an older whole one is kept.
    """

    label: str
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    unfinished: dict[str, str] = field(default_factory=dict)
    recovered: int = 0
    uploads: int = 0
    copies: int = 0
    bytes: int = 0
    requests: int = 0
    temp_files_deleted: int = 0
    temp_bytes_freed: int = 0
    seconds: float = 0.0

    def note(self, outcome: Outcome, item: str) -> None:
        """Remember what happened to an item."""
        self.outcomes.setdefault(outcome, []).append(item)

    def ids(self, outcome: Outcome) -> list[str]:
        """The items with this outcome."""
        return self.outcomes.get(outcome, [])

    def count(self, outcome: Outcome) -> int:
        """How many items have this outcome."""
        return len(self.ids(outcome))

    def as_dict(self) -> dict[str, Any]:
        """The counts for XCom: per outcome a number, and the ids that were stored, failed or not whole."""
        return {
            "label": self.label,
            **{outcome.value: self.count(outcome) for outcome in Outcome},
            "stored_ids": self.ids(Outcome.STORED),
            "failures": self.failures,
            "unfinished": self.unfinished,
            "recovered": self.recovered,
            "uploads": self.uploads,
            "copies": self.copies,
            "bytes": self.bytes,
            "requests": self.requests,
            "temp_files_deleted": self.temp_files_deleted,
            "temp_bytes_freed": self.temp_bytes_freed,
            "seconds": round(self.seconds, 2),
        }

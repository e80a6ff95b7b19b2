"""How far a shard has come, for the people who watch it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

EVERY_SECONDS = 4.0


def format_label(facts: Mapping[str, Any]) -> str:
    """The format of a game for people: `1`, `2` or `2 wrapped`."""
    return f"{facts['format']} wrapped" if facts["wrapped"] else str(facts["format"])


@dataclass(slots=True)
class Progress:
    """Counts of one shard while it runs.

    :param total: games to do when the shard began.
    :param tell: called with `as_dict` at most every 4 seconds, and by `finish`.
    """

    label: str
    total: int
    tell: Callable[[dict[str, Any]], None]
    clock: Callable[[], float] = time.monotonic
    read: int = 0
    committed: int = 0
    written: int = 0
    failed: int = 0
    formats: Counter[str] = field(default_factory=Counter)
    _begun: float = field(init=False)
    _told: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self._told = self.clock()

    def note_game(self, kind: str) -> None:
        """One more game was read: its format, or `failed`."""
        self.read += 1
        self.formats[kind] += 1
        self.tick()

    def tick(self) -> None:
        """Time passed: tell the state if it was not told for 4 seconds."""
        if self.clock() - self._told >= EVERY_SECONDS:
            self._tell()

    def note_commit(self, *, games: int, written: int, failed: int) -> None:
        """A batch is in the warehouse, with its ledger."""
        self.committed += games
        self.written += written
        self.failed += failed

    def finish(self) -> dict[str, Any]:
        """Tell the last state and return it."""
        return self._tell()

    def as_dict(self) -> dict[str, Any]:
        """The state: what is committed, how fast, and the seconds that are left at that rate."""
        seconds = self.clock() - self._begun
        rate = self.committed / seconds if seconds else 0.0
        left = self.total - self.committed
        return {
            "label": self.label,
            "done": self.committed,
            "total": self.total,
            "written": self.written,
            "failed": self.failed,
            "formats": dict(sorted(self.formats.items())),
            "games_per_second": round(rate, 1),
            "eta_seconds": round(left / rate) if rate else None,
            "seconds": round(seconds, 2),
        }

    def _tell(self) -> dict[str, Any]:
        self._told = self.clock()
        state = self.as_dict()
        self.tell(state)
        return state

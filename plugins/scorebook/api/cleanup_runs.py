"""Which run answers a request: one that is under way with the same params, or a new one.

The run ids `api__{day}__{n}` are unique in Airflow's database, and that alone decides between requests of
the same moment, also of several API servers: whoever loses the id looks again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from include.errors import ScorebookError
from scorebook.api.cleanup_request import CleanupRequest

TRIES = 50
_ACTIVE = {"queued", "running"}


class RunExistsError(ScorebookError):
    """There is a run with this id already."""


class TooBusyError(ScorebookError):
    """Other requests took every run id that was tried."""


@dataclass(frozen=True, slots=True)
class KnownRun:
    """One run as Airflow knows it. `state` is Airflow's word: queued, running, success, failed."""

    run_id: str
    state: str
    conf: Mapping[str, Any]

    @property
    def is_active(self) -> bool:
        return self.state in _ACTIVE


class Runs(Protocol):
    """The runs of the clean-up's DAG."""

    def beginning_with(self, prefix: str) -> Sequence[KnownRun]:
        """Return the runs whose ids begin with `prefix`, as they are now."""

    def start(self, run_id: str, conf: Mapping[str, Any]) -> KnownRun:
        """Start a run. RunExistsError when the id is taken, also by a request of the same moment."""


def start_or_find(runs: Runs, request: CleanupRequest) -> tuple[KnownRun, bool]:
    """Return the run that answers the request, and whether it was there already.

    The same request is the same day with the same `dry_run`. It gets the run of an earlier one that is still
    queued or running, and else a new run with the next number of its day.
    """
    prefix = f"api__{request.day.isoformat()}__"
    for _ in range(TRIES):
        known = runs.beginning_with(prefix)
        for run in known:
            if run.is_active and run.conf == request.conf:
                return run, True
        try:
            return runs.start(f"{prefix}{_next_number(prefix, known)}", request.conf), False
        except RunExistsError:
            continue
    raise TooBusyError(
        f"Other requests for {request.day} took all of {TRIES} run ids that were tried: ask again."
    )


def _next_number(prefix: str, known: Sequence[KnownRun]) -> int:
    """Return one more than the highest number of the day: the count of earlier runs, if none was deleted."""
    ids = [re.fullmatch(rf"{re.escape(prefix)}([1-9][0-9]*)", run.run_id, re.ASCII) for run in known]
    return 1 + max((int(found[1]) for found in ids if found), default=0)

"""The figures of a run, one row a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from include.archive.item import FetchGroup
from include.archive.tally import Outcome
from include.espn.listing import DayListing


def day_rows(
    listings: Sequence[DayListing],
    groups: Sequence[FetchGroup],
    tallies: Sequence[Mapping[str, Any]],
    *,
    dry_run: bool,
) -> list[dict[str, Any]]:
    """Return one row a day with what was listed and what happened.

    `requests` are those to the source, `bytes` what was read from and written for the day, `success_rate`
    is (stored + already there) / final, or None on a day without finished games. A planned game of which
    no task told counts as failed; in a dry run it stands in `would_fetch`.
    """
    by_label = {group.label: group for group in groups}
    told = {tally["label"]: tally for tally in tallies}
    return [
        _row(listing, by_label.get(str(listing.day)), told.get(str(listing.day), {}), dry_run)
        for listing in listings
    ]


def _row(
    listing: DayListing, group: FetchGroup | None, tally: Mapping[str, Any], dry_run: bool
) -> dict[str, Any]:
    planned = [item.id for item in group.items] if group else []
    done = {outcome: tally.get(outcome.value, 0) for outcome in Outcome}
    told = sum(done.values())
    untold = 0 if dry_run else len(planned) - told
    row: dict[str, Any] = {
        "day": str(listing.day),
        "listed": listing.listed,
        "final": len(listing.final),
        "stored": done[Outcome.STORED],
        "already_there": len(listing.final)
        - len(planned)
        + done[Outcome.ALREADY_THERE]
        + done[Outcome.UNCHANGED],
        "not_final": listing.not_final,
        "known_missing": listing.known_missing,
        "incomplete": done[Outcome.INCOMPLETE],
        "failed": done[Outcome.FAILED] + untold + listing.unreadable,
        "uploads": tally.get("uploads", 0) + (listing.schedule == "rewritten"),
        "requests": listing.requests + tally.get("requests", 0),
        "bytes": listing.bytes + tally.get("bytes", 0),
        "seconds": tally.get("seconds", 0.0),
        "schedule": listing.schedule,
    }
    row["success_rate"] = _success_rate(row)
    if failures := {**listing.broken, **tally.get("failures", {})}:
        row["failures"] = failures
    if dry_run:
        row["would_fetch"] = planned
    return row


def _success_rate(row: Mapping[str, int]) -> float | None:
    if not row["final"]:
        return None
    return round((row["stored"] + row["already_there"]) / row["final"], 4)

"""The figures of a run of the racing workflows, a row for each country's day or group of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from include.racing.run_failures import Missing
from include.racing.stored_csv import group_report

CATEGORY = "racing"
UNITS = {
    "races_listed": "races",
    "races_scraped": "races",
    "races_recovered": "races",
    "races_failed": "races",
    "rows_kept": "rows",
    "partitions_written": "partitions",
    "requests": "requests",
}
_PUBLISHED_ORDER = ("failed", "would_write", "written", "unchanged", "absent")


def group_rows(
    groups: Sequence[Mapping[str, Any]],
    listed: Sequence[Mapping[str, Any] | None],
    tallies: Sequence[Mapping[str, Any] | None],
    published: Sequence[Sequence[Mapping[str, Any]] | None],
    missing: Sequence[Missing],
    *,
    started_at: datetime,
    dry_run: bool,
) -> list[dict[str, Any]]:
    """One row a group.

    `scraped` counts races that the source gave us in this run, `recovered` those of them that had failed
    before and do no longer, `kept` rows that are from before, `missing` what is not there and since when.
    `published` counts a partition as written when any try of the run wrote it. Of days that were only
    published there is also what was found (`include.racing.stored_csv.group_report`).

    :param listed: what `list_races` told of each group; None where it did not come to that.
    :param missing: what each group lacks now.
    :param started_at: when the run began.
    :param tallies: what `scrape` did, likewise; `published` has a mapping for each partition.
    """
    rows = []
    for place, group in enumerate(groups):
        told = _at(listed, place, {})
        tally = _at(tallies, place, {})
        partitions = _at(published, place, [])
        row: dict[str, Any] = {"partition": group["label"], "listed": len(told.get("listed", []))}
        lacks = {"missing": missing[place].lines}
        if dry_run:
            status = _status(partitions, started_at)
            planned = {"published": status, "races": told.get("listed", [])}
            rows.append(row | planned | group_report(partitions) | lacks)
            continue
        still_failed = {race.id for race in missing[place].races}
        row |= {
            "scraped": tally.get("stored", 0) + tally.get("unchanged", 0),
            "already_there": tally.get("already_there", 0),
            "recovered": len(set(told.get("failed_before", [])) - still_failed),
            "incomplete": tally.get("incomplete", 0),
            "failed": len(tally.get("failures", {})),
            "kept": sum(partition.get("kept", 0) for partition in partitions),
            "rows": sum(partition.get("rows", 0) for partition in partitions),
            "published": _status(partitions, started_at),
            "requests": tally.get("requests", 0),
        }
        rows.append(row | group_report(partitions) | lacks)
    return rows


def _at(told: Sequence[Any], place: int, nothing: Any) -> Any:
    return (told[place] if place < len(told) else None) or nothing


def _status(partitions: Sequence[Mapping[str, Any]], started_at: datetime) -> str:
    """The one status of a group's partitions; of several the most telling, with how many have it."""
    statuses = [_status_of(partition, started_at) for partition in partitions]
    for status in _PUBLISHED_ORDER:
        if count := statuses.count(status):
            return status if len(statuses) == 1 else f"{status} {count} of {len(statuses)}"
    return "no"


def _status_of(partition: Mapping[str, Any], started_at: datetime) -> str:
    """What a run did to a partition: an earlier try that failed may have written what the last one found."""
    status, created_at = str(partition["status"]), partition.get("created_at")
    if status == "unchanged" and created_at is not None and datetime.fromisoformat(created_at) >= started_at:
        return "written"
    return status


def metric_values(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The run's sums by metric name."""

    def total(name: str) -> float:
        return float(sum(row[name] for row in rows))

    return {
        "races_listed": total("listed"),
        "races_scraped": total("scraped"),
        "races_recovered": total("recovered"),
        "races_failed": total("failed"),
        "rows_kept": total("kept"),
        "partitions_written": float(sum(str(row["published"]).startswith("written") for row in rows)),
        "requests": total("requests"),
    }

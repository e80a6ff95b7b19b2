"""Params that several DAGs offer, described once. Ranges are checked by Airflow before a run exists."""

from __future__ import annotations

from airflow.sdk import Param


def days(description: str) -> Param:
    """A list of days, shown as one line a day in the trigger form."""
    return Param([], type="array", items={"type": "string", "format": "date"}, description=description)


def flag(description: str) -> Param:
    """A switch that is off."""
    return Param(False, type="boolean", description=description)


def number(default: int, low: int, high: int, description: str) -> Param:
    """A whole number within a range."""
    return Param(default, type="integer", minimum=low, maximum=high, description=description)


def dry_run() -> Param:
    """The switch that every DAG which writes has."""
    return flag("Write nothing at all; tell what would be done.")


def retention_hours() -> Param:
    """For DAGs that buffer payloads."""
    return Param(
        None,
        type=["null", "integer"],
        minimum=1,
        maximum=8760,
        description="Remove buffered files older than that. Empty: Variable scorebook_retention_hours.",
    )

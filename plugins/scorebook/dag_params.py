"""Params that several DAGs offer, described once. Ranges are checked by Airflow before a run exists."""

from __future__ import annotations

from airflow.sdk import Param


def days(description: str) -> Param:
    """A list of days, shown as one line a day in the trigger form."""
    return Param([], type="array", items={"type": "string", "format": "date"}, description=description)


def day(description: str) -> Param:
    """A day with a date picker, or nothing."""
    return Param(None, type=["null", "string"], format="date", description=description)


def choices(values: tuple[str, ...], description: str) -> Param:
    """Some of a few words; all of them by default."""
    return Param(
        list(values), type="array", items={"type": "string", "enum": list(values)}, description=description
    )


def optional_choice(values: tuple[str, ...], description: str) -> Param:
    """One of a few words, or nothing."""
    return Param(None, type=["null", "string"], enum=[None, *values], description=description)


def flag(description: str, *, default: bool = False) -> Param:
    """A switch."""
    return Param(default, type="boolean", description=description)


def number(default: int, low: int, high: int, description: str) -> Param:
    """A whole number within a range."""
    return Param(default, type="integer", minimum=low, maximum=high, description=description)


def optional_number(low: int, high: int, description: str) -> Param:
    """A whole number within a range, or nothing."""
    return Param(None, type=["null", "integer"], minimum=low, maximum=high, description=description)


def percent(default: float, description: str) -> Param:
    """A number from 0 to 100."""
    return Param(default, type="number", minimum=0, maximum=100, description=f"{description} At least, in %.")


def text(description: str, pattern: str) -> Param:
    """A short text of one form, or nothing."""
    return Param(None, type=["null", "string"], pattern=pattern, description=description)


def texts(description: str) -> Param:
    """A list of short texts, one a line in the trigger form."""
    return Param([], type="array", items={"type": "string"}, description=description)


def choice(values: tuple[str, ...], description: str) -> Param:
    """One of a few words; the first is the default."""
    return Param(values[0], type="string", enum=list(values), description=description)


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

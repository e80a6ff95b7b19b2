"""The pools that tasks name: how many of a kind run at the same time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededPool:
    """A pool that tasks name."""

    name: str
    slots: int
    purpose: str


POOLS = (
    NeededPool(name="espn_source", slots=2, purpose="Tasks that ask ESPN at the same time"),
    NeededPool(name="nba_source", slots=8, purpose="Tasks that ask NBA.com at the same time"),
    NeededPool(name="racing_source", slots=2, purpose="Tasks that ask the source of races at the same time"),
    NeededPool(name="lake", slots=4, purpose="Tasks that publish partitions of the lake at the same time"),
    NeededPool(name="bigquery", slots=4, purpose="Tasks that run jobs in BigQuery at the same time"),
    NeededPool(name="warehouse", slots=4, purpose="Tasks that write to the warehouse at the same time"),
)

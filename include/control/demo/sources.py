"""The simulated outside world of a platform: the sources, S3 and BigQuery."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the stand-ins answer, each as `http://host:port`."""

    espn: str
    nba: str
    racing: str
    s3_endpoint: str
    bigquery_endpoint: str

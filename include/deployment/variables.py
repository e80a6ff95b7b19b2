"""The Airflow Variables that tasks read, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededVariable:
    """A Variable that tasks read.

    :param default: the production default; None means that only the owner of the deployment can know it.
    :param local: the value on a developer's machine where it differs.
    """

    key: str
    default: str | None
    purpose: str
    local: str | None = None


VARIABLES = (
    NeededVariable(
        key="scorebook_bucket", default=None, local="scorebook", purpose="S3 bucket of the raw archive"
    ),
    NeededVariable(
        key="scorebook_retention_hours",
        default="24",
        purpose="Buffered payloads on local disk are kept so long, in hours",
    ),
    NeededVariable(
        key="scorebook_request_interval_seconds",
        default="0.5",
        local="0.02",
        purpose="Least time between two requests to a host that has no row in ops.source_limits yet",
    ),
    NeededVariable(
        key="scorebook_retry_base_seconds",
        default="2",
        local="0.2",
        purpose="Seconds before the second of four tries of a request, at most; doubled for each next one",
    ),
    NeededVariable(
        key="scorebook_retry_delay_seconds",
        default="120",
        local="2",
        purpose="How long a failed task waits for its next try, where time may mend the error",
    ),
    NeededVariable(
        key="scorebook_blocked_wait_minutes",
        default="30-60",
        local="0.02-0.04",
        purpose="How long a task waits after a source blocked it: a range in minutes",
    ),
    NeededVariable(
        key="scorebook_prefix_espn_schedules", default="espn_schedules/", purpose="S3 prefix of schedules"
    ),
    NeededVariable(
        key="scorebook_prefix_espn_box_scores", default="espn_box_scores/", purpose="S3 prefix of box scores"
    ),
    NeededVariable(
        key="scorebook_prefix_espn_team_stats", default="espn_team_stats/", purpose="S3 prefix of team stats"
    ),
    NeededVariable(
        key="scorebook_prefix_espn_play_by_play",
        default="espn_play_by_play/",
        purpose="S3 prefix of play-by-play",
    ),
    NeededVariable(
        key="scorebook_prefix_nba_raw", default="nba_raw/", purpose="S3 prefix of NBA.com's games"
    ),
    NeededVariable(
        key="scorebook_prefix_racing_raw",
        default="racing_raw/",
        purpose="S3 prefix of raw answers about races",
    ),
    NeededVariable(
        key="scorebook_prefix_racing_dates",
        default="data/dates/",
        purpose="S3 prefix of a day's races as CSV",
    ),
    NeededVariable(
        key="scorebook_prefix_racing_lake",
        default="datasets/rpscrape/",
        purpose="S3 prefix of the partitions of races",
    ),
    NeededVariable(
        key="scorebook_racing_glue_database",
        default="racing",
        purpose="Glue database of the table rpscrape",
    ),
    NeededVariable(
        key="scorebook_predictions_project",
        default=None,
        local="scorebook-local",
        purpose="Google Cloud project of the predictions",
    ),
    NeededVariable(
        key="scorebook_predictions_dataset",
        default="nba_predictions",
        purpose="BigQuery data set of the predictions",
    ),
    NeededVariable(
        key="scorebook_predictions_table",
        default="player_prop_predictions",
        purpose="BigQuery table of the predictions",
    ),
    NeededVariable(
        key="scorebook_predictions_location",
        default="US",
        purpose="Where the data set of the predictions is",
    ),
    NeededVariable(
        key="scorebook_maximum_bytes_billed_gb",
        default="10",
        purpose="A query in BigQuery that would bill more is refused, in GB",
    ),
)

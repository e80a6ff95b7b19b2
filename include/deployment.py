"""What a deployment has to hold before the workflows can run: connections, pools, Variables.

A new workflow adds its lines here. `scorebook.bootstrap` creates what is absent, `doctor` says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

# Three tries by boto3 itself; the task's retry policy is the layer above.
AWS_RETRIES = {"mode": "standard", "total_max_attempts": 3}


@dataclass(frozen=True, slots=True)
class LocalAddresses:
    """Where the local stand-ins listen."""

    source: str
    s3: str
    bigquery: str
    warehouse: str


@dataclass(frozen=True, slots=True)
class LocalConnection:
    """The fields of an Airflow connection to a local stand-in."""

    host: str | None = None
    port: int | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    schema: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededConnection:
    """A connection that tasks name.

    :param how: one sentence on how to make it in production.
    :param local: what it is on a developer's machine.
    """

    conn_id: str
    conn_type: str
    purpose: str
    how: str
    local: Callable[[LocalAddresses], LocalConnection]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededPool:
    """A pool that tasks name."""

    name: str
    slots: int
    purpose: str


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


def _espn(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.source}/apis/site/v2/sports/basketball/nba")


def _nba(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.source}/static/json")


def _nba_stats(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.source}/stats")


def _racing(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(
        host=f"{addresses.source}/racing-api",
        login="scorebook",
        password="scorebook-local",  # noqa: S106  the stand-in takes any
        extra={"adapter": "racing_api"},
    )


def _aws(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(
        login="scorebook",
        password="scorebook-local",  # noqa: S106  the stand-in takes any
        extra={
            "endpoint_url": addresses.s3,
            "region_name": "us-east-1",
            # The bucket in the path: a bucket in front of a stand-in's host name is a name that nobody knows.
            "config_kwargs": {"retries": AWS_RETRIES, "s3": {"addressing_style": "path"}},
        },
    )


def _google(addresses: LocalAddresses) -> LocalConnection:
    # The host is for people to see; clients find it in BIGQUERY_EMULATOR_HOST.
    extra = {"is_anonymous": True, "project": "scorebook-local"}
    return LocalConnection(host=addresses.bigquery, extra=extra)


def _warehouse(addresses: LocalAddresses) -> LocalConnection:
    url = urlsplit(addresses.warehouse)
    return LocalConnection(
        host=url.hostname,
        port=url.port,
        login=unquote(url.username or ""),
        password=unquote(url.password or ""),
        schema=url.path.lstrip("/"),
    )


CONNECTIONS = (
    NeededConnection(
        conn_id="espn_api",
        conn_type="http",
        purpose="ESPN's public API",
        how="Type http, host https://site.api.espn.com/apis/site/v2/sports/basketball/nba, no login.",
        local=_espn,
    ),
    NeededConnection(
        conn_id="nba_api",
        conn_type="http",
        purpose="NBA.com's live data: current schedule, box scores, play-by-play",
        how="Type http, host https://cdn.nba.com/static/json, no login; headers, if its owner gave you "
        "some, as JSON in extra.",
        local=_nba,
    ),
    NeededConnection(
        conn_id="nba_stats",
        conn_type="http",
        purpose="NBA.com's schedules of past seasons",
        how="Type http, host https://stats.nba.com/stats, no login; headers as for nba_api.",
        local=_nba_stats,
    ),
    NeededConnection(
        conn_id="racing_source",
        conn_type="http",
        purpose="Results of horse races",
        how="Type http, host https://api.theracingapi.com, login and password of your licence, extra "
        '{"adapter": "racing_api"}; or, where its owner permits it, host https://www.racingpost.com '
        'and extra {"adapter": "racing_post"}.',
        local=_racing,
    ),
    NeededConnection(
        conn_id="aws_default",
        conn_type="aws",
        purpose="The S3 archive and the Glue catalog",
        how='Type aws, extra {"region_name": "...", "config_kwargs": {"retries": {"mode": "standard", '
        '"total_max_attempts": 3}}}; leave the keys empty where the workers have a role.',
        local=_aws,
    ),
    NeededConnection(
        conn_id="google_cloud_default",
        conn_type="google_cloud_platform",
        purpose="BigQuery, which holds the predictions",
        how='Type google_cloud_platform, extra {"project": "..."}, and key_path or keyfile_dict where the '
        "workers have no service account; grant it roles/bigquery.jobUser on the project and "
        "roles/bigquery.dataEditor on the data set.",
        local=_google,
    ),
    NeededConnection(
        conn_id="warehouse",
        conn_type="postgres",
        purpose="The PostgreSQL warehouse (schemas raw_data, nba, ops)",
        how="Type postgres, with host, port, login, password, and the database's name as schema.",
        local=_warehouse,
    ),
)

POOLS = (
    NeededPool(name="espn_source", slots=2, purpose="Tasks that ask ESPN at the same time"),
    NeededPool(name="nba_source", slots=8, purpose="Tasks that ask NBA.com at the same time"),
    NeededPool(name="racing_source", slots=2, purpose="Tasks that ask the source of races at the same time"),
    NeededPool(name="lake", slots=4, purpose="Tasks that publish partitions of the lake at the same time"),
    NeededPool(name="bigquery", slots=4, purpose="Tasks that run jobs in BigQuery at the same time"),
    NeededPool(name="warehouse", slots=4, purpose="Tasks that write to the warehouse at the same time"),
)

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
        purpose="First wait between two tries of one request; it doubles, with jitter",
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

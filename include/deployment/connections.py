"""The connections that tasks name: what each is for, in production and on a developer's machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

# Three tries by boto3 itself; the task's retry policy is the layer above.
AWS_RETRIES = {"mode": "standard", "total_max_attempts": 3}
# Sources that everybody asks at the same address.
ESPN_HOST = "https://site.api.espn.com/apis/site/v2/sports/basketball/nba"
NBA_HOST = "https://cdn.nba.com/static/json"
NBA_STATS_HOST = "https://stats.nba.com/stats"


@dataclass(frozen=True, slots=True)
class LocalAddresses:
    """Where the local stand-ins listen."""

    espn: str
    nba: str
    racing: str
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
    :param open_host: the address in production, where it is the same for everybody and needs no login.
    """

    conn_id: str
    conn_type: str
    purpose: str
    how: str
    local: Callable[[LocalAddresses], LocalConnection]
    open_host: str | None = None


def _espn(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.espn}/apis/site/v2/sports/basketball/nba")


def _nba(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.nba}/static/json")


def _nba_stats(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(host=f"{addresses.nba}/stats")


def _racing(addresses: LocalAddresses) -> LocalConnection:
    return LocalConnection(
        host=f"{addresses.racing}/racing-api",
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
        how=f"Type http, host {ESPN_HOST}, no login.",
        local=_espn,
        open_host=ESPN_HOST,
    ),
    NeededConnection(
        conn_id="nba_api",
        conn_type="http",
        purpose="NBA.com's live data: current schedule, box scores, play-by-play",
        how=f"Type http, host {NBA_HOST}, no login; headers, if its owner gave you some, as JSON in extra.",
        local=_nba,
        open_host=NBA_HOST,
    ),
    NeededConnection(
        conn_id="nba_stats",
        conn_type="http",
        purpose="NBA.com's schedules of past seasons",
        how=f"Type http, host {NBA_STATS_HOST}, no login; headers as for nba_api.",
        local=_nba_stats,
        open_host=NBA_STATS_HOST,
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

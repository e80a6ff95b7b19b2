"""The first step of a country's day: which races there are, and which are asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from include import days
from include.archive.item import FetchGroup, FetchItem
from include.errors import ScorebookError
from include.racing.adapter import Adapter, ListedRace
from include.racing.archive import race_item
from include.racing.blank_days import note_blank
from include.racing.day_paths import day_paths
from include.racing.failure_log import logged_races
from include.racing.failures import FailedRace, failed_races
from include.racing.groups import RacingGroup
from include.racing.listing import DATASET, listed_race, note_listing
from include.racing.paging import read_whole_list
from include.racing.params import DAYS
from include.warehouse import ledger
from include.warehouse.ledger import Status
from scorebook import settings
from scorebook.hooks.racing import CONNECTION, racing_adapter
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.source import SourceHook
from scorebook.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)

PLANNED_KEY = "planned"
LIST_ERROR_KEY = "list_error"
"""XCom under which `list_races` leaves why the list of races did not come."""


def planned(groups: Sequence[RacingGroup], context: Context) -> list[dict[str, Any]]:
    """Return the groups as they travel between tasks, with their labels; also under the XCom `planned`."""
    told = [{**msgspec.to_builtins(group), "label": group.label} for group in groups]
    log.info("run=%s groups=%d %s", context["run_id"], len(told), ", ".join(group["label"] for group in told))
    context["ti"].xcom_push(key=PLANNED_KEY, value=told)
    return told


def list_races(group: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Return what a group's tasks need: `group` to fetch, `partitions` to publish, `options` for publishing.

    :raises PayloadError: the source's list of races cannot be used.
    """
    work = msgspec.convert(group, RacingGroup)
    params: Mapping[str, Any] = context["params"]
    dry_run = bool(params["dry_run"])
    publish_only = bool(params.get("publish_only", False))
    items: list[FetchItem] = []
    failed: list[FailedRace] = []
    if not publish_only:
        with WarehouseHook().connect(autocommit=True) as connection:
            adapter = racing_adapter()
            if work.races:
                races = _known(connection, work, adapter)
            else:
                try:
                    races = _ask(connection, adapter, work, params, context["run_id"])
                except ScorebookError as error:
                    context["ti"].xcom_push(key=LIST_ERROR_KEY, value=f"{type(error).__name__}: {error}")
                    raise
            failed = _failed(connection, work, races)
            refetched = _refetched(connection, work, races, failed, force=bool(params.get("force", False)))
        items = [_item(adapter, race, refetch=race.id in refetched) for race in races]
        log.info("run=%s group=%s races=%s", context["run_id"], work.label, [item.id for item in items])
    fetched = FetchGroup(label=work.label, items=() if dry_run else tuple(items))
    return {
        "group": msgspec.to_builtins(fetched),
        "partitions": work.partitions,
        "options": {
            "label": work.label,
            "publish_only": publish_only,
            "prefix_raw": settings.prefix("racing_raw"),
            "prefix_dates": settings.prefix("racing_dates"),
            "retried": list(work.races),
        },
        "listed": [item.id for item in items],
        "failed_before": [failure.id for failure in failed],
    }


def _ask(
    connection: Any, adapter: Adapter, work: RacingGroup, params: Mapping[str, Any], run_id: str
) -> tuple[ListedRace, ...]:
    (day,) = work.days
    with SourceHook(CONNECTION, respect_robots=adapter.respect_robots) as source:
        races = read_whole_list(
            adapter, lambda address: source.fetch(address, expect=adapter.expect).body, work.country, day
        )
    if not params["dry_run"]:
        note_listing(
            connection, adapter.name, work.country, day, races, allow_shrink=bool(params["allow_shrink"])
        )
        if not races and day < days.local_day(datetime.now(UTC), days.RACING_ZONE):
            note_blank(connection, work.country, day, run_id=run_id, now=datetime.now(UTC))
    return races


def _known(connection: Any, work: RacingGroup, adapter: Adapter) -> tuple[ListedRace, ...]:
    """The races to ask for again, as they were listed; those of the other adapter cannot be asked for."""
    entries = ledger.read(connection, DATASET, work.races)
    races = []
    for race_id, entry in entries.items():
        if entry.details.get("adapter") != adapter.name:
            log.warning(
                "race=%s was listed by %s, the connection now means %s: left to the rescrape",
                race_id,
                entry.details.get("adapter"),
                adapter.name,
            )
            continue
        races.append(listed_race(entry))
    return tuple(races)


def _failed(connection: Any, work: RacingGroup, races: Sequence[ListedRace]) -> list[FailedRace]:
    """Those of the races that the ledger calls failed."""
    failures = failed_races(
        connection, since=None, first=work.days[0], last=work.days[-1], countries=[work.country]
    )
    wanted = {race.id for race in races}
    return [failure for failure in failures if failure.id in wanted]


def _refetched(
    connection: Any,
    work: RacingGroup,
    races: Sequence[ListedRace],
    failed: Sequence[FailedRace],
    *,
    force: bool,
) -> set[str]:
    """The races to ask for although they stand in the archive: all, or those that could not be renewed.

    One that the ledger does not call stored is asked for if the archive lacks it, and only then: a ledger
    that was restored may be older than the archive. What a lost one knew of failures stands in the day's log.
    """
    if force:
        return {race.id for race in races}
    stale = {failure.id for failure in failed if failure.is_stored}
    if work.races:
        return stale
    entries = ledger.read(connection, DATASET, [race.id for race in races])
    unknown = {
        race.id for race in races if (entry := entries.get(race.id)) is None or entry.status is Status.PENDING
    }
    if not unknown:
        return stale
    (partition,) = work.partitions
    paths = day_paths(partition, {"prefix_dates": settings.prefix("racing_dates")})
    return stale | unknown & logged_races(s3_client(), settings.bucket(), paths)


def _item(adapter: Adapter, race: ListedRace, *, refetch: bool) -> FetchItem:
    is_asked_again = days.is_asked_again(race.day, datetime.now(UTC), DAYS - 1, days.RACING_ZONE)
    return race_item(
        adapter, race, settings.prefix("racing_raw"), refetch=refetch, is_last_ask=not is_asked_again
    )

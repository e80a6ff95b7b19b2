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
from include.racing.failures import failed_races
from include.racing.groups import RacingGroup
from include.racing.listing import DATASET, listed_race, note_listing
from include.racing.paging import read_whole_list
from include.racing.params import DAYS
from include.warehouse import ledger
from scorebook import settings
from scorebook.hooks.racing import CONNECTION, racing_adapter
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
    failed: list[str] = []
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
        # Without `force`, too, a race that is stored and could not be renewed is asked for.
        refetched = {race.id for race in races} if work.races or params["force"] else set(failed)
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
        "failed_before": failed,
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


def _failed(connection: Any, work: RacingGroup, races: Sequence[ListedRace]) -> list[str]:
    """Those of the races that the ledger calls failed."""
    failures = failed_races(
        connection, since=None, first=work.days[0], last=work.days[-1], countries=[work.country]
    )
    wanted = {race.id for race in races}
    return [failure.id for failure in failures if failure.id in wanted]


def _item(adapter: Adapter, race: ListedRace, *, refetch: bool) -> FetchItem:
    is_asked_again = days.is_asked_again(race.day, datetime.now(UTC), DAYS - 1, days.RACING_ZONE)
    return race_item(
        adapter, race, settings.prefix("racing_raw"), refetch=refetch, is_last_ask=not is_asked_again
    )

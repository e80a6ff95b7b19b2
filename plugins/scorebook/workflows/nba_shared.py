"""What the steps of both NBA.com workflows stand on: their hooks, their plan, and their watermark."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from include.archive.item import FetchGroup
from include.nba import watermark
from include.nba.listing import ledger_entries
from include.nba.schedule import ListedGame
from include.nba.schedules import Schedules
from include.warehouse import ledger
from include.warehouse.ledger import LedgerEntry
from scorebook import settings
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.source import SourceHook
from scorebook.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context
    from psycopg import Connection

log = logging.getLogger(__name__)

LIVE, STATS = "nba_api", "nba_stats"
PLANNED_KEY = "planned"


@contextmanager
def open_schedules(run_id: str, *, dry_run: bool) -> Iterator[Schedules]:
    """The schedules, with the hooks that they need."""
    with ExitStack() as stack:
        live, stats = (stack.enter_context(SourceHook(name)) for name in (LIVE, STATS))
        yield Schedules(
            run_id=run_id,
            bucket=settings.bucket(),
            prefix=settings.prefix("nba_raw"),
            s3=s3_client(),
            connection=stack.enter_context(WarehouseHook().connect(autocommit=True)),
            ask_live=lambda address, etag, at: live.fetch(address, etag=etag, last_modified=at),
            ask_stats=lambda address, etag, at: stats.fetch(address, etag=etag, last_modified=at),
            now=datetime.now(UTC),
            dry_run=dry_run,
        )


def list_games(connection: Connection[Any], games: Sequence[ListedGame], *, dry_run: bool) -> None:
    """Put the games into the ledger, so that nothing that was listed is forgotten."""
    if dry_run:
        return
    with connection.transaction():
        ledger.list_items(connection, ledger_entries(games))


def entries(connection: Connection[Any], dataset: str, games: Sequence[ListedGame]) -> dict[str, LedgerEntry]:
    """The games' rows in the ledger, by id."""
    return ledger.read(connection, dataset, [game.id for game in games])


def planned(
    context: Context, groups: Sequence[FetchGroup], scope: Mapping[str, str], *, dry_run: bool
) -> list[dict[str, Any]]:
    """Return the chunks as the task group takes them; a dry run returns none.

    :param scope: what the watermark is about: `season`, or `first` and `last` day, with the last one that
        was `over` when the schedule was read. It stands with the chunks under the XCom `planned`.
    """
    for group in groups:
        log.info("chunk=%s ids=%s", group.label, [item.id for item in group.items])
    chunks = [msgspec.to_builtins(group) for group in groups]
    context["ti"].xcom_push(
        key=PLANNED_KEY, value={"groups": chunks, "scope": dict(scope), "dry_run": dry_run}
    )
    return [] if dry_run else chunks


def advance(context: Context) -> Callable[[Connection[Any]], object]:
    """What moves the watermark of the run's workflow."""
    scope = context["ti"].xcom_pull(task_ids="plan", key=PLANNED_KEY)["scope"]
    if "season" in scope:
        return lambda connection: watermark.advance_season(connection, scope["season"])
    first = date.fromisoformat(scope["first"])
    # A day on which games are still to come is not done, however early somebody asks for it.
    last = date.fromisoformat(min(scope["last"], scope["over"]))
    return lambda connection: watermark.advance_daily(connection, first, last)

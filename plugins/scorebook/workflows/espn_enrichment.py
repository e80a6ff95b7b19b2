"""The steps of `espn_enrichment_backfill`: each one opens its hooks and makes one call into `include`."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.errors import ParamError, QualityError
from include.espn.archived_games import whole_games
from include.espn.enrichment.documents import count_documents
from include.espn.enrichment.dry_run import sample_of, try_games
from include.espn.enrichment.enrich import Enricher
from include.espn.enrichment.estimate import estimate
from include.espn.enrichment.facts import read_coverage, read_facts, results
from include.espn.enrichment.named_games import refuse_unknown_games
from include.espn.enrichment.params import EnrichmentParams, read_params
from include.espn.enrichment.progress import Progress
from include.espn.enrichment.report import CATEGORY, UNITS, run_row
from include.espn.enrichment.shards import Shard, cut
from include.espn.enrichment.validation import Thresholds, Validation
from include.espn.enrichment.validation import validate as judge
from include.espn.features import EXTRACTOR_VERSION
from include.lake.archive_listing import list_objects
from include.warehouse import metrics, nba_games, quality
from include.warehouse.nba_games import GameToRead, LoadCounts, PlannedGame, Reprocess, Selection
from scorebook import settings
from scorebook.hooks.bulk_read import bulk_reader
from scorebook.hooks.s3 import s3_client
from scorebook.hooks.warehouse import WarehouseHook

if TYPE_CHECKING:
    from airflow.sdk import Context
    from psycopg import Connection

log = logging.getLogger(__name__)

PROGRESS_KEY = "progress"
PLANNED_KEY = "planned"
COUNTS_KEY = "counts"
MOST_FAILURES_SHOWN = 20
EVERY_GAME = 10_000_000
VALIDATION_CONNECTIONS = 2
"""Unpacking and counting a document takes about half a millisecond of the server: two documents at a time."""


def check_params(context: Context) -> dict[str, Any]:
    """Return the run's params, checked, before anything is asked or written.

    :raises AirflowFailException: with one sentence, when a param cannot be used.
    """
    try:
        params = read_params(context["params"])
    except ParamError as error:
        raise AirflowFailException(str(error)) from error
    checked: dict[str, Any] = msgspec.to_builtins(params)
    log.info("run=%s params=%s", context["run_id"], checked)
    return checked


def load_games(checked: Mapping[str, Any]) -> dict[str, Any]:
    """Give every whole game of the archive a row in `raw_data.nba_games`; a dry run only counts."""
    params = _params(checked)
    with WarehouseHook().connect() as connection:
        counts = _load(connection)
        if params.dry_run:
            connection.rollback()
    told = asdict(counts)
    log.info("dry_run=%s %s", params.dry_run, " ".join(f"{name}={count}" for name, count in told.items()))
    return told


def plan(checked: Mapping[str, Any], loaded: Mapping[str, Any], context: Context) -> list[dict[str, Any]]:
    """Return the shards of games to enrich, at most 8; a dry run returns none, it only tells, and reads and
    extracts a sample of them to tell what would fail.

    The XCom `planned` holds the shards and what they cost.

    :raises ParamError: a game that is named is not in the archive, or the disk of the warehouse cannot
        hold what the run may write.
    """
    params = _params(checked)
    with WarehouseHook().connect() as connection:
        if params.dry_run:
            # The rows that a real run would have loaded by now; they are rolled back below.
            _load(connection)
        refuse_unknown_games(connection, params, _selection(params))
        games = _planned_games(connection, params, context["run_id"])
        costs = estimate(connection, games, settings.warehouse_disk_gb())
        sample = _games_to_try(connection, params, games, context["run_id"]) if params.dry_run else []
        connection.rollback()
    shards = cut(games)
    planned = {
        "loaded": dict(loaded),
        "costs": asdict(costs),
        "last": games[-1].game_id if games else None,
        "shards": msgspec.to_builtins(shards),
    }
    log.info(
        "run=%s games=%d shards=%d s3_requests=%d s3_bytes=%d expected_growth_bytes=%d disk_free_bytes=%s",
        context["run_id"],
        costs.games,
        len(shards),
        costs.requests,
        costs.bytes,
        costs.growth,
        "unknown (set the Variable scorebook_warehouse_disk_gb)" if costs.free is None else costs.free,
    )
    if games:
        log.info("first=%s last=%s", games[0].game_id, games[-1].game_id)
    if params.dry_run:
        planned["sample"] = _try(sample)
    context["ti"].xcom_push(key=PLANNED_KEY, value=planned)
    costs.refuse_if_too_large()
    return [] if params.dry_run else planned["shards"]


def _games_to_try(
    connection: Connection[Any], params: EnrichmentParams, games: list[PlannedGame], run_id: str
) -> list[GameToRead]:
    ids = tuple(sample_of(games, params.dry_run_sample))
    if not ids:
        return []
    return nba_games.next_games(
        connection,
        Selection(game_ids=ids),
        Reprocess(params.reprocess),
        run_id=run_id,
        extractor_version=EXTRACTOR_VERSION,
        after=None,
        count=len(ids),
    )


def _try(games: list[GameToRead]) -> dict[str, Any]:
    with bulk_reader(settings.bucket()) as reader:
        tried = try_games(games, reader)
    log.info(
        "sample=%d would_fail=%d disagree=%d", tried["read"], len(tried["would_fail"]), len(tried["disagree"])
    )
    for game_id, why in tried["would_fail"].items():
        log.warning("game=%s would fail: %s", game_id, why)
    for game_id, checks in tried["disagree"].items():
        log.warning("game=%s would disagree with itself: %s", game_id, ", ".join(checks))
    return tried


def enrich(checked: Mapping[str, Any], shard: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Enrich the games of one shard that are not done yet. Progress stands in the task state store.

    :raises ArchiveError: S3 refuses or cannot be reached; what was committed stays and is not done again.
    """
    params, part = _params(checked), msgspec.convert(shard, Shard)
    store = context["task_state_store"]

    def tell(state: dict[str, Any]) -> None:
        store.set(PROGRESS_KEY, state)
        log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in state.items()))

    begun = time.time()
    with ExitStack() as stack:
        connection = stack.enter_context(WarehouseHook().connect(autocommit=True))
        games = nba_games.next_games(
            connection,
            _selection(params, first=part.first, last=part.last),
            Reprocess(params.reprocess),
            run_id=context["run_id"],
            extractor_version=EXTRACTOR_VERSION,
            after=None,
            count=EVERY_GAME,
        )
        progress = Progress(part.label, total=len(games), tell=tell)
        reader = stack.enter_context(bulk_reader(settings.bucket()))
        enricher = Enricher(
            connection=connection,
            reader=reader,
            run_id=context["run_id"],
            batch_size=params.batch_size,
            progress=progress,
        )
        try:
            failed = enricher.run(games)
        finally:
            state = progress.finish() | {
                "requests": reader.requests,
                "bytes": reader.bytes,
                "begun": begun,
                "ended": time.time(),
            }
            context["ti"].xcom_push(key=COUNTS_KEY, value=state)
    for game in failed[:MOST_FAILURES_SHOWN]:
        log.warning("game=%s key=%s %s: %s", game.game_id, game.address, game.reason, game.error)
    return state


def validate(checked: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Judge the games that the run was about; each check becomes a row of `ops.quality_results`.

    :raises QualityError: a figure is below its threshold.
    :raises AirflowSkipException: in a dry run.
    """
    params = _params(checked)
    if params.dry_run:
        raise AirflowSkipException("dry run: nothing was written, nothing is to be validated")
    planned = context["ti"].xcom_pull(task_ids="plan", key=PLANNED_KEY)
    # A run with a limit is judged by the games up to the last one that it planned.
    selection = _selection(params, last=planned["last"] if params.limit else None)
    hook = WarehouseHook()
    with ExitStack() as stack:
        connection, *others = [stack.enter_context(hook.connect()) for _ in range(VALIDATION_CONNECTIONS)]
        documents = count_documents([connection, *others], selection, run_id=context["run_id"])
        covered = read_coverage(connection, selection)
        found = judge(covered, read_facts(connection, selection), documents, _limits(params))
        quality.append(connection, results(found, context["run_id"], datetime.now(UTC)))
    _log_validation(found)
    if found.broken:
        raise QualityError(
            f"{'; '.join(map(str, found.broken))}. The ten worst games stand in the log and in "
            "ops.quality_results; the thresholds are params"
        )
    return found.as_dict()


def finish_run(context: Context) -> list[dict[str, Any]]:
    """End a run, also a failed one: record its metrics and return its figures.

    :raises AirflowSkipException: after a dry run, and where the params were refused.
    """
    ti: Any = context["ti"]
    checked = ti.xcom_pull(task_ids="check_params")
    planned = ti.xcom_pull(task_ids="plan", key=PLANNED_KEY)
    if checked is None or planned is None:
        raise AirflowSkipException("the run ended before there was a plan: there is nothing to measure")
    params = _params(checked)
    counts = ti.xcom_pull(task_ids="enrich", map_indexes=range(len(planned["shards"])), key=COUNTS_KEY) or []
    validated = ti.xcom_pull(task_ids="validate") or {}
    row = run_row(planned, [count for count in counts if count], validated, dry_run=params.dry_run)
    log.info("run=%s %s", context["run_id"], " ".join(f"{name}={value}" for name, value in row.items()))
    if params.dry_run:
        ti.xcom_push(key="return_value", value=[row])
        raise AirflowSkipException("dry run: nothing was written, nothing is to be measured")
    with WarehouseHook().connect() as connection:
        values = {name: row[name] for name in UNITS if row.get(name) is not None}
        metrics.record(connection, CATEGORY, values, run_id=context["run_id"], units=UNITS)
    return [row]


def _load(connection: Connection[Any]) -> LoadCounts:
    s3, bucket = s3_client(), settings.bucket()
    folders = [settings.prefix(name) for name in ("espn_box_scores", "espn_team_stats", "espn_play_by_play")]
    games = whole_games(connection, [list_objects(s3, bucket, folder) for folder in folders])
    return nba_games.load_games(connection, games, now=datetime.now(UTC))


def _planned_games(connection: Connection[Any], params: EnrichmentParams, run_id: str) -> list[PlannedGame]:
    return nba_games.plan_games(
        connection,
        _selection(params),
        Reprocess(params.reprocess),
        run_id=run_id,
        extractor_version=EXTRACTOR_VERSION,
        limit=params.limit,
    )


def _selection(params: EnrichmentParams, *, first: str | None = None, last: str | None = None) -> Selection:
    return Selection(
        game_ids=params.game_ids,
        season=params.season,
        first=first or params.from_game_id,
        last=last or params.to_game_id,
    )


def _limits(params: EnrichmentParams) -> Thresholds:
    return Thresholds(
        coverage_pct=params.min_coverage_pct,
        feature_count=params.min_feature_count,
        agreement_pct=params.min_agreement_pct,
    )


def _log_validation(found: Validation) -> None:
    log.info("validation %s", " ".join(f"{name}={value}" for name, value in found.as_dict().items()))
    if found.no_box_score:
        log.info("no_box_score=%d ids=%s", len(found.no_box_score), ",".join(found.no_box_score[:100]))
    for game_id, why in found.worst:
        log.warning("worst game=%s %s", game_id, why)


def _params(checked: Mapping[str, Any]) -> EnrichmentParams:
    return msgspec.convert(checked, EnrichmentParams)

"""Checks across the params of a DAG that can be made before a run exists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.espn.enrichment.params import read_params as check_espn_enrichment
from include.espn.params import read_params as check_espn_incremental
from include.nba.params import read_daily_params, read_season_params
from include.predictions.params import read_params as check_bigquery_dedup
from include.racing.completeness_params import read_params as read_completeness_params
from include.racing.params import read_rescrape_params, read_retry_params

# By DAG id: a function that takes the params that were typed (not the defaults) and raises
# `include.errors.ParamError` with one sentence that says what to type instead.
CHECKS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "bigquery_dedup_cleanup": check_bigquery_dedup,
    "espn_enrichment_backfill": check_espn_enrichment,
    "espn_incremental": check_espn_incremental,
    "nba_daily": read_daily_params,
    "nba_season_backfill": read_season_params,
    "racing_completeness": read_completeness_params,
    "racing_rescrape_7_days": read_rescrape_params,
    "racing_retry_failures": read_retry_params,
}

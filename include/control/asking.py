"""Refuse what cannot work before a run exists: unknown DAG, unknown param, paused DAG."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from typing import Any

from include.control.checks import CHECKS
from include.control.client import AirflowApi
from include.control.errors import RefusedError
from include.control.records import Dag
from include.errors import ParamError


def parse_conf(text: str | None) -> dict[str, Any]:
    """Read the params as typed on the command line: a JSON object, or nothing."""
    if not text or not text.strip():
        return {}
    try:
        conf = json.loads(text)
    except json.JSONDecodeError as error:
        raise RefusedError(
            f"CONF is not JSON ({error.msg} at character {error.pos + 1}): "
            """write an object such as CONF='{"dry_run": true}'."""
        ) from None
    if not isinstance(conf, dict):
        raise RefusedError(f"""CONF is {text.strip()}: write an object such as CONF='{{"dry_run": true}}'.""")
    return conf


def find_dag(api: AirflowApi, dag_id: str) -> Dag:
    """Return the DAG, or refuse with the ids that exist."""
    dag = api.dag(dag_id)
    if dag is None:
        known = api.dag_ids()
        near = difflib.get_close_matches(dag_id, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise RefusedError(
            f"There is no DAG {dag_id}.{hint} Airflow knows: {', '.join(known) or 'none yet'}."
        )
    if dag.broken:
        raise RefusedError(
            f"The file of DAG {dag_id} cannot be imported, or is gone: see the errors at {api.base_url}."
        )
    return dag


def check_conf(dag: Dag, conf: Mapping[str, Any]) -> None:
    """Refuse names that the DAG does not have (Airflow ignores them), and what its own check refuses."""
    unknown = sorted(set(conf) - set(dag.params))
    if unknown:
        raise RefusedError(
            f"DAG {dag.dag_id} has no param {', '.join(unknown)}: "
            f"it knows {', '.join(sorted(dag.params)) or 'none at all'}."
        )
    check = CHECKS.get(dag.dag_id)
    if check is None:
        return
    try:
        check(conf)
    except ParamError as error:
        raise RefusedError(str(error)) from error


def refuse_paused(api: AirflowApi, dag: Dag) -> None:
    """Refuse a paused DAG: what is started would stay queued."""
    if dag.paused:
        raise RefusedError(
            f"DAG {dag.dag_id} is paused, so its runs would stay queued: unpause it with the switch at "
            f"{api.dag_link(dag.dag_id)} (or type: airflow dags unpause {dag.dag_id})."
        )

"""Writing the results of a run's checks so that a retry of the run does not double them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg

from include.warehouse import quality
from include.warehouse.quality import QualityResult

FORGET = """
DELETE FROM ops.quality_results
WHERE dataset = %s AND check_name = ANY (%s) AND run_id = %s
"""


def replace(
    conn: psycopg.Connection[Any],
    dataset: str,
    checks: Sequence[str],
    run_id: str,
    results: Sequence[QualityResult],
) -> int:
    """Make `results` all that these checks of this run have to tell, in one transaction.

    :returns: rows written.
    """
    with conn.transaction():
        conn.execute(FORGET, (dataset, list(checks), run_id))
        return quality.append(conn, results)

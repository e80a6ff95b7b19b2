"""Fills a bucket with an archive of simulated games, as an older system would have left it.

For tests, benchmarks and the demo; no Airflow needed. The games are the simulator's; they lie in the
bucket as plain summaries, as cdn answers, as web pages, in all three folders or only in one, and some lack
pieces.
"""

from include.devstack.archive_fill.bodies import bodies
from include.devstack.archive_fill.fill import fill
from include.devstack.archive_fill.kinds import KINDS, TROUBLED_KINDS
from include.devstack.archive_fill.truth import FilledGame

__all__ = ["KINDS", "TROUBLED_KINDS", "FilledGame", "bodies", "fill"]

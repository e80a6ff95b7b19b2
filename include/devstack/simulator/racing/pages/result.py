"""The result page in the markup that was asked for."""

from __future__ import annotations

from include.devstack.simulator.racing.pages.classic import classic_page
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.devstack.simulator.racing.runner import Result
from include.devstack.simulator.racing.settings import Markup


def result_page(result: Result, markup: Markup) -> bytes:
    """Return a result as a page."""
    return next_page(result) if markup == "next" else classic_page(result)

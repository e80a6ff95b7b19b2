"""The chart of an audit of racing's completeness, and where it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from include.quality.chart import Panel, draw
from include.quality.counts import spread
from include.racing.completeness_judging import JudgedDay

FOLDER = "reports/racing_completeness"


def chart_key(run_id: str) -> str:
    """S3 key of a run's chart; what S3 consoles stumble over in a run id becomes `_`."""
    return f"{FOLDER}/{re.sub(r'[^A-Za-z0-9._-]', '_', run_id)}.png"


def chart(judged: Sequence[JudgedDay]) -> bytes:
    """Races per day against the expected range, a panel a country, as PNG."""
    panels = []
    for country in dict.fromkeys(one.country for one in judged):
        own = [one for one in judged if one.country == country]
        usual = spread([one.races for one in own])
        is_unknown = all(one.expected.low is None for one in own)
        panels.append(
            Panel(
                title=f"{country}: mean {usual.mean:.1f}, median {usual.median:g}, "
                f"standard deviation {usual.deviation:.1f}"
                + (", not enough history for an expected range" if is_unknown else ""),
                days=[one.day for one in own],
                counts=[one.races for one in own],
                low=[one.expected.low for one in own],
                high=[one.expected.high for one in own],
                suspicious=frozenset(one.day for one in own if one.reasons),
            )
        )
    first, last = judged[0].day, judged[-1].day
    return draw(panels, f"Races stored a day, {first} to {last}, and what is expected", "races")

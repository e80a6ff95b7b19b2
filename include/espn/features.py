"""Extracts the features of one ESPN game from its payload, whichever of the formats it has.

The result is `data.espn_features` of `raw_data.nba_games`; the catalogue (`include/espn/catalog.py`) says
what is where in it. Home and away are told by markers and team ids, never by order. What the source lacks
is None, never invented. Units: minutes are whole, percentages 0-100 with one decimal, shot distances and
coordinates feet (`include/espn/extraction/plays.py`), `score_margin` home minus away after the play.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.espn.extraction.assemble import features_of
from include.espn.extraction.pages import merge_pages, needs_other_page
from include.espn.extraction.payload import SummaryPayload, decode, to_bytes
from include.espn.extraction.read_page import read_page
from include.espn.extraction.read_summary import read_summary
from include.json_text import has_nul, without_nul

__all__ = ["EXTRACTOR_VERSION", "extract_features", "merge_pages", "needs_other_page"]

EXTRACTOR_VERSION = "2"
"""Raised when the same payload gives other features, so that `reprocess=changed` finds the old ones."""


def extract_features(payload: bytes | Mapping[str, Any]) -> dict[str, Any]:
    """Return the features of a game, with `checks` (name -> bool) beside them.

    :param payload: the body as its source served it, or its decoded JSON.
    :raises PayloadError: when it is not a game, or a part is not what that part always is; the message
        says what was expected, what came, and where.
    """
    body = to_bytes(payload)
    decoded = decode(body)
    reading = read_summary(decoded) if isinstance(decoded, SummaryPayload) else read_page(decoded)
    features = features_of(reading)
    # PostgreSQL's jsonb cannot hold U+0000. The search is cheap; the walk is for the rare body that has one.
    return without_nul(features) if has_nul(body) else features

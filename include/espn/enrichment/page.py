"""One game of a batch: from what the archive answers to what the warehouse is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from include import days
from include.errors import ScorebookError, WrongGameError
from include.espn.catalog import feature_count, has_box_score
from include.espn.features import EXTRACTOR_VERSION, extract_features
from include.json_text import without_nul
from include.lake.bulk_read import Fetched
from include.lake.s3_errors import ArchiveNotFoundError
from include.seasons import season_label, season_of
from include.warehouse.nba_games import EnrichedGame, FailedGame, GameToRead

Answer = Fetched | ArchiveNotFoundError
"""What the archive says to a key."""


@dataclass(slots=True)
class Page:
    """A game with what its first key held; `etag` of the object that was read."""

    game: GameToRead
    features: dict[str, Any]
    etag: str


def read_page(game: GameToRead, answer: Answer) -> Page:
    """Extract the features of one of the game's objects.

    :raises ArchiveNotFoundError: when that is the answer.
    :raises PayloadError: when the object is not this game.
    """
    if isinstance(answer, ArchiveNotFoundError):
        raise answer
    features = extract_features(answer.body)
    came = features["source_data"]["original_game_id"]
    if came != game.game_id:
        raise WrongGameError(f"expected game {game.game_id} in {answer.key}, got game {came}")
    return Page(game, features, answer.etag)


def enriched_game(page: Page) -> EnrichedGame:
    """The game as row and ledger take it."""
    game, features = page.game, page.features
    info, source = features["game_info"], features["source_data"]
    day = datetime.fromisoformat(info["game_date"]).date() if info["game_date"] else _known_day(game)
    source |= {"s3_key": game.keys[0], "etag": page.etag}
    body = msgspec.json.encode(features)
    count = feature_count(features)
    return EnrichedGame(
        game_id=game.game_id,
        day=day,
        season=info["season"] or season_label(season_of(day)),
        features=body,
        enrichment=msgspec.json.encode(
            {
                "format_version": source["format"],
                "feature_count": count,
                "extractor_version": EXTRACTOR_VERSION,
            }
        ),
        details={
            "key": game.keys[0],
            "etag": _archived_etag(page),
            "format": source["format"],
            "wrapped": source["wrapped"],
            "feature_count": count,
            "has_box_score": has_box_score(features),
            "extractor_version": EXTRACTOR_VERSION,
            "checks": features["checks"],
        },
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def _archived_etag(page: Page) -> str:
    """The etag to remember: that of the listing, if what was read is what was listed."""
    return page.game.etag if page.game.etag.split(",")[0] == page.etag else page.etag


def failed_game(game: GameToRead, error: ScorebookError, key: str | None = None) -> FailedGame:
    """The game that gave no features, with the reason.

    :param key: of the object that was read, when it is not the first.
    """
    return FailedGame(
        game_id=game.game_id,
        day=_known_day(game),
        reason=type(error).__name__,
        error=without_nul(str(error)),
        address=key or game.keys[0],
    )


def _known_day(game: GameToRead) -> date:
    """The game's day as the schedule told it; where nobody knows it, the day its payload was archived."""
    return game.day or days.local_day(game.written_at, days.GAME_ZONE)

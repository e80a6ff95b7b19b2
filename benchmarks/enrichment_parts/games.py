"""The archive of the benchmark: many games that are copies, under other ids, of a few simulated ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from include.devstack.archive_fill.bodies import bodies
from include.warehouse.nba_games import ArchivedGame

BODY_BYTES = 777_000
"""About so large was a recorded summary, with its news and its indentation, which nobody reads."""
ORIGINALS = 24
SEED = 1
FIRST_ID = 401_900_000
WRITTEN_AT = datetime(2026, 11, 1, tzinfo=UTC)
STORY = "The home team took the lead in the second quarter and was not caught again. "
STORY_BYTES = len(STORY) + 37
"""With the indented braces around it."""


@dataclass(frozen=True, slots=True)
class Original:
    """The body of a simulated game, cut where its id stands as a value, so that another can stand there."""

    pieces: tuple[bytes, ...]
    etag_stem: str
    size: int

    def segments(self, game_id: str) -> list[bytes]:
        """The body of a copy, in pieces. Those of the original are shared, none is copied."""
        own: list[bytes] = [f'"{game_id}"'.encode()] * (2 * len(self.pieces) - 1)
        own[::2] = self.pieces
        return own


def make_originals(count: int) -> list[Original]:
    """Simulate `count` games as whole Format 2 summaries of `BODY_BYTES`."""
    made = bodies(count, SEED, kinds={"summary_one_folder": 1})
    return [_original(body, truth.game_id) for _, body, truth in made]


def game_ids(count: int) -> list[str]:
    """The ids of the archive's games, in their order."""
    return [str(FIRST_ID + number) for number in range(count)]


def key_of(game_id: str) -> str:
    """The object of a game."""
    return f"espn_box_scores/{game_id}.json"


def original_of(game_id: str, originals: Sequence[Original]) -> Original:
    """The original that a game is a copy of."""
    return originals[(int(game_id) - FIRST_ID) % len(originals)]


def etag_of(game_id: str, originals: Sequence[Original]) -> str:
    """The ETag of a game's object, with its quotes."""
    return f'"{original_of(game_id, originals).etag_stem}{game_id}"'


def archived_games(count: int, originals: Sequence[Original]) -> list[ArchivedGame]:
    """The games as a listing of the archive tells of them."""
    return [
        ArchivedGame(
            game_id=game_id,
            keys=(key_of(game_id),),
            etag=etag_of(game_id, originals),
            size=original_of(game_id, originals).size,
            written_at=WRITTEN_AT,
        )
        for game_id in game_ids(count)
    ]


def _original(body: bytes, game_id: str) -> Original:
    document = msgspec.json.decode(body)
    lacking = BODY_BYTES - len(msgspec.json.format(body, indent=2))
    document["news"] = {"articles": [{"story": STORY} for _ in range(lacking // STORY_BYTES)]}
    whole = msgspec.json.format(msgspec.json.encode(document), indent=2)
    pieces = tuple(whole.split(f'"{game_id}"'.encode()))
    return Original(pieces, hashlib.sha256(whole).hexdigest()[:20], len(whole))

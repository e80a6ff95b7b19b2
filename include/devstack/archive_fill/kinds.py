"""The ways in which a game can lie in the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from include.devstack.archive_fill.lean import lean_summary
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages import old_shapes
from include.devstack.simulator.espn.pages.document import box_score_page, play_by_play_page
from include.devstack.simulator.espn.pages.wrapped import wrapped
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.espn.situation import Situation, final
from include.devstack.simulator.espn.summary import summary
from include.devstack.simulator.espn.wording import Json

Folders = Literal["all", "one"]
Shape = Callable[[Json], Json]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to keep a game: which documents, in which folders, and which pieces they lack.

    `summary` turns the plain summary into the stored document. `box_page` and `play_page` do so for the two
    pages, None leaves the page out. `weight` is the share of games where nothing else is asked for.
    """

    weight: float
    summary: Shape | None = None
    box_page: Shape | None = None
    play_page: Shape | None = None
    folders: Folders = "all"
    wrapped: bool = False
    has_plays: bool = True
    has_players: bool = True
    has_extras: bool = True
    state: Literal["final", "shell", "postponed"] = "final"


def as_it_is(document: Json) -> Json:
    """Return the document itself."""
    return document


KINDS: Mapping[str, Kind] = {
    "summary": Kind(0.12, as_it_is),
    "summary_one_folder": Kind(0.38, as_it_is, folders="one"),
    "wrapped": Kind(0.02, wrapped, wrapped=True),
    "wrapped_one_folder": Kind(0.12, wrapped, folders="one", wrapped=True),
    "pages": Kind(0.14, None, as_it_is, as_it_is),
    "pages_no_plays": Kind(0.04, None, as_it_is, old_shapes.page_without_plays, has_plays=False),
    "pages_no_extras": Kind(
        0.03, None, old_shapes.page_without_extras, old_shapes.page_without_extras, has_extras=False
    ),
    "box_page_only": Kind(0.03, None, as_it_is, None, has_plays=False),
    "play_by_play_page_only": Kind(0.02, None, None, as_it_is, has_players=False),
    "old_summary_no_plays": Kind(0.04, old_shapes.summary_without_plays, has_plays=False),
    "old_summary_no_players": Kind(
        0.02, old_shapes.summary_without_players, folders="one", has_players=False
    ),
    "old_summary_labels": Kind(0.02, old_shapes.summary_with_labels_only, folders="one"),
    "old_summary_no_extras": Kind(0.02, old_shapes.summary_without_extras, folders="one", has_extras=False),
}
"""Whole games: all of them can be enriched."""

TROUBLED_KINDS: Mapping[str, Kind] = {
    "shell": Kind(0.0, as_it_is, has_plays=False, state="shell"),
    "shell_pages": Kind(0.0, None, as_it_is, as_it_is, has_plays=False, state="shell"),
    "postponed": Kind(0.0, as_it_is, has_plays=False, has_players=False, state="postponed"),
    "not_json": Kind(0.0, has_plays=False, has_players=False, has_extras=False),
    "unknown_format": Kind(0.0, has_plays=False, has_players=False, has_extras=False),
}
"""Only there when asked for: empty shells, postponed games, bodies cut in the middle, bodies of no game."""

ALL_KINDS: Mapping[str, Kind] = {**KINDS, **TROUBLED_KINDS}


def documents(kind: Kind, game: Game, script: Script, *, lean: bool) -> tuple[Json | None, Json | None]:
    """Return what lies under box scores and team statistics, and what lies under play-by-play.

    A summary is one document for all three folders: the same object comes back twice. None: no object there.
    """
    situation = _situation(kind, game)
    played = script if situation.started else None
    if kind.summary is not None:
        payload = summary(game, situation, played)
        document = kind.summary(lean_summary(payload) if lean else payload)
        return document, document
    box = plays = None
    if kind.box_page is not None:
        box = kind.box_page(box_score_page(game, situation, played, furniture=not lean))
    if kind.play_page is not None:
        plays = kind.play_page(play_by_play_page(game, situation, played, furniture=not lean))
    return box, plays


def _situation(kind: Kind, game: Game) -> Situation:
    if kind.state == "postponed":
        return Situation("postponed")
    return final(game, shell=kind.state == "shell")

"""One simulated game in every wrapping, small enough to be read thousands of times."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages.document import box_score_page, play_by_play_page
from include.devstack.simulator.espn.script import Script, write_script
from include.devstack.simulator.espn.season import SeasonSettings, build_season
from include.devstack.simulator.espn.situation import Situation, final
from include.devstack.simulator.espn.summary import summary

Json = dict[str, Any]
_PARTS = ("header", "boxscore", "gameInfo", "plays", "meta", "leaders")


@cache
def a_game(*, overtime: bool = False) -> Game:
    """The first game of the simulated season that went to overtime, or that did not."""
    games = build_season(2026, SeasonSettings(seed=3)).games.values()
    return next(game for game in games if (game.periods > 4) is overtime and not game.postponed)


def summary_payload(*, overtime: bool = False, shell: bool = False) -> Json:
    """The game's summary without news, odds and standings."""
    game = a_game(overtime=overtime)
    return _copy(summary(game, final(game, shell=shell), _script(game)), _PARTS)


def pregame_payload() -> Json:
    """The summary of the same game before it begins."""
    return _copy(summary(a_game(), Situation("scheduled"), None), _PARTS)


def wrapped_payload() -> Json:
    """The same summary as the cdn wraps it, with the number beside it."""
    return {
        "gameId": int(a_game().id),
        "__gamepackage__": {"league": "nba"},
        "content": {},
        "gamepackageJSON": summary_payload(),
    }


def box_page(*, shell: bool = False) -> Json:
    """The game's box-score page, without what surrounds the game on it."""
    game = a_game()
    return _copy(box_score_page(game, final(game, shell=shell), _script(game), furniture=False))


def plays_page() -> Json:
    """The game's play-by-play page, without what surrounds the game on it."""
    game = a_game()
    return _copy(play_by_play_page(game, final(game), _script(game), furniture=False))


def whole_page() -> Json:
    """A page with box score and plays, and a shot chart made from the summary's shots."""
    page = box_page()
    package = page["page"]["content"]["gamepackage"]
    package["pbp"] = plays_page()["page"]["content"]["gamepackage"]["pbp"]
    package["shtChrt"] = {
        "plays": [
            {
                "id": play["id"],
                "text": play["text"],
                "scoringPlay": play["scoringPlay"],
                "coordinate": play["coordinate"],
                "type": {"id": play["type"]["id"], "txt": play["type"]["text"]},
            }
            for play in summary_payload()["plays"]
            if play["shootingPlay"] and "Free Throw" not in play["type"]["text"]
        ]
    }
    return page


def with_few_plays(payload: Json) -> Json:
    """The same payload with its first plays and its last two, in every period list of a page."""
    if "page" in payload:
        package = payload["page"]["content"]["gamepackage"]
        groups = package["pbp"]["playGrps"]
        package["pbp"]["playGrps"] = [groups[0][:8], groups[-1][-2:]]
        package["shtChrt"]["plays"] = package["shtChrt"]["plays"][:5]
        return payload
    inner = payload.get("gamepackageJSON", payload)
    inner["plays"] = [*inner["plays"][:14], *inner["plays"][-2:]]
    inner.pop("leaders", None)
    return payload


@cache
def _script(game: Game) -> Script:
    return write_script(game, 3)


def _copy(payload: Json, parts: tuple[str, ...] = ()) -> Json:
    copied: Json = json.loads(json.dumps(payload))
    return {key: part for key, part in copied.items() if not parts or key in parts}

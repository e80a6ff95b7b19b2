"""The web pages of a game, ESPN's Format 1: the game is under `page.content.gamepackage`.

The box-score page has `bxscr` and no plays; the play-by-play page has `pbp` and no box score. Without
`furniture` a page keeps what tells of the game and leaves out what surrounds it.
"""

from __future__ import annotations

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages import furniture as around
from include.devstack.simulator.espn.pages.box import box
from include.devstack.simulator.espn.pages.groups import play_groups
from include.devstack.simulator.espn.pages.links import links, page_meta, tabs
from include.devstack.simulator.espn.pages.strip import game_info, strip, switcher
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script
from include.devstack.simulator.espn.situation import Situation, status_type
from include.devstack.simulator.espn.summary import corrected
from include.devstack.simulator.espn.tally import tally
from include.devstack.simulator.espn.wording import Json, second


def box_score_page(
    game: Game, situation: Situation, script: Script | None, *, furniture: bool = True
) -> Json:
    """Return the box-score page. A game not begun has no script and no `bxscr`."""
    plays = _seen(situation, script)
    parts: Json = {"sbpg": "boxscore"}
    if script is not None and situation.started:
        tallies = corrected(tally(script, plays), situation.revision)
        parts["bxscr"] = box(game, tallies, shell=situation.shell)
    return _document(game, situation, plays, parts, "boxscore", "Box Score", furniture=furniture)


def play_by_play_page(
    game: Game, situation: Situation, script: Script | None, *, furniture: bool = True
) -> Json:
    """Return the play-by-play page. The groups are empty before the game and in an empty shell."""
    plays = _seen(situation, script)
    home, away = strip(game, situation)["tms"]
    parts: Json = {
        "sbpg": "playbyplay",
        "pbp": {
            "playGrps": [] if situation.shell else play_groups(game, plays),
            "tms": {"home": home, "away": away},
        },
    }
    return _document(game, situation, plays, parts, "playbyplay", "Play-by-Play", furniture=furniture)


def _seen(situation: Situation, script: Script | None) -> tuple[Play, ...]:
    if script is None or not situation.started:
        return ()
    return script.plays if situation.plays < 0 else script.plays[: situation.plays]


def _document(
    game: Game,
    situation: Situation,
    plays: tuple[Play, ...],
    parts: Json,
    kind: str,
    words: str,
    *,
    furniture: bool,
) -> Json:
    package = {**_package(game, situation), **parts}
    if not furniture:
        return {"page": {"type": "gamepackage", "content": {"gamepackage": package}}}
    address = f"/nba/{kind}/_/gameId/{game.id}"
    return {
        "app": around.app(),
        "ads": {},
        "analytics": {},
        "routing": {"location": {"path": f"/nba/{kind}", "query": {"gameId": game.id}}},
        "page": {
            "key": "",
            "title": "",
            "type": "gamepackage",
            "meta": page_meta(game, words, address, over=situation.phase == "final"),
            "content": {
                **around.menus(),
                "gamepackage": {**package, **_surroundings(game, situation, plays, kind)},
            },
            "transition": {},
            "subType": None,
            "analytics": {"league": "nba", "pageName": f"espn:nba:game:{kind}", "subPage": kind},
            "ads": {"level": f"espn.com/nba/{kind}", "kvps": []},
            "outbrain": {},
            "taboola": {},
            "adProviders": {},
        },
        "request": {"headers": {}, "httpVersion": "1.1", "method": "GET", "url": address},
        "viewport": {"width": 1260, "height": 0},
        "user": {},
    }


def _package(game: Game, situation: Situation) -> Json:
    uid = f"s:40~l:46~e:{game.id}~c:{game.id}"
    return {
        "compUID": uid,
        "gmStrp": strip(game, situation),
        "lg": "nba",
        "lgUid": "s:40~l:46",
        "maxPeriods": 4,
        "gmInfo": game_info(game, situation),
        "config": {"bxscrMn": situation.started},
    }


def _surroundings(game: Game, situation: Situation, plays: tuple[Play, ...], kind: str) -> Json:
    home, away = strip(game, situation)["tms"]
    teams = {"awy": game.away.abbreviation, "hme": game.home.abbreviation, "ntrlSte": False}
    return {
        "autoUpdate": {"mode": "fastcast" if status_type(game, situation)["state"] != "pre" else "none"},
        "baseURL": "https://www.espn.com",
        "broadcasts": [],
        "gmSwtchrMta": switcher(game, situation),
        "gpLinks": tabs(game, kind),
        "wllClck": {"first": second(plays[0].wall)} if plays else {},
        "network": game_info(game, situation)["cvrg"],
        "prsdTms": {"home": home, "away": away},
        "shop": None,
        "ssnSrs": [],
        "stndngs": [],
        "inCntStrp": False,
        "links": links(game),
        "showSwitcher": False,
        "isCurSzn": False,
        "news": {"header": "NBA News", "articles": []},
        "medialst": {"vids": [], "cmpttn": teams},
        "meta": {"gmStry": {"lnk": f"/nba/recap/_/gameId/{game.id}"}, "injrs": {"lnk": "/nba/injuries"}},
    }

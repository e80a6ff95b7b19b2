"""What stands around a page's game: tabs, addresses, texts for search engines."""

from __future__ import annotations

from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.pages.strip import game_link
from include.devstack.simulator.espn.wording import Json

_HOST = "https://www.espn.com"


def tabs(game: Game, kind: str) -> Json:
    """Return `gpLinks`, the tabs above the game; `kind` is the open one."""
    rows = []
    for words, address in _addresses(game).items():
        link = {"h": address, "e": False, "p": False, "t": words, "icon": None, "iconAlt": None}
        target = {"h": address, "e": False, "p": False, "m": link, "t": words, "w": link}
        track = {
            "data-track-nav_layer": "secondary nav",
            "data-track-nav_item": words.lower(),
            "className": "Nav__Secondary__Menu__Link clr-gray-01 flex items-center ph3",
        }
        rows.append({"l": target, "d": track})
    active = {"league": "nba", "pageType": None, "subPageType": kind, "device": "desktop"}
    return {"links": rows, "activePage": active}


def links(game: Game) -> list[Json]:
    """Return `links`, the same addresses in the words of the API."""
    kinds = ("summary", "recap", "boxscore", "pbp", "teamstats")
    return [
        {
            "rel": [kind, "desktop", "event"],
            "href": f"{_HOST}{address}",
            "text": words,
            "shortText": words,
            "isExternal": False,
            "isPremium": False,
        }
        for kind, (words, address) in zip(kinds, _addresses(game).items(), strict=True)
    ]


def page_meta(game: Game, words: str, address: str, *, over: bool) -> Json:
    """Return `page.meta`; the title of a finished game tells the score."""
    teams = f"{game.home.display_name} vs. {game.away.display_name}"
    score = f"{game.home.name} {game.home_score}-{game.away_score} {game.away.name}"
    return {
        "title": f"{score if over else teams} ({game.day:%b} {game.day.day}, {game.day.year}) {words} - ESPN",
        "description": f"{words} for the {teams} NBA game on ESPN.",
        "canonical": f"{_HOST}{address}",
        "robots": "",
        "ogMetadata": {"image": f"{_HOST}/events/{game.id}.png", "width": 500, "height": 500},
        "jsonld": "",
        "hrefLangs": [{"key": "en-us", "region": "us", "url": f"{_HOST}{address}"}],
    }


def _addresses(game: Game) -> dict[str, str]:
    return {
        "Gamecast": game_link(game),
        "Recap": f"/nba/recap/_/gameId/{game.id}",
        "Box Score": f"/nba/boxscore/_/gameId/{game.id}",
        "Play-by-Play": f"/nba/playbyplay/_/gameId/{game.id}",
        "Team Stats": f"/nba/matchup/_/gameId/{game.id}",
    }

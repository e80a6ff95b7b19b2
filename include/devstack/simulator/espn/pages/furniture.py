"""The large parts of a page that are the same for every game: settings, menus, lists of teams.

Shorter than ESPN's (about 100 KB instead of 200), in the same places and of the same kinds.
"""

from __future__ import annotations

from functools import lru_cache

from include.devstack.simulator.espn.pages.teams import page_link
from include.devstack.simulator.espn.teams import TEAMS
from include.devstack.simulator.espn.wording import Json

_HOST = "https://www.espn.com"
_IMAGE = "https://a.espncdn.com/combiner/i?img=/i/teamlogos"
_SIZE = "&w=80&h=80&cquality=40&scale=crop&location=origin&transparent=true"
_SPORTS = ("nfl", "nba", "mlb", "college-football", "wnba", "soccer", "nhl", "golf")
_ITEMS = (
    "Home", "Scores", "Schedule", "Standings", "Stats", "Teams", "Odds", "Depth Charts", "Daily Lines",
    "Where To Watch", "Injuries", "Players", "Transactions", "Draft", "Rankings", "History", "Awards",
    "Fantasy", "Podcasts", "Photos", "Videos", "Power Index", "Free Agency", "Coaches", "Attendance",
)  # fmt: skip
_FLAGS = (
    "ads", "anltcs", "athLnks", "browserSdk", "evtLnks", "exLnks", "fntsy", "footer", "gmStrp", "gmSwtchr",
    "hsb", "liveVideo", "myPcks", "nav", "nws", "otbrn", "rtCol", "tmLnks", "video",
)  # fmt: skip


@lru_cache(maxsize=1)
def app() -> Json:
    """Return `app`, the settings of the website itself."""
    return {
        "uid": "espnfitt",
        "mode": "universal",
        "apiEnv": "production",
        "envName": "prod",
        "device": "desktop",
        "modifier": "",
        "edition": {"config": {}, "translations": {}},
        "flags": dict.fromkeys(_FLAGS, True),
        "featureGating": {f"enable{name.replace(' ', '')}": True for name in _ITEMS},
    }


@lru_cache(maxsize=1)
def menus() -> Json:
    """Return the parts of `page.content` beside the game."""
    return {
        "wheretowatchmenu": {},
        "watchoptions": {},
        "teams": {league: _divisions(league) for league in ("mlb", "nba", "nfl", "nhl", "wnba", "soccer")},
        "navigation": _navigation(),
        "betConfigSettings": {"showBettingLinksText": "ESPN BET Odds Links", "myBetsConfig": {}},
        "isMyBetActive": True,
        "subNavigation": {"hideAppSubNav": True},
        "headerscoreboard": {
            "isTopEvents": False,
            "isTopSoccer": False,
            "sportTopics": [],
            "collegeConfs": None,
        },
        "streampicker": {},
    }


def _divisions(league: str) -> list[Json]:
    """Return the league's menu of teams. Only the NBA's are known here; the others have the same places."""
    rows = [
        {
            "id": team.id,
            "href": f"{_HOST}{page_link(team)}".replace("/nba/", f"/{league}/"),
            "name": team.display_name,
            "shortName": team.name,
            "abbrev": team.abbreviation.lower(),
            "logo": f"{_IMAGE}/{league}/500/{team.abbreviation.lower()}.png{_SIZE}",
            "logoDark": f"{_IMAGE}/{league}/500-dark/{team.abbreviation.lower()}.png{_SIZE}",
        }
        for team in TEAMS
    ]
    return [{"name": f"Division {at // 5 + 1}", "teams": rows[at : at + 5]} for at in range(0, len(rows), 5)]


def _navigation() -> Json:
    sports = []
    for number, sport in enumerate(_SPORTS):
        first = 12_000_000 + number * 100
        items = [
            {
                "l": {
                    "t": words,
                    "w": {"a": {"route": "false"}, "h": f"/{sport}/{words.lower().replace(' ', '-')}"},
                },
                "id": first + index,
            }
            for index, words in enumerate(_ITEMS)
        ]
        title = sport.upper()
        link = {"t": title, "w": {"h": f"/{sport}/"}}
        sports.append(
            {
                "l": link,
                "t": title,
                "i": items,
                "a": {"root": sport},
                "id": first + 99,
                "lbl": f"{title} Home",
            }
        )
    return {"lbl": "ESPN Home Page", "sports": sports, "pillar": [], "singleSport": False}

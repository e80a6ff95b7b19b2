"""NBA.com's names for the teams: ids, tricodes, slugs and the time zones of their arenas."""

from __future__ import annotations

from dataclasses import dataclass

from include.devstack.simulator.espn.teams import TEAMS, Team, Venue

_FIRST_ID = 1610612737
# In the order of NBA.com's ids, with the abbreviations that ESPN uses.
_IN_ORDER = """
ATL BOS CLE NO CHI DAL DEN GS HOU LAC LAL MIA MIL MIN BKN NY ORL IND PHI PHX POR SAC SA OKC TOR UTAH MEM
WSH DET CHA
"""
_TRICODES = {"GS": "GSW", "NO": "NOP", "NY": "NYK", "SA": "SAS", "UTAH": "UTA", "WSH": "WAS"}
_SLUGS = {"76ers": "sixers", "Trail Blazers": "blazers"}
_ZONES = {0: "America/New_York", -1: "America/Chicago", -2: "America/Denver", -3: "America/Los_Angeles"}
_OWN_ZONES = {"PHX": "America/Phoenix", "TOR": "America/Toronto"}


@dataclass(frozen=True, slots=True)
class Franchise:
    """A team as NBA.com knows it."""

    id: int
    tricode: str
    city: str
    name: str
    slug: str
    zone: str
    country: str

    def named(self) -> dict[str, int | str]:
        """Return the four keys by which every payload names a team."""
        return {
            "teamId": self.id,
            "teamName": self.name,
            "teamCity": self.city,
            "teamTricode": self.tricode,
        }


def _franchise(team: Team) -> Franchise:
    tricode = _TRICODES.get(team.abbreviation, team.abbreviation)
    slug = _SLUGS.get(team.name, team.name.lower().replace(" ", "-"))
    zone = _OWN_ZONES.get(tricode, _ZONES[team.utc_offset])
    number = _FIRST_ID + _IN_ORDER.split().index(team.abbreviation)
    return Franchise(
        number, tricode, team.location, team.name, slug, zone, "CA" if tricode == "TOR" else "US"
    )


_HALL = Venue("7001", "All-Star Arena", "Los Angeles", "CA")
EAST_STARS = Team("41", "EST", "", "Team East", "", "", "East", 0, _HALL)
WEST_STARS = Team("42", "WST", "", "Team West", "", "", "West", 0, _HALL)

FRANCHISES: dict[str, Franchise] = {team.id: _franchise(team) for team in TEAMS} | {
    EAST_STARS.id: Franchise(1610616833, "EST", "", "Team East", "team-east", _ZONES[0], "US"),
    WEST_STARS.id: Franchise(1610616834, "WST", "", "Team West", "team-west", _ZONES[0], "US"),
}
"""By the id that the simulator's engine uses."""

BY_NBA_ID: dict[int, Team] = {FRANCHISES[team.id].id: team for team in (*TEAMS, EAST_STARS, WEST_STARS)}


def franchise(team: Team) -> Franchise:
    """Return NBA.com's names of a team; a guest of a recording is named as it was recorded."""
    known = FRANCHISES.get(team.id)
    if known:
        return known
    slug = team.name.lower().replace(" ", "-")
    return Franchise(int(team.id), team.abbreviation, team.location, team.name, slug, _ZONES[0], "US")

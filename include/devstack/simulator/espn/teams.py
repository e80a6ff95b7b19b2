"""The thirty teams with ESPN's ids, and the arenas they play in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Conference = Literal["East", "West"]


@dataclass(frozen=True, slots=True)
class Venue:
    """An arena; `id` is ESPN's."""

    id: str
    name: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team as ESPN names it. `utc_offset` orders tipoffs: hours from New York, 0 to -3."""

    id: str
    abbreviation: str
    location: str
    name: str
    color: str
    alternate_color: str
    conference: Conference
    utc_offset: int
    venue: Venue

    @property
    def display_name(self) -> str:
        return f"{self.location} {self.name}" if self.location else self.name

    @property
    def slug(self) -> str:
        return self.display_name.lower().replace(" ", "-")

    @property
    def uid(self) -> str:
        return f"s:40~l:46~t:{self.id}"


_ROWS = """
1|ATL|Atlanta|Hawks|c8102e|fdb927|East|0|1827|State Farm Arena|Atlanta|GA
2|BOS|Boston|Celtics|008348|ffffff|East|0|1824|TD Garden|Boston|MA
3|NO|New Orleans|Pelicans|0a2240|b4975a|West|-1|985|Smoothie King Center|New Orleans|LA
4|CHI|Chicago|Bulls|ce1141|000000|East|-1|1847|United Center|Chicago|IL
5|CLE|Cleveland|Cavaliers|860038|bc945c|East|0|3417|Rocket Arena|Cleveland|OH
6|DAL|Dallas|Mavericks|0064b1|bbc4ca|West|-1|516|American Airlines Center|Dallas|TX
7|DEN|Denver|Nuggets|0e2240|fec524|West|-2|1846|Ball Arena|Denver|CO
8|DET|Detroit|Pistons|1d428a|c8102e|East|0|5311|Little Caesars Arena|Detroit|MI
9|GS|Golden State|Warriors|fdb927|1d428a|West|-3|2465|Chase Center|San Francisco|CA
10|HOU|Houston|Rockets|ce1141|000000|West|-1|1394|Toyota Center|Houston|TX
11|IND|Indiana|Pacers|002d62|ffd520|East|0|2183|Gainbridge Fieldhouse|Indianapolis|IN
12|LAC|LA|Clippers|12173f|c8102e|West|-3|8881|Intuit Dome|Inglewood|CA
13|LAL|Los Angeles|Lakers|552583|fdb927|West|-3|1841|crypto.com Arena|Los Angeles|CA
14|MIA|Miami|Heat|98002e|000000|East|0|3438|Kaseya Center|Miami|FL
15|MIL|Milwaukee|Bucks|00471b|eee1c6|East|-1|5312|Fiserv Forum|Milwaukee|WI
16|MIN|Minnesota|Timberwolves|266092|79bc43|West|-1|1825|Target Center|Minneapolis|MN
17|BKN|Brooklyn|Nets|000000|ffffff|East|0|3559|Barclays Center|Brooklyn|NY
18|NY|New York|Knicks|1d428a|f58426|East|0|1830|Madison Square Garden|New York|NY
19|ORL|Orlando|Magic|0077c0|9ca0a3|East|0|3432|Kia Center|Orlando|FL
20|PHI|Philadelphia|76ers|1d428a|e01234|East|0|1845|Xfinity Mobile Arena|Philadelphia|PA
21|PHX|Phoenix|Suns|29127a|e56020|West|-2|2172|Mortgage Matchup Center|Phoenix|AZ
22|POR|Portland|Trail Blazers|e03a3e|000000|West|-3|1849|Moda Center|Portland|OR
23|SAC|Sacramento|Kings|5a2d81|6a7a82|West|-3|5310|Golden 1 Center|Sacramento|CA
24|SA|San Antonio|Spurs|000000|c4ced4|West|-1|780|Frost Bank Center|San Antonio|TX
25|OKC|Oklahoma City|Thunder|007ac1|ef3b24|West|-1|2559|Paycom Center|Oklahoma City|OK
26|UTAH|Utah|Jazz|000000|79a3dc|West|-2|3093|Delta Center|Salt Lake City|UT
27|WSH|Washington|Wizards|e31837|002b5c|East|0|1823|Capital One Arena|Washington|DC
28|TOR|Toronto|Raptors|d91244|000000|East|0|1838|Scotiabank Arena|Toronto|ON
29|MEM|Memphis|Grizzlies|5d76a9|12173f|West|-1|1392|FedExForum|Memphis|TN
30|CHA|Charlotte|Hornets|008ca8|1d1060|East|0|1893|Spectrum Center|Charlotte|NC
"""


def _team(row: str) -> Team:
    team_id, short, location, name, color, alternate, conference, offset, *arena = row.split("|")
    side: Conference = "East" if conference == "East" else "West"
    return Team(team_id, short, location, name, color, alternate, side, int(offset), Venue(*arena))


TEAMS: tuple[Team, ...] = tuple(_team(row) for row in _ROWS.strip().splitlines())
BY_ID: dict[str, Team] = {team.id: team for team in TEAMS}

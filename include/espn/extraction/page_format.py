"""Format 1, the state of a web page: the parts that are read, as typed structs. All else is skipped.

The game lies under `page.content.gamepackage`. A box-score page has `bxscr` and no `pbp`; a
play-by-play page has `pbp`, often `shtChrt` beside it, and may have no `bxscr`. Order means nothing:
only `isHome` and `hm` tell who is at home. Athletes have no position.
"""

from __future__ import annotations

from include.espn.extraction.summary_format import Clock, Coordinate, Linescore, Period, Struct, Whole


class StripTeam(Struct):
    id: str
    isHome: bool | None = None
    abbrev: str | None = None
    displayName: str | None = None
    score: str | Whole | None = None
    winner: bool | None = None
    linescores: list[Linescore] | None = None


class StripStatus(Struct):
    desc: str | None = None
    det: str | None = None
    state: str | None = None


class Strip(Struct):
    gid: str
    tms: list[StripTeam]
    tmsOrdrd: list[StripTeam] | None = None
    dt: str | None = None
    seasonType: Whole | None = None
    status: StripStatus | None = None


class Channel(Struct):
    name: str | None = None
    market: str | None = None


class Referee(Struct):
    dspNm: str | None = None


class LocationAddress(Struct):
    city: str | None = None
    state: str | None = None


class PageGameInfo(Struct):
    attnd: Whole | None = None
    broadcasts: list[Channel] | None = None
    cvrg: str | None = None
    dtTm: str | None = None
    refs: list[Referee] | None = None
    loc: str | None = None
    locAddr: LocationAddress | None = None


class BoxTeam(Struct):
    id: str
    hm: bool | None = None
    abbrev: str | None = None
    dspNm: str | None = None


class PageAthlete(Struct):
    id: str | None = None
    dspNm: str | None = None
    shrtNm: str | None = None
    jersey: str | None = None


class PageAthleteRow(Struct):
    athlt: PageAthlete | None = None
    stats: list[str | None] | None = None


class StatGroup(Struct):
    """Starters, bench, or the totals (`ttls`, which come without keys and athletes)."""

    type: str | None = None
    keys: list[str] | None = None
    lbls: list[str] | None = None
    athlts: list[PageAthleteRow] | None = None
    ttls: list[str | None] | None = None


class PageTeamBox(Struct):
    tm: BoxTeam
    stats: list[StatGroup] | None = None


class PageAthleteId(Struct):
    id: str | None = None


class PagePlay(Struct):
    id: str | None = None
    period: Period | None = None
    text: str | None = None
    homeAway: str | None = None
    homeScore: Whole | None = None
    awayScore: Whole | None = None
    clock: Clock | None = None
    scoringPlay: bool | None = None


class PlayByPlay(Struct):
    playGrps: list[list[PagePlay]] | None = None


class ShotType(Struct):
    txt: str | None = None


class Shot(Struct):
    id: str | None = None
    coordinate: Coordinate | None = None
    scoringPlay: bool | None = None
    type: ShotType | None = None


class ShotChart(Struct):
    plays: list[Shot] | None = None


class GamePackage(Struct):
    gmStrp: Strip | None = None
    gmInfo: PageGameInfo | None = None
    bxscr: list[PageTeamBox] | None = None
    pbp: PlayByPlay | None = None
    shtChrt: ShotChart | None = None


class PageContent(Struct):
    gamepackage: GamePackage | None = None


class Page(Struct):
    content: PageContent | None = None

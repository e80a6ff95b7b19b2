"""Reads Format 1. Teams are joined by id with the game strip's `isHome`; an index tells nothing."""

from __future__ import annotations

from typing import Any

from include.espn.errors import PayloadShapeError
from include.espn.extraction.page_format import (
    GamePackage,
    PageAthleteRow,
    PageGameInfo,
    PageTeamBox,
    Strip,
    StripTeam,
)
from include.espn.extraction.payload import PagePayload
from include.espn.extraction.plays import page_plays
from include.espn.extraction.read_common import channels_in_order, quarters_of, score_of, winner_claims
from include.espn.extraction.reading import (
    GameReading,
    TeamReading,
    game_id_of,
    home_and_away,
    instant_of,
    team_of_box,
)
from include.espn.extraction.stats import Columns, columns_of, player_stats, team_stats

_PACKAGE = "page.content.gamepackage"
_STRIP = f"{_PACKAGE}.gmStrp"


def read_page(payload: PagePayload) -> GameReading:
    """Read a page of either kind. What the other page has (box score, plays) is empty.

    :raises PayloadShapeError: when a part is not what it always is; WrongGameError when parts are about
        different games.
    """
    package = payload.package
    strip = package.gmStrp
    if strip is None:
        raise PayloadShapeError(f"expected the game at {_STRIP}, got none")
    game_id = game_id_of(strip.gid, f"{_STRIP}.gid")
    pairs = [(_team(row), row) for row in strip.tms]
    home, away = home_and_away([(team, _side(row.isHome)) for team, row in pairs], f"{_STRIP}.tms")
    claims = winner_claims([(team, row.winner) for team, row in pairs])
    claims.extend(_other_order(strip, home, away))
    _read_box_score(package, home, away, claims)
    plays = page_plays(package, {"home": home.abbreviation, "away": away.abbreviation})
    info = package.gmInfo
    return GameReading(
        format=1,
        wrapped=False,
        game_id=game_id,
        tipoff=instant_of(strip.dt or (info.dtTm if info else None), f"{_STRIP}.dt"),
        season_year=None,
        season_type=strip.seasonType,
        completed=_is_completed(strip),
        attendance=info.attnd if info else None,
        minutes=None,
        broadcast=_broadcast(info),
        venue=_venue(info),
        officials=[
            {"name": one.dspNm, "number": None} for one in (info.refs if info else None) or () if one.dspNm
        ],
        home=home,
        away=away,
        plays=plays,
        claims=claims,
    )


def _team(row: StripTeam) -> TeamReading:
    where = f"{_STRIP}.tms[team {row.id[:20]}]"
    return TeamReading(
        id=row.id,
        name=row.displayName,
        abbreviation=row.abbrev,
        score=score_of(row.score, where),
        quarters=quarters_of(row.linescores, where),
    )


def _side(is_home: bool | None) -> str | None:
    return None if is_home is None else "home" if is_home else "away"


def _other_order(strip: Strip, home: TeamReading, away: TeamReading) -> list[bool]:
    teams = {home.id: home, away.id: away}
    claims = []
    for row in strip.tmsOrdrd or ():
        team = team_of_box(teams, row.id, f"{_STRIP}.tmsOrdrd")
        if row.isHome is not None:
            claims.append(row.isHome == (team is home))
        if row.abbrev and team.abbreviation:
            claims.append(row.abbrev == team.abbreviation)
    return claims


def _read_box_score(package: GamePackage, home: TeamReading, away: TeamReading, claims: list[bool]) -> None:
    teams = {home.id: home, away.id: away}
    read: set[str] = set()
    for box in package.bxscr or ():
        team = team_of_box(teams, box.tm.id, f"{_PACKAGE}.bxscr")
        if team.id in read:
            raise PayloadShapeError(f"expected one box score a team, got two of team {team.id[:20]} in bxscr")
        read.add(team.id)
        if box.tm.hm is not None:
            claims.append(box.tm.hm == (team is home))
        if box.tm.abbrev and team.abbreviation:
            claims.append(box.tm.abbrev == team.abbreviation)
        team.box_name, team.box_abbreviation = box.tm.dspNm, box.tm.abbrev
        _read_players(box, team)


def _read_players(box: PageTeamBox, team: TeamReading) -> None:
    where = f"bxscr, team {team.id[:20]}"
    known: Columns | None = None
    for group in box.stats or ():
        # The totals come without keys; they have the columns of the players above them.
        columns = known if known and not (group.keys or group.lbls) else columns_of(group.keys, group.lbls)
        known = columns
        is_starter = {"starters": True, "bench": False}.get(group.type or "")
        team.players.extend(_player(row, is_starter, columns, where) for row in group.athlts or ())
        if group.ttls:
            team.team_stats = team_stats(group.ttls, columns, (), where)


def _player(row: PageAthleteRow, is_starter: bool | None, columns: Columns, where: str) -> dict[str, Any]:
    athlete = row.athlt
    name = (athlete.dspNm or athlete.shrtNm) if athlete else None
    stats = player_stats(row.stats or (), columns, f"{where} player {name}")
    return {
        "player_id": athlete.id if athlete else None,
        "name": name,
        "jersey": athlete.jersey if athlete else None,
        "position": None,
        "starter": is_starter,
        "played": stats["points"] is not None or stats["minutes"] is not None,
        "stats": stats,
    }


def _is_completed(strip: Strip) -> bool | None:
    """Whether the game is over. A postponed game has the state `post` too, so the words decide."""
    status = strip.status
    if status is None or status.state is None:
        return None
    return status.state == "post" and (status.desc or status.det or "").startswith("Final")


def _broadcast(info: PageGameInfo | None) -> list[str]:
    if info is None:
        return []
    return channels_in_order((one.name, one.market) for one in info.broadcasts or ()) or channels_in_order(
        [(info.cvrg, None)]
    )


def _venue(info: PageGameInfo | None) -> dict[str, str | None]:
    address = info.locAddr if info else None
    return {
        "name": info.loc if info else None,
        "city": address.city if address else None,
        "state": address.state if address else None,
    }

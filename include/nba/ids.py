"""NBA.com's game ids: `00{kind}{yy}{nnnnn}`, for instance 0022400500.

`kind` is one digit (2 is the regular season), `yy` the year in which the season began, `nnnnn` a number
within the season. Ids are strings; their order is not the order of days, because a postponed game keeps
its low number.
"""

from __future__ import annotations

import re

import msgspec

from include.errors import ParamError, PayloadError
from include.nba.kinds import GameKind
from include.seasons import read_season, season_label

FIRST_LIVE_SEASON = 2020
"""End year of the first season that liveData has (2019-20)."""

_ID = re.compile(r"00([1-6])(\d\d)(\d{5})", re.ASCII)
_KINDS = {
    "1": GameKind.PRESEASON,
    "2": GameKind.REGULAR,
    "3": GameKind.ALL_STAR,
    "4": GameKind.PLAYOFFS,
    "5": GameKind.PLAY_IN,
    "6": GameKind.CUP_FINAL,
}
# The league began in 1946: a lower number belongs to this century.
_FIRST_YEAR = 46


class GameId(msgspec.Struct, frozen=True):
    """A game id and what it tells. `season` is the end year: 2025 stands for 2024-25."""

    text: str
    kind: GameKind
    season: int


def read_game_id(text: str) -> GameId:
    """Read a game id that somebody typed.

    :raises ParamError: when it is not an NBA game id.
    """
    found = _ID.fullmatch(text)
    if not found:
        raise ParamError(
            "an NBA game id is ten digits: 00, the kind of game (1 to 6), two digits of the year in which "
            f"the season began, five digits; for instance 0022400500. Got {text!r}"
        )
    year = int(found[2])
    began = 1900 + year if year >= _FIRST_YEAR else 2000 + year
    return GameId(text, _KINDS[found[1]], began + 1)


def payload_game_id(text: str, where: str) -> GameId:
    """Read the game id of a payload; `where` says where it stands.

    :raises PayloadError: when it is not an NBA game id.
    """
    try:
        return read_game_id(text)
    except ParamError as error:
        raise PayloadError(f"{where}: {error}") from error


def read_live_season(label: str) -> int:
    """The end year of a season that somebody typed, if liveData has it.

    :raises ParamError: when it is no season, or begins before 2019-20.
    """
    season = read_season(label)
    if season < FIRST_LIVE_SEASON:
        raise ParamError(
            f"NBA.com's live data begins with season {season_label(FIRST_LIVE_SEASON)}; {label} is older, "
            "and games of the stats endpoints are not read: name a later season"
        )
    return season

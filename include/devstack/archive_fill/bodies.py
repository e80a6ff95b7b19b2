"""The bodies of an archive, one game after the other, with what is true of each game."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from include.devstack.archive_fill.kinds import ALL_KINDS, Kind, documents
from include.devstack.archive_fill.plan import PlannedGame, find_game, plan_games
from include.devstack.archive_fill.truth import FilledGame
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.script import Script, write_script
from include.devstack.simulator.espn.summary import official_names
from include.espn.keys import EspnPrefixes
from include.seasons import season_label

_NO_GAME = b'{"code":404,"message":"not found, or moved to another address","results":[]}'


@dataclass(frozen=True, slots=True)
class MadeGame:
    """A game's objects, play-by-play last as publishing has it, and the truth about it."""

    objects: tuple[tuple[str, bytes], ...]
    truth: FilledGame


def bodies(
    games: int,
    seed: int,
    *,
    kinds: Mapping[str, float] | None = None,
    prefixes: EspnPrefixes | None = None,
    lean: bool = False,
) -> Iterator[tuple[str, bytes, FilledGame]]:
    """Yield key, body and truth of every object of the archive, in order of game ids.

    A game's objects follow each other and share one truth; where they are the same document they share one
    body. The same arguments give the same bytes.

    :param kinds: share by kind (see `kinds.KINDS` and `kinds.TROUBLED_KINDS`); without them the usual mix.
    :param lean: leave out standings, odds, menus and the like, which nobody reads.
    :raises FillError: such an archive cannot be made.
    """
    for planned in plan_games(games, seed, kinds):
        made = make_game(planned, seed, prefixes or EspnPrefixes(), lean=lean)
        for key, body in made.objects:
            yield key, body, made.truth


def make_game(planned: PlannedGame, seed: int, prefixes: EspnPrefixes, *, lean: bool) -> MadeGame:
    """Return the objects of one game."""
    game, kind = find_game(planned, seed), ALL_KINDS[planned.kind]
    script = write_script(game, seed)
    box, plays = _encoded(planned.kind, game, script, lean=lean)
    held = zip(prefixes.game_keys(game.id), (box, box, plays), strict=True)
    objects = [(key, body) for key, body in held if body is not None]
    if kind.folders == "one":
        objects = [random.Random(f"{seed}:folder:{game.id}").choice(objects)]
    return MadeGame(tuple(objects), _truth(planned.kind, kind, game, script, objects))


def _encoded(name: str, game: Game, script: Script, *, lean: bool) -> tuple[bytes | None, bytes | None]:
    match name:
        case "unknown_format":
            return _NO_GAME, _NO_GAME
        case "not_json":
            whole, _ = documents(ALL_KINDS["summary"], game, script, lean=lean)
            body = msgspec.json.encode(whole)
            cut = body[: len(body) // 2]
            return cut, cut
    box, plays = documents(ALL_KINDS[name], game, script, lean=lean)
    box_body = None if box is None else msgspec.json.encode(box)
    if plays is box:
        return box_body, box_body
    return box_body, None if plays is None else msgspec.json.encode(plays)


def _truth(name: str, kind: Kind, game: Game, script: Script, objects: list[tuple[str, bytes]]) -> FilledGame:
    is_game = name not in ("unknown_format", "not_json")
    is_page = kind.box_page is not None or kind.play_page is not None
    scored = is_game and kind.state != "postponed"
    extras = scored and kind.has_extras
    return FilledGame(
        game_id=game.id,
        kind=name,
        keys=tuple(key for key, _ in objects),
        size=sum(len(body) for _, body in objects),
        format=(1 if is_page else 2) if is_game else None,
        wrapped=kind.wrapped,
        day=game.day,
        season=season_label(game.season),
        season_type=game.season_type,
        home_id=game.home.id,
        away_id=game.away.id,
        home_abbreviation=game.home.abbreviation,
        away_abbreviation=game.away.abbreviation,
        home_score=game.home_score if scored else None,
        away_score=game.away_score if scored else None,
        home_quarters=game.home_quarters if scored else (),
        away_quarters=game.away_quarters if scored else (),
        plays=len(script.plays) if kind.has_plays else 0,
        player_rows=sum(map(len, script.rosters)) if kind.has_players else 0,
        has_box_score=kind.has_players and kind.state == "final",
        attendance=game.attendance if extras else None,
        officials=tuple(official_names(game)) if extras else (),
        venue=game.venue.name,
    )

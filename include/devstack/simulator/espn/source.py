"""ESPN's answers: which games a day has, and the bodies of scoreboards and summaries."""

from __future__ import annotations

import random
from datetime import date

from include.devstack.simulator.cache import RecentCache
from include.devstack.simulator.clock import Clock
from include.devstack.simulator.espn.calendar import FIRST_SEASON, LAST_SEASON, season_of
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.marks import Marks
from include.devstack.simulator.espn.recordings import Listed, Recordings
from include.devstack.simulator.espn.scoreboard import event, scoreboard
from include.devstack.simulator.espn.script import Script, write_script
from include.devstack.simulator.espn.season import Season, SeasonSettings, build_season
from include.devstack.simulator.espn.situation import (
    ANNOUNCED_BEFORE,
    Situation,
    final,
    situation_of,
    status_type,
)
from include.devstack.simulator.espn.summary import corrected, summary
from include.devstack.simulator.espn.tally import TeamTally, tally
from include.devstack.simulator.espn.wording import Json, dump


class UnknownGameError(Exception):
    """There is no game of this id (yet)."""


class EspnSource:
    """Everything ESPN knows at the clock's moment. Recordings win over the simulation."""

    def __init__(self, settings: SeasonSettings, clock: Clock, recordings: Recordings) -> None:
        self.settings = settings
        self.marks = Marks()
        self._clock = clock
        self._recordings = recordings
        self._scripts: RecentCache[Script] = RecentCache()
        self._tallies: RecentCache[tuple[TeamTally, TeamTally]] = RecentCache()
        self._summaries: RecentCache[bytes] = RecentCache()

    def today(self) -> date:
        """Return the New York day of the clock."""
        return self._clock.game_day()

    def configure(self, settings: SeasonSettings) -> None:
        """Use other rates or another seed from now on."""
        self.settings = settings
        for cache in (self._scripts, self._tallies, self._summaries):
            cache.clear()

    def scoreboard(self, day: date, limit: int = 100) -> bytes:
        """Return the body of a day's scoreboard."""
        recorded = self._recordings.scoreboards.get(day)
        if recorded is not None:
            return recorded
        events = [self._adopted_event(one) for one in self._recordings.adopted.get(day, ())]
        events.extend(self._event(game) for game in self._simulated(day))
        events.sort(key=lambda row: (row["date"], row["id"]))
        season = self._season(season_of(day))
        return dump(scoreboard(day, events[:limit], season.by_day if season else ()))

    def summary(self, event_id: str) -> bytes:
        """Return the body of a game's summary.

        :raises UnknownGameError: there is no such game.
        """
        recorded = self._recordings.summaries.get(event_id)
        if recorded is not None:
            return recorded
        listed = self._recordings.listed.get(event_id)
        if listed is not None:
            mark = self.marks[event_id]
            situation = listed.situation
            if situation.phase == "final":
                situation = final(listed.game, shell=bool(mark.shell), revision=mark.revision)
            return self._body(listed.game, situation)
        game = self._find(event_id)
        return self._body(game, self._situation(game))

    def games(self, day: date) -> list[Json]:
        """Return the day's games in short, for authors of tests."""
        recorded = self._recordings.listed_by_day.get(day, self._recordings.adopted.get(day, ()))
        rows = [_short(one.game, one.status_type, recorded=True) for one in recorded]
        rows.extend(
            _short(game, status_type(game, self._situation(game)), recorded=False)
            for game in self._simulated(day)
        )
        return sorted(rows, key=lambda row: (row["start"], row["id"]))

    def mark(self, event_id: str) -> Game:
        """Return the simulated game that a mark is meant for.

        :raises UnknownGameError: there is no such game, or its summary is recorded and cannot change.
        """
        if event_id in self._recordings.summaries:
            raise UnknownGameError(f"game {event_id} is recorded and cannot be changed")
        listed = self._recordings.listed.get(event_id)
        return listed.game if listed else self._find(event_id)

    def is_listed_by_recording(self, event_id: str) -> bool:
        """Say whether a recorded scoreboard lists the game, so that its status cannot change."""
        return event_id in self._recordings.listed

    def makeup_of(self, event_id: str) -> str | None:
        """Return the id of the game that makes up for a postponed one."""
        try:
            season = self._season(self._find(event_id).season)
        except UnknownGameError:
            return None
        games = season.games.values() if season else ()
        return next((game.id for game in games if game.makeup_of == event_id), None)

    def another_game(self, event_id: str) -> str:
        """Return the id of another game, of the same day where there is one: for wrong answers."""
        ids: list[str] = [*self._recordings.summaries, *self._recordings.listed]
        try:
            day = self.mark(event_id).day
        except UnknownGameError:
            day = None
        if day is not None:
            ids = [*(str(row["id"]) for row in self.games(day)), *ids]
        season = self._season(season_of(day or self.today()))
        ids.extend(season.games if season else ())
        return next(one for one in ids if one != event_id)

    def _season(self, year: int) -> Season | None:
        if not FIRST_SEASON <= year <= LAST_SEASON:
            return None
        prefix = f"49{year % 100:02d}"
        postponed = tuple(game_id for game_id in self.marks.postponed if game_id.startswith(prefix))
        return build_season(year, self.settings, postponed)

    def _simulated(self, day: date) -> list[Game]:
        season = self._season(season_of(day))
        games = season.by_day.get(day, ()) if season else ()
        return [game for game in games if self._is_visible(game)]

    def _is_visible(self, game: Game) -> bool:
        if self._recordings.hides(game):
            return False
        if game.makeup_of is None:
            return True
        season = self._season(game.season)
        original = season.games[game.makeup_of] if season else game
        return self._clock.now() >= original.start - ANNOUNCED_BEFORE

    def _find(self, event_id: str) -> Game:
        if event_id.isdigit() and len(event_id) == 9 and event_id.startswith("49"):
            season = self._season(2000 + int(event_id[2:4]))
            game = season.games.get(event_id) if season else None
            if game is not None and self._is_visible(game):
                return game
        raise UnknownGameError(f"there is no game {event_id}")

    def _situation(self, game: Game) -> Situation:
        mark = self.marks[game.id]
        shell = mark.shell
        if shell is None and self.settings.shell_rate:
            shell = random.Random(f"{self.settings.seed}:shell:{game.id}").random() < self.settings.shell_rate
        return situation_of(
            game,
            self._clock.now(),
            lambda: self._script(game),
            forced=mark.status,
            shell=bool(shell),
            revision=mark.revision,
        )

    def _script(self, game: Game) -> Script:
        return self._scripts.get(game.id, lambda: write_script(game, self.settings.seed))

    def _tally(self, game: Game, situation: Situation) -> tuple[TeamTally, TeamTally]:
        script = self._script(game)
        plays = script.plays if situation.plays < 0 else script.plays[: situation.plays]
        key = (game.id, situation.plays, situation.revision)
        return self._tallies.get(key, lambda: corrected(tally(script, plays), situation.revision))

    def _event(self, game: Game) -> Json:
        situation = self._situation(game)
        shown = situation.started and not situation.shell and situation.plays != 0
        return event(game, situation, self._tally(game, situation) if shown else None)

    @staticmethod
    def _adopted_event(one: Listed) -> Json:
        row = event(one.game, one.situation, None)
        for holder in (row, row["competitions"][0]):
            holder["status"] = {**holder["status"], "type": one.status_type}
        return row

    def _body(self, game: Game, situation: Situation) -> bytes:
        script = self._script(game) if situation.started else None
        return self._summaries.get((game, situation), lambda: dump(summary(game, situation, script)))


def _short(game: Game, type_: Json, *, recorded: bool) -> Json:
    return {
        "id": game.id,
        "start": game.start.isoformat(),
        "home": game.home.abbreviation,
        "away": game.away.abbreviation,
        "status": type_["name"],
        "state": type_["state"],
        "completed": type_["completed"],
        "makeup_of": game.makeup_of,
        "recorded": recorded,
    }

"""NBA.com's answers: the schedules of seasons, and the box score and plays of a game."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal

from include.devstack.simulator.cache import RecentCache
from include.devstack.simulator.clock import Clock
from include.devstack.simulator.espn.calendar import first_day
from include.devstack.simulator.espn.marks import Marks
from include.devstack.simulator.espn.plays import Play
from include.devstack.simulator.espn.script import Script, write_script
from include.devstack.simulator.espn.situation import FINAL_AFTER, Situation, final, situation_of
from include.devstack.simulator.espn.tally import tally
from include.devstack.simulator.nba.actions import ActionWriter
from include.devstack.simulator.nba.boxscore import boxscore, meta
from include.devstack.simulator.nba.counts import count
from include.devstack.simulator.nba.listing import Listing, Stage, season_of_id
from include.devstack.simulator.nba.recordings import NbaRecordings
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.schedule import Shown, schedule, schedule_row
from include.devstack.simulator.nba.season import FIRST_SEASON, LAST_SEASON, build_season
from include.devstack.simulator.nba.settle import settle
from include.devstack.simulator.nba.story import Story, tell
from include.devstack.simulator.nba.wording import dump
from include.seasons import season_of

Document = Literal["boxscore", "playbyplay"]
_RELEASED_BEFORE = timedelta(days=60)


class NoDocumentError(Exception):
    """The source has no such document (yet)."""


@dataclass(frozen=True, slots=True)
class _Played:
    script: Script
    plays: list[Play]
    story: Story


class NbaSource:
    """Everything NBA.com knows at the clock's moment. Recordings win over the simulation."""

    def __init__(self, settings: NbaSettings, clock: Clock, recordings: NbaRecordings) -> None:
        self.settings = settings
        self.marks = Marks()
        self._clock = clock
        self._recordings = recordings
        self._scripts: RecentCache[Script] = RecentCache()
        self._played: RecentCache[_Played] = RecentCache(32)
        self._bodies: RecentCache[bytes] = RecentCache(128)
        self._rows: RecentCache[bytes] = RecentCache(6000)

    def current_season(self) -> int:
        """Return the season (its end year) that the clock is in."""
        return season_of(self._clock.game_day())

    def now(self) -> datetime:
        """Return the clock's moment."""
        return self._clock.now()

    def today(self) -> date:
        """Return the New York day of the clock."""
        return self._clock.game_day()

    def configure(self, settings: NbaSettings) -> None:
        """Use other rates or another seed from now on."""
        self.settings = settings
        for cache in (self._scripts, self._played, self._bodies, self._rows):
            cache.clear()

    def schedule(self, season: int) -> bytes:
        """Return the body of a season's schedule.

        :raises NoDocumentError: the season is outside the simulator's calendar.
        """
        recorded = self._recordings.schedules.get(season)
        if recorded is not None:
            return recorded
        if not FIRST_SEASON <= season <= LAST_SEASON:
            raise NoDocumentError(f"there is no schedule of season {season}")
        days: dict[date, list[bytes]] = defaultdict(list)
        made_at = self._release(season)
        for shown in sorted(self.shown(season), key=lambda one: (one.start, one.listing.id)):
            day = shown.listing.day_at(self._clock.now())
            sequence = len(days[day]) + 1
            row = partial(schedule_row, shown, sequence)
            days[day].append(self._rows.get((*_key(shown), sequence), row))
            if shown.stage == "final":
                made_at = max(made_at, shown.start + FINAL_AFTER)
        return schedule(season, days.items(), made_at)

    def document(self, document: Document, game_id: str) -> bytes:
        """Return the body of a game's box score or play-by-play.

        :raises NoDocumentError: there is no such game, or it has not begun.
        """
        recorded = self._recordings.body(document, game_id)
        if recorded is not None:
            return recorded
        shown = self.find(game_id)
        if not shown.situation.started or shown.situation.plays == 0:
            raise NoDocumentError(f"game {game_id} has not begun")
        return self._bodies.get((document, *_key(shown)), lambda: self._make(document, shown))

    def shown(self, season: int) -> list[Shown]:
        """Return the games of a season that are listed, as they stand."""
        return [one for one in map(self._shown, self._listings(season).values()) if one.stage != "unlisted"]

    def find(self, game_id: str) -> Shown:
        """Return a listed game.

        :raises NoDocumentError: there is no such game.
        """
        season = season_of_id(game_id)
        listing = self._listings(season).get(game_id) if season else None
        if listing is not None:
            shown = self._shown(listing)
            if shown.stage != "unlisted":
                return shown
        raise NoDocumentError(f"there is no game {game_id}")

    def is_recorded(self, game_id: str) -> bool:
        """Say whether the game's own facts come from a recording."""
        season = season_of_id(game_id)
        listed = self._recordings.listed.get(season or 0, {})
        return game_id in listed or game_id in self._recordings.adopted

    def another_game(self, game_id: str) -> str:
        """Return the id of another game that began, of the same day where there is one: for wrong answers."""
        shown = self.find(game_id)
        games = [one for one in self.shown(shown.listing.game.season) if one.situation.started]
        games.sort(key=lambda one: abs(one.start - shown.start))
        return next(one.listing.id for one in games if one.listing.id != game_id)

    def _listings(self, season: int) -> Mapping[str, Listing]:
        recorded = self._recordings.listed.get(season)
        if recorded is not None:
            return recorded
        if not FIRST_SEASON <= season <= LAST_SEASON:
            return {}
        postponed = tuple(one for one in self.marks.postponed if season_of_id(one) == season)
        games = build_season(season, self.settings, postponed).games
        adopted = {one: listing for one, listing in self._recordings.adopted.items() if one in games}
        return {**games, **adopted} if adopted else games

    def _shown(self, listing: Listing) -> Shown:
        now, mark = self._clock.now(), self.marks[listing.id]
        if self._recordings.listed.get(listing.game.season) is not None:
            return Shown(listing, "final", listing.game.start, final(listing.game, revision=mark.revision))
        stage: Stage = mark.status or listing.stage_at(now)
        start = listing.start_at(now)
        return Shown(listing, stage, start, self._situation(listing, stage, now, mark.revision))

    def _situation(self, listing: Listing, stage: Stage, now: datetime, revision: int) -> Situation:
        if stage == "final":
            return final(listing.game, revision=revision)
        if stage != "in_progress":
            return Situation("scheduled")
        game = listing.game
        forced = self.marks[listing.id].status
        return situation_of(game, now, lambda: self._script(listing), forced=forced, revision=revision)

    def _script(self, listing: Listing) -> Script:
        key = (listing.id, listing.game.start)
        return self._scripts.get(key, lambda: write_script(listing.game, self.settings.seed))

    def _play(self, shown: Shown) -> _Played:
        script = self._script(shown.listing)
        situation = shown.situation
        seen = script.plays if situation.plays < 0 else script.plays[: situation.plays]
        plays = settle(script, seen, shown.listing.game, situation.revision)
        return _Played(script, plays, tell(script, plays))

    def _make(self, document: Document, shown: Shown) -> bytes:
        game = shown.listing.game
        played = self._played.get(_key(shown), lambda: self._play(shown))
        if document == "playbyplay":
            actions = ActionWriter(game).write(played.story.beats)
            facts = meta(game, "playbyplay", played.plays[-1].wall)
            return dump({"meta": facts, "game": {"gameId": game.id, "actions": actions}})
        tallies = tally(played.script, played.plays)
        counts = count(played.script, played.story.beats)
        return dump(boxscore(game, shown.situation, played.plays, tallies, counts, played.story.floor))

    @staticmethod
    def _release(season: int) -> datetime:
        opening = first_day(season) - _RELEASED_BEFORE
        return datetime.fromisoformat(f"{opening}T16:00:00+00:00")


def _key(shown: Shown) -> tuple[object, ...]:
    """Return what a game's documents depend on, in a form that is quickly compared."""
    return shown.listing.id, shown.stage, shown.start, shown.situation

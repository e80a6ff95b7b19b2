"""The S3 keys of the ESPN archive. A game is whole when its play-by-play object, written last, is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EspnPrefixes:
    """Folders of the archive inside the bucket, without a trailing slash."""

    schedules: str = "espn_schedules"
    box_scores: str = "espn_box_scores"
    team_stats: str = "espn_team_stats"
    play_by_play: str = "espn_play_by_play"

    @property
    def of_a_game(self) -> tuple[str, str, str]:
        """The three folders that hold a game, in publishing order: play-by-play last."""
        return (self.box_scores, self.team_stats, self.play_by_play)

    def schedule_key(self, day: date) -> str:
        """The key of a day's scoreboard."""
        return f"{self.schedules}/{day:%Y%m%d}.json"

    def game_keys(self, game_id: str) -> tuple[str, ...]:
        """The three keys of a game, in publishing order."""
        return tuple(f"{folder}/{game_id}.json" for folder in self.of_a_game)

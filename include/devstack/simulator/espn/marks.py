"""What a test asked for single games: a shell, a postponement, a correction, a fixed status."""

from __future__ import annotations

from dataclasses import dataclass, replace

from include.devstack.simulator.espn.situation import Phase


@dataclass(frozen=True, slots=True)
class Mark:
    """Wishes for one game. None or 0 means: as the seed and the clock give it."""

    shell: bool | None = None
    revision: int = 0
    status: Phase | None = None


class Marks:
    """The marks by game id, and the ids of games to postpone in the order in which they were named."""

    def __init__(self) -> None:
        self._marks: dict[str, Mark] = {}
        self._postponed: dict[str, None] = {}

    def __getitem__(self, game_id: str) -> Mark:
        return self._marks.get(game_id, Mark())

    @property
    def postponed(self) -> tuple[str, ...]:
        return tuple(self._postponed)

    def set_shell(self, game_id: str, shell: bool | None) -> None:
        """Make a final an empty shell, or fill it again (False); None follows the rate."""
        self._marks[game_id] = replace(self[game_id], shell=shell)

    def correct(self, game_id: str) -> None:
        """Change one statistic of the game's box score, once more at each call."""
        mark = self[game_id]
        self._marks[game_id] = replace(mark, revision=mark.revision + 1)

    def set_status(self, game_id: str, status: Phase | None) -> None:
        """Hold the game in a status whatever the clock says; None lets it go."""
        self._marks[game_id] = replace(self[game_id], status=status)

    def postpone(self, game_id: str) -> None:
        """Postpone a game; a makeup game appears on a later day under another id."""
        self._postponed[game_id] = None

    def clear(self) -> None:
        self._marks.clear()
        self._postponed.clear()

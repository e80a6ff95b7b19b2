"""What a test asked for single races."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RaceMark:
    """Wishes for one race.

    :param withdrawn: the source knows it no more: not listed, 404 for its result.
    :param revision: how often it was corrected: each time the winner gets 100 more.
    :param fewer_runners: so many runners, the last ones, are missing in the answer.
    :param void: True or False whatever the rate says; None follows the rate.
    """

    withdrawn: bool = False
    revision: int = 0
    fewer_runners: int = 0
    void: bool | None = None


class RaceMarks:
    """The marks by race id (digits)."""

    def __init__(self) -> None:
        self._marks: dict[str, RaceMark] = {}

    def __getitem__(self, race: str) -> RaceMark:
        return self._marks.get(race, RaceMark())

    def set(
        self,
        race: str,
        *,
        withdrawn: bool | None = None,
        fewer_runners: int | None = None,
        void: bool | None = None,
        corrected: bool = False,
    ) -> None:
        """Change what is given; `corrected` corrects the race once more."""
        mark = self[race]
        self._marks[race] = replace(
            mark,
            withdrawn=mark.withdrawn if withdrawn is None else withdrawn,
            fewer_runners=mark.fewer_runners if fewer_runners is None else fewer_runners,
            void=mark.void if void is None else void,
            revision=mark.revision + corrected,
        )

    def clear(self) -> None:
        self._marks.clear()

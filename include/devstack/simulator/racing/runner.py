"""One runner of a race as it finished."""

from __future__ import annotations

from dataclasses import dataclass

from include.devstack.simulator.racing.horses import Horse, Person
from include.devstack.simulator.racing.race import SimRace

VOID = "VOI"
_POUNDS_A_STONE = 14


@dataclass(frozen=True, slots=True)
class SimRunner:
    """A runner. What is not there is None, or empty where it is text.

    :param number: on the saddle cloth.
    :param position: `1`, `2`, ..., equal in a dead heat; F, PU, UR, BD, RO, SU, RR or DSQ; VOI if void.
    :param beaten: the distance to the horse before, in words (`nk`, `1¼`, `dht`); empty for the winner.
    :param overall: the distance to the winner, likewise.
    :param seconds: the time; None where none was taken or the horse did not finish.
    :param price: with the favourite's letter, such as `9/2J`; empty without a price.
    :param prize: in the country's money; 0 = none.
    """

    horse: Horse
    number: int
    position: str
    draw: int | None
    beaten: str
    overall: str
    age: int
    sex: str
    pounds: int
    claim: int
    headgear: str
    seconds: float | None
    official_rating: int | None
    rpr: int | None
    ts: int | None
    prize: float
    jockey: Person
    price: str
    comment: str

    @property
    def finished(self) -> bool:
        return self.position.isdigit()

    @property
    def stones(self) -> tuple[int, int]:
        """The weight in stones and pounds."""
        return divmod(self.pounds, _POUNDS_A_STONE)

    @property
    def silk_url(self) -> str:
        number = f"{self.horse.owner.id:07d}"
        return f"https://www.rp-assets.com/svg/{number[-3:-2]}/{number[-2:-1]}/{number[-1]}/{number}.svg"


@dataclass(frozen=True, slots=True)
class Result:
    """A race with its runners in order of finish: those placed, then the disqualified and the non-finishers.

    :param declared: how many ran, also where `runners` leaves some out.
    :param non_runners: the names of horses that were declared and did not run.
    :param seconds: the winner's time; None where none was taken.
    """

    race: SimRace
    runners: tuple[SimRunner, ...]
    declared: int
    non_runners: tuple[str, ...]
    seconds: float | None

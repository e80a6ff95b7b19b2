"""Kinds of plays with ESPN's type ids and wording."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShotType:
    """A kind of field goal. `near` and `far` are the distances in feet between which it is taken."""

    id: str
    text: str
    phrase: str
    near: int
    far: int
    weight: int


THREES = (
    ShotType("92", "Jump Shot", "three point jumper", 23, 28, 70),
    ShotType("131", "Pullup Jump Shot", "three point pullup jump shot", 24, 29, 12),
    ShotType("132", "Step Back Jump Shot", "three point step back jumpshot", 24, 28, 9),
    ShotType("113", "Running Jump Shot", "three point running jump shot", 23, 27, 9),
)
TWOS = (
    ShotType("110", "Driving Layup Shot", "driving layup", 1, 3, 22),
    ShotType("95", "Layup Shot", "layup", 1, 3, 10),
    ShotType("141", "Cutting Layup Shot", "cutting layup shot", 1, 3, 8),
    ShotType("96", "Dunk Shot", "dunk", 1, 1, 6),
    ShotType("115", "Driving Dunk Shot", "driving dunk", 1, 1, 4),
    ShotType("118", "Alley Oop Dunk Shot", "alley oop dunk shot", 1, 1, 3),
    ShotType("93", "Hook Shot", "hook shot", 3, 9, 6),
    ShotType("144", "Driving Floating Jump Shot", "driving floating jump shot", 4, 11, 14),
    ShotType("131", "Pullup Jump Shot", "pullup jump shot", 9, 20, 12),
    ShotType("114", "Turnaround Jump Shot", "turnaround jumper", 8, 16, 5),
    ShotType("121", "Fade Away Jump Shot", "fade away jumper", 8, 17, 4),
    ShotType("92", "Jump Shot", "jumper", 12, 21, 10),
)
# Text with a line break is what ESPN sends.
STEALS = (
    ("62", "Bad Pass\nTurnover", "bad pass\nturnover"),
    ("63", "Lost Ball Turnover", "lost ball turnover"),
)
TURNOVERS = (
    ("90", "Out of Bounds - Bad Pass Turnover", "out of bounds bad pass turnover"),
    ("87", "Out of Bounds - Lost Ball Turnover", "out of bounds lost ball turnover"),
    ("64", "Traveling", "traveling"),
    ("65", "Double Dribble Turnover", "double dribble turnover"),
)
FREE_THROWS = {
    (1, 1): ("97", "Free Throw - 1 of 1"),
    (1, 2): ("98", "Free Throw - 1 of 2"),
    (2, 2): ("99", "Free Throw - 2 of 2"),
}
JUMP_BALL = ("615", "Jumpball")
DEFENSIVE_REBOUND = ("155", "Defensive Rebound")
OFFENSIVE_REBOUND = ("156", "Offensive Rebound")
SHOOTING_FOUL = ("44", "Shooting Foul")
PERSONAL_FOUL = ("45", "Personal Foul")
OFFENSIVE_FOUL = ("42", "Offensive Foul")
OFFENSIVE_FOUL_TURNOVER = ("84", "Offensive Foul Turnover")
SUBSTITUTION = ("584", "Substitution")
TIMEOUT = ("16", "Full Timeout")
CHALLENGE = ("277", "Coach's Challenge (replaycenter)")
END_PERIOD = ("412", "End Period")
END_GAME = ("402", "End Game")


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th ..."""
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def period_name(number: int) -> str:
    """Return the name of a period: `3rd Quarter`, `OT`, `2OT`."""
    if number <= 4:
        return f"{ordinal(number)} Quarter"
    return "OT" if number == 5 else f"{number - 4}OT"

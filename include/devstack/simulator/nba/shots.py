"""NBA.com's words for shots and the places they are taken from."""

from __future__ import annotations

import math

from include.devstack.simulator.nba.story import in_the_paint
from include.devstack.simulator.nba.wording import Json

# The engine's kinds of shot as (subType, descriptor); None is a key that is left out.
KINDS: dict[str, tuple[str, str | None]] = {
    "Jump Shot": ("Jump Shot", None),
    "Pullup Jump Shot": ("Jump Shot", "pullup"),
    "Step Back Jump Shot": ("Jump Shot", "step back"),
    "Running Jump Shot": ("Jump Shot", "running"),
    "Driving Layup Shot": ("Layup", "driving"),
    "Layup Shot": ("Layup", None),
    "Cutting Layup Shot": ("Layup", "cutting"),
    "Dunk Shot": ("DUNK", None),
    "Driving Dunk Shot": ("DUNK", "driving"),
    "Alley Oop Dunk Shot": ("DUNK", "alley-oop"),
    "Hook Shot": ("Hook", None),
    "Driving Floating Jump Shot": ("Jump Shot", "driving floating"),
    "Turnaround Jump Shot": ("Jump Shot", "turnaround"),
    "Fade Away Jump Shot": ("Jump Shot", "fadeaway"),
}
_COURT_FEET, _HOOP_FEET = 94, 5.25
_RESTRICTED, _CORNER = 4, 9


def place(at: tuple[int, int], side: int, period: int) -> Json:
    """Return x and y in per cent of the court, the half, and the legacy coordinates in tenths of feet."""
    across, along = (at[0] - 25) * 10, at[1] * 10
    right = (side == 0) == (period <= 2)
    x = (_HOOP_FEET + along / 10) / _COURT_FEET * 100
    y = 50 + across / 5
    return {
        "x": round(100 - x if right else x, 12),
        "y": round(y if right else 100 - y, 12),
        "side": "right" if right else "left",
        "xLegacy": across,
        "yLegacy": along,
        "shotDistance": round(distance(at), 2),
    }


def area(at: tuple[int, int]) -> Json:
    """Return the two keys that name a part of the court."""
    feet = distance(at)
    if feet > 22 and abs(at[0] - 25) >= 22 and at[1] <= _CORNER:
        name = "Left Corner 3" if at[0] < 25 else "Right Corner 3"
    elif feet >= 23:
        name = "Above the Break 3"
    elif feet <= _RESTRICTED:
        name = "Restricted Area"
    else:
        name = "In The Paint (Non-RA)" if in_the_paint(at) else "Mid-Range"
    return {"area": name, "areaDetail": f"{_ring(feet)} {_direction(at)}"}


def distance(at: tuple[int, int]) -> float:
    """Return feet from the basket."""
    return math.hypot(at[0] - 25, at[1])


def _ring(feet: float) -> str:
    return "0-8" if feet < 8 else "8-16" if feet < 16 else "16-24" if feet < 24 else "24+"


def _direction(at: tuple[int, int]) -> str:
    if distance(at) < 8:
        return "Center"
    angle = math.degrees(math.atan2(at[1], 25 - at[0]))
    for limit, word in ((36, "Left"), (72, "Left Center"), (108, "Center"), (144, "Right Center")):
        if angle < limit:
            return word
    return "Right"

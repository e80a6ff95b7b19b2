"""Comments in running."""

from __future__ import annotations

import random

from include.devstack.simulator.racing.race import SimRace

_STARTS = (
    "Held up in rear",
    "Took keen hold",
    "Prominent",
    "Tracked leaders",
    "Midfield",
    "Slowly into stride",
    "Led",
    "Always towards rear",
    "Edged left soon after start",
    "Raced wide",
)
_MIDDLES = (
    "headway from over 2f out",
    "ridden and outpaced 2f out",
    "pushed along after 2f",
    "soon weakened",
    "hampered on bend",
    "driven over 1f out",
    "switched left",
    "not fluent 3 out",
    "bit short of room",
)
_WINS = ("led final 110yds, all out", "always doing enough", "kept on well", "ridden clear final furlong")
_ENDS = ("no extra", "kept on same pace", "never nearer", "made no impression", "lost second towards finish")
_OUT = {
    "PU": "tailed off when pulled up before 2 out",
    "F": "fell 3 out",
    "UR": "blundered and unseated rider 4th",
    "BD": "brought down 2 out",
    "RO": "ran out 5th",
    "SU": "slipped up on bend",
    "RR": "refused to race",
}
_SAID = "(jockey said gelding hung left-handed, off the bend)"


def comment(rng: random.Random, race: SimRace, position: str) -> str:
    """Return a comment, its phrases parted by commas; empty in some French races."""
    parts = [rng.choice(_STARTS), *rng.sample(_MIDDLES, rng.randint(1, 3))]
    parts.append(_OUT.get(position) or rng.choice(_WINS if position == "1" else _ENDS))
    market = rng.choice(("", "(op 7/4)", "(tchd 22/1)", "(op 11/1, tchd 14/1)"))
    said = f" {_SAID}" if rng.random() < 0.06 else ""
    silent = race.country == "fr" and rng.random() < 0.6
    return "" if silent else f"{', '.join(parts)}{said}{market}"

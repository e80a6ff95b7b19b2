"""What stands of a game at a moment: not started, under way, final, postponed or canceled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.calendar import NEW_YORK
from include.devstack.simulator.espn.game import Game, Quarters
from include.devstack.simulator.espn.script import Script

Phase = Literal["scheduled", "in_progress", "final", "postponed", "canceled"]
PHASES: tuple[str, ...] = get_args(Phase)
FINAL_AFTER = timedelta(hours=2, minutes=30)
ANNOUNCED_BEFORE = timedelta(hours=6)
_SHARE_WHEN_FORCED = 0.6


@dataclass(frozen=True, slots=True)
class Situation:
    """A game at a moment. `plays` counts the plays so far (-1 = all); quarters are points so far.

    `shell` is a final whose box score the source has not filled; `revision` counts corrections of it.
    """

    phase: Phase
    plays: int = 0
    home_quarters: Quarters = ()
    away_quarters: Quarters = ()
    period: int = 0
    clock: float = 0.0
    shell: bool = False
    revision: int = 0

    @property
    def started(self) -> bool:
        return self.phase in ("in_progress", "final")


def situation_of(
    game: Game,
    now: datetime,
    script: Callable[[], Script],
    *,
    forced: Phase | None = None,
    shell: bool = False,
    revision: int = 0,
) -> Situation:
    """Return what stands of a game.

    :param script: gives the game's plays; only called for a game under way.
    :param forced: a phase that holds whatever the clock says.
    """
    phase = forced or phase_at(game, now)
    if phase == "final":
        return final(game, shell=shell, revision=revision)
    if phase != "in_progress":
        return Situation(phase)
    plays = script().plays
    seen = sum(play.wall <= now for play in plays)
    if forced and not 0 < seen < len(plays):
        seen = int(len(plays) * _SHARE_WHEN_FORCED)
    if not seen:
        return Situation(phase, 0, (0,), (0,), 1, 720.0)
    home, away, before = [], [], (0, 0)
    last = plays[seen - 1]
    for period in range(1, last.period + 1):
        score = next(play.score for play in reversed(plays[:seen]) if play.period == period)
        home.append(score[0] - before[0])
        away.append(score[1] - before[1])
        before = score
    return Situation(phase, seen, tuple(home), tuple(away), last.period, last.clock)


def final(game: Game, *, shell: bool = False, revision: int = 0) -> Situation:
    """Return a finished game."""
    quarters = (game.home_quarters, game.away_quarters)
    return Situation("final", -1, *quarters, game.periods, 0.0, shell, revision)


def phase_at(game: Game, now: datetime) -> Phase:
    """Return the phase that the clock gives."""
    if game.postponed:
        return "postponed" if now >= game.start - ANNOUNCED_BEFORE else "scheduled"
    if now < game.start:
        return "scheduled"
    return "final" if now >= game.start + FINAL_AFTER else "in_progress"


def status_type(game: Game, situation: Situation) -> dict[str, Any]:
    """Return ESPN's `status.type`."""
    match situation.phase:
        case "scheduled":
            local = game.start.astimezone(NEW_YORK)
            at = f"{local:%I:%M %p}".lstrip("0") + f" {local:%Z}"
            detail = f"{local:%a, %B} {_ordinal_day(local.day)} at {at}"
            return _type("1", "SCHEDULED", "pre", "Scheduled", detail, f"{local.month}/{local.day} - {at}")
        case "in_progress":
            clock = clock_text(situation.clock)
            name = playbook.period_name(situation.period)
            detail, short = f"{clock} - {name}", f"{clock} - {name.removesuffix(' Quarter')}"
            return _type("2", "IN_PROGRESS", "in", "In Progress", detail, short)
        case "final":
            overtimes = game.periods - 4
            text = "Final" if not overtimes else "Final/OT" if overtimes == 1 else f"Final/{overtimes}OT"
            type_ = _type("3", "FINAL", "post", "Final", text, text)
            return type_ | {"altDetail": text.removeprefix("Final/")} if overtimes else type_
        case "postponed":
            return _type("6", "POSTPONED", "post", "Postponed", "Postponed", "Postponed")
        case "canceled":
            return _type("5", "CANCELED", "post", "Canceled", "Canceled", "Canceled")


def status(game: Game, situation: Situation) -> dict[str, Any]:
    """Return the `status` of a scoreboard's event."""
    return {
        "clock": float(round(situation.clock)),
        "displayClock": clock_text(situation.clock),
        "period": situation.period,
        "type": status_type(game, situation),
    }


def clock_text(seconds: float) -> str:
    """Return the game clock: `11:40`, and below a minute `27.3`."""
    if seconds >= 60:
        return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
    return f"{int(seconds * 10) / 10:.1f}"


def _type(number: str, name: str, state: str, words: str, detail: str, short: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"STATUS_{name}",
        "state": state,
        "completed": name == "FINAL",
        "description": words,
        "detail": detail,
        "shortDetail": short,
    }


def _ordinal_day(day: int) -> str:
    return f"{day}th" if 11 <= day <= 13 else f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th') }"

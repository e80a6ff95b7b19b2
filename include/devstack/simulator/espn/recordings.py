"""Recorded payloads, which take precedence over simulated ones.

A folder holds `espn_summary/*.json` (each names its own game) and `espn_scoreboard/YYYYMMDD_*.json`.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from include.devstack.simulator.espn.calendar import game_day
from include.devstack.simulator.espn.game import Game, Quarters, Record, split_score
from include.devstack.simulator.espn.situation import PHASES, Phase, Situation, final
from include.devstack.simulator.espn.teams import BY_ID, Team, Venue
from include.devstack.simulator.espn.wording import Json

_PHASE_BY_STATUS: dict[str, Phase] = {
    "STATUS_SCHEDULED": "scheduled",
    "STATUS_FINAL": "final",
    "STATUS_POSTPONED": "postponed",
    "STATUS_CANCELED": "canceled",
}
_NOWHERE = Venue("0", "Unknown Arena", "", "")


@dataclass(frozen=True, slots=True)
class Listed:
    """A game read from a recording, with what stands of it there."""

    game: Game
    situation: Situation
    status_type: Json


@dataclass(frozen=True, slots=True)
class Recordings:
    """Recorded bodies by event id and by day, and the games that they tell of."""

    summaries: dict[str, bytes] = field(default_factory=dict)
    scoreboards: dict[date, bytes] = field(default_factory=dict)
    adopted: dict[date, tuple[Listed, ...]] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    listed_by_day: dict[date, tuple[Listed, ...]] = field(default_factory=dict)

    def hides(self, game: Game) -> bool:
        """Say whether a simulated game gives way: its day is recorded, or one of its teams plays there."""
        if game.day in self.scoreboards:
            return True
        taken = {team.id for one in self.adopted.get(game.day, ()) for team in (one.game.home, one.game.away)}
        return game.home.id in taken or game.away.id in taken


def load_recordings(folder: Path) -> Recordings:
    """Read a folder of recordings.

    :raises FileNotFoundError: the folder is absent.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder of recordings at {folder}")
    recordings = Recordings()
    for path in sorted(folder.glob("espn_scoreboard/*.json")):
        day = datetime.strptime(path.name[:8], "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
        body = path.read_bytes()
        recordings.scoreboards[day] = body
        games = tuple(_from_event(event, day) for event in json.loads(body).get("events", []))
        recordings.listed_by_day[day] = games
        recordings.listed.update((one.game.id, one) for one in games)
    adopted: dict[date, list[Listed]] = defaultdict(list)
    for path in sorted(folder.glob("espn_summary/*.json")):
        body = path.read_bytes()
        payload = json.loads(body)
        event_id = str(payload["header"]["id"])
        recordings.summaries[event_id] = body
        one = _from_summary(payload)
        if one.game.day not in recordings.scoreboards:
            adopted[one.game.day].append(one)
    for day, some in adopted.items():
        recordings.adopted[day] = tuple(sorted(some, key=lambda one: (one.game.start, one.game.id)))
    return recordings


def _from_summary(payload: Json) -> Listed:
    header, info = payload["header"], payload.get("gameInfo", {})
    competition = header["competitions"][0]
    venue = _venue(info.get("venue"))
    return _listed(
        header, competition, competition["status"]["type"], venue, int(info.get("attendance") or 0), None
    )


def _from_event(event: Json, day: date) -> Listed:
    competition = event["competitions"][0]
    crowd = int(competition.get("attendance") or 0)
    venue = _venue(competition.get("venue"))
    return _listed(event, {"date": event["date"], **competition}, event["status"]["type"], venue, crowd, day)


def _listed(
    head: Json, competition: Json, status_type: Json, venue: Venue | None, attendance: int, day: date | None
) -> Listed:
    start = datetime.fromisoformat(competition["date"])
    sides = {row["homeAway"]: row for row in competition["competitors"]}
    home, away = _team(sides["home"]["team"]), _team(sides["away"]["team"])
    game_id = str(head["id"])
    game = Game(
        game_id,
        int(head["season"]["year"]),
        int(head["season"]["type"]),
        day or game_day(start),
        start,
        home,
        away,
        venue or home.venue,
        _quarters(sides["home"], game_id),
        _quarters(sides["away"], game_id),
        attendance,
        _record_before(sides["home"]),
        _record_before(sides["away"]),
    )
    phase = _PHASE_BY_STATUS.get(status_type["name"], "scheduled")
    if phase not in PHASES or not status_type.get("completed"):
        return Listed(game, Situation("scheduled" if phase == "final" else phase), status_type)
    return Listed(game, final(game), status_type)


def _quarters(side: Json, game_id: str) -> Quarters:
    rows: Iterable[Json] = side.get("linescores") or ()
    quarters = tuple(int(float(row["value"] if "value" in row else row["displayValue"])) for row in rows)
    score = int(side.get("score") or 0)
    if sum(quarters) == score and quarters:
        return quarters
    return split_score(random.Random(f"split:{game_id}"), score)


def _record_before(side: Json) -> Record:
    rows: list[Json] = side.get("record") or side.get("records") or []
    total = next((row for row in rows if row.get("type") == "total"), None)
    if total is None:
        return Record()
    won, lost = (int(part) for part in str(total["summary"]).split("-")[:2])
    winner = side.get("winner")
    if winner is None:
        return Record(won, lost)
    return Record(won - 1, lost) if winner else Record(won, lost - 1)


def _team(row: dict[str, Any]) -> Team:
    known = BY_ID.get(str(row["id"]))
    if known:
        return known
    name = str(row.get("displayName", row["id"]))
    return Team(str(row["id"]), str(row.get("abbreviation", "")), "", name, "", "", "East", 0, _NOWHERE)


def _venue(row: Json | None) -> Venue | None:
    if not row:
        return None
    place = row.get("address", {})
    return Venue(str(row["id"]), str(row["fullName"]), place.get("city", ""), place.get("state", ""))

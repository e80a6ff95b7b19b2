"""The play-by-play's `actions`: the beats of a game written as NBA.com writes them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from include.devstack.simulator.espn import playbook
from include.devstack.simulator.espn.game import Game
from include.devstack.simulator.espn.players import Player
from include.devstack.simulator.nba.action_log import ActionLog
from include.devstack.simulator.nba.officials import official_ids
from include.devstack.simulator.nba.shots import KINDS, area, place
from include.devstack.simulator.nba.specials import TECHNICAL_FOUL, TECHNICAL_FREE_THROW
from include.devstack.simulator.nba.story import Beat
from include.devstack.simulator.nba.teams import franchise
from include.devstack.simulator.nba.wording import Json

_TURNOVERS: dict[str, tuple[str, str | None]] = {
    "90": ("out-of-bounds", "bad pass"),
    "87": ("out-of-bounds", "lost ball"),
    "64": ("traveling", None),
    "62": ("bad pass", None),
    "63": ("lost ball", None),
    "84": ("offensive foul", None),
    "nba": ("shot clock", None),
}
_TIMEOUT, _END_GAME = playbook.TIMEOUT, playbook.END_GAME


class ActionWriter:
    """Writes a game's actions with the players' running totals."""

    def __init__(self, game: Game) -> None:
        self._teams = (franchise(game.home), franchise(game.away))
        self._log = ActionLog(self._teams, game.start)
        self._rng = random.Random(f"{game.id}:actions")
        self._officials = official_ids(game)
        self._totals: Counter[tuple[str, str]] = Counter()
        self._missed = 0

    def write(self, beats: Sequence[Beat]) -> list[Json]:
        """Return the actions of a game, or of its beginning."""
        for beat in beats:
            self._log.moment = beat.play.wall
            if beat.play.period != self._log.period:
                self._begin(beat)
            self._log.score = beat.play.score
            self._beat(beat)
        return self._log.actions

    def _begin(self, beat: Beat) -> None:
        period = self._log.period = beat.play.period
        length = 720.0 if period <= 4 else 300.0
        for word in ("out", "in"):
            for side, on, off in beat.changes:
                self._substitution(word, on if word == "in" else off, side, beat.ball, length)
        ball = beat.ball if period > 1 else -1
        self._log.add("period", "start", length, ball, description="Period Start")

    def _beat(self, beat: Beat) -> None:
        play = beat.play
        side = play.side or 0
        match play.action:
            case "shot":
                self._shot(beat, side)
            case "heave":
                self._heave(beat, side)
            case "free_throw":
                self._free_throw(beat, side)
            case "offensive_rebound" | "defensive_rebound":
                self._rebound(beat, side)
            case "turnover":
                self._turnover(beat, side)
            case "foul":
                self._foul(beat, side)
            case "sub":
                self._substitution("out", play.players[1], side, beat.ball, play.clock)
                self._substitution("in", play.players[0], side, beat.ball, play.clock)
            case _:
                self._other(beat, side)

    def _shot(self, beat: Beat, side: int) -> None:
        play, shooter = beat.play, beat.play.players[0]
        kind, descriptor = KINDS[play.type[1]]
        spot = place(play.at, side, play.period)
        words = [f"{int(spot['shotDistance'])}'" if spot["shotDistance"] >= 5 else ""]
        words += ["3PT", descriptor or ""] if play.attempted == 3 else [descriptor or "", kind]
        text = " ".join(word for word in (shooter.short_name, *words) if word)
        extra: Json = {**area(play.at), "shotResult": "Made" if play.made else "Missed"}
        if play.made:
            extra["pointsTotal"] = total = self._count(shooter, "points", play.attempted)
            text += f" ({total} PTS)"
        else:
            text = f"MISS {text}"
        if play.helper == "assist":
            passer = play.players[1]
            extra["assistPlayerNameInitial"] = passer.short_name
            extra["assistPersonId"] = int(passer.id)
            extra["assistTotal"] = self._count(passer, "assists")
            text += f" ({passer.short_name} {extra['assistTotal']} AST)"
        elif play.helper == "block":
            text += " - blocked"
            extra["blockPlayerName"] = play.players[1].last
            extra["blockPersonId"] = int(play.players[1].id)
        self._log.add(
            f"{play.attempted}pt", kind, play.clock, side, side=side, person=shooter, description=text,
            descriptor=descriptor, qualifiers=beat.qualifiers, involved=play.players,
            place=spot, isFieldGoal=1, **extra,
        )  # fmt: skip
        if not play.made:
            self._missed = self._log.number
        if play.helper == "block":
            blocker = play.players[1]
            blocks = self._count(blocker, "blocks")
            self._log.add(
                "block", "", play.clock, side, side=1 - side, person=blocker, half_step=True,
                description=f"{blocker.short_name} BLOCK ({blocks} BLK)", **area(play.at),
            )  # fmt: skip

    def _heave(self, beat: Beat, side: int) -> None:
        """As case 01 of the shared data has it: no player, no subType and no shotResult."""
        play = beat.play
        self._log.add(
            "heave", "", play.clock, side, side=side, place=place(play.at, side, play.period),
            description=f"MISS {self._teams[side].tricode} heave",
        )  # fmt: skip
        self._missed = self._log.number

    def _free_throw(self, beat: Beat, side: int) -> None:
        play, shooter = beat.play, beat.play.players[0]
        which = play.type[1].removeprefix("Free Throw - ")
        descriptor = "technical" if play.type == TECHNICAL_FREE_THROW else None
        words = "technical Free Throw" if descriptor else "Free Throw"
        text, extra = f"{shooter.short_name} {words} {which}", Json()
        if play.made:
            extra["pointsTotal"] = self._count(shooter, "points")
            text += f" ({extra['pointsTotal']} PTS)"
        else:
            text = f"MISS {text}"
        self._log.add(
            "freethrow", which, play.clock, beat.ball, side=side, person=shooter, description=text,
            descriptor=descriptor, qualifiers=beat.qualifiers,
            shotResult="Made" if play.made else "Missed", **extra,
        )  # fmt: skip
        if not play.made:
            self._missed = self._log.number

    def _rebound(self, beat: Beat, side: int) -> None:
        play = beat.play
        kind = "offensive" if play.action == "offensive_rebound" else "defensive"
        if not play.players:
            self._log.add(
                "rebound", kind, play.clock, beat.ball, side=side, qualifiers=beat.qualifiers,
                description=f"TEAM {kind} REBOUND", shotActionNumber=self._missed,
            )  # fmt: skip
            return
        player = play.players[0]
        self._count(player, kind)
        off, defended = (self._totals[player.id, word] for word in ("offensive", "defensive"))
        self._log.add(
            "rebound", kind, play.clock, side, side=side, person=player,
            description=f"{player.short_name} REBOUND (Off:{off} Def:{defended})",
            shotActionNumber=self._missed, reboundTotal=off + defended, reboundDefensiveTotal=defended,
            reboundOffensiveTotal=off,
        )  # fmt: skip

    def _turnover(self, beat: Beat, side: int) -> None:
        play = beat.play
        kind, descriptor = _TURNOVERS[play.type[0]]
        extra: Json = area(play.at)
        if play.helper != "steal":
            extra["officialId"] = self._rng.choice(self._officials)
        if not play.players:
            team = self._teams[side].tricode
            self._log.add(
                "turnover", kind, play.clock, side, side=side, qualifiers=beat.qualifiers,
                description=f"{team} {kind} Team TURNOVER", **extra,
            )  # fmt: skip
            return
        loser = play.players[0]
        extra["turnoverTotal"] = total = self._count(loser, "turnovers")
        if play.helper == "steal":
            extra["stealPlayerName"] = play.players[1].last
            extra["stealPersonId"] = int(play.players[1].id)
        words = f"{descriptor} {kind}" if descriptor else kind
        self._log.add(
            "turnover", kind, play.clock, side, side=side, person=loser, descriptor=descriptor,
            description=f"{loser.short_name} {words} TURNOVER ({total} TO)", involved=play.players, **extra,
        )  # fmt: skip
        if play.helper == "steal":
            thief = play.players[1]
            steals = self._count(thief, "steals")
            self._log.add(
                "steal", "", play.clock, 1 - side, side=1 - side, person=thief,
                description=f"{thief.short_name} STEAL ({steals} STL)", **area(play.at),
            )  # fmt: skip

    def _foul(self, beat: Beat, side: int) -> None:
        play, fouler, drawn = beat.play, beat.play.players[0], beat.drawn_by
        kind = "offensive" if play.type == playbook.OFFENSIVE_FOUL else "personal"
        shooting = play.type == playbook.SHOOTING_FOUL
        total = self._count(fouler, "fouls")
        words = "shooting personal" if shooting else kind
        text = f"{fouler.short_name} {words} FOUL ({total} PF)"
        extra: Json = {"foulPersonalTotal": total, "foulTechnicalTotal": 0}
        if beat.qualifiers and drawn:
            text += f" ({drawn.last} {beat.qualifiers[0][0]} FT)"
        if drawn:
            extra |= {"foulDrawnPlayerName": drawn.last, "foulDrawnPersonId": int(drawn.id)}
        self._log.add(
            "foul", kind, play.clock, beat.ball, side=side, person=fouler, description=text,
            descriptor="shooting" if shooting else None, qualifiers=beat.qualifiers,
            involved=(fouler, drawn) if drawn else (fouler,),
            officialId=self._rng.choice(self._officials), **extra,
        )  # fmt: skip

    def _substitution(self, word: str, player: Player, side: int, ball: int, seconds: float) -> None:
        self._log.add(
            "substitution", word, seconds, ball, side=side, person=player,
            description=f"SUB {word}: {player.short_name}",
        )  # fmt: skip

    def _other(self, beat: Beat, side: int) -> None:
        play = beat.play
        if play.type == _TIMEOUT:
            team = self._teams[side].tricode
            self._log.add(
                "timeout", "full", play.clock, beat.ball, side=side, qualifiers=["team"],
                description=f"{team} Timeout",
            )  # fmt: skip
        elif play.type == TECHNICAL_FOUL:
            self._technical(beat, side)
        elif play.type == _END_GAME:
            self._log.add("game", "end", play.clock, -1, description="Game End")
        elif play.type == playbook.END_PERIOD:
            self._log.add("period", "end", play.clock, beat.ball, description="Period End")
        elif play.type == playbook.JUMP_BALL:
            self._jump_ball(beat, side)

    def _technical(self, beat: Beat, side: int) -> None:
        fouler = beat.play.players[0]
        self._log.add(
            "foul", "technical", beat.play.clock, beat.ball, side=side, person=fouler,
            description=f"{fouler.short_name} technical FOUL (1 Tech)", qualifiers=["1freethrow"],
            officialId=self._rng.choice(self._officials), foulPersonalTotal=self._totals[fouler.id, "fouls"],
            foulTechnicalTotal=self._count(fouler, "technicals"),
        )  # fmt: skip

    def _jump_ball(self, beat: Beat, side: int) -> None:
        away, home, gains = beat.play.players
        won, lost = (home, away) if side == 0 else (away, home)
        self._log.add(
            "jumpball", "recovered", beat.play.clock, side, side=side, person=gains,
            descriptor="startperiod", involved=(gains, won, lost),
            description=f"Jump Ball {won.short_name} vs. {lost.short_name}: Tip to {gains.short_name}",
            jumpBallRecoveredName=gains.short_name, jumpBallRecoverdPersonId=int(gains.id),
            jumpBallWonPlayerName=won.last, jumpBallWonPersonId=int(won.id),
            jumpBallLostPlayerName=lost.last, jumpBallLostPersonId=int(lost.id),
        )  # fmt: skip

    def _count(self, player: Player, what: str, by: int = 1) -> int:
        self._totals[player.id, what] += by
        return self._totals[player.id, what]

"""The simulator as one ASGI app: sources inside, faults around them, the request log outermost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from include.devstack.simulator.clock import Clock
from include.devstack.simulator.connections import Connections
from include.devstack.simulator.control import control_routes
from include.devstack.simulator.espn.control import espn_control_routes
from include.devstack.simulator.espn.recordings import Recordings, load_recordings
from include.devstack.simulator.espn.routes import espn_routes
from include.devstack.simulator.espn.season import SeasonSettings
from include.devstack.simulator.espn.source import EspnSource
from include.devstack.simulator.fault_asgi import CONTROL, FaultLayer
from include.devstack.simulator.faults import Faults
from include.devstack.simulator.nba.control import nba_control_routes
from include.devstack.simulator.nba.listing import season_of_id
from include.devstack.simulator.nba.recordings import NbaRecordings, load_nba_recordings
from include.devstack.simulator.nba.results import NbaSettings
from include.devstack.simulator.nba.routes import nba_routes
from include.devstack.simulator.nba.source import NbaSource
from include.devstack.simulator.racing.api_routes import racing_api_routes
from include.devstack.simulator.racing.control import racing_control_routes
from include.devstack.simulator.racing.ids import day_and_country
from include.devstack.simulator.racing.page_routes import racing_post_routes
from include.devstack.simulator.racing.settings import RacingSettings
from include.devstack.simulator.racing.source import RacingSource
from include.devstack.simulator.requests_log import RequestLog, RequestLogLayer

_ROBOTS = "User-agent: *\nAllow: /\n"


@dataclass(slots=True)
class Simulator:
    """The simulator's state: sources, clock, faults, log and connections."""

    espn: EspnSource
    nba: NbaSource
    racing: RacingSource
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    connections: Connections = field(default_factory=Connections)

    def app(self) -> ASGIApp:
        """Return the ASGI app over this state."""
        control = [
            *control_routes(self.clock, self.faults, self.log),
            *espn_control_routes(self.espn),
            *nba_control_routes(self.nba),
            *racing_control_routes(self.racing),
        ]
        routes = [
            Route("/robots.txt", _robots),
            Mount(CONTROL, routes=control),
            *espn_routes(self.espn),
            *nba_routes(self.nba),
            *racing_api_routes(self.racing),
            *racing_post_routes(self.racing),
        ]
        inner = Starlette(routes=routes)
        faulty = FaultLayer(inner, self.faults, self.connections, self._another_game)
        return RequestLogLayer(faulty, self.log)

    def _another_game(self, game_id: str) -> str:
        if day_and_country(game_id):
            return self.racing.another_race(game_id)
        source = self.nba if season_of_id(game_id) else self.espn
        return source.another_game(game_id)


def make_simulator(
    *, seed: int = 1, now: datetime | None = None, recordings: Path | None = None
) -> Simulator:
    """Return a simulator.

    :param now: the moment at which its clock stands; None = real time.
    :param recordings: a folder of recorded payloads, which take precedence.
    """
    clock = Clock(now)
    recorded = load_recordings(recordings) if recordings else Recordings()
    recorded_nba = load_nba_recordings(recordings) if recordings else NbaRecordings()
    return Simulator(
        EspnSource(SeasonSettings(seed=seed), clock, recorded),
        NbaSource(NbaSettings(seed=seed), clock, recorded_nba),
        RacingSource(RacingSettings(seed=seed), clock),
        clock,
    )


async def _robots(_: Request) -> Response:
    return PlainTextResponse(_ROBOTS)

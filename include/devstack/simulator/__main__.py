"""Serve the simulator: `python -m include.devstack.simulator --port 8099`."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from include.devstack.listening import address_to_listen_on
from include.devstack.simulator.app import make_simulator


def main() -> None:
    """Read the command line and serve until SIGTERM or SIGINT."""
    options = _parser().parse_args()
    # uvicorn stops on the signal and then raises it again: what is left to do is to leave with code 0.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    simulator = make_simulator(seed=options.seed, now=options.clock, recordings=options.recordings)
    uvicorn.run(
        simulator.app(),
        host=options.host,
        port=options.port,
        http=simulator.connections.protocol(),
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m include.devstack.simulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--host", type=address_to_listen_on, default="127.0.0.1", help="a loopback address, or 0.0.0.0"
    )
    parser.add_argument(
        "--recordings", type=Path, help="folder with espn_summary/, espn_scoreboard/ and nba_com/"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clock", type=_moment, help="moment at which the clock stands")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()

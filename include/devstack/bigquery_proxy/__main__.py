"""Serve the local BigQuery: `python -m include.devstack.bigquery_proxy --port 9050 --data DIRECTORY`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from bqemulator.config import LogFormat, LogLevel  # type: ignore[import-not-found]
from bqemulator.observability.logging_ import configure_logging  # type: ignore[import-not-found]

from include.devstack.listening import address_to_listen_on

if TYPE_CHECKING:
    from include.devstack.bigquery_proxy.app import Proxy


async def serve(proxy: Proxy, project: str, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    await proxy.buffer.restore(project)
    config = uvicorn.Config(
        proxy.app(),
        host=host,
        port=port,
        http=proxy.connections.protocol(),
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    await uvicorn.Server(config).serve()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m include.devstack.bigquery_proxy", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--host", type=address_to_listen_on, default="127.0.0.1", help="a loopback address, or 0.0.0.0"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the emulator's DuckDB file")
    parser.add_argument("--project", required=True, help="whose buffer is found again after a restart")
    words = parser.parse_args()
    # First of all: the emulator logs while it is imported.
    configure_logging(level=LogLevel.ERROR, fmt=LogFormat.CONSOLE)
    from include.devstack.bigquery_proxy.app import Proxy
    from include.devstack.bigquery_proxy.emulator import Emulator

    emulator = Emulator(words.data)
    emulator.start()
    try:
        asyncio.run(serve(Proxy(emulator, words.project), words.project, words.host, words.port))
    finally:
        emulator.stop()


if __name__ == "__main__":
    main()

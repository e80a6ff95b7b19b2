"""Real payloads of NBA.com as bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest


def _read(shared_data: Path, name: str) -> bytes:
    path = shared_data / "nba_com" / name
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.fixture(scope="session")
def real_box_score(shared_data: Path) -> bytes:
    """0022000001: Golden State 99 at Brooklyn 125, 2020-12-22."""
    return _read(shared_data, "boxscore_0022000001.json")


@pytest.fixture(scope="session")
def real_plays(shared_data: Path) -> bytes:
    """The play-by-play of 0022000001."""
    return _read(shared_data, "playbyplay_0022000001.json")


@pytest.fixture(scope="session")
def close_plays(shared_data: Path) -> bytes:
    """The play-by-play of 0022400500: Clippers 106 at Minnesota 108, 2025-01-06."""
    return _read(shared_data, "playbyplay_0022400500.json.gz")


@pytest.fixture(scope="session")
def real_schedule(shared_data: Path) -> bytes:
    """The schedule of 2024-25, after its end."""
    return _read(shared_data, "scheduleLeagueV2_2024-25.json.gz")


@pytest.fixture(scope="session")
def stats_plays(shared_data: Path) -> bytes:
    """The play-by-play of 0021600270 by the stats endpoints."""
    return _read(shared_data, "stats_playbyplayv2_0021600270.json")

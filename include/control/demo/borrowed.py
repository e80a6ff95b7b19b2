"""Settings of the local Airflow that a real run changes for a while, and how they come back.

What was there before is written to a file beside the platform's state before anything is changed. A run that
is killed leaves the file; whoever finds it puts the settings back first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from include.control.client import AirflowApi

FILE = "borrowed.json"
CONNECTION = "espn_api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The host of the connection `espn_api`, and Variables by key."""

    host: str
    variables: Mapping[str, str]


@contextmanager
def borrowed(api: AirflowApi, directory: Path, wanted: Settings) -> Iterator[None]:
    """Change the settings for the block, and put back what was there.

    :param directory: the platform's state directory.
    """
    put_back(api, directory)
    before = Settings(
        host=api.connection_host(CONNECTION), variables={key: api.variable(key) for key in wanted.variables}
    )
    _write(directory / FILE, before)
    try:
        _apply(api, wanted)
        yield
    finally:
        put_back(api, directory)


def put_back(api: AirflowApi, directory: Path) -> bool:
    """Put back what a run borrowed and did not return. Returns whether there was anything."""
    file = directory / FILE
    if not file.exists():
        return False
    _apply(api, Settings(**json.loads(file.read_text())))
    file.unlink()
    return True


def _apply(api: AirflowApi, settings: Settings) -> None:
    api.set_connection_host(CONNECTION, settings.host)
    for key, value in settings.variables.items():
        api.set_variable(key, value)


def _write(file: Path, settings: Settings) -> None:
    partial = file.with_suffix(".partial")
    with partial.open("w") as out:
        json.dump(asdict(settings), out)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)

"""Starting the parts of the local platform, and waiting until they are well."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from include.devstack.parts import Part, created_at, tail
from include.devstack.waiting import answers

# Seconds that a new part may take to be healthy, and that an old one may be silent.
START_LIMIT = 180.0
SILENCE_LIMIT = 40.0

# When a part was last heard of, by its name; None: it is not healthy.
Heard = Mapping[str, datetime | None]


class StackError(RuntimeError):
    """A part of the platform did not start. The message names it and shows the end of its log."""


def start_part(part: Part, started: set[str]) -> None:
    """Start a part that does not run, and note its name in `started`.

    :raises StackError: it did not start.
    """
    if part.is_current():
        return
    try:
        started.add(part.name)
        part.start()
    except RuntimeError as error:
        raise failure_of(part, f"did not start: {error}") from error


def unhealthy_of(parts: Sequence[Part], heard: Heard) -> list[str]:
    """Return the names of the parts that do not run or have not been heard of since they started.

    :param heard: of the parts that tell of themselves; of the others the port has to answer.
    """
    unhealthy = []
    for part in parts:
        pid = part.pid()
        if pid is None:
            well = False
        elif part.name in heard:
            beat = heard[part.name]
            well = beat is not None and beat.timestamp() >= created_at(pid)
        else:
            well = part.port is not None and answers(part.port)
        if not well:
            unhealthy.append(part.name)
    return unhealthy


def wait_until_healthy(parts: Sequence[Part], started: set[str], listen: Callable[[], Heard]) -> None:
    """Wait, and start once more what ran before but ends or stays silent now (its database was gone).

    :param started: the names of the parts that were started just now.
    :param listen: asks the parts that tell of themselves.
    :raises StackError: one of these ended, or is not healthy after 180 seconds.
    """
    begun = time.monotonic()
    while unhealthy := unhealthy_of(parts, listen()):
        waited = time.monotonic() - begun
        for part in parts:
            ended = part.pid() is None
            if part.name in started:
                if ended:
                    raise failure_of(part, "ended while it started")
                if part.name in unhealthy and waited > START_LIMIT:
                    raise failure_of(part, f"is not healthy after {waited:.0f} s")
            elif ended or (part.name in unhealthy and waited > SILENCE_LIMIT):
                part.stop()
                start_part(part, started)
        time.sleep(0.2)


def failure_of(part: Part, what: str) -> StackError:
    """Return the error that says what a part did, with the end of its log."""
    return StackError(f"{part.name} {what}\nthe end of its log, {part.log_file}:\n{tail(part.log_file, 20)}")

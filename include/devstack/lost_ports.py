"""Ports that somebody else took while a part of the platform was down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from include.devstack.parts import Part
from include.devstack.ports import free_port, is_free


def replaced(
    ports: Mapping[str, int], places: Iterable[tuple[str, str, Part]], *, wanted: Mapping[str, int]
) -> dict[str, int]:
    """Return the ports, with another one for every part that does not run and whose port is taken.

    :param places: the name of a port, the address where it is opened, and the part that opens it.
    :param wanted: ports that are asked for now; a part that has another one is stopped.
    """
    known = dict(ports)
    for name, host, part in places:
        port = wanted.get(name, known[name])
        if port == known[name] and part.pid() is not None:
            continue
        part.stop()
        if is_free(port, host=host):
            known[name] = port
        else:
            known[name] = free_port(taken=known.values())
            print(f"port {port} is taken by another program; {name} moves to {known[name]}")
    return known

"""Free ports: really free, and not promised twice."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from include.devstack import ports
from include.devstack.ports import NoFreePortError, free_port, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_with_a_listener_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_a_port_with_a_listener_on_all_addresses_is_not_free() -> None:
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen()
        assert not is_free(listener.getsockname()[1])


def test_the_preferred_port_is_given_when_it_is_free() -> None:
    wanted = free_port()
    assert free_port(preferred=wanted) == wanted


def test_another_port_is_given_when_the_preferred_one_has_a_listener(taken: int) -> None:
    assert free_port(preferred=taken) != taken


def test_a_promised_port_is_not_given_again() -> None:
    promised = free_port()
    assert free_port(preferred=promised, taken=[promised]) != promised


def test_ports_stay_below_the_range_of_outgoing_connections() -> None:
    assert all(ports.LOWEST <= free_port() < ports.HIGHEST for _ in range(20))


def test_when_every_port_is_promised_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "HIGHEST", ports.LOWEST + 1)
    with pytest.raises(NoFreePortError, match="no free port"):
        free_port(taken=[ports.LOWEST])

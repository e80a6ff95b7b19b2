"""Stand-ins listen on loopback, and on all addresses only when asked for it."""

from __future__ import annotations

import argparse

import pytest

from include.devstack.listening import address_to_listen_on


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_loopback_addresses_are_taken(address: str) -> None:
    assert address_to_listen_on(address) == address


def test_all_addresses_are_taken_for_containers() -> None:
    assert address_to_listen_on("0.0.0.0") == "0.0.0.0"


@pytest.mark.parametrize("address", ["192.0.2.1", "::", "simulator", ""])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not a loopback address"):
        address_to_listen_on(address)

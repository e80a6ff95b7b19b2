"""The address on which a stand-in listens."""

from __future__ import annotations

import argparse
import ipaddress

ALL = "0.0.0.0"


def address_to_listen_on(text: str) -> str:
    """Return the address if it is a loopback one, or 0.0.0.0, which is for containers.

    :raises argparse.ArgumentTypeError: any other address would show a stand-in to a real network.
    """
    try:
        fits = text == ALL or ipaddress.ip_address(text).is_loopback
    except ValueError:
        fits = False
    if not fits:
        raise argparse.ArgumentTypeError(
            f"{text} is not a loopback address; stand-ins are for this machine only ({ALL}: in a container)"
        )
    return text

"""A Docker engine in a temporary folder, which leaves nothing behind.

It has a bridge of its own and makes no firewall rules, so that no other engine is disturbed;
one rule lets its containers talk to each other. They cannot reach the internet; images are built in the
machine's own network instead.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from include.devstack.process import Daemon

START_SECONDS = 60.0
# Containers get 10 s to end before the engine kills them.
STOP_SECONDS = 60.0
# Networks of the tests. An engine of its own knows only its own networks, so that these must not be the
# addresses that engines usually take: 172.17-31 and 192.168.
NETWORKS = "10.213.0.0/16"
# Not `docker0`: an engine that is told to make no bridge deletes that one, whoever uses it.
BRIDGE, BRIDGE_ADDRESS = "scorebook0", "10.212.0.1/24"
RULE = ("FORWARD", "--source", NETWORKS, "--destination", NETWORKS, "--jump", "ACCEPT")


@contextmanager
def own_engine() -> Iterator[str]:
    """Start an engine and give its address; stop it afterwards and remove its folder.

    Skips the test where it does not come up: not every machine lets root start containers.
    """
    folder = Path(tempfile.mkdtemp(prefix="scorebook-engine-"))
    daemon = Daemon("dockerd", folder)
    host = f"unix://{folder}/docker.sock"
    command = [
        "dockerd",
        *("--host", host),
        *("--data-root", str(folder / "data")),
        *("--exec-root", str(folder / "exec")),
        *("--pidfile", str(folder / "dockerd.pid")),
        *("--bridge", BRIDGE),
        "--iptables=false",
        "--ip-masq=false",
        *("--default-address-pool", f"base={NETWORKS},size=24"),
        *("--mtu", str(mtu())),
    ]
    print(f"starting a Docker engine in {folder}", flush=True)
    # A machine whose firewall forwards nothing by default also stops packets between containers.
    _quietly("iptables", "--wait", "--insert", *RULE)
    _quietly("ip", "link", "add", "name", BRIDGE, "type", "bridge")
    _quietly("ip", "address", "add", BRIDGE_ADDRESS, "dev", BRIDGE)
    try:
        daemon.start(command, env=os.environ, cwd=folder)
        _wait_until_up(daemon, host)
        yield host
    finally:
        _remove_networks(host)
        daemon.stop(grace=STOP_SECONDS)
        _quietly("ip", "link", "delete", BRIDGE)
        _quietly("iptables", "--wait", "--delete", *RULE)
        _unmount_below(folder)
        shutil.rmtree(folder)


def mtu() -> int:
    """Return the largest packet of the interface of the default route; a larger one of ours would be lost."""
    for line in Path("/proc/net/route").read_text().splitlines()[1:]:
        interface, destination, *_ = line.split()
        if destination == "00000000":
            return int(Path(f"/sys/class/net/{interface}/mtu").read_text())
    return 1500


def _wait_until_up(daemon: Daemon, host: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(["docker", "--host", host, "info"], capture_output=True, check=False).returncode:
        if not daemon.is_running() or time.monotonic() > deadline:
            said = " | ".join(daemon.log_file.read_text().splitlines()[-3:])
            pytest.skip(f"dockerd cannot run here: {said}")
        time.sleep(0.2)


def _remove_networks(host: str) -> None:
    """Remove the bridges that a broken test has left: they would outlive the engine."""
    listed = subprocess.run(
        ["docker", "--host", host, "network", "ls", "--quiet", "--filter", "type=custom"],
        capture_output=True,
        text=True,
        check=False,
    )
    for network in listed.stdout.split():
        held = subprocess.run(
            ["docker", "--host", host, "ps", "--all", "--quiet", "--filter", f"network={network}"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        if held:
            subprocess.run(
                ["docker", "--host", host, "rm", "--force", *held], capture_output=True, check=False
            )
        subprocess.run(["docker", "--host", host, "network", "rm", network], capture_output=True, check=False)


def _quietly(*command: str) -> None:
    """Run a command whose failure shows later: the engine does not come up, or containers do not meet."""
    subprocess.run(command, capture_output=True, check=False)


def _unmount_below(folder: Path) -> None:
    """Unmount what the engine left mounted, the innermost first."""
    mounted = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for path in sorted((path for path in mounted if path.startswith(f"{folder}/")), reverse=True):
        with contextlib.suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "--lazy", path], check=True, capture_output=True)

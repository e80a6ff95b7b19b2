"""Background processes: started once, recognised, and ended with all that they started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from include.devstack import process
from include.devstack.process import Daemon, DaemonError
from tests.fixtures.stack import wait_for

SLEEPER = "import time; print('ready', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + SLEEPER
PARENT = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('child', child.pid, flush=True); time.sleep(600)"
)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    made = Daemon("part", tmp_path)
    yield made
    made.stop(grace=0)


def start(daemon: Daemon, code: str, *, word: str = "ready") -> int:
    """Start it, wait until it has printed the word, and return its pid."""
    daemon.start([sys.executable, "-c", code], env=dict(os.environ), cwd=daemon.directory)
    wait_for(lambda: word in daemon.log_file.read_text())
    pid = daemon.pid()
    assert pid is not None
    return pid


def child_of(daemon: Daemon) -> psutil.Process:
    return psutil.Process(int(daemon.log_file.read_text().split()[1]))


def is_gone(found: psutil.Process) -> bool:
    return not found.is_running() or found.status() == psutil.STATUS_ZOMBIE


def test_a_second_start_keeps_the_first_process(daemon: Daemon) -> None:
    assert start(daemon, SLEEPER) == start(daemon, SLEEPER)


def test_stop_ends_it_and_forgets_it(daemon: Daemon) -> None:
    leader = psutil.Process(start(daemon, SLEEPER))
    daemon.stop()
    assert is_gone(leader)
    assert not daemon.pid_file.exists()


def test_stop_kills_what_does_not_listen(daemon: Daemon) -> None:
    leader = psutil.Process(start(daemon, STUBBORN))
    daemon.stop(grace=0.2)
    assert is_gone(leader)


def test_stop_ends_its_children_too(daemon: Daemon) -> None:
    start(daemon, PARENT, word="child")
    child = child_of(daemon)
    daemon.stop()
    assert is_gone(child)


def test_stop_without_a_start_does_nothing(daemon: Daemon) -> None:
    daemon.stop()
    assert daemon.pid() is None


def test_a_killed_process_does_not_run_and_its_pid_file_goes(daemon: Daemon) -> None:
    os.kill(start(daemon, SLEEPER), signal.SIGKILL)
    wait_for(lambda: not daemon.is_running())
    assert not daemon.pid_file.exists()


def test_what_a_killed_process_left_behind_is_ended_before_the_next_start(daemon: Daemon) -> None:
    leader = start(daemon, PARENT, word="child")
    orphan = child_of(daemon)
    os.kill(leader, signal.SIGKILL)
    wait_for(lambda: not daemon.is_running())
    assert not is_gone(orphan)
    start(daemon, SLEEPER)
    assert is_gone(orphan)


def test_a_stranger_with_our_old_pid_is_neither_ours_nor_ended(daemon: Daemon) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.DEVNULL) as stranger:
        created = psutil.Process(stranger.pid).create_time() - 3600
        daemon.pid_file.parent.mkdir(parents=True)
        daemon.pid_file.write_text(json.dumps({"pid": stranger.pid, "created": created, "fingerprint": ""}))
        assert not daemon.is_running()
        daemon.stop()
        assert stranger.poll() is None
        stranger.kill()


def test_a_damaged_pid_file_counts_as_none(daemon: Daemon) -> None:
    daemon.pid_file.parent.mkdir(parents=True)
    daemon.pid_file.write_text("{")
    assert daemon.pid() is None


def test_it_knows_what_it_was_started_with(daemon: Daemon) -> None:
    command = [sys.executable, "-c", SLEEPER]
    daemon.start(command, env=dict(os.environ), cwd=daemon.directory, fingerprint="first")
    assert daemon.fingerprint() == "first"
    daemon.stop()
    assert daemon.fingerprint() is None


def test_a_program_that_does_not_exist_is_an_error(daemon: Daemon) -> None:
    with pytest.raises(DaemonError, match="no-such-program"):
        daemon.start(["no-such-program"], env={}, cwd=daemon.directory)


def test_a_large_log_is_put_aside_at_the_next_start(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LOG_LIMIT", 10)
    start(daemon, SLEEPER)
    daemon.stop()
    daemon.log_file.write_text("a long log of the last time")
    start(daemon, SLEEPER)
    assert daemon.log_file.with_suffix(".log.old").read_text() == "a long log of the last time"

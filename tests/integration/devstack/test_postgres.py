"""The local PostgreSQL: idempotent, survives a crash, works as root below a private home."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres
from include.devstack.postgres_files import LocalPostgresError, home_of, server_account

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalPostgres]:
    """A server of its own, not started yet."""
    found = LocalPostgres(tmp_path / "state", free_port(), fast=True)
    try:
        yield found
    finally:
        found.destroy()


def wait_until(is_true: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def write_row(server: LocalPostgres) -> None:
    with psycopg.connect(server.url("warehouse")) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        connection.execute("INSERT INTO kept VALUES (7)")


def rows(server: LocalPostgres) -> list[tuple[int]]:
    with psycopg.connect(server.url("warehouse")) as connection:
        return connection.execute("SELECT number FROM kept").fetchall()


def pid_file(server: LocalPostgres) -> Path:
    return home_of(server.directory, server_account()) / "data" / "postmaster.pid"


def kill(server: LocalPostgres) -> int:
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not server.is_running())
    return pid


def test_a_new_server_has_both_databases_in_utf8(server: LocalPostgres) -> None:
    server.start()

    with psycopg.connect(server.url("postgres")) as connection:
        found = connection.execute(
            "SELECT datname, pg_encoding_to_char(encoding) FROM pg_database WHERE NOT datistemplate"
        ).fetchall()
    assert sorted(found) == [("airflow", "UTF8"), ("postgres", "UTF8"), ("warehouse", "UTF8")]


def test_the_server_listens_on_loopback_only_and_wants_a_password(server: LocalPostgres) -> None:
    server.start()

    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url("postgres").replace("scorebook-local@", "wrong@"))


def test_starting_twice_is_one_start(server: LocalPostgres) -> None:
    server.start()
    pid = server.pid()

    server.start()

    assert server.pid() == pid


def test_stopping_twice_is_one_stop(server: LocalPostgres) -> None:
    server.start()
    server.stop()
    assert not server.is_running()

    server.stop()


def test_data_outlive_a_restart(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    server.stop()

    server.start()

    assert rows(server) == [(7,)]


def test_data_outlive_a_killed_server(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    kill(server)
    assert pid_file(server).exists()

    server.start()

    assert rows(server) == [(7,)]


def test_data_outlive_a_killed_server_with_a_busy_backend(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    with psycopg.connect(server.url("warehouse")) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        kill(server)

        server.start()

        assert rows(server) == [(7,)]


def test_a_pid_that_is_another_process_now_does_not_stop_the_start(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    old = str(kill(server))
    # Also of the server's own user: PostgreSQL itself would take that one for a running server.
    account = server_account()
    identity = {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    with subprocess.Popen(["sleep", "60"], cwd="/", **identity) as other:  # type: ignore[call-overload]
        try:
            text = pid_file(server).read_text()
            pid_file(server).write_text(text.replace(old, str(other.pid), 1))
            assert not server.is_running()

            server.start()

            assert rows(server) == [(7,)]
            assert other.poll() is None
        finally:
            other.kill()


def test_a_half_made_data_folder_is_made_again(server: LocalPostgres) -> None:
    home = home_of(server.directory, server_account())
    (home / "data.unfinished" / "base").mkdir(parents=True)

    server.start()

    assert server.is_running()


def test_databases_are_cloned_and_dropped(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    server.create_database("copy", template="warehouse")
    with psycopg.connect(server.url("copy")) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]
    with psycopg.connect(server.url("copy")):
        server.drop_database("copy")
    server.drop_database("copy")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url("copy"))


def test_a_taken_port_is_an_error_that_shows_the_log(server: LocalPostgres, tmp_path: Path) -> None:
    server.start()
    other = LocalPostgres(tmp_path / "other", server.port, fast=True)
    try:
        with pytest.raises(LocalPostgresError, match="Address already in use"):
            other.start()
    finally:
        other.destroy()


def test_a_server_on_another_port_is_an_error(server: LocalPostgres) -> None:
    server.start()

    with pytest.raises(LocalPostgresError, match=f"runs on port {server.port}"):
        LocalPostgres(server.directory, free_port()).start()


def test_three_starts_at_once_are_one_server(server: LocalPostgres) -> None:
    code = (
        "import sys, pathlib; from include.devstack.postgres import LocalPostgres; "
        "LocalPostgres(pathlib.Path(sys.argv[1]), int(sys.argv[2]), fast=True).start()"
    )
    command = [sys.executable, "-c", code, str(server.directory), str(server.port)]
    starts = [subprocess.Popen(command, cwd=Path(__file__).parents[3]) for _ in range(3)]

    assert [start.wait(60) for start in starts] == [0, 0, 0]
    assert server.is_running()


def test_it_works_below_a_private_home_with_a_long_name(tmp_path: Path) -> None:
    private = tmp_path / "home of root"
    private.mkdir(mode=0o700)
    server = LocalPostgres(private / ("long" * 40), free_port(), fast=True)
    try:
        server.start()
        write_row(server)
        assert rows(server) == [(7,)]
    finally:
        server.destroy()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a home that strangers could plant")
def test_a_planted_data_folder_is_refused(server: LocalPostgres, tmp_path: Path) -> None:
    home = home_of(server.directory, server_account())
    home.parent.mkdir(parents=True, exist_ok=True)
    home.symlink_to(tmp_path)
    try:
        with pytest.raises(LocalPostgresError, match="must be a folder"):
            server.start()
    finally:
        home.unlink()


def test_destroying_leaves_no_data(server: LocalPostgres) -> None:
    server.start()

    server.destroy()

    assert not server.is_running()
    assert not home_of(server.directory, server_account()).exists()


@pytest.mark.skipif(
    server_account() is None, reason="only root keeps the data outside the platform's directory"
)
def test_data_of_a_platform_that_was_deleted_by_hand_are_not_taken_over(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    server.stop()
    shutil.rmtree(server.directory)
    server.start()
    with psycopg.connect(server.url("warehouse")) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)


def test_data_outlive_a_deleted_log(server: LocalPostgres) -> None:
    server.start()
    write_row(server)
    server.stop()
    server.log_file.unlink()
    server.start()
    assert rows(server) == [(7,)]

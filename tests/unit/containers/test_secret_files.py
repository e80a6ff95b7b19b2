"""The files of secrets that `make compose-up` makes."""

from __future__ import annotations

import json
import re
import stat
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet

from include.containers.errors import SecretFilesError
from include.containers.secret_checks import problems
from include.containers.secret_files import MAKERS, ensure

HEX = re.compile(r"[0-9a-f]{48,}")


def contents(paths: dict[str, Path]) -> dict[str, str]:
    return {name: path.read_text() for name, path in paths.items()}


def test_all_files_of_the_contract_are_made(secret_paths: dict[str, Path], secrets_folder: Path) -> None:
    made = ensure(secret_paths, local=False, old_data=None)
    assert sorted(path.name for path in made) == [
        "admin_password",
        "api_secret_key",
        "broker_url",
        "connections.json",
        "fernet_key",
        "jwt_secret",
        "metadata_url",
        "postgres_password",
        "redis_password",
        "warehouse_url",
    ]
    assert {path.name for path in secrets_folder.iterdir()} == {*MAKERS, ".gitignore"}


def test_what_is_made_is_plausible(secret_paths: dict[str, Path]) -> None:
    ensure(secret_paths, local=False, old_data=None)
    assert problems(secret_paths) == []


def test_the_folder_keeps_others_out_and_the_files_can_be_read_in_containers(
    secret_paths: dict[str, Path], secrets_folder: Path
) -> None:
    ensure(secret_paths, local=False, old_data=None)
    assert stat.S_IMODE(secrets_folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret_paths.values()} == {0o444}


def test_git_sees_none_of_them(secret_paths: dict[str, Path], secrets_folder: Path) -> None:
    ensure(secret_paths, local=False, old_data=None)
    assert (secrets_folder / ".gitignore").read_text() == "*\n"


def test_passwords_are_hex_and_each_is_another_one(secret_paths: dict[str, Path]) -> None:
    ensure(secret_paths, local=False, old_data=None)
    have = contents(secret_paths)
    alone = ("postgres_password", "redis_password", "admin_password", "api_secret_key", "jwt_secret")
    passwords = [have[name] for name in alone]
    passwords += [urlsplit(have[name]).password or "" for name in ("metadata_url", "warehouse_url")]
    assert all(HEX.fullmatch(password) for password in passwords)
    assert len(set(passwords)) == 7


def test_the_addresses_are_those_of_the_containers(secret_paths: dict[str, Path]) -> None:
    ensure(secret_paths, local=False, old_data=None)
    have = contents(secret_paths)
    assert re.fullmatch(r"postgresql\+psycopg://airflow:\w+@postgres:5432/airflow", have["metadata_url"])
    assert re.fullmatch(r"postgresql://warehouse:\w+@postgres:5432/warehouse", have["warehouse_url"])
    assert have["broker_url"] == f"redis://:{have['redis_password']}@redis:6379/0"
    Fernet(have["fernet_key"])


def test_a_second_time_nothing_is_made(secret_paths: dict[str, Path]) -> None:
    ensure(secret_paths, local=False, old_data=None)
    before = contents(secret_paths)
    assert ensure(secret_paths, local=False, old_data="scorebook_postgres") == []
    assert contents(secret_paths) == before


def test_what_somebody_brought_stays_and_the_others_agree_with_it(secret_paths: dict[str, Path]) -> None:
    secret_paths["broker_url"].parent.mkdir(parents=True)
    mine = {
        "metadata_url": "postgresql+psycopg://me:p%40ss@db.example.com:5432/airflow",
        "warehouse_url": "postgresql://me:p%40ss@db.example.com:6432/facts?sslmode=require",
        "broker_url": "redis://:my%2Fown@redis:6379/0",
    }
    for name, content in mine.items():
        secret_paths[name].write_text(content)
    ensure(secret_paths, local=False, old_data=None)
    have = contents(secret_paths)
    assert {name: have[name] for name in mine} == mine
    assert have["redis_password"] == "my/own"
    assert json.loads(have["connections.json"])["warehouse"] == {
        "conn_type": "postgres",
        "host": "db.example.com",
        "port": 6432,
        "login": "me",
        "password": "p@ss",
        "schema": "facts",
        "extra": {"sslmode": "require"},
    }
    assert problems(secret_paths) == []


def test_a_foreign_broker_gives_no_password_to_our_redis(secret_paths: dict[str, Path]) -> None:
    secret_paths["broker_url"].parent.mkdir(parents=True)
    secret_paths["broker_url"].write_text("redis://:theirs@cache.example.com:6380/0")
    ensure(secret_paths, local=False, old_data=None)
    assert HEX.fullmatch(secret_paths["redis_password"].read_text())
    assert problems(secret_paths) == []


def test_the_local_profile_has_no_connections_of_its_own(secret_paths: dict[str, Path]) -> None:
    ensure(secret_paths, local=True, old_data=None)
    assert json.loads(secret_paths["connections.json"].read_text()) == {}


@pytest.mark.parametrize("lost", ["postgres_password", "metadata_url", "warehouse_url", "fernet_key"])
def test_what_opens_an_old_database_is_not_made_anew(secret_paths: dict[str, Path], lost: str) -> None:
    ensure(secret_paths, local=False, old_data=None)
    secret_paths[lost].unlink()
    with pytest.raises(SecretFilesError) as refused:
        ensure(secret_paths, local=False, old_data="scorebook_postgres")
    assert "scorebook_postgres" in str(refused.value)
    assert str(secret_paths[lost]) in str(refused.value)
    assert "make compose-down VOLUMES=1" in str(refused.value)
    assert not secret_paths[lost].exists()


def test_a_secret_that_we_do_not_know_is_asked_for(secret_paths: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(SecretFilesError, match=r"Only you can know what stands in .*/licence_key"):
        ensure({**secret_paths, "licence_key": tmp_path / "licence_key"}, local=False, old_data=None)


def test_two_starts_at_once_agree(secret_paths: dict[str, Path]) -> None:
    both = threading.Barrier(2)

    def start() -> None:
        both.wait(timeout=180)
        ensure(secret_paths, local=False, old_data=None)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    assert problems(secret_paths) == []
    have = contents(secret_paths)
    assert (
        urlsplit(have["warehouse_url"]).password
        == json.loads(have["connections.json"])["warehouse"]["password"]
    )

"""Make the files of secrets that are absent: random, never overwritten, never printed.

One file for each secret, so that nothing secret stands in the environment of a container. The folder keeps
the other users of this machine out (0700); the files themselves can be read by all (0444), for the processes
in the containers have other user numbers than their owner.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from include.containers.connections import connections
from include.containers.errors import SecretFilesError
from include.containers.writing import create

DATABASE_HOST = "postgres"
BROKER_HOST = "redis"
# New ones would not open what the database was made with: its roles, and the connections in it.
KEYS_OF_THE_DATABASE = ("postgres_password", "metadata_url", "warehouse_url", "fernet_key")

Have = Mapping[str, str]


def _password(_: Have) -> str:
    # Hex needs no quoting in URLs, SQL and shells; 24 bytes cannot be guessed.
    return secrets.token_hex(24)


def _metadata_url(have: Have) -> str:
    return f"postgresql+psycopg://airflow:{_password(have)}@{DATABASE_HOST}:5432/airflow"


def _warehouse_url(have: Have) -> str:
    return f"postgresql://warehouse:{_password(have)}@{DATABASE_HOST}:5432/warehouse"


def _redis_password(have: Have) -> str:
    url = urlsplit(have.get("broker_url", ""))
    return unquote(url.password) if url.hostname == BROKER_HOST and url.password else _password(have)


def _broker_url(have: Have) -> str:
    return f"redis://:{quote(have['redis_password'], safe='')}@{BROKER_HOST}:6379/0"


def _fernet_key(_: Have) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _signing_key(_: Have) -> str:
    # HS512 signs with 64 bytes; a shorter key weakens it.
    return secrets.token_hex(64)


# In this order: a later one may be made from an earlier one.
MAKERS: Mapping[str, Callable[[Have], str]] = {
    "postgres_password": _password,
    "metadata_url": _metadata_url,
    "warehouse_url": _warehouse_url,
    "redis_password": _redis_password,
    "broker_url": _broker_url,
    "fernet_key": _fernet_key,
    "api_secret_key": _signing_key,
    "jwt_secret": _signing_key,
    "admin_password": _password,
    "connections.json": lambda have: connections(have["warehouse_url"]),
}
LOCAL_MAKERS = {**MAKERS, "connections.json": lambda _: "{}\n"}


def ensure(files: Mapping[str, Path], *, local: bool, old_data: str | None) -> list[Path]:
    """Make the files that are absent, and return them.

    :param files: the file of each secret, by the file's name.
    :param local: the connections are those of the stand-ins, which are made at start.
    :param old_data: name of the volume in which an earlier start has left a database.
    :raises SecretFilesError: a file is absent that only its owner can know, or cannot be read or written.
    """
    absent = [name for name in files if not files[name].exists()]
    _refuse_new_keys(files, absent, old_data)
    unknown = sorted(set(absent) - set(MAKERS))
    if unknown:
        raise SecretFilesError(
            f"Only you can know what stands in {', '.join(str(files[n]) for n in unknown)}."
        )
    makers = LOCAL_MAKERS if local else MAKERS
    made = []
    try:
        have = {name: file.read_text() for name, file in files.items() if file.is_file()}
        for name, maker in makers.items():
            if name not in absent:
                continue
            make_folder(files[name].parent)
            if create(files[name], maker(have).encode(), 0o444):
                made.append(files[name])
            have[name] = files[name].read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretFilesError(f"The secrets cannot be read or written: {error}") from error
    return made


def _refuse_new_keys(files: Mapping[str, Path], absent: list[str], old_data: str | None) -> None:
    lost = [str(files[name]) for name in KEYS_OF_THE_DATABASE if name in absent]
    if lost and old_data:
        raise SecretFilesError(
            f"The volume {old_data} holds a database, and what opens it is absent: {', '.join(lost)}. "
            "Put the files back from your backup, or name their folder in SCOREBOOK_SECRETS; new passwords "
            "would not fit. If nobody needs these data, delete them with `make compose-down VOLUMES=1`"
            " (with PROFILE=local for the local profile)."
        )


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, and that git does not see."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        return
    (folder / ".gitignore").write_text("*\n")

"""See whether files of secrets can work, before a container fails on them with a riddle."""

from __future__ import annotations

import base64
import binascii
import json
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from include.containers.secret_files import BROKER_HOST, DATABASE_HOST

# What Airflow takes as a connection's field (`Connection.__init__`), and `extra_dejson`.
FIELDS = {
    *("conn_id", "conn_type", "description", "host", "login", "password", "schema", "port"),
    *("extra", "extra_dejson", "uri", "team_name"),
}
# As plugins/scorebook/first_user.py wants it.
SHORTEST_PASSWORD = 12


def problems(files: Mapping[str, Path]) -> list[str]:
    """Return one sentence for each file that somebody has to mend; none of them quotes a secret."""
    found = []
    for name, file in sorted(files.items()):
        wrong = _wrong_with_file(file) or _wrong_with_content(name, file.read_text())
        if wrong:
            found.append(f"{file} {wrong}")
    return found or _disagreements(files)


def notes(files: Mapping[str, Path]) -> list[str]:
    """Return what works and is not safe."""
    folders = sorted({file.parent for file in files.values()})
    return [
        f"{folder} is open to the other users of this machine: chmod 700 {folder}"
        for folder in folders
        if stat.S_IMODE(folder.stat().st_mode) & 0o077
    ]


def _wrong_with_file(file: Path) -> str | None:
    if file.is_dir():
        return "is a folder, as Docker makes one where a file is absent: remove it"
    try:
        file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        return f"cannot be read ({error.__class__.__name__}): look at its owner and content"
    if not file.stat().st_mode & stat.S_IROTH:
        return "cannot be read by the users of the containers: chmod 444 it; the folder keeps others out"
    return None


def _wrong_with_content(name: str, content: str) -> str | None:
    if not content.strip():
        return "is empty: write the secret into it, or remove it to have a new one made"
    if name == "connections.json":
        return _wrong_with_connections(content)
    if content != content.strip() or "\n" in content:
        return (
            "holds a line break or a blank at an end, which counts as part of it: write it with `printf %s`"
        )
    check = CHECKS.get(name)
    return check(content) if check else None


def _wrong_with_metadata_url(content: str) -> str | None:
    wrong = _wrong_with_database_url(content, "airflow")
    if wrong or not urlsplit(content).query:
        return wrong
    return (
        "must end with the database's name: asyncpg, one of Airflow's two drivers, does not know what "
        "follows the `?`. Instead of sslmode set the variable PGSSLMODE, which both know (docs/OPERATIONS.md)"
    )


def _wrong_with_warehouse_url(content: str) -> str | None:
    return _wrong_with_database_url(content, "warehouse")


def _wrong_with_database_url(content: str, name: str) -> str | None:
    wrong = _wrong_with_url(
        content, ("postgresql", "postgresql+psycopg"), "postgresql://user:password@host:5432/name"
    )
    if wrong or urlsplit(content).hostname != DATABASE_HOST:
        return wrong
    # Of the container, include/containers/postgres/databases.sh makes role and database, and takes the
    # password as it stands here.
    if _is_of_the_container(urlsplit(content), name):
        return None
    return (
        f"names the container {DATABASE_HOST}, so role and database have to be {name}, and the password "
        "letters, digits and - . _ ~ only"
    )


def _is_of_the_container(url: SplitResult, name: str) -> bool:
    is_plain = re.fullmatch(r"[\w.~-]+", url.password or "", re.ASCII) is not None
    return url.username == name and url.path == f"/{name}" and is_plain


def _wrong_with_broker_url(content: str) -> str | None:
    wrong = _wrong_with_url(content, ("redis", "rediss"), "redis://:password@host:6379/0")
    url = urlsplit(content)
    if wrong or url.scheme != "rediss" or "ssl_cert_reqs" in parse_qs(url.query):
        return wrong
    return (
        "has to say how far to trust the server, or Celery does not start: add ?ssl_cert_reqs=CERT_REQUIRED"
    )


def _wrong_with_url(content: str, schemes: tuple[str, ...], example: str) -> str | None:
    try:
        url = urlsplit(content)
        whole = url.scheme in schemes and url.hostname and len(url.path) > 1 and url.port != 0
    except ValueError:
        whole = False
    return (
        None
        if whole
        else f"holds no address like {example} (characters such as / and @ in a password as %2F, %40)"
    )


def _wrong_with_fernet_key(content: str) -> str | None:
    try:
        whole = all(len(base64.urlsafe_b64decode(key)) == 32 for key in content.split(","))
    except (binascii.Error, ValueError):
        whole = False
    return None if whole else "holds no Fernet key, which is 32 bytes as URL-safe base64"


def _wrong_with_connections(content: str) -> str | None:
    try:
        told = json.loads(content)
    except json.JSONDecodeError as error:
        return f"is not JSON: {error.msg} in line {error.lineno}"
    if not isinstance(told, dict):
        return 'has to be a JSON object of connections, such as {"aws_default": {"conn_type": "aws"}}'
    for conn_id, value in told.items():
        if not isinstance(value, str | dict):
            return f"has to give connection {conn_id} as an object of its fields or as a URI"
        unknown = sorted(set(value) - FIELDS) if isinstance(value, dict) else []
        if unknown:
            return f"gives connection {conn_id} unknown fields ({', '.join(unknown)}): {_known_fields()}"
    return None


def _known_fields() -> str:
    return f"there are {', '.join(sorted(FIELDS))}"


def _disagreements(files: Mapping[str, Path]) -> list[str]:
    if not {"broker_url", "redis_password"} <= set(files):
        return []
    url = urlsplit(files["broker_url"].read_text())
    if url.hostname != BROKER_HOST or unquote(url.password or "") == files["redis_password"].read_text():
        return []
    return [f"{files['broker_url']} has another password than {files['redis_password']}: remove one of them"]


def _wrong_with_admin_password(content: str) -> str | None:
    return (
        f"is too short: {SHORTEST_PASSWORD} characters at least" if len(content) < SHORTEST_PASSWORD else None
    )


CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "metadata_url": _wrong_with_metadata_url,
    "warehouse_url": _wrong_with_warehouse_url,
    "broker_url": _wrong_with_broker_url,
    "admin_password": _wrong_with_admin_password,
    "fernet_key": _wrong_with_fernet_key,
}

"""Files of secrets that cannot work are named before a container fails on them."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import asyncpg
import pytest

from include.containers import secret_checks
from include.containers.secret_checks import notes, problems
from include.containers.secret_files import ensure


@pytest.fixture
def files(secret_paths: dict[str, Path]) -> dict[str, Path]:
    """Secrets as they were made; some can be overwritten."""
    ensure(secret_paths, local=False, old_data=None)
    for path in secret_paths.values():
        path.chmod(0o644)
    return secret_paths


def test_what_was_made_has_no_problem(files: dict[str, Path]) -> None:
    assert problems(files) == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("jwt_secret", "", "is empty"),
        ("jwt_secret", " \n", "is empty"),
        ("redis_password", "word\n", "line break"),
        ("admin_password", "password", "too short"),
        ("metadata_url", "mysql://a:b@host/airflow", "no address like postgresql://"),
        ("metadata_url", "postgresql+psycopg2://a:b@host/airflow", "no address like postgresql://"),
        ("metadata_url", "postgresql://a:b@host", "no address like postgresql://"),
        ("metadata_url", "postgresql://a:b/c@host:5432/airflow", "as %2F"),
        ("warehouse_url", "postgresql://a:b@host:70000/warehouse", "no address like postgresql://"),
        ("warehouse_url", "warehouse", "no address like postgresql://"),
        ("metadata_url", "postgresql://a:b@db.example.com/airflow?sslmode=require", "PGSSLMODE"),
        ("metadata_url", "postgresql://me:b@postgres/airflow", "role and database have to be airflow"),
        ("metadata_url", "postgresql://airflow:b@postgres/metadata", "role and database have to be airflow"),
        (
            "warehouse_url",
            "postgresql://warehouse:a%40b@postgres/warehouse",
            "letters, digits and - . _ ~ only",
        ),
        ("warehouse_url", "postgresql://warehouse@postgres/warehouse", "letters, digits and - . _ ~ only"),
        ("broker_url", "amqp://host/0", "no address like redis://"),
        ("broker_url", "rediss://cache.example.com:6380/1", "add ?ssl_cert_reqs="),
        ("fernet_key", "c2hvcnQ=", "no Fernet key"),
        ("fernet_key", "é", "no Fernet key"),
        ("connections.json", "{", "is not JSON"),
        ("connections.json", "[]", "JSON object"),
        ("connections.json", '{"aws_default": 1}', "aws_default"),
        ("connections.json", '{"aws_default": {"user": "me"}}', "unknown fields (user)"),
    ],
)
def test_a_broken_file_is_named(files: dict[str, Path], name: str, content: str, says: str) -> None:
    files[name].write_text(content)
    [sentence] = problems(files)
    assert sentence.startswith(f"{files[name]} ")
    assert says in sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("metadata_url", "postgresql://a:b%40c@db.example.com/metadata"),
        ("warehouse_url", "postgresql://a:b@db.example.com/games?sslmode=require"),
        ("broker_url", "rediss://cache.example.com:6380/1?ssl_cert_reqs=CERT_REQUIRED"),
        ("connections.json", '{"aws_default": "aws://?region_name=eu-west-1"}'),
        ("connections.json", '{"aws_default": {"conn_type": "aws", "extra_dejson": {"region_name": "x"}}}'),
    ],
)
def test_what_works_is_let_through(files: dict[str, Path], name: str, content: str) -> None:
    files[name].write_text(content)
    assert problems(files) == []


def test_airflow_and_celery_take_what_is_let_through() -> None:
    from celery import Celery
    from sqlalchemy.dialects.postgresql.asyncpg import dialect
    from sqlalchemy.engine import make_url

    known = inspect.signature(asyncpg.connect).parameters
    _, refused = dialect().create_connect_args(
        make_url("postgresql+asyncpg://a:b@host/airflow?sslmode=require")
    )
    assert set(refused) - set(known) == {"sslmode"}
    with pytest.raises(ValueError, match="ssl_cert_reqs"):
        assert Celery(backend="rediss://host/1", set_as_current=False).backend
    assert Celery(backend="rediss://host/1?ssl_cert_reqs=CERT_REQUIRED", set_as_current=False).backend


def test_no_sentence_tells_a_secret(files: dict[str, Path]) -> None:
    for path in files.values():
        path.write_text("hunter2 \n")
    assert len(problems(files)) == len(files)
    assert "hunter2" not in "\n".join(problems(files))


def test_a_folder_that_docker_made_is_named(files: dict[str, Path]) -> None:
    files["jwt_secret"].unlink()
    files["jwt_secret"].mkdir()
    [sentence] = problems(files)
    assert re.search(r"jwt_secret is a folder, .* remove it$", sentence)


def test_a_file_that_containers_cannot_read_is_named(files: dict[str, Path]) -> None:
    files["jwt_secret"].chmod(0o600)
    [sentence] = problems(files)
    assert "jwt_secret cannot be read by the users of the containers: chmod 444" in sentence


def test_a_broker_with_another_password_than_redis_is_named(files: dict[str, Path]) -> None:
    files["redis_password"].write_text("another one")
    [sentence] = problems(files)
    assert "broker_url has another password than" in sentence


def test_a_folder_that_others_can_enter_is_noted(files: dict[str, Path], secrets_folder: Path) -> None:
    assert notes(files) == []
    secrets_folder.chmod(0o755)
    assert notes(files) == [
        f"{secrets_folder} is open to the other users of this machine: chmod 700 {secrets_folder}"
    ]


def test_the_fields_are_those_of_airflow() -> None:
    from airflow.secrets.local_filesystem import get_connection_parameter_names

    assert {*get_connection_parameter_names(), "extra_dejson"} == secret_checks.FIELDS


def test_a_short_password_is_what_the_first_user_refuses() -> None:
    from scorebook.first_user import SHORTEST

    assert secret_checks.SHORTEST_PASSWORD == SHORTEST

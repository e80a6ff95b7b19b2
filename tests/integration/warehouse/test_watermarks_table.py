"""The watermarks as a person reads them."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from include.devstack.ports import free_port
from include.devstack.postgres import LocalPostgres
from include.warehouse import watermarks, watermarks_table
from include.warehouse.migrate import URL_VARIABLE

pytestmark = pytest.mark.integration

Connection = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def address(warehouse_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, warehouse_url)


@pytest.fixture
def marks(warehouse: Connection) -> None:
    watermarks.set(warehouse, "schedule", "daily", "2025-03-08")
    watermarks.set(warehouse, "backfill", "2024-25", "0022400061")
    warehouse.execute("UPDATE ops.ingest_watermarks SET updated_at = '2025-03-09 06:00:12.9+01'")
    warehouse.commit()


@pytest.mark.usefixtures("marks")
def test_all_watermarks_are_printed_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert watermarks_table.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "stage     key      value       updated_at",
        "backfill  2024-25  0022400061  2025-03-09 05:00:12Z",
        "schedule  daily    2025-03-08  2025-03-09 05:00:12Z",
    ]


@pytest.mark.usefixtures("marks")
def test_one_stage_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert watermarks_table.main(["schedule"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["stage", "schedule"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [([], "no watermark was set yet\n"), (["load"], "no watermark of stage load\n")],
)
def test_where_there_is_none_it_says_so(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert watermarks_table.main(arguments) == 0
    assert capsys.readouterr().out == sentence


def test_without_an_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(URL_VARIABLE)

    assert watermarks_table.main([]) == 2
    assert URL_VARIABLE in capsys.readouterr().err


def test_a_warehouse_that_does_not_answer_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"postgresql://nobody@127.0.0.1:{free_port()}/none")

    assert watermarks_table.main([]) == 1
    assert "cannot be reached" in capsys.readouterr().err


def test_a_warehouse_without_tables_fails(
    postgres: LocalPostgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(URL_VARIABLE, postgres.url("airflow"))

    assert watermarks_table.main([]) == 1
    assert "run python -m include.warehouse.migrate" in capsys.readouterr().err

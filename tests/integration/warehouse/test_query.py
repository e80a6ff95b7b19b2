"""`make sql`: queries of people, read-only."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from include.warehouse import query
from include.warehouse.migrate import URL_VARIABLE

pytestmark = pytest.mark.integration

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    warehouse_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs the command line; returns exit status, standard output and standard error."""
    monkeypatch.setenv(URL_VARIABLE, warehouse_url)

    def run(*arguments: str, given: str = "", is_terminal: bool = False) -> tuple[int, str, str]:
        source = io.StringIO(given)
        monkeypatch.setattr(source, "isatty", lambda: is_terminal)
        monkeypatch.setattr("sys.stdin", source)
        code = query.main(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def count(warehouse_url: str) -> Any:
    with psycopg.connect(warehouse_url) as conn:
        return conn.execute("SELECT count(*) FROM ops.ingest_watermarks").fetchone()


def test_rows_are_shown_as_a_table(command: Command) -> None:
    asked = "SELECT * FROM (VALUES (1, 'a', NULL), (20, 'bc', true)) AS one (number, word, is_it)"

    code, out, err = command("-c", asked)

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "number  word  is_it",
        "------  ----  -----",
        "     1  a",
        "    20  bc    true",
        "(2 rows)",
    ]


def test_long_answers_and_values_are_cut_and_say_so(command: Command) -> None:
    code, out, _ = command("--rows", "2", "-c", "SELECT repeat('x', 99) AS long FROM generate_series(1, 3)")

    assert code == 0
    assert out.splitlines()[2:] == [f"{'x' * 57}..."] * 2 + ["(first 2 rows; --rows N shows more, --csv all)"]


def test_a_csv_is_whole(command: Command) -> None:
    _, out, _ = command("--csv", "-c", """SELECT repeat('x', 99) AS long, '{"a": ["b"]}'::jsonb AS data""")

    assert out == f'long,data\n{"x" * 99},"{{""a"": [""b""]}}"\n'


def test_an_answer_without_rows(command: Command) -> None:
    code, out, _ = command("-c", "SELECT stage, value FROM ops.ingest_watermarks")

    assert (code, out) == (0, "(0 rows)\n")


def test_a_query_comes_from_standard_input(command: Command) -> None:
    assert command("-c", "", given="SELECT 7 AS n;\n")[1].splitlines() == ["n", "-", "7", "(1 row)"]


def test_a_prompt_takes_one_query_after_the_other_and_goes_on_after_an_error(command: Command) -> None:
    code, out, err = command(
        given="SELECT 1\n  AS one;\nSELECT wrong;\nSELECT 2 AS two;\n\\q\n", is_terminal=True
    )

    assert code == 0
    assert 'column "wrong" does not exist' in err
    assert [line for line in out.splitlines() if line.strip().isdigit()] == ["  1", "  2"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ops.ingest_watermarks VALUES ('a', 'b', 'c', now())",
        "WITH new AS (INSERT INTO ops.ingest_watermarks VALUES ('a', 'b', 'c', now()) RETURNING 1) TABLE new",
        "DROP TABLE ops.ingest_watermarks",
        "SET TRANSACTION READ WRITE",
        "SELECT 1; INSERT INTO ops.ingest_watermarks VALUES ('a', 'b', 'c', now())",
        "COMMIT; INSERT INTO ops.ingest_watermarks VALUES ('a', 'b', 'c', now())",
    ],
)
def test_nothing_can_be_written(command: Command, warehouse_url: str, statement: str) -> None:
    code, _, err = command("-c", statement)

    assert code == 1
    assert err != ""
    assert count(warehouse_url) == (0,)


def test_a_prompt_stays_read_only(command: Command, warehouse_url: str) -> None:
    insert = "INSERT INTO ops.ingest_watermarks VALUES ('a', 'b', 'c', now());\n"
    for trick in ("COMMIT;\n", "ROLLBACK;\n", "SET default_transaction_read_only = off;\n", "BEGIN;\n"):
        _, _, err = command(given=trick + insert, is_terminal=True)
        assert "cannot execute INSERT in a read-only transaction" in err, trick
        assert "This command only reads" in err

    assert count(warehouse_url) == (0,)


def test_without_an_address_it_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)

    assert query.main(["-c", "SELECT 1"]) == 2
    assert f"set {URL_VARIABLE}" in capsys.readouterr().err


def test_an_unreachable_warehouse_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://nobody:wrong@127.0.0.1:1/none")

    assert query.main(["-c", "SELECT 1"]) == 1
    assert "the warehouse cannot be reached" in capsys.readouterr().err

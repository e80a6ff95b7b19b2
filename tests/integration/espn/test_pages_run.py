"""The examples of docs/HELPERS.md and docs/QUERYING.md do what the pages say, on small data."""

from __future__ import annotations

import doctest
import io
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from include.devstack.aws import LocalAws
from include.lake.browse import browse
from include.lake.partition_file import write_parquet
from include.racing.rows import RunnerRow
from include.racing.table import table_of
from tests.integration.espn.view_rows import add_game, document

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration

DOCS = Path(__file__).parents[3] / "docs"
DAY = date(2025, 11, 17)


def run_examples(page: str) -> int:
    """Run all examples of a page in one namespace; returns how many there were."""
    text = "\n".join(re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), re.DOTALL))
    found = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    said = io.StringIO()
    result = doctest.DocTestRunner().run(found, out=said.write)
    assert result.failed == 0, said.getvalue()
    return result.attempted


def runner(horse_id: str, horse: str, pos: str, dec: float) -> RunnerRow:
    return RunnerRow(
        date=DAY, country="gb", race_id="9", horse_id=horse_id, horse=horse, pos=pos, dec=dec, course="Ayr"
    )


def test_the_examples_of_the_helpers(
    warehouse: psycopg.Connection[Any], warehouse_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_game(warehouse, document())
    warehouse.commit()
    monkeypatch.setenv("SCOREBOOK_WAREHOUSE_URL", warehouse_url)

    assert run_examples("HELPERS.md") > 15


def test_the_helpers_table_names_every_helper() -> None:
    from include.espn import helpers

    told = set(re.findall(r"^\| `(get_\w+)\(", (DOCS / "HELPERS.md").read_text(), re.MULTILINE))
    assert told == {name for name in vars(helpers) if name.startswith("get_")}


def test_the_sql_of_the_page(warehouse: psycopg.Connection[Any]) -> None:
    add_game(warehouse, document())
    queries = re.findall(r"```sql\n(.*?)```", (DOCS / "QUERYING.md").read_text(), re.DOTALL)

    answers = [warehouse.execute(query).fetchall() for query in queries]

    day = date(2025, 11, 15)
    assert answers == [
        [("Amos Field", "BOS", 31, 10, 4)],
        [("Amos Field makes 26-foot jumper", 1, "11:42", 25.5)],
        [(day, "BOS", "LAL", "BOS", 44), (day, "BOS", "LAL", "LAL", 44)],
    ]


def test_a_partition_with_duckdb(
    s3: S3Client, bucket: str, aws: LocalAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [runner("1", "Plain Sailing (GB)", "1", 3.5), runner("2", "Old Rope (IRE)", "PU", 11.0)]
    key = "datasets/rpscrape/country=gb/date=2025-11-17/part-0.parquet"
    s3.put_object(Bucket=bucket, Key=key, Body=write_parquet(table_of(rows, {})))
    monkeypatch.chdir(tmp_path)

    copied = re.search(r'make s3 ARGS="(cp datasets/rpscrape/ races/)"', (DOCS / "QUERYING.md").read_text())
    assert copied is not None
    assert browse(s3, bucket, copied[1].split()) == 0
    assert run_examples("QUERYING.md") == 6

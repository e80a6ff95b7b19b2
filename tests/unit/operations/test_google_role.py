"""The role for Google grants what the product calls, and nothing else."""

from __future__ import annotations

import re

import yaml

from tests.unit.operations.product_calls import ROOT, bigquery_calls

# Jobs run with roles/bigquery.jobUser on the project; who began a job may look at it.
ON_THE_PROJECT = {"query": {"bigquery.jobs.create"}, "get_job": {"bigquery.jobs.create"}}
ON_THE_DATA_SET = {"get_table": {"bigquery.tables.get"}}
NO_REQUEST = {"close"}
VERBS = {
    "SELECT": "bigquery.tables.getData",
    "UPDATE": "bigquery.tables.updateData",
    "MERGE": "bigquery.tables.updateData",
    "INSERT": "bigquery.tables.updateData",
    "DELETE": "bigquery.tables.updateData",
}
OTHER_VERBS = ("CREATE", "DROP", "ALTER", "TRUNCATE", "EXPORT", "LOAD", "GRANT")


def role() -> set[str]:
    return set(yaml.safe_load((ROOT / "docs/operations/google-role.yaml").read_text())["includedPermissions"])


def statements() -> str:
    files = sorted((ROOT / "include/predictions/sql").glob("*.sql"))
    assert len(files) >= 6
    return "\n".join(re.sub(r"--.*", "", file.read_text()) for file in files)


def test_the_role_is_what_calls_and_statements_need() -> None:
    called = bigquery_calls()
    assert {"query", "get_job", "get_table"} <= called
    assert called - NO_REQUEST <= set(ON_THE_PROJECT) | set(ON_THE_DATA_SET)
    for_calls = set().union(*(ON_THE_DATA_SET.get(name, set()) for name in called))
    for_statements = {needed for verb, needed in VERBS.items() if re.search(rf"\b{verb}\b", statements())}
    assert role() == for_calls | for_statements


def test_no_statement_makes_or_drops_anything() -> None:
    assert not [verb for verb in OTHER_VERBS if re.search(rf"\b{verb}\b", statements())]


def test_the_permission_to_run_jobs_is_that_of_the_role_named_in_the_text() -> None:
    text = (ROOT / "docs/OPERATIONS.md").read_text()
    needed = set().union(*(ON_THE_PROJECT.get(name, set()) for name in bigquery_calls()))
    assert needed == {"bigquery.jobs.create"}
    assert "roles/bigquery.jobUser" in text
    assert "docs/operations/google-role.yaml" in text

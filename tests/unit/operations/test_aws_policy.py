"""The policy for Amazon grants what the product calls, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import boto3
from botocore.validate import ParamValidator

from include.deployment import VARIABLES
from tests.unit.operations.product_calls import ROOT, aws_calls, obstore_calls

FOLDER = ROOT / "docs" / "operations"
S3_ACTIONS = {
    "head_bucket": {"s3:ListBucket"},
    "list_objects_v2": {"s3:ListBucket"},
    "head_object": {"s3:GetObject"},
    "get_object": {"s3:GetObject"},
    # With If-Match S3 demands s3:GetObject, too.
    "put_object": {"s3:PutObject", "s3:GetObject"},
    "copy_object": {"s3:GetObject", "s3:PutObject"},
    "delete_object": {"s3:DeleteObject"},
    "delete_objects": {"s3:DeleteObject"},
}
OBSTORE_ACTIONS = {"get": {"s3:GetObject"}, "put": {"s3:PutObject", "s3:GetObject"}}
# Words that are names of operations of Glue and mean something else here.
NOT_GLUE = {"get_connection", "get_job", "get_session"}
# Every module that deletes, and the folder in which it does.
DELETES = {
    "include/lake/objects.py": "datasets/rpscrape",
    "include/nba/staging.py": "nba_raw/staging",
    "include/racing/failure_log.py": "data/dates",
    "plugins/scorebook/doctor_stores.py": "_scorebook_doctor",
}
FOLDERS_WITHOUT_A_VARIABLE = {"reports/racing_completeness", "_scorebook_doctor"}


def statements(name: str = "aws-policy.json") -> dict[str, Any]:
    return {one["Sid"]: one for one in json.loads((FOLDER / name).read_text())["Statement"]}


def granted(service: str) -> set[str]:
    actions = {action for one in statements().values() for action in one["Action"]}
    return {action for action in actions if action.startswith(f"{service}:")}


def folders(sid: str) -> set[str]:
    prefix = "arn:aws:s3:::BUCKET/"
    resources = statements()[sid]["Resource"]
    assert all(name.startswith(prefix) and name.endswith("/*") for name in resources)
    return {name.removeprefix(prefix).removesuffix("/*") for name in resources}


def test_s3_actions_are_those_of_the_calls() -> None:
    called = aws_calls("s3")
    assert {"put_object", "copy_object", "delete_objects"} <= set(called)
    needed = set().union(
        *(S3_ACTIONS[name] for name in called), *(OBSTORE_ACTIONS[n] for n in obstore_calls())
    )
    assert granted("s3") == needed


def test_glue_actions_are_those_of_the_calls() -> None:
    called = set(aws_calls("glue")) - NOT_GLUE
    assert {"create_partition", "batch_update_partition", "get_partitions"} <= called
    assert granted("glue") == {f"glue:{name.title().replace('_', '')}" for name in called}


def test_no_action_of_another_service_and_no_wildcard_in_an_action() -> None:
    actions = {action for one in statements().values() for action in one["Action"]}
    assert actions == granted("s3") | granted("glue")
    assert not any("*" in action for action in actions)


def test_objects_may_be_written_in_the_folders_of_the_settings_only() -> None:
    prefixes = {one.default for one in VARIABLES if one.key.startswith("scorebook_prefix_") and one.default}
    assert folders("ReadAndWriteObjects") == {p.rstrip("/") for p in prefixes} | FOLDERS_WITHOUT_A_VARIABLE


def test_only_what_can_be_made_again_may_be_deleted() -> None:
    called = aws_calls("s3")
    assert called["delete_object"] | called["delete_objects"] == set(DELETES)
    assert folders("DeleteWhatCanBeMadeAgain") == set(DELETES.values())


def test_the_listing_covers_the_bucket_so_that_absent_keys_are_404() -> None:
    assert statements()["SeeWhatTheBucketHolds"]["Resource"] == ["arn:aws:s3:::BUCKET"]


def test_the_catalog_is_that_of_the_settings() -> None:
    database = next(one.default for one in VARIABLES if one.key == "scorebook_racing_glue_database")
    assert statements()["CatalogOfTheLake"]["Resource"] == [
        "arn:aws:glue:REGION:ACCOUNT:catalog",
        f"arn:aws:glue:REGION:ACCOUNT:database/{database}",
        f"arn:aws:glue:REGION:ACCOUNT:table/{database}/rpscrape",
    ]


def test_logs_of_tasks_have_a_folder_of_their_own() -> None:
    (statement,) = statements("aws-policy-logs.json").values()
    assert statement["Resource"] == ["arn:aws:s3:::BUCKET/airflow_logs/*"]
    assert set(statement["Action"]) == {"s3:GetObject", "s3:PutObject"}


def test_the_lifecycle_has_the_form_that_s3_takes_and_expires_no_raw_object() -> None:
    rules = json.loads((FOLDER / "aws-lifecycle.json").read_text())
    model = boto3.client("s3", region_name="us-east-1").meta.service_model
    shape = model.operation_model("PutBucketLifecycleConfiguration").input_shape
    request = {"Bucket": "b", "LifecycleConfiguration": rules}
    assert not ParamValidator().validate(request, shape).has_errors()
    expiring = {
        rule["Filter"].get("Prefix", "") for rule in rules["Rules"] if "Days" in rule.get("Expiration", {})
    }
    assert expiring == {"nba_raw/staging/", "airflow_logs/"}

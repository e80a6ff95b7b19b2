"""The operator finds what is missing, says so in one line, and refuses values that cannot be meant."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest
from airflow.providers.amazon.aws.hooks.base_aws import AwsGenericHook
from airflow.sdk import DAG, task

from include.devstack.ports import free_port
from include.errors import ArchiveBucketMissingError, ArchiveUnavailableError, ParamError
from scorebook.operators.s3_missing_keys import S3MissingKeysOperator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = pytest.mark.integration
FOLDERS = ["espn_box_scores", "espn_team_stats", "espn_play_by_play"]


def run(**arguments: Any) -> list[str]:
    return S3MissingKeysOperator(task_id="which_are_missing", **arguments).execute({})


@pytest.fixture
def archive(s3: S3Client, bucket: str, aws_connection: str) -> str:
    """Game 1 is whole, game 2 lacks its play-by-play, game 3 is absent."""
    for key in [f"{folder}/1.json" for folder in FOLDERS] + [f"{folder}/2.json" for folder in FOLDERS[:2]]:
        s3.put_object(Bucket=bucket, Key=key, Body=b"{}")
    return bucket


def test_absent_keys_come_back_in_the_order_asked_for(archive: str) -> None:
    keys = ["espn_play_by_play/3.json", "espn_play_by_play/1.json", "espn_play_by_play/2.json"]

    assert run(bucket=archive, keys=keys) == ["espn_play_by_play/3.json", "espn_play_by_play/2.json"]


def test_ids_that_lack_any_of_their_objects_come_back(archive: str) -> None:
    assert run(bucket=archive, prefixes=FOLDERS, ids=["3", "1", "2"]) == ["3", "2"]


def test_a_prefix_may_end_in_a_slash_and_the_suffix_be_another(s3: S3Client, archive: str) -> None:
    s3.put_object(Bucket=archive, Key="pages/1.html", Body=b"")

    assert run(bucket=archive, prefixes=["pages/"], ids=["1", "2"], suffix=".html") == ["2"]


@pytest.mark.parametrize("nothing", [{"keys": []}, {"prefixes": FOLDERS, "ids": []}])
def test_nothing_asked_for_is_nothing_missing(archive: str, nothing: dict[str, list[str]]) -> None:
    assert run(bucket=archive, **nothing) == []


def test_first_and_last_log_line_carry_the_counts(
    archive: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(S3MissingKeysOperator, "log", logging.getLogger("operator"))

    with caplog.at_level(logging.INFO, logger="operator"):
        run(bucket=archive, prefixes=FOLDERS, ids=["1", "2"])

    lines = [
        record.getMessage()
        for record in caplog.records
        if record.levelname == "INFO" and record.name == "operator"
    ]
    assert lines[0] == f"bucket={archive} asked=2 keys=6"
    assert lines[-1].startswith(f"bucket={archive} asked=2 missing=1 requests=3 seconds=")


def test_mapped_over_days_each_gets_its_own_ids(archive: str) -> None:
    with DAG("mapped", schedule=None):
        mapped = S3MissingKeysOperator.partial(
            task_id="which_are_missing", bucket=archive, prefixes=FOLDERS
        ).expand(ids=[["1", "2"], ["3"]])

    found = [mapped.unmap({"ids": ids}).execute({}) for ids in (["1", "2"], ["3"])]

    assert found == [["2"], ["3"]]


def test_mapped_over_single_keys_by_mistake_says_to_expand_over_lists(archive: str) -> None:
    with DAG("mapped", schedule=None):
        mapped = S3MissingKeysOperator.partial(task_id="which_are_missing", bucket=archive).expand(
            keys=["a.json", "b.json"]
        )

    with pytest.raises(ParamError, match="expand over a list of lists"):
        mapped.unmap({"keys": "a.json"}).execute({})


def test_templates_are_rendered(archive: str) -> None:
    operator = S3MissingKeysOperator(
        task_id="which_are_missing",
        bucket="{{ params.bucket }}",
        prefixes=["{{ params.folder }}"],
        ids=["1", "{{ params.game }}"],
        suffix="{{ params.suffix }}",
    )
    operator.render_template_fields(
        {"params": {"bucket": archive, "folder": "espn_play_by_play", "game": "2", "suffix": ".json"}}
    )

    assert operator.execute({}) == ["2"]


def test_the_output_of_another_task_is_read_when_the_task_runs(archive: str) -> None:
    with DAG("wired", schedule=None):

        @task
        def list_games() -> list[str]:
            return ["1", "2"]

        listed = list_games()
        operator = S3MissingKeysOperator(
            task_id="which_are_missing", bucket=archive, prefixes=FOLDERS, ids=listed
        )

    assert operator.upstream_task_ids == {"list_games"}


def test_the_joined_output_of_mapped_tasks_is_accepted(archive: str) -> None:
    class Joined(Sequence[str]):
        """As Airflow hands over the XComs of a mapped task: a sequence, not a list."""

        def __getitem__(self, index: Any) -> Any:
            return ["3", "1"][index]

        def __len__(self) -> int:
            return 2

    assert run(bucket=archive, prefixes=FOLDERS, ids=Joined()) == ["3"]


def test_one_connection_is_made_for_all_keys(archive: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = AwsGenericHook.__init__

    def count(self: AwsGenericHook[Any], *args: Any, **kwargs: Any) -> None:
        made.append(kwargs["aws_conn_id"])
        make(self, *args, **kwargs)

    monkeypatch.setattr(AwsGenericHook, "__init__", count)
    run(bucket=archive, prefixes=FOLDERS, ids=[str(number) for number in range(50)])

    assert made == ["aws_default"]


def test_a_missing_bucket_raises(aws_connection: str) -> None:
    with pytest.raises(ArchiveBucketMissingError):
        run(bucket="no-such-bucket", keys=["a.json"])


def test_a_stopped_server_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "AIRFLOW_CONN_AWS_DEFAULT",
        '{"conn_type": "aws", "login": "a", "password": "b", "extra": {"region_name": "us-east-1", '
        f'"endpoint_url": "http://127.0.0.1:{free_port()}", '
        '"config_kwargs": {"retries": {"total_max_attempts": 1}}}}',
    )

    with pytest.raises(ArchiveUnavailableError):
        run(bucket="archive", keys=["a.json"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"bucket": "", "keys": ["a"]}, "bucket is empty in which_are_missing: set the Variable"),
        ({"bucket": "b"}, "needs either keys, or prefixes and ids"),
        ({"bucket": "b", "keys": ["a"], "ids": ["1"], "prefixes": ["p"]}, "needs either keys, or prefixes"),
        ({"bucket": "b", "ids": ["1"]}, "needs either keys, or prefixes and ids"),
        ({"bucket": "b", "keys": ["a"], "prefixes": ["p"]}, "needs either keys, or prefixes and ids"),
        ({"bucket": "b", "keys": "['a', 'b']"}, "not a list: pass a list or the other task's output"),
        ({"bucket": "b", "ids": "401585601", "prefixes": ["p"]}, "ids is '401585601' in which_are_missing"),
        ({"bucket": "b", "ids": ["1"], "prefixes": "p"}, "prefixes is 'p'"),
        ({"bucket": "b", "ids": ["1"], "prefixes": []}, "name at least one folder"),
        ({"bucket": "b", "keys": ["/a"]}, "begins with a slash in which_are_missing: write 'a'"),
        ({"bucket": "b", "ids": ["1"], "prefixes": ["/p"]}, "begins with a slash"),
        ({"bucket": "b", "keys": [["a"]]}, "give a flat list of texts"),
        ({"bucket": "b", "keys": [""]}, "give a flat list of texts"),
        ({"bucket": "b", "ids": [401585601], "prefixes": ["p"]}, "holds 401585601, not a text"),
    ],
)
def test_values_that_cannot_be_meant_are_refused_in_a_sentence(
    arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ParamError, match=sentence):
        run(**arguments)

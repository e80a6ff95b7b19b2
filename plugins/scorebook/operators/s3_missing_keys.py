"""Which objects, or which ids, the archive does not hold yet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.errors import ParamError
from include.lake.existence import missing_keys
from scorebook.hooks.s3 import s3_client

if TYPE_CHECKING:
    from airflow.sdk import Context


class S3MissingKeysOperator(BaseOperator):
    """Return the keys that the bucket does not hold yet, in the order asked for.

    With `prefixes` and `ids` it returns the ids that lack an object under at least one of the prefixes,
    `{prefix}/{id}{suffix}`: the items that are not whole. Nothing is written, so run it as often as you
    like. A refused or failed request raises; it never counts as missing.

    :param bucket: name of the bucket (templated)
    :param keys: keys to look for (templated); or give prefixes and ids
    :param prefixes: folders in which every id has an object (templated)
    :param ids: ids to look for under each prefix (templated)
    :param suffix: what follows the id in a key (templated)
    :param aws_conn_id: Airflow connection of S3
    """

    template_fields: Sequence[str] = ("bucket", "keys", "prefixes", "ids", "suffix")

    def __init__(
        self,
        *,
        bucket: str,
        keys: Sequence[str] | None = None,
        prefixes: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        suffix: str = ".json",
        aws_conn_id: str = "aws_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bucket = bucket
        self.keys = keys
        self.prefixes = prefixes
        self.ids = ids
        self.suffix = suffix
        self.aws_conn_id = aws_conn_id

    def execute(self, context: Context) -> list[str]:  # noqa: ARG002
        started = time.monotonic()
        wanted = self._wanted()
        keys = [key for keys in wanted.values() for key in keys]
        self.log.info("bucket=%s asked=%d keys=%d", self.bucket, len(wanted), len(keys))
        missing: list[str] = []
        requests = 0
        if keys:
            existence = missing_keys(s3_client(self.aws_conn_id), self.bucket, keys)
            absent = set(existence.missing)
            missing = [name for name, needed in wanted.items() if absent.intersection(needed)]
            requests = existence.requests
        self.log.info(
            "bucket=%s asked=%d missing=%d requests=%d seconds=%.2f",
            self.bucket,
            len(wanted),
            len(missing),
            requests,
            time.monotonic() - started,
        )
        return missing

    def _wanted(self) -> dict[str, list[str]]:
        """What was asked for -> the keys that it needs, from the rendered values."""
        if not isinstance(self.bucket, str) or not self.bucket.strip():
            raise ParamError(f"bucket is empty in {self.task_id}: set the Variable scorebook_bucket.")
        if (self.keys is None) == (self.ids is None) or (self.ids is None) != (self.prefixes is None):
            raise ParamError(f"{self.task_id} needs either keys, or prefixes and ids together.")
        if self.ids is None:
            wanted = {key: [key] for key in self._list("keys", self.keys)}
        else:
            prefixes = [prefix.rstrip("/") for prefix in self._list("prefixes", self.prefixes)]
            if not prefixes:
                raise ParamError(f"prefixes is an empty list in {self.task_id}: name at least one folder.")
            wanted = {
                item: [f"{prefix}/{item}{self.suffix}" for prefix in prefixes]
                for item in self._list("ids", self.ids)
            }
        for key in (key for keys in wanted.values() for key in keys):
            if key.startswith("/"):
                raise ParamError(
                    f"The key {key!r} begins with a slash in {self.task_id}: write {key.lstrip('/')!r}."
                )
        return wanted

    def _list(self, name: str, value: Any) -> list[str]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise ParamError(
                f"{name} is {value!r:.80} in {self.task_id}, not a list: pass a list or the other task's "
                f"output ({name}=other_task.output), or expand over a list of lists."
            )
        values = list(value)
        for entry in values:
            if not isinstance(entry, str) or not entry.strip():
                raise ParamError(
                    f"{name} of {self.task_id} holds {entry!r:.80}, not a text: give a flat list of texts."
                )
        return values

"""`RacingScrapeOperator`: races into the archive; what a failed try got is published at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from include.errors import PayloadError, ScorebookError, SourceError, SourcePausedError
from scorebook.operators.fetch_to_archive import FetchToArchiveOperator
from scorebook.retry_policies import is_hopeless

if TYPE_CHECKING:
    from airflow.sdk import Context


PUBLISHED_KEY = "published"
"""XCom under which a try that failed leaves what it published."""


class RacingScrapeOperator(FetchToArchiveOperator):
    """Fetch races as `FetchToArchiveOperator` does; a try that fails publishes what it has before it fails.

    The connection's extra says which adapter reads the answers. A source that refuses us is asked again only
    after half an hour or more: until then readers have the races that came, beside the last good rows of
    those that did not. A retry asks only for races that the run did not get yet. When publishing fails, too,
    the error that another try may mend is the task's.

    :param partitions: the partitions of the lake to which the races belong. (templated)
    :param options: as the publishing task has them. (templated)
    """

    template_fields: Sequence[str] = (*FetchToArchiveOperator.template_fields, "partitions", "options")

    def __init__(
        self, *, partitions: Sequence[Mapping[str, str]], options: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(compress=True, **kwargs)
        self.partitions = partitions
        self.options = options

    def execute(self, context: Context) -> dict[str, Any]:
        from scorebook.hooks.racing import racing_adapter
        from scorebook.workflows.racing_publish import publish_at_once

        adapter = racing_adapter(self.source_conn_id)
        self.expect = adapter.expect
        self.content_type = {"json": "application/json", "html": "text/html"}[adapter.suffix]
        self.respect_robots = adapter.respect_robots
        try:
            return super().execute(context)
        except SourcePausedError:
            raise
        except (SourceError, PayloadError) as error:
            try:
                told = publish_at_once(self.partitions, self.options, run_id=context["run_id"])
            except ScorebookError as unpublished:
                self.log.warning("what came could not be published: %s", unpublished)
                if is_hopeless(error):
                    raise unpublished from error
                raise error from unpublished
            context["ti"].xcom_push(key=PUBLISHED_KEY, value=told)
            self.log.warning("%s; published what came before it: %s", type(error).__name__, told)
            raise

"""`EspnDiscoverOperator`: which games the scoreboards of a run's days list, and which are final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator

from include.errors import SourcePausedError
from scorebook.pausing import wait_until_resumed

if TYPE_CHECKING:
    from airflow.sdk import Context


class EspnDiscoverOperator(BaseOperator):
    """Ask for the scoreboard of each day, archive it, and note every game in the ledger.

    Returns `listings`, a day each, and `final`, the ids of all finished games. A scoreboard is written
    only when its content changed, so a second run writes nothing. A day whose scoreboard cannot be used is
    listed with a `problem`, and the others go on; a source that refuses us or is down fails the task.
    While somebody has paused the source the task waits deferred, holding no slot.

    :param checked: what `check_params` returned: days and params of the run (templated)
    """

    template_fields: Sequence[str] = ("checked",)

    def __init__(self, *, checked: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(multiple_outputs=True, **kwargs)
        self.checked = checked

    def execute(self, context: Context) -> dict[str, Any]:
        from scorebook.workflows import espn_incremental as steps

        try:
            return steps.discover(self.checked, context["run_id"])
        except SourcePausedError as paused:
            wait_until_resumed(self, paused)

    def resume(self, context: Context, event: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Go on after the wait for a paused source."""
        return self.execute(context)

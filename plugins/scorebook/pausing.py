"""What a task does while its source is paused, or others are enough: it waits, holding no slot."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator

    from include.errors import AllLanesTakenError, SourcePausedError

# Longer than a worker's heartbeat (5 s by default): a task that comes back before its worker has ended counts
# as lost and costs a try.
LANE_PAUSE = timedelta(seconds=10)


def wait_until_resumed(operator: BaseOperator, paused: SourcePausedError) -> NoReturn:
    """Defer the task until the pause is over; it goes on in `operator.resume`.

    :raises SourcePausedError: the pause has no end: then the retry policy decides.
    """
    # Here, not at the top: it would be paid at every parse of a DAG file.
    from airflow.providers.standard.triggers.temporal import DateTimeTrigger
    from airflow.sdk.exceptions import TaskDeferred

    if paused.until is None:
        raise paused
    operator.log.warning("%s; waiting deferred until %s", paused, paused.until)
    raise TaskDeferred(trigger=DateTimeTrigger(moment=paused.until), method_name="resume")


def wait_for_lane(operator: BaseOperator, taken: AllLanesTakenError) -> NoReturn:
    """Defer the task for 10 seconds; it tries again in `operator.resume`."""
    from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
    from airflow.sdk.exceptions import TaskDeferred

    operator.log.info("%s", taken)
    raise TaskDeferred(trigger=TimeDeltaTrigger(LANE_PAUSE), method_name="resume")

"""Runs of one DAG, started and looked up from inside Airflow's API server.

The only place that uses `airflow.api.common.trigger_dag`, which Airflow does not declare as public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from airflow.api.common.trigger_dag import trigger_dag
from airflow.exceptions import DagNotFound, DagRunAlreadyExists
from airflow.models.dag import DagModel
from airflow.models.dagrun import DagRun
from airflow.utils.session import create_session
from airflow.utils.types import DagRunTriggeredByType
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from include.errors import ScorebookError
from scorebook.api.cleanup_runs import KnownRun, RunExistsError


class DagNotReadyError(ScorebookError):
    """Airflow does not know the DAG, or cannot import its file."""


@dataclass(frozen=True, slots=True)
class DagRuns:
    """The runs of one DAG, in Airflow's own database.

    :param user: whom Airflow names as the one who started a run.
    """

    dag_id: str
    user: str

    def is_paused(self) -> bool:
        """Whether new runs wait until somebody unpauses the DAG.

        :raises DagNotReadyError: no run of it can be started now.
        """
        with create_session(scoped=False) as session:
            dag = session.scalar(select(DagModel).where(DagModel.dag_id == self.dag_id))
            if dag is None or dag.is_stale:
                raise self._unknown()
            if dag.has_import_errors:
                raise DagNotReadyError(
                    f"The file of the DAG {self.dag_id} has an import error: see it in Airflow, mend it, "
                    "ask again."
                )
            return bool(dag.is_paused)

    def beginning_with(self, prefix: str) -> Sequence[KnownRun]:
        """Return the runs whose ids begin with `prefix`, as they are now."""
        its_runs = select(DagRun).where(
            DagRun.dag_id == self.dag_id, DagRun.run_id.startswith(prefix, autoescape=True)
        )
        with create_session(scoped=False) as session:
            return [_known(run) for run in session.scalars(its_runs)]

    def start(self, run_id: str, conf: Mapping[str, Any]) -> KnownRun:
        """Queue a run.

        :raises RunExistsError: the id is taken, also by a request of the same moment.
        :raises DagNotReadyError: Airflow does not know the DAG.
        """
        try:
            run = trigger_dag(
                self.dag_id,
                triggered_by=DagRunTriggeredByType.REST_API,
                triggering_user_name=self.user,
                run_id=run_id,
                conf=dict(conf),
            )
        except DagRunAlreadyExists as error:
            raise self._taken(run_id) from error
        except IntegrityError as error:
            # Another request wrote the same id after Airflow had looked for it.
            if run_id not in {known.run_id for known in self.beginning_with(run_id)}:
                raise
            raise self._taken(run_id) from error
        except DagNotFound as error:
            raise self._unknown() from error
        if run is None:
            raise self._unknown()
        return _known(run)

    def _taken(self, run_id: str) -> RunExistsError:
        return RunExistsError(f"There is a run {run_id} of {self.dag_id} already.")

    def _unknown(self) -> DagNotReadyError:
        return DagNotReadyError(
            f"Airflow does not know the DAG {self.dag_id} (yet): is its file in the DAG folder, and the "
            "DAG processor running?"
        )


def _known(run: DagRun) -> KnownRun:
    conf = run.conf if isinstance(run.conf, Mapping) else {}
    return KnownRun(run.run_id, str(run.state), conf)

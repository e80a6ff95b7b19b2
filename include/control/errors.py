"""Why a command did not do what it was asked. Each message is one sentence that says what to do."""

from __future__ import annotations

from include.errors import ScorebookError


class RefusedError(ScorebookError):
    """Nothing was started, because what was asked for cannot work. The command ends with exit code 2."""


class PlatformUnreachableError(RefusedError):
    """Airflow's API server does not answer, or nobody said where it is."""


class ApiError(ScorebookError):
    """Airflow's API refused a request.

    :param status: the HTTP status.
    :param detail: what Airflow says, without the dump of the schema that follows it.
    """

    def __init__(self, status: int, detail: str, *, request: str) -> None:
        super().__init__(f"Airflow answered {status} to {request}: {detail}")
        self.status = status
        self.detail = detail

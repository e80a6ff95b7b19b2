"""Errors in BigQuery's own shape."""

from __future__ import annotations

from typing import Any

# HTTP status of an error by its reason; cloud.google.com/bigquery/docs/error-messages
STATUS_OF = {
    "accessDenied": 403,
    "backendError": 503,
    "bytesBilledLimitExceeded": 400,
    "duplicate": 409,
    "forbidden": 403,
    "internalError": 500,
    "invalid": 400,
    "invalidQuery": 400,
    "notFound": 404,
    "quotaExceeded": 403,
    "rateLimitExceeded": 403,
    "stopped": 400,
}


class ApiError(Exception):
    """A refusal, as BigQuery words it.

    :param reason: BigQuery's short name of the error, such as `invalidQuery`.
    :param status: HTTP status; by default the usual one of the reason.
    """

    def __init__(self, reason: str, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.status = STATUS_OF.get(reason, 500) if status is None else status

    def body(self) -> dict[str, Any]:
        """The error as the body of an HTTP answer."""
        entry = {"message": self.message, "domain": "global", "reason": self.reason}
        return {"error": {"code": self.status, "message": self.message, "errors": [entry]}}

    def result(self) -> dict[str, Any]:
        """The error as a job's `errorResult`."""
        location = {"location": "query"} if self.reason == "invalidQuery" else {}
        return {"reason": self.reason, "message": self.message, **location}

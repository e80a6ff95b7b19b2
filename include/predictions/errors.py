"""What may go wrong between us and BigQuery, by what is to be done about it.

Only `StreamingBufferError` and `BigQueryUnavailableError` are worth another try; see
`plugins/scorebook/bigquery_retry_policy.py`.
"""

from __future__ import annotations

from datetime import datetime

from include.errors import ScorebookError


class BigQueryError(ScorebookError):
    """BigQuery did not do what was asked. Nothing may be concluded about the rows."""


class StreamingBufferError(BigQueryError):
    """An UPDATE would touch rows in the streaming buffer, which BigQuery refuses: not yet.

    :param until: the moment (UTC) up to which it is worth trying again; None: do not wait at all.
    """

    def __init__(self, message: str, *, until: datetime | None = None) -> None:
        super().__init__(message)
        self.until = until


class BigQueryStatementError(BigQueryError):
    """BigQuery cannot run the statement: a column or table that is not there, or SQL that it refuses."""


class BigQueryForbiddenError(BigQueryError):
    """The connection may not do this: somebody has to grant the permission."""


class BigQueryQuotaError(BigQueryError):
    """A quota or the limit of bytes is reached: somebody has to decide."""


class BigQueryLocationError(BigQueryError):
    """The data set is in another location than the one that is set."""


class BigQueryUnavailableError(BigQueryError):
    """BigQuery could not be reached or had an error of its own. A job that it took in goes on: ask again."""


class DuplicatesRemainError(BigQueryError):
    """The check after a clean-up found a key with two active rows, or one that lost its active row."""


class RowsLostError(BigQueryError):
    """The check after a clean-up found fewer rows than were there before: no statement of ours does that."""

"""What the Glue catalog answers, said in Scorebook's own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from include.errors import ArchiveError, ArchiveForbiddenError, ArchiveUnavailableError

ABSENT = {"EntityNotFoundException"}
THERE = {"AlreadyExistsException"}
CHANGED = {"ConcurrentModificationException", "VersionMismatchException"}
REFUSED = {"AccessDeniedException", "UnrecognizedClientException", "ExpiredTokenException"}
BUSY = {
    "ConcurrentRunsExceededException",
    "InternalServiceException",
    "OperationTimeoutException",
    "Throttling",
    "ThrottlingException",
}


class CatalogNotFoundError(ArchiveError):
    """The catalog has no such database, table or partition."""


class CatalogExistsError(ArchiveError):
    """Somebody else made it meanwhile."""


class CatalogChangedError(ArchiveError):
    """Somebody else changed the table meanwhile."""


@contextmanager
def catalog_errors(action: str) -> Iterator[None]:
    """Raise every botocore error of the block as an ArchiveError that says what to do.

    :param action: what was being done, for the sentence: "look up the table racing.rpscrape".
    """
    try:
        yield
    except ClientError as error:
        answer = error.response.get("Error", {})
        raise catalog_error(action, answer.get("Code", ""), answer.get("Message", "")) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise ArchiveForbiddenError(
            f"There are no credentials to {action}: set login and password in the connection aws_default, or "
            f"give the worker a role. ({error})"
        ) from error
    except (HTTPClientError, NoConnectionError, ResponseParserError) as error:
        raise ArchiveUnavailableError(
            f"Glue could not be reached to {action}: try again later; if it stays, check the connection "
            f"aws_default. ({error})"
        ) from error

    except BotoCoreError as error:
        raise ArchiveError(f"The request to {action} could not be made: {error}") from error


def catalog_error(action: str, code: str, message: str) -> ArchiveError:
    """The error for a code that Glue answers, alone or for one entry of a batch."""
    said = f"({code}: {message})"
    if code in ABSENT:
        return CatalogNotFoundError(f"Glue does not know what is needed to {action}. {said}")
    if code in THERE:
        return CatalogExistsError(f"It is there already: {action}. {said}")
    if code in CHANGED:
        return CatalogChangedError(f"The table changed while we tried to {action}. {said}")
    if code in REFUSED:
        return ArchiveForbiddenError(
            f"Glue refused to {action}: grant glue:Get*, glue:CreateDatabase, glue:CreateTable, "
            "glue:UpdateTable, glue:BatchGetPartition, glue:CreatePartition and "
            f"glue:BatchUpdatePartition. {said}"
        )
    if code in BUSY:
        return ArchiveUnavailableError(f"Glue was too busy or failed to {action}: try again later. {said}")
    return ArchiveError(f"Glue would not {action}; the request has to be corrected. {said}")

"""What botocore raises, said in Scorebook's own words. The only place that knows both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ResponseStreamingError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from include.errors import (
    ArchiveBucketMissingError,
    ArchiveError,
    ArchiveForbiddenError,
    ArchiveUnavailableError,
)

REFUSED = {"AccessDenied", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"}
BUSY = {"RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
WRONG_REGION = {"PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
ABSENT = {"404", "NotFound", "NoSuchKey"}
CONFLICT = {"PreconditionFailed", "ConditionalRequestConflict", "OperationAborted"}


class ArchiveNotFoundError(ArchiveError):
    """The bucket is there, the object is not."""


class WriteConflictError(ArchiveError):
    """The object is not what the write's condition said; `publish` looks again and does not let this out."""


@contextmanager
def archive_errors(action: str, bucket: str, key: str = "") -> Iterator[None]:
    """Raise every botocore error of the block as an ArchiveError that says what to do.

    :param action: what was being done, for the sentence: "read", "list", "write".
    """
    where = f"{action} s3://{bucket}/{key}"
    try:
        yield
    except ClientError as error:
        raise _of_answer(error, where, bucket) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise ArchiveForbiddenError(
            f"There are no credentials to {where}: set login and password in the connection aws_default, "
            f"or give the worker a role. ({error})"
        ) from error
    except (
        HTTPClientError,
        NoConnectionError,
        IncompleteReadError,
        ResponseStreamingError,
        FlexibleChecksumError,
        ResponseParserError,
    ) as error:
        raise ArchiveUnavailableError(
            f"S3 could not be reached, or its answer was cut, while trying to {where}: try again later; "
            f"if it stays, check endpoint_url and the network of the connection aws_default. ({error})"
        ) from error
    except BotoCoreError as error:
        raise ArchiveError(f"The request to {where} could not be made: {error}") from error


def _of_answer(error: ClientError, where: str, bucket: str) -> ArchiveError:
    code = error.response.get("Error", {}).get("Code", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    said = f"({status} {code}: {error.response.get('Error', {}).get('Message', '')})"
    if code == "NoSuchBucket":
        return ArchiveBucketMissingError(
            f"The bucket {bucket} does not exist: create it, or correct the Variable scorebook_bucket. {said}"
        )
    if status == 403 or code in REFUSED:
        return ArchiveForbiddenError(
            f"S3 refused to {where}. Check the credentials of the connection aws_default; without "
            f"s3:ListBucket AWS answers 403 for absent objects as well, so grant s3:ListBucket on the bucket "
            f"and s3:GetObject, s3:PutObject on its objects. {said}"
        )
    if code in WRONG_REGION or status in (301, 307):
        return ArchiveError(
            f"The bucket {bucket} lives in another region: correct region_name in the connection "
            f"aws_default. {said}"
        )
    if status == 429 or status >= 500 or code in BUSY:
        return ArchiveUnavailableError(f"S3 was too busy or failed to {where}: try again later. {said}")
    if status in (409, 412) or code in CONFLICT:
        return WriteConflictError(f"The object changed while we tried to {where}. {said}")
    if status == 404 or code in ABSENT:
        return ArchiveNotFoundError(f"There is no such object to {where}. {said}")
    return ArchiveError(f"S3 would not {where}; the request has to be corrected. {said}")

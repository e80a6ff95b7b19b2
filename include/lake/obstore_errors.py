"""What obstore raises, said as botocore would say it, so that `include.lake.s3_errors` finds the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from include.lake.s3_errors import archive_errors

STATUS = re.compile(r"status code: ([0-9]{3})")
CODE = re.compile(r"<Code>([^<]*)</Code>")
MESSAGE = re.compile(r"<Message>([^<]*)</Message>")
REDIRECT = "Received redirect without LOCATION"


@contextmanager
def obstore_errors(action: str, bucket: str, key: str) -> Iterator[None]:
    """Raise every obstore error of the block as an ArchiveError, as `archive_errors` does with botocore's.

    obstore has one class for throttling, broken connections and wrong requests, so its text decides: it
    holds the status and the body of S3's answer, or neither when no whole answer came.
    """
    with archive_errors(action, bucket, key):
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            raise _as_botocore(error) from error


def _as_botocore(error: Exception) -> ClientError | HTTPClientError:
    text = str(error).partition("\n\nDebug source:")[0]
    status, code, message = _found(STATUS, text), _found(CODE, text), _found(MESSAGE, text)
    if isinstance(error, FileNotFoundError):
        status = "404"
    elif isinstance(error, PermissionDeniedError | UnauthenticatedError):
        status = "403"
    elif REDIRECT in text:
        status = "301"
    if not status:
        return HTTPClientError(error=text.strip())
    return ClientError(
        {
            "Error": {"Code": code, "Message": message or text.strip()},
            "ResponseMetadata": {
                "HTTPStatusCode": int(status),
                "RequestId": "",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        "",
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""

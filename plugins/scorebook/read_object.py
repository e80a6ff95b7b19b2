"""Write one object of S3 to standard output: `python -m scorebook.read_object s3://bucket/key`.

It uses the Airflow connection `aws_default`. What goes wrong is one sentence on standard error, exit code 1.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import unquote, urlsplit

from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy.exc import SQLAlchemyError

from include.errors import ArchiveError, ParamError, ScorebookError
from include.lake.publish import read_object
from scorebook.hooks.s3 import s3_client

PROCESS_CONTEXT = "_AIRFLOW_PROCESS_CONTEXT"


def bucket_and_key(address: str) -> tuple[str, str]:
    """The bucket and the key of an `s3://bucket/key` address.

    :raises ParamError: it is none.
    """
    parts = urlsplit(address)
    key = address.removeprefix(f"s3://{parts.netloc}/")
    if parts.scheme != "s3" or not parts.netloc or not key or key == address:
        raise ParamError(f"expected an address as s3://bucket/key, got {address!r}")
    return unquote(parts.netloc), key


def read(address: str) -> bytes:
    """The object's bytes as stored.

    :raises ScorebookError: it cannot be had; the message says what to do.
    """
    # As in the doctor: connections are read from Airflow's database only where this says so.
    os.environ.setdefault(PROCESS_CONTEXT, "server")
    bucket, key = bucket_and_key(address)
    try:
        client = s3_client()
    except AirflowNotFoundException as error:
        raise ArchiveError("Airflow has no connection aws_default: run `make doctor`") from error
    except SQLAlchemyError as error:
        raise ArchiveError(
            "Airflow's database does not answer, which keeps the connection aws_default: start the platform "
            "(locally: make up)"
        ) from error
    return read_object(client, bucket, key)


def main() -> int:
    """Read the address of the command line, write its bytes, and return the exit code."""
    with os.fdopen(os.dup(1), "wb") as out:
        # Airflow's log goes to standard output; send it where logs belong.
        os.dup2(2, 1)
        try:
            out.write(read(sys.argv[1]))
        except ScorebookError as error:
            print(str(error), file=sys.stderr)  # noqa: T201
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""An object of S3 by the Airflow connection `aws_default`, read by a process in Airflow's environment."""

from __future__ import annotations

import os
import subprocess
import sys

from include.control.doctor import airflow_environment
from include.control.errors import PlatformUnreachableError
from include.control.read.errors import FileUnreadableError

SECONDS = 120


def fetch_object(address: str) -> bytes:
    """The object of an `s3://bucket/key` address, as it is stored.

    :raises FileUnreadableError: the platform does not run, or S3 does not give the object.
    """
    try:
        environment = airflow_environment(os.environ)
    except PlatformUnreachableError as error:
        raise FileUnreadableError(
            f"{address} is read through Airflow's connection aws_default. {error}"
        ) from error
    # Needs Airflow, which this floor never imports.
    command = [sys.executable, "-m", "scorebook.read_object", address]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise FileUnreadableError(f"{address} did not come within {SECONDS} s: run `make doctor`") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise FileUnreadableError(
            f"{address}: {said[-1] if said else 'it cannot be read: run `make doctor`'}"
        )
    return done.stdout

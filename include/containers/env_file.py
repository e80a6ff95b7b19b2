"""Write AIRFLOW_UID into `.env`, so that files in mounted folders belong to the user and not to root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from include.containers.writing import replace

# Nothing may run as root, so for root it is the user that the image has.
USER_OF_THE_IMAGE = 50000
SET = re.compile(rb"^\s*(export\s+)?AIRFLOW_UID\s*[=:]", re.MULTILINE)


def ensure_airflow_uid(file: Path, environment: Mapping[str, str], uid: int) -> str | None:
    """Add AIRFLOW_UID where nobody has set it; return a sentence about it, None when nothing was written.

    Every other byte of the file stays what it was.

    :param uid: the user that runs the command.
    """
    if environment.get("AIRFLOW_UID"):
        return None
    present = file.read_bytes() if file.exists() else b""
    if SET.search(present):
        return None
    chosen = uid or USER_OF_THE_IMAGE
    why = "your own id" if uid else "you are root, as which nothing runs in the containers"
    gap = b"" if not present or present.endswith(b"\n") else b"\n"
    replace(file, present + gap + f"AIRFLOW_UID={chosen}\n".encode())
    return f"AIRFLOW_UID={chosen} written to {file.name} ({why})"

"""Where Airflow's API server is, and who we are to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from include.control.client import AirflowApi
from include.control.errors import PlatformUnreachableError, RefusedError

USER = "admin"


def connect(environment: Mapping[str, str]) -> AirflowApi:
    """Return a client of the API server that the environment names, else of the local platform.

    SCOREBOOK_API_URL, SCOREBOOK_API_USER and SCOREBOOK_API_PASSWORD name one; without an address the state
    of the local platform does.
    """
    url = environment.get("SCOREBOOK_API_URL")
    if not url:
        return _local(environment)
    if not url.startswith(("http://", "https://")):
        raise RefusedError(f"SCOREBOOK_API_URL is {url!r}: write an address such as http://127.0.0.1:8080.")
    user, password = environment.get("SCOREBOOK_API_USER"), environment.get("SCOREBOOK_API_PASSWORD")
    if not user or not password:
        raise RefusedError("SCOREBOOK_API_URL is set: set SCOREBOOK_API_USER and SCOREBOOK_API_PASSWORD too.")
    return AirflowApi(url, user, password)


def _local(environment: Mapping[str, str]) -> AirflowApi:
    # Production has no local platform, and always sets the address.
    from include.devstack import state

    directory = state.home(state.settings(environment))
    if not (directory / "state.json").exists():
        raise PlatformUnreachableError(
            "There is no local platform yet: start one with `make up`, "
            "or name Airflow's address in SCOREBOOK_API_URL, SCOREBOOK_API_USER and SCOREBOOK_API_PASSWORD."
        )
    user = environment.get("SCOREBOOK_API_USER") or USER
    password = environment.get("SCOREBOOK_API_PASSWORD") or _local_password(directory, user)
    return AirflowApi(f"http://127.0.0.1:{state.load(directory).ports['api']}", user, password)


def _local_password(directory: Path, user: str) -> str:
    file = directory / "airflow" / "passwords.json"
    try:
        return str(json.loads(file.read_text())[user])
    except FileNotFoundError:
        raise PlatformUnreachableError(
            f"There is no {file} yet: start the platform with `make up`."
        ) from None
    except (ValueError, KeyError):
        raise RefusedError(f"{file} holds no password of user {user}: set SCOREBOOK_API_PASSWORD.") from None

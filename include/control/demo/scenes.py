"""What happens at the simulated sources while the demo runs: time goes on, a source refuses us."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import boto3
import requests

from include.control.demo.sources import Sources
from include.control.output import say
from include.devstack.aws import LocalAws

CLOCK = "2026-03-18T16:00:00+00:00"
SILENCE = 30.0  # seconds without an answer


def set_clock(sources: Sources, *, now: str = CLOCK) -> None:
    """It is `now` for the source of races, an ISO time; by default what it is in the demo."""
    _racing(sources, "POST", "/clock", {"now": now})


def storm(sources: Sources, *, first: str, last: str, country: str) -> None:
    """The source of races answers 406 to every request for a result of this country."""
    day, until, ids = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= until:
        listed = _racing(sources, "GET", f"/racing/races?day={day}&country={country}")
        ids += [re.escape(race["api_id"]) for race in listed["races"]]
        day += timedelta(days=1)
    rule = {"match": f"/racing-api/v1/results/({'|'.join(ids)})", "kind": "status", "status": 406}
    _racing(sources, "POST", "/faults", [rule])
    say(f"from now on the source refuses the {len(ids)} races of {country} from {first} to {last}")


def calm(sources: Sources) -> None:
    """The source of races refuses nothing any more."""
    _racing(sources, "DELETE", "/faults")


def say_failure_logs(sources: Sources, *, country: str) -> None:
    """Print which logs of failures stand beside the CSVs of a country."""
    s3 = boto3.client(
        "s3",
        endpoint_url=sources.s3_endpoint,
        region_name=LocalAws.region,
        aws_access_key_id=LocalAws.access_key,
        aws_secret_access_key=LocalAws.secret_key,
    )
    listed = s3.list_objects_v2(Bucket="scorebook", Prefix=f"data/dates/{country}/").get("Contents", [])
    logs = [entry["Key"] for entry in listed if entry["Key"].endswith(".log")]
    s3.close()
    say(f"failure logs of {country}: " + (", ".join(logs) or "none"))


def reset(sources: Sources) -> None:
    """It is the demo's moment for all sources, and none refuses anything."""
    for source in (sources.espn, sources.nba, sources.racing):
        _control(source, "POST", "/clock", {"now": CLOCK})
        _control(source, "DELETE", "/faults")


def _racing(sources: Sources, method: str, path: str, body: Any = None) -> Any:
    return _control(sources.racing, method, path, body)


def _control(source: str, method: str, path: str, body: Any = None) -> Any:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.request(method, f"{source}/_control{path}", json=body, timeout=SILENCE)
        if not answer.ok:
            raise RuntimeError(
                f"the simulator refuses {method} {path}: {answer.status_code} {answer.text[:300]}"
            )
        return answer.json()

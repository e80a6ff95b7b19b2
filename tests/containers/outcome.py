"""What a stack holds in the end, and who may do what on it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import boto3
import requests

from include.devstack.aws import LocalAws
from include.devstack.bigquery import make_client
from include.devstack.predictions.table import LOCAL_TABLE
from tests.containers.compose_stack import ComposeStack
from tests.fixtures.end_state import EndState, end_state
from tests.fixtures.s3 import make_s3_client

BUCKET = "scorebook"
# What was missing for a while: in a storm, it depends on which task asked while the circuit was open.
HISTORY = "_failures_resolved.log"
SILENCE = 30.0


def read_end_state(stack: ComposeStack) -> EndState:
    """Read archive, lake, catalog, warehouse and predictions. Runs must have ended."""
    endpoint = stack.sources.s3_endpoint
    s3 = make_s3_client(endpoint)
    glue = boto3.client(
        "glue",
        endpoint_url=endpoint,
        region_name=LocalAws.region,
        aws_access_key_id=LocalAws.access_key,
        aws_secret_access_key=LocalAws.secret_key,
    )
    try:
        with make_client(stack.sources.bigquery_endpoint) as client:
            state = end_state(s3, BUCKET, stack.warehouse_url, glue, (client, LOCAL_TABLE))
        kept = {key: digest for key, digest in state.objects.items() if not key.endswith(HISTORY)}
        return replace(state, objects=kept)
    finally:
        s3.close()
        glue.close()


def token(address: str, user: str, password: str) -> str:
    """Return a token of Airflow's API."""
    body = {"username": user, "password": password}
    answer = requests.post(f"{address}/auth/token", json=body, timeout=SILENCE)
    assert answer.ok, f"no token for {user}: {answer.status_code} {answer.text[:300]}"
    return str(answer.json()["access_token"])


def status(
    address: str, method: str, path: str, *, token: str | None = None, body: dict[str, Any] | None = None
) -> int:
    """Return the status of a request, anonymous or with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with requests.request(
        method, address + path, headers=headers, json=body, timeout=SILENCE, allow_redirects=False
    ) as answer:
        return answer.status_code

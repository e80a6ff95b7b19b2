"""obstore's way to a bucket: told what a boto3 client was made of, so that one connection decides about both.

obstore repeats a request as often as the connection lets boto3 (`total_max_attempts`, three where nothing is
said), rests of cut bodies included. No repeat begins later than 60 s after the first request, so a server
that hangs is given up after about two `read_timeout` for each call.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client
    from obstore.store import S3Credential, S3CredentialProvider, S3Store

ATTEMPTS = 3
REPEAT_SECONDS = 60
OBJECT_SECONDS = 300
# botocore hands out no credentials that end within 10 minutes, and obstore keeps them no longer than it
# is told. So none is used that has ended.
CREDENTIALS_FOR = timedelta(minutes=9)
# S3 settings of a connection that make no difference to a request by path.
HARMLESS: dict[str, set[object]] = {
    "addressing_style": {"auto", "path", None},
    "payload_signing_enabled": {True, False, None},
}

_used_in_process: int | None = None


def why_not_obstore(
    client: S3Client, credentials: Credentials | None, *, verify: bool | str | None = None
) -> str | None:
    """Why this client's connection needs boto3, as half a sentence; None when obstore can.

    :param credentials: of the client's session.
    :param verify: as the connection has it: a CA file, or False for no check at all.
    """
    try:
        import obstore  # noqa: F401
    except ImportError as error:
        return f"obstore cannot be imported ({error})"
    if _used_in_process not in (None, os.getpid()):
        return "obstore was used before this process was forked, it would hang"
    if credentials is None:
        return "there are no credentials"
    config: Any = client.meta.config  # its type declares none of its settings
    if config.signature_version not in ("s3v4", "v4"):
        return f"the connection sets signature_version {config.signature_version}"
    for name in ("proxies", "proxies_config", "client_cert", "use_dualstack_endpoint", "use_fips_endpoint"):
        if getattr(config, name):
            return f"the connection sets {name}"
    for name, value in (config.s3 or {}).items():
        if value not in HARMLESS.get(name, {None, False}):
            return f"the connection sets s3.{name}"
    if client.meta.endpoint_url.startswith("https:"):
        bundle = os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
        if verify not in (None, True):
            return f"the connection sets verify to {verify}"
        if bundle:
            return f"the environment names certificates of its own ({bundle})"
    return None


def make_store(client: S3Client, credentials: Credentials, bucket: str) -> S3Store:
    """A store with the address, region and credentials of a boto3 client.

    To be made and used in one process: obstore hangs in a process that is forked after its first use.

    :param client: one for which `why_not_obstore` says None.
    :param credentials: of the client's session; renewed by botocore.
    """
    from obstore.store import S3Store

    global _used_in_process
    _used_in_process = os.getpid()
    config: Any = client.meta.config
    endpoint = client.meta.endpoint_url
    attempts = int((config.retries or {}).get("total_max_attempts", ATTEMPTS))
    return S3Store(
        bucket,
        # Both, as obstore would take the second from the environment and prefer it.
        endpoint=endpoint,
        aws_endpoint_url_s3=endpoint,
        skip_signature=False,
        region=client.meta.region_name,
        virtual_hosted_style_request=False,
        credential_provider=_provider(credentials),
        client_options={
            "allow_http": endpoint.startswith("http:"),
            "connect_timeout": timedelta(seconds=config.connect_timeout),
            "read_timeout": timedelta(seconds=config.read_timeout),
            "timeout": timedelta(seconds=OBJECT_SECONDS),
        },
        retry_config={
            "max_retries": max(attempts - 1, 0),
            "retry_timeout": timedelta(seconds=REPEAT_SECONDS),
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=5),
                "base": 2,
            },
        },
    )


def _provider(credentials: Credentials) -> S3CredentialProvider:
    def current() -> S3Credential:
        frozen = credentials.get_frozen_credentials()
        return {
            "access_key_id": frozen.access_key or "",
            "secret_access_key": frozen.secret_key or "",
            "token": frozen.token,
            "expires_at": datetime.now(UTC) + CREDENTIALS_FOR,
        }

    return current

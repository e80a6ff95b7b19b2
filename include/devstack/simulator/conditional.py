"""JSON answers with an ETag, and 304 for those who have it already."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

_JSON = "application/json;charset=UTF-8"


def json_answer(request: Request, body: bytes) -> Response:
    """Return the body, or 304 where `If-None-Match` names it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    headers = {"etag": etag, "cache-control": "max-age=1"}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=_JSON)


def json_error(status: int, body: bytes) -> Response:
    """Return an error body with its status."""
    return Response(body, status_code=status, media_type=_JSON)

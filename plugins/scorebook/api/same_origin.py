"""What keeps other web sites from using the login cookie of somebody who looks at Airflow.

Airflow takes its `_token` cookie also on requests that another site's page sends. Such a page cannot set a
JSON content type without being asked first (CORS), and cannot hide its `Origin`.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.configuration import conf
from fastapi import HTTPException, Request, status

_PORTS = {"http": 80, "https": 443}


def demand_same_origin(request: Request) -> None:
    """Refuse (403) a page of another site, and a request with the cookie alone that does not tell its page.

    A program that sends its token in `Authorization` needs no `Origin`.
    """
    origin = request.headers.get("origin")
    if origin is None:
        if _has_bearer_token(request):
            return
        detail = "Send the token in the Authorization header, or the Origin of Airflow's own page."
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail)
    site = _site(origin)
    own_sites = {_site(str(request.url)), _site(conf.get("api", "base_url", fallback=""))}
    if site is None or site not in own_sites:
        detail = "Requests from pages of other sites are refused: the Origin is not that of Airflow."
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail)


def demand_json(request: Request) -> None:
    """Refuse (415) a body that is not declared as JSON: a plain form of any site could send it."""
    declared = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if declared != "application/json":
        detail = "Send the body as JSON, with Content-Type: application/json."
        raise HTTPException(status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, detail)


def _has_bearer_token(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("bearer ")


def _site(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None for a text that is none, such as `null`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return (parts.scheme, parts.hostname.lower(), port or _PORTS[parts.scheme])

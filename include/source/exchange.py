"""One GET of a source: through the gate, within limits, never off the host. Nothing is tried twice here."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import requests

from include.errors import SourceRequestError, SourceTooLargeError
from include.source.addresses import host_of, public_address, redirect_target
from include.source.answers import Answer, Trouble, cut, endless_redirect, left_host
from include.source.gate import Gate
from include.source.log import Log
from include.source.reading import BodyCutError, read_body, read_error_page
from include.source.watch import Watch

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost.

    :param max_bytes: of the body, after decompression.
    :param read_seconds: silence after which a request is given up.
    :param total_seconds: from the request to the last byte of its body, however steadily that drips.
    """

    max_bytes: int
    connect_seconds: float
    read_seconds: float
    total_seconds: float


@dataclass(slots=True)
class Tally:
    """What was asked and read so far."""

    requests: int = 0
    bytes: int = 0


class Exchange:
    """Asks one host.

    :param session: carries credentials, headers, proxies and certificates of the connection.
    :param watch: watches the session.
    :param tally: counted up with each request; 304 and error pages count as what was read of them.
    :param permit: asked before each request, also one that follows a redirect; may answer with a Trouble.
    """

    def __init__(
        self,
        session: requests.Session,
        watch: Watch,
        gate: Gate,
        limits: Limits,
        log: Log,
        tally: Tally,
        *,
        permit: Callable[[str], Trouble | None] | None = None,
    ) -> None:
        self._session = session
        self._watch = watch
        self._gate = gate
        self._limits = limits
        self._log = log
        self._tally = tally
        self._permit = permit

    def get(self, url: str, headers: Mapping[str, str]) -> Answer | Trouble:
        """Ask for an address and follow redirects on the same host, at most 3; each takes a slot of the gate.

        :returns: the answer, whatever its status, or why there is none.
        :raises SourceBlockedError: the host's circuit is open, or the host is paused.
        """
        first = url
        for _ in range(MAX_REDIRECTS + 1):
            refused = self._permit(url) if self._permit is not None else None
            if refused is not None:
                return refused
            outcome = self._ask(url, headers)
            location = outcome.headers.get("Location") if isinstance(outcome, Answer) else None
            if isinstance(outcome, Trouble) or outcome.status not in REDIRECTS or location is None:
                return outcome
            target = redirect_target(url, location)
            if target is None:
                return left_host(public_address(first), host_of(urljoin(url, location)))
            url = target
        return endless_redirect(public_address(first), MAX_REDIRECTS)

    def _ask(self, url: str, headers: Mapping[str, str]) -> Answer | Trouble:
        waited = self._gate.wait()
        address = public_address(url)
        self._tally.requests += 1
        started = time.monotonic()
        deadline = started + self._limits.total_seconds
        outcome: Answer | Trouble
        try:
            with self._watch.limit(self._limits.total_seconds):
                outcome = self._send(url, headers, address, deadline)
        except BodyCutError as error:
            outcome = cut(address, str(error))
        except SourceTooLargeError as error:
            outcome = Trouble(error)
        except (requests.ConnectionError, requests.Timeout) as error:
            late = time.monotonic() >= deadline
            outcome = cut(address, "it was not finished in time" if late else _reason(error))
        except requests.RequestException as error:
            # A header or address that cannot be sent: the same every time. Its text may hold the header.
            message = (
                f"The request to {address} cannot be sent ({type(error).__name__}): check the connection."
            )
            outcome = Trouble(SourceRequestError(message, address=address))
        came = f"{outcome.status}" if isinstance(outcome, Answer) else type(outcome.error).__name__
        size = len(outcome.body) if isinstance(outcome, Answer) else 0
        self._tally.bytes += size
        self._log.debug(
            "GET %s -> %s, %d bytes in %.3f s after a wait of %.3f s",
            address,
            came,
            size,
            time.monotonic() - started,
            waited,
        )
        return outcome

    def _send(self, url: str, headers: Mapping[str, str], address: str, deadline: float) -> Answer:
        with self._session.get(
            url,
            headers=dict(headers),
            stream=True,
            allow_redirects=False,
            timeout=(self._limits.connect_seconds, self._limits.read_seconds),
            verify=self._session.verify,
        ) as response:
            if 200 <= response.status_code < 300:
                max_bytes = self._limits.max_bytes
                body = read_body(response, address=address, max_bytes=max_bytes, deadline=deadline)
            else:
                body = read_error_page(response, address=address, deadline=deadline)
            return Answer(response.status_code, response.headers, body, address, host_of(url))


def _reason(error: requests.RequestException) -> str:
    """The class of what went wrong and of what lay below it. Their texts may quote the whole address."""
    root: BaseException = error
    while root.__cause__ is not None or root.__context__ is not None:
        root = root.__cause__ or root.__context__ or root
    names = dict.fromkeys((type(error).__name__, type(root).__name__))
    return ", caused by ".join(names)

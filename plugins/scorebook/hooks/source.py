"""The one way to read a source: rate limited, retried, bounded, and honest about what came."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import requests
from airflow.providers.http.hooks.http import HttpHook

from include.source.addresses import checked_url, host_of
from include.source.answers import Answer, Trouble, judge
from include.source.backoff import Uniform, uniform
from include.source.content import Expect
from include.source.exchange import Exchange, Limits, Tally
from include.source.gate import Gate
from include.source.patience import Patience
from include.source.robots import Robots, robots_address
from include.source.user_agent import user_agent
from include.source.watch import Watch
from scorebook import settings
from scorebook.hooks.warehouse import WarehouseHook

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """A whole, checked answer.

    :param body: decompressed; empty if `not_modified`.
    :param address: full address that was asked, without credentials: fit for logs and the ledger.
    :param requests: requests made for it, with tries and redirects, without robots.txt.
    :param seconds: time it took, with all waits.
    """

    body: bytes
    status: int
    address: str
    etag: str | None
    last_modified: str | None
    requests: int
    seconds: float
    not_modified: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """What is open between the first `fetch` and `close`.

    :param source: as `include.source.advice` names it.
    """

    source: str
    session: requests.Session
    gate: Gate
    patience: Patience
    robots: Exchange
    content: Exchange


class SourceHook(HttpHook):
    """Reads addresses of one source. Use it as a context manager: it holds a connection to the warehouse.

    Address, credentials, headers, `verify` and `proxies` come from the Airflow connection, as HttpHook
    reads them. The User-Agent is Scorebook's own unless the connection's owner sets another. Every
    request takes a slot of its host in `ops.source_limits`; no redirect is followed off the host.

    :param http_conn_id: Airflow connection of type http.
    :param warehouse_conn_id: Airflow connection of the warehouse.
    :param max_bytes: largest body, after decompression.
    :param timeout: seconds to connect, and seconds of silence, after which a request is given up.
    :param total_seconds: seconds after which a body that is still arriving is given up.
    :param tries: requests for one address before its error is raised.
    :param block_threshold: consecutive refusals that open the host's circuit for all workers.
    :param respect_robots: read robots.txt once and obey it. False only where the source's owner gave us
        access, such as an API with credentials.
    :param sleep: replaced in tests.
    :param draw: the random number between two limits; replaced in tests.
    """

    def __init__(
        self,
        http_conn_id: str,
        *,
        warehouse_conn_id: str = "warehouse",
        max_bytes: int = 32 * MIB,
        timeout: tuple[float, float] = (10.0, 30.0),
        total_seconds: float = 120.0,
        tries: int = 4,
        block_threshold: int = 5,
        respect_robots: bool = True,
        sleep: Callable[[float], None] = time.sleep,
        draw: Uniform = uniform,
    ) -> None:
        super().__init__(method="GET", http_conn_id=http_conn_id)
        self.warehouse_conn_id = warehouse_conn_id
        self.tries = tries
        self.block_threshold = block_threshold
        self.respect_robots = respect_robots
        self._limits = Limits(max_bytes, timeout[0], timeout[1], total_seconds)
        self._sleep = sleep
        self._draw = draw
        self._content = Tally()
        self._robots_tally = Tally()
        self._robots: Robots | None = None
        self._line: _Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the source and to the warehouse. The next `fetch` opens new ones."""
        if self._line is not None:
            self._line.session.close()
            self._line.gate.close()
            self._line = None

    @property
    def requests_made(self) -> int:
        """Requests for content so far, with tries and redirects."""
        return self._content.requests

    @property
    def robots_requests(self) -> int:
        """Requests for robots.txt so far: one, more only if it could not be had at once."""
        return self._robots_tally.requests

    @property
    def bytes_read(self) -> int:
        """Bytes of content so far, after decompression."""
        return self._content.bytes

    def fetch(
        self,
        address: str,
        *,
        expect: Expect = "json",
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> SourceResponse:
        """Read one address, relative to the connection's.

        Refusals (403, 406, 429), 5xx, silence, cut bodies and bodies that are not JSON are tried again
        after a random wait of up to 2, 4, 8 s, or as long as `Retry-After` says.

        :param expect: what the body has to be; JSON is checked to its last byte.
        :param etag: of the copy at hand: if it is still current, the answer is `not_modified`.
        :param last_modified: likewise, the `Last-Modified` header of the copy at hand.
        :raises SourceBlockedError: the source refuses us, its circuit is open, or somebody paused it.
        :raises SourceUnavailableError: no whole answer after all tries.
        :raises SourceContentError: the answer is not what was expected, or too large.
        :raises SourceRequestError: robots.txt, the address or another 4xx forbids it; likewise
            SourceNotFoundError (404, 410) and SourceCredentialsError (401).
        """
        started, before = time.monotonic(), self.requests_made
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        answer = self._ask(address, expect, {name: value for name, value in conditions.items() if value})
        kept = answer.not_modified
        return SourceResponse(
            body=b"" if kept else answer.body,
            status=answer.status,
            address=answer.address,
            etag=answer.headers.get("ETag") or (etag if kept else None),
            last_modified=answer.headers.get("Last-Modified") or (last_modified if kept else None),
            requests=self.requests_made - before,
            seconds=time.monotonic() - started,
            not_modified=kept,
        )

    def _ask(self, address: str, expect: Expect, headers: dict[str, str]) -> Answer:
        line = self._open()
        url = checked_url(self.base_url, self.url_from_endpoint(address))
        attempt = 0
        while True:
            outcome = line.content.get(url, headers)
            if isinstance(outcome, Answer):
                trouble = judge(outcome, expect=expect, conditional=bool(headers), source=line.source)
                if trouble is None:
                    line.gate.answered()
                    return outcome
            else:
                trouble = outcome
            line.patience.endure(trouble, attempt)
            attempt += 1

    def _open(self) -> _Line:
        if self._line is None:
            session = self.get_conn()
            # Extras of a connection become headers; this one is for us.
            adapter = session.headers.pop("adapter", None)
            if session.headers.get("User-Agent") == requests.utils.default_user_agent():
                session.headers["User-Agent"] = user_agent(settings.contact())
            # Else requests would read the whole body of a redirect, although it is told not to follow it.
            session.get_redirect_target = _no_redirect  # type: ignore[method-assign,assignment]
            watch = Watch()
            watch.mount(session)
            gate = Gate(
                WarehouseHook(self.warehouse_conn_id).connect(autocommit=True),
                host_of(self.base_url),
                default_every=settings.request_interval(),
                threshold=self.block_threshold,
                open_for=settings.blocked_wait()[0],
                sleep=self._sleep,
            )
            patience = Patience(
                gate,
                self.log,
                tries=self.tries,
                base_seconds=settings.retry_base_seconds,
                sleep=self._sleep,
                draw=self._draw,
            )
            robots = Exchange(session, watch, gate, self._limits, self.log, self._robots_tally)
            permit = self._permit if self.respect_robots else None
            content = Exchange(session, watch, gate, self._limits, self.log, self._content, permit=permit)
            self._line = _Line(str(adapter or self.http_conn_id), session, gate, patience, robots, content)
        return self._line

    def _permit(self, url: str) -> Trouble | None:
        """Trouble if robots.txt forbids an address, or if the host is in such trouble that nobody knows.

        Any other answer than the file counts as its absence: everything is allowed (RFC 9309, 2.3.1).
        """
        if self._robots is None:
            outcome = self._open().robots.get(robots_address(url), {})
            if isinstance(outcome, Trouble) and outcome.again:
                return outcome
            if isinstance(outcome, Answer) and (outcome.status == 429 or outcome.status >= 500):
                return judge(outcome, expect="any", source=self._open().source)
            if isinstance(outcome, Answer) and outcome.status == 200:
                self._robots = Robots(outcome.body)
            else:
                self._robots = Robots(None)
        error = self._robots.refusal(url)
        return Trouble(error) if error is not None else None


def _no_redirect(response: requests.Response) -> None:
    """Told to requests as the target of every redirect: `Exchange` decides about redirects."""

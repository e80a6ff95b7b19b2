"""What an answer of a source means: usable, or which error, and whether to ask again within seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from include.errors import (
    SourceBlockedError,
    SourceContentError,
    SourceCredentialsError,
    SourceError,
    SourceNotFoundError,
    SourceRequestError,
    SourceUnavailableError,
)
from include.source.advice import when_refused, when_unavailable
from include.source.content import Expect, content_error, describe, is_absent_object

BLOCKED = frozenset({403, 406, 429})
GONE = frozenset({404, 410})
# 408 and 425 are the host's own "not now", and 421 a connection that reached the wrong machine.
TRANSIENT = frozenset({408, 421, 425})


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read to its end. `address` is the public form; names of headers have any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    host: str

    @property
    def not_modified(self) -> bool:
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Trouble:
    """A try that failed.

    :param again: another try within seconds may help.
    :param blocked: the host refused us; it counts towards opening the host's circuit.
    :param retry_after: the raw `Retry-After` header.
    """

    error: SourceError
    again: bool = False
    blocked: bool = False
    retry_after: str | None = None


def judge(answer: Answer, *, expect: Expect, conditional: bool = False, source: str = "") -> Trouble | None:
    """None if the answer can be used, else what is wrong with it.

    :param source: which source it is (`include.source.advice`), for what there is to do.
    :param conditional: the request carried an ETag or a date, so that 304 is an answer.
    """
    status, address = answer.status, answer.address
    if 200 <= status < 300:
        unusable = content_error(answer.body, _content_type(answer), expect, address)
        return Trouble(unusable, again=True) if unusable is not None else None
    if status == 304 and conditional:
        return None
    came = f"HTTP {status} with {describe(answer.body, _content_type(answer))}"
    retry_after = answer.headers.get("Retry-After")
    if status == 403 and is_absent_object(answer.body):
        message = f"{address} does not exist in its host's object store: {came}."
        return Trouble(SourceNotFoundError(message, address=address))
    if status in BLOCKED:
        advised = when_refused(source, status)
        error = SourceBlockedError(f"{address} refuses us: {came}.", address=address, advice=advised)
        return Trouble(error, again=True, blocked=True, retry_after=retry_after)
    if status >= 500 or status in TRANSIENT:
        unavailable = SourceUnavailableError(
            f"Expected an answer from {address}, got {came}.",
            address=address,
            advice=when_unavailable(source),
        )
        return Trouble(unavailable, again=True, retry_after=retry_after)
    return Trouble(_final_error(status, came, address))


def _content_type(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "")


def _final_error(status: int, came: str, address: str) -> SourceError:
    if status in GONE:
        return SourceNotFoundError(f"{address} does not exist: {came}.", address=address)
    if status == 401:
        return SourceCredentialsError(
            f"{address} wants other credentials: {came}. Mend login and password of the Airflow connection.",
            address=address,
        )
    if 400 <= status < 500:
        return SourceRequestError(f"{address} refuses the request itself: {came}.", address=address)
    return SourceContentError(f"Expected content from {address}, got {came}.", address=address)


def cut(address: str, reason: str) -> Trouble:
    """The trouble of an answer that did not come or broke off: no connection, a stall, a cut body."""
    return Trouble(
        SourceUnavailableError(f"No whole answer from {address}: {reason}.", address=address), again=True
    )


def left_host(address: str, target_host: str) -> Trouble:
    """The trouble of a redirect to another host, such as a login page. It is never followed."""
    message = (
        f"{address} redirects to another host ({target_host or 'an unreadable address'}), which is not "
        "followed: a login or block page, or the source has moved. If it has moved, change the host of "
        "the Airflow connection."
    )
    return Trouble(SourceBlockedError(message, address=address), blocked=True)


def endless_redirect(address: str, limit: int) -> Trouble:
    """The trouble of an address that is still a redirect after `limit` of them."""
    message = f"Expected content from {address}, got more than {limit} redirects."
    return Trouble(SourceContentError(message, address=address))

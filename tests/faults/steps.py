"""Counts the I/O steps of a process and lets one of them go wrong. Runs inside the process under test.

A step is one request to S3, one statement or commit of PostgreSQL that writes, or one change of a file.
A fault happens right before its step or right after it took effect.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ConnectionClosedError

Kind = Literal["kill", "error", "cut"]
When = Literal["before", "after"]

S3_WRITES = ("PutObject", "CopyObject")
S3_READS = ("HeadObject", "ListObjectsV2", "HeadBucket")


@dataclass(frozen=True)
class Fault:
    """What goes wrong: the process is killed, the step raises, or its connection is cut.

    :param step: counted from 1.
    """

    step: int
    when: When
    kind: Kind


@dataclass
class Steps:
    """The steps so far by name, such as `put espn_box_scores/1.json`; `fault` happens once."""

    fault: Fault | None = None
    names: list[str] = field(default_factory=list)
    _cut_next_send: When | None = None

    def watch(self) -> None:
        """Count the steps of this process from now on. There is no way back."""
        self._watch_s3()
        self._watch_postgres()
        self._watch_files()

    def _next(self, name: str) -> Fault | None:
        self.names.append(name)
        is_hit = self.fault is not None and len(self.names) == self.fault.step
        return self.fault if is_hit else None

    @contextmanager
    def _step(self, name: str, make_error: Callable[[], Exception]) -> Iterator[Fault | None]:
        fault = self._next(name)
        if fault is not None and fault.when == "before":
            _act(fault, make_error)
        yield fault
        if fault is not None and fault.when == "after":
            _act(fault, make_error)

    def _watch_s3(self) -> None:
        call = BaseClient._make_api_call
        steps = self

        def watched(client: Any, operation: str, request: dict[str, Any]) -> Any:
            if operation not in S3_WRITES + S3_READS:
                return call(client, operation, request)
            name = f"s3 {operation} {request.get('Key') or request.get('Prefix') or request['Bucket']}"

            def error() -> Exception:
                answer = {"Error": {"Code": "SlowDown"}, "ResponseMetadata": {"HTTPStatusCode": 503}}
                return ClientError(answer, operation)

            with steps._step(name, error) as fault:
                if fault is not None and fault.kind == "cut":
                    steps._cut_once(client, fault.when)
                return call(client, operation, request)

        BaseClient._make_api_call = watched

    @staticmethod
    def _cut_once(client: Any, when: When) -> None:
        """Lose the connection of the client's next request, before it is sent or before it is answered.

        boto3 itself sees it and tries again, as it does in production.
        """

        def lose(request: Any, **_: Any) -> None:
            client.meta.events.unregister("before-send.s3", lose)
            if when == "after":
                client._endpoint.http_session.send(request)
            raise ConnectionClosedError(endpoint_url=request.url)

        client.meta.events.register("before-send.s3", lose)

    def _watch_postgres(self) -> None:
        execute, transaction = psycopg.Connection.execute, psycopg.Connection.transaction
        steps = self

        def error() -> Exception:
            return psycopg.OperationalError("server closed the connection unexpectedly")

        def watched_execute(connection: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            words = str(query).split()
            if words[0] not in ("INSERT", "UPDATE", "DELETE", "WITH"):
                return execute(connection, query, *args, **kwargs)
            with steps._step(f"sql {' '.join(words[:3])}", error) as fault:
                return _with_cut(
                    connection, fault, lambda: execute(connection, query, *args, **kwargs), error
                )

        @contextmanager
        def watched_transaction(connection: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            with transaction(connection, *args, **kwargs) as opened:
                yield opened
                fault = steps._next("sql commit")
                if fault is not None and fault.when == "before":
                    _act(fault, error)
                    if fault.kind == "cut":
                        _cut(connection)
            if fault is not None and fault.when == "after":
                _act(fault, error)
                if fault.kind == "cut":
                    _cut(connection)
                    raise error()

        psycopg.Connection.execute = watched_execute  # type: ignore[method-assign]
        psycopg.Connection.transaction = watched_transaction  # type: ignore[method-assign]

    def _watch_files(self) -> None:
        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, self._watched_file(name, getattr(os, name)))

    def _watched_file(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            with self._step(f"file {name}", lambda: OSError(errno.EIO, "Input/output error")):
                return function(*args, **kwargs)

        return watched


def _act(fault: Fault, make_error: Callable[[], Exception]) -> None:
    if fault.kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault.kind == "error":
        raise make_error()


def _with_cut(
    connection: Any, fault: Fault | None, run: Callable[[], Any], make_error: Callable[[], Exception]
) -> Any:
    if fault is None or fault.kind != "cut":
        return run()
    if fault.when == "before":
        _cut(connection)
        return run()
    run()
    _cut(connection)
    raise make_error()


def _cut(connection: Any) -> None:
    """Cut a connection to PostgreSQL below the driver, as a lost network does."""
    with socket.socket(fileno=os.dup(connection.fileno())) as ours:
        ours.shutdown(socket.SHUT_RDWR)

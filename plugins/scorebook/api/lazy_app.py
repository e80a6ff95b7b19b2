"""The API's application, imported when the first request comes.

Airflow loads plugins in every process, and FastAPI with Airflow's security costs half a second: only the
API server needs them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cached_property
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class LazyApp:
    """An ASGI application that stands for `scorebook.api.app`.

    The query of a request is dropped: no address here has one, and Airflow's access checks and its audit log
    would believe a `?dag_id=` of another DAG.
    """

    @cached_property
    def _app(self) -> Application:
        from scorebook.api.app import make_app

        return make_app()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self._app({**scope, "query_string": b""}, receive, send)

    def __repr__(self) -> str:
        return "scorebook.api.app"

"""Which of the two sources of races the connection `racing_source` means."""

from __future__ import annotations

from airflow.sdk import BaseHook

from include.racing.adapter import Adapter, adapter

CONNECTION = "racing_source"


def racing_adapter(conn_id: str = CONNECTION) -> Adapter:
    """The adapter that the connection's extra names; the licensed API where it names none.

    :raises ParamError: there is no such adapter.
    """
    return adapter(str(BaseHook.get_connection(conn_id).extra_dejson.get("adapter", "")))

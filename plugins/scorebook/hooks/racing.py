"""Which of the two sources of races the connection `racing_source` means."""

from __future__ import annotations

from airflow.sdk import BaseHook

from include.errors import ParamError
from include.racing.adapter import Adapter, adapter

CONNECTION = "racing_source"
DEFAULT = "racing_api"


def racing_adapter(conn_id: str = CONNECTION) -> Adapter:
    """The adapter that the connection's extra names; the licensed API where it names none.

    :raises ParamError: there is no such adapter.
    """
    name = BaseHook.get_connection(conn_id).extra_dejson.get("adapter", DEFAULT)
    try:
        return adapter(str(name))
    except (KeyError, ValueError) as error:
        raise ParamError(
            f"the connection {conn_id} names the adapter {name!r}: set its extra to "
            '{"adapter": "racing_api"} or {"adapter": "racing_post"}'
        ) from error

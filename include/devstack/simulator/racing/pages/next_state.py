"""A page since August 2026: its state as JSON in `script#__NEXT_DATA__`, and little markup beside it."""

from __future__ import annotations

import json
from typing import Any

from include.devstack.simulator.racing.pages.document import document

_EMPTY = {"isLoading": False, "data": None, "error": None}


def state_page(title: str, address: str, kind: str, data: Any) -> bytes:
    """Return the page with `data` as the state of `kind`, raceResult or results; the others are null.

    :param address: the canonical path, which ends with a slash.
    """
    state = {
        "user": {"isLoggedIn": False},
        **dict.fromkeys(("racePage", "raceResult", "results"), _EMPTY),
        kind: {**_EMPTY, "data": data},
    }
    page = {"props": {"pageProps": {"initialState": state}}, "page": "/results/[...slug]", "buildId": "r26"}
    text = json.dumps(page, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    body = f"""<div id="__next"><main class="Page_main__x7Qa1"><h1>{title}</h1></main></div>
<script id="__NEXT_DATA__" type="application/json">{text}</script>"""
    return document(title, address, body)

"""Which kind of Racing Post's pages a page is, by its structure alone."""

from __future__ import annotations

from typing import Literal

from include.racing.racing_post.classic_day import RACE_LINKS
from include.racing.racing_post.document import elements, parse
from include.racing.racing_post.next_day import NO_RESULTS
from include.racing.racing_post.next_shapes import Kinds, decode_state, next_scripts
from include.racing.racing_post.race_page import CLASSIC_RESULT

Kind = Literal["racing_post_result", "racing_post_day"]


def page_kind(content: bytes) -> Kind | None:
    """The kind of a page, None for a page of another kind; `read_result` and `read_day` read it.

    :raises PayloadError: it is no whole page, or its JSON cannot be read.
    """
    page = parse(content, "a page of Racing Post")
    if elements(page, CLASSIC_RESULT):
        return "racing_post_result"
    if elements(page, RACE_LINKS):
        return "racing_post_day"
    scripts = next_scripts(page)
    if len(scripts) != 1:
        return None
    kinds = decode_state(scripts[0], Kinds, "a page of Racing Post")
    if (kinds.race_result or {}).get("data") is not None:
        return "racing_post_result"
    has_day = (kinds.results or {}).get("data") is not None
    return "racing_post_day" if has_day or elements(page, NO_RESULTS) else None

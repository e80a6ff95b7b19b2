"""A result page of Racing Post, in either markup that its pages have had."""

from __future__ import annotations

from datetime import date

from include.racing.errors import UnknownMarkupError
from include.racing.racing_post.classic_page import read_classic
from include.racing.racing_post.document import elements, parse
from include.racing.racing_post.next_page import read_next
from include.racing.rows import Race

_NEXT = ".//script[@id='__NEXT_DATA__']"
_CLASSIC = ".//main[@data-analytics-race-date-time]"


def read_race_page(body: bytes, race_id: str, country: str, day: date) -> Race:
    """The race that a page tells about.

    :raises WrongRaceError: it is about another race, day or country.
    :raises IncompletePayloadError: it does not tell about all who ran.
    :raises UnknownMarkupError: it has neither markup, or a piece of it is missing; the message names it.
    :raises PayloadError: it is no whole page.
    """
    page = parse(body, f"the result of race {race_id}")
    mains = elements(page, _CLASSIC)
    if len(mains) == 1:
        return read_classic(page, mains[0], race_id, country, day)
    scripts = elements(page, _NEXT)
    if not mains and len(scripts) == 1:
        return read_next(scripts[0].text or "", race_id, country, day)
    raise UnknownMarkupError(
        f"race {race_id}: expected one main[data-analytics-race-date-time] (the classic markup) or one "
        f"script#__NEXT_DATA__, got {len(mains)} and {len(scripts)}"
    )

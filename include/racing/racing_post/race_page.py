"""A result page of Racing Post, in either markup that its pages have had."""

from __future__ import annotations

from datetime import date

from include.racing.errors import UnknownMarkupError
from include.racing.racing_post.classic_page import read_classic
from include.racing.racing_post.document import elements, parse
from include.racing.racing_post.identity import Asked
from include.racing.racing_post.next_page import read_next
from include.racing.racing_post.next_shapes import next_scripts
from include.racing.rows import Race

CLASSIC_RESULT = ".//main[@data-analytics-race-date-time]"


def read_result(
    content: bytes, *, race_id: str | None = None, country: str | None = None, day: date | None = None
) -> Race:
    """The race that a page tells about. What is asked for is checked, what is None is taken from the page.

    :param country: `gb`, `ire` or `fr`. Old small pages do not say it: then it has to be given.
    :raises WrongRaceError: it is about another race, day or country.
    :raises IncompletePayloadError: it does not tell about all who ran.
    :raises UnknownMarkupError: it has neither markup, or a piece of it is missing; the message names it.
    :raises PayloadError: it is no whole page.
    """
    asked = Asked(race_id, country, day)
    what = f"the result of race {race_id}" if race_id else "a result"
    page = parse(content, what)
    mains = elements(page, CLASSIC_RESULT)
    if len(mains) == 1:
        return read_classic(page, mains[0], asked)
    scripts = next_scripts(page)
    if not mains and len(scripts) == 1:
        return read_next(scripts[0], asked)
    raise UnknownMarkupError(
        f"{what}: expected one main[data-analytics-race-date-time] (the classic markup) or one "
        f"script#__NEXT_DATA__, got {len(mains)} and {len(scripts)}"
    )

"""Racing Post's results of a day, one page with the races of all countries, in either markup."""

from __future__ import annotations

from datetime import date

from include.racing.adapter import ListedRace
from include.racing.racing_post.classic_day import RACE_LINKS, read_classic_day
from include.racing.racing_post.document import elements, parse
from include.racing.racing_post.next_day import read_next_day
from include.racing.racing_post.next_shapes import next_scripts


def read_day(content: bytes, *, day: date | None = None) -> tuple[ListedRace, ...]:
    """The races of Great Britain, Ireland and France, each once; none where none of them raced.

    A country is what the page proves: by the name of the race's own course, or in the newer markup by its
    code. Races of other countries are left out.

    :param day: the day that was asked for; None takes the page's.
    :raises WrongRaceError: the page has races of another day, or of several.
    :raises UnknownMarkupError: it has no race at all, or one whose course or country cannot be told.
    :raises PayloadError: it is no whole page.
    """
    where = f"the results of {day}" if day else "the results of a day"
    page = parse(content, where)
    scripts = next_scripts(page)
    if len(scripts) == 1 and not elements(page, RACE_LINKS):
        return read_next_day(page, scripts[0], day, where)
    return read_classic_day(page, day, where)

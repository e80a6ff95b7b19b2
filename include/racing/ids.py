"""Ids of payloads and pages. They become part of keys and addresses, so each is checked."""

from __future__ import annotations

import re
from datetime import date

from include.errors import ParamError
from include.racing.errors import UnreadableValueError
from include.racing.params import COUNTRIES

_ID = re.compile(r"(?=[_-]*[A-Za-z0-9])[A-Za-z0-9_-]{1,64}")
_SLUG = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def checked_id(value: str | None, what: str) -> str:
    """An id of letters, digits, `_` and `-`, at most 64 of them, one of them a letter or digit.

    :param what: what it is the id of, for the message.
    :raises UnreadableValueError: it is missing or something else.
    """
    if value is None or not _ID.fullmatch(value):
        raise UnreadableValueError(
            f"expected an id of {what} (letters, digits, _ and -, at most 64), got {_shown(value)}"
        )
    return value


def checked_slug(value: str, what: str) -> str:
    """A name as it stands in an address, of letters, digits, `_`, `-` and `.`, none of them leading `.`.

    :raises UnreadableValueError: it is something else.
    """
    if not _SLUG.fullmatch(value) or value.startswith("."):
        raise UnreadableValueError(f"expected the name of {what} as in an address, got {_shown(value)}")
    return value


def checked_country(country: str) -> str:
    """A country that racing knows.

    :raises ParamError: it is another one.
    """
    if country not in COUNTRIES:
        raise ParamError(f"a country of racing is one of {', '.join(COUNTRIES)}, got {_shown(country)}")
    return country


def checked_day(text: str, what: str) -> date:
    """A day as YYYY-MM-DD.

    :raises UnreadableValueError: it is something else.
    """
    try:
        if len(text) == len("2020-06-03"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UnreadableValueError(f"expected the day of {what} as YYYY-MM-DD, got {_shown(text)}")


def _shown(value: object) -> str:
    return repr(value)[:80]

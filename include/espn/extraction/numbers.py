"""ESPN's numbers, which it writes as text: `"35"`, `"+5"`, `"-15"`, `"10-13"`, and `"--"` for none."""

from __future__ import annotations

import re
from functools import lru_cache

_ABSENT = frozenset({"", "-", "--"})
# Nine digits are more than any number of a game; unbounded ones would not fit a database column.
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_MADE_ATTEMPTED = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@lru_cache(maxsize=4096)
def whole_number(text: str | None) -> int | None:
    """The number of a text, None where the source has none.

    :raises ValueError: when the text is something else.
    """
    if text is None or text in _ABSENT:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    raise ValueError(f"expected a whole number, got {text[:40]!r}")


@lru_cache(maxsize=4096)
def made_attempted(text: str | None) -> tuple[int | None, int | None, float | None]:
    """Made, attempted and the percentage (0-100, one decimal) of a text like `10-13`.

    The percentage is None without an attempt: nothing divided by nothing is not zero.

    :raises ValueError: when the text is something else.
    """
    if text is None or text in _ABSENT:
        return None, None, None
    found = _MADE_ATTEMPTED.fullmatch(text)
    if found is None:
        raise ValueError(f"expected made-attempted like 10-13, got {text[:40]!r}")
    made, attempted = int(found[1]), int(found[2])
    return made, attempted, round(100 * made / attempted, 1) if attempted else None

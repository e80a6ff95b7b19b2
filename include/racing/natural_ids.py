"""Ids for races and horses of files that have none: made of what is known of them, the same every time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

_CLOCK = re.compile(r"0?(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)
_LONGEST = 64


def natural_race_id(day: date, course: str, off: str) -> str:
    """`2020-06-03_kempton-aw_1-00`: the day, the course and the off, which is read of twelve hours.

    Some files tell the off of twelve hours without am and pm, others of 24: both give the same id.
    """
    found = _CLOCK.fullmatch(off.strip())
    clock = f"{int(found[1]) % 12 or 12}:{found[2]}" if found else off
    return _limited(f"{day}_{_plain(course)}_{_plain(clock)}", f"{day}_{course}_{clock}")


def natural_horse_id(horse: str) -> str:
    """`never-dark-gb`, of `Never Dark (GB)`."""
    return _limited(_plain(horse), horse)


def _plain(text: str) -> str:
    """Small letters and digits, everything else one hyphen."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")


def _limited(text: str, whole: str) -> str:
    """At most 64 characters. What is longer, or has no letter left, ends with a hash of the whole."""
    if 0 < len(text) <= _LONGEST:
        return text
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"{text[: _LONGEST - 13]}-{digest}"

"""What the name of a course on a page says about its country, and whether it is a course at all.

Names end with the country in brackets, `Naas (IRE)`, and British ones with nothing. Other brackets belong to
the name: `Newmarket (July)`, `Kempton (AW)`. Day pages write all of it in capitals, so that only a list tells
the two apart.
"""

from __future__ import annotations

import re

from include.racing.errors import UnknownMarkupError
from include.racing.same_race import course_key

BRITISH = "gb"

_AMERICA = {"USA", "CAN", "MEX", "PAN", "PR", "DOM", "JAM", "TRI", "BAR"} | {
    *("ARG", "BRZ", "CHI", "PER", "URU", "VEN", "COL", "ECU")
}
_EUROPE = {"GB", "IRE", "FR", "JER", "GUE", "GUR", "IOM"} | {
    *("GER", "ITY", "SPA", "POR", "BEL", "HOL", "SWI", "AUT", "SWE", "NOR", "DEN", "FIN", "CZE", "SVK"),
    *("HUN", "POL", "ROM", "GR", "GRE", "CYP", "TUR", "RUS", "UKR", "SER", "CRO", "BUL"),
}
_ASIA = {"UAE", "QA", "QAT", "KSA", "BHR", "BAH", "OMA", "KUW", "LEB", "ISR"} | {
    *("JPN", "JAP", "HK", "MAC", "KOR", "CHN", "SIN", "MAL", "THA", "PHI", "IND")
}
_ELSEWHERE = {"AUS", "NZ", "SAF", "ZIM", "KEN", "MAU", "MOR", "TUN", "ALG", "EGY"}
_COUNTRY_CODES = frozenset(_AMERICA | _EUROPE | _ASIA | _ELSEWHERE)
"""Country suffixes of Racing Post's courses and horses. Some of them were seen (GB, IRE, FR, GER, USA, UAE,
HK, JER, SAF); the others are those of racing's international codes."""

_BRACKET = re.compile(r"\(\s*([^()]*?)\s*\)")
# What could be a country that the list lacks. Longer words (JULY, ROWLEY) are parts of a course.
_LIKE_A_COUNTRY = re.compile(r"[A-Z]{2,3}")
_PARTS_OF_A_COURSE = frozenset({"AW", "OLD", "NEW"})


def country_of(course: str, where: str) -> str:
    """The country of a course by its name, in small letters: `ire` of `NAAS (IRE)`, `gb` of `BATH`.

    :raises UnknownMarkupError: a bracket could be a country, and is none that is known.
    """
    words: list[str] = [word.upper().replace(".", "") for word in _BRACKET.findall(course)]
    known = [word for word in words if word in _COUNTRY_CODES]
    if known:
        return known[-1].lower()
    unknown = [w for w in words if w not in _PARTS_OF_A_COURSE and _LIKE_A_COUNTRY.fullmatch(w)]
    if unknown:
        raise UnknownMarkupError(
            f"{where}: ({unknown[-1]}) in the course {course[:60]!r} is no known country and no known part "
            "of a course; add it to include/racing/racing_post/courses.py"
        )
    return BRITISH


def without_country(course: str) -> str:
    """The name without its country: `Dundalk (AW)` of `Dundalk (AW) (IRE)`."""
    return _BRACKET.sub(_kept, course).strip()


def _kept(bracket: re.Match[str]) -> str:
    return "" if bracket[1].upper() in _COUNTRY_CODES else bracket.group()


def is_name_of(heading: str, slug: str, *, is_same_id: bool) -> bool:
    """Whether a heading names the course of an address, `newmarket-july` by `NEWMARKET (JULY)`.

    A heading such as `WORLDWIDE STAKES` names a collection of races of several courses.

    :param is_same_id: the page gives the heading the id of that course; then the first word is enough.
    """
    own = course_key(slug)
    if own in (course_key(without_country(heading)), course_key(_BRACKET.sub("", heading))):
        return True
    return is_same_id and course_key(heading.split()[0] if heading.split() else "") == course_key(
        slug.split("-")[0]
    )

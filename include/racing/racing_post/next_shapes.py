"""The JSON in `script#__NEXT_DATA__` of Racing Post's pages since August 2026, as far as it is read.

It stands under `props.pageProps.initialState`: a result as `raceResult.data`, a day as `results.data`; the
other one is null, and so is `racePage.data`. Keys without a default stand on every page that public readers
of these pages have met: a page that lacks one is built in another way. The others may be absent.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from include.errors import PayloadError
from include.racing.errors import UnknownMarkupError
from include.racing.racing_post.document import Element, elements

_SCRIPTS = ".//script[@id='__NEXT_DATA__']"
_Count = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
Id = Annotated[int, msgspec.Meta(ge=-99_999_999, le=9_999_999_999)] | str
Word = int | float | str | None
"""A value that comes as a number or as text."""


class _Camel(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    pass


class NextPrize(_Camel, frozen=True):
    """`{"position": 1, "formatted": "£5,000"}`."""

    position: Word
    formatted: str | None


class NextHeader(_Camel, frozen=True):
    """The conditions of a race. Its rating band is not on the page."""

    race_title: str | None
    race_class: Word
    ages_allowed: str | None
    distance_short: str | None
    going: str | None
    obstacles: str | None
    race_type_code: str | None = None
    distance_full: str | None = None
    distance_yard: Annotated[int, msgspec.Meta(ge=1, le=100_000)] | None = None
    prizes: list[NextPrize] | None = None


class NextDetails(_Camel, frozen=True):
    """What is known after a race."""

    number_of_runners: _Count | None
    winning_time: str | None


class NextPedigree(_Camel, frozen=True):
    """Parents of a horse; a suffix is a country, `(FR)`."""

    colour_sex: str | None = None
    sire_name: str | None = None
    sire_suffix: str | None = None
    sire_url: str | None = None
    dam_name: str | None = None
    dam_suffix: str | None = None
    dam_url: str | None = None
    dam_sire_name: str | None = None
    dam_sire_url: str | None = None


class NextComment(_Camel, frozen=True):
    """How a horse ran, and how its price moved: `op 9/4`."""

    comment: str | None = None
    betting_movements: str | None = None


class NextRunner(_Camel, frozen=True):
    """A runner. An absent rating is an en dash."""

    horse_uid: Id
    horse_name: str
    outcome_code: Word
    saddle_cloth_no: Word
    draw_label: Word
    beaten_distance: Word
    beaten_distance_to_winner: Word
    odds: str | None
    jockey_name: str | None
    jockey_url: str | None
    trainer_name: str | None
    trainer_url: str | None
    age: Word
    weight_stones: Word
    weight_pounds: Word
    headgear: str | None
    is_first_time_headgear: bool | None
    official_rating: Word
    rp_rating: Word
    topspeed: Word
    distance_to_winner_native: Word = None
    is_disqualified: bool | None = None
    weight_carried_lbs: Word = None
    horse_suffix: str | None = None
    horse_url: str | None = None
    owner_name: str | None = None
    owner_url: str | None = None
    silk_url: str | None = None
    pedigree: NextPedigree | None = None
    comment: NextComment | None = None


class NextResult(_Camel, frozen=True):
    """A result with all its runners. `raceDatetime` is London's time."""

    race_id: Id
    race_datetime: str
    course_uid: Id
    country_code: str
    header: NextHeader
    details: NextDetails
    runners: list[NextRunner]
    course_key: str | None = None
    course_name: str | None = None


class NextDayRace(_Camel, frozen=True):
    """A race of a day. Its placed runners are a summary and are not read."""

    race_uid: Id
    full_result_link: str | None
    race_date_time: str | None = None
    is_result: bool | None = None
    is_abandoned: bool | None = None
    is_void_race: bool | None = None
    full_result_available: bool | None = None
    course_uid: Id | None = None
    course_key: str | None = None
    course_name: str | None = None
    country_code: str | None = None


class NextMeeting(_Camel, frozen=True):
    """A meeting; a special one repeats races of others and has a negative id."""

    is_special_meeting: bool | None
    races: list[NextDayRace] | None
    course_id: Id | None = None
    course_name: str | None = None
    country_code: str | None = None


class _ResultSlice(_Camel, frozen=True):
    data: NextResult | None
    error: Any = None


class _DaySlice(_Camel, frozen=True):
    data: list[NextMeeting] | None
    error: Any = None


class ResultState(_Camel, frozen=True):
    """The state of a result page."""

    race_result: _ResultSlice


class DayState(_Camel, frozen=True):
    """The state of a day page."""

    results: _DaySlice


class Kinds(_Camel, frozen=True):
    """Which of both a page has, without reading it."""

    race_result: dict[str, Any] | None = None
    results: dict[str, Any] | None = None


State = TypeVar("State", ResultState, DayState, Kinds)


def next_scripts(page: Element) -> list[str]:
    """The texts of `script#__NEXT_DATA__`; one on every page of this kind."""
    return [script.text or "" for script in elements(page, _SCRIPTS)]


def decode_state(script: str, kind: type[State], where: str) -> State:
    """The state of a page.

    :raises UnknownMarkupError: a key is missing or holds something else; the message has its path.
    :raises PayloadError: it is no JSON, or nested too deeply.
    """
    try:
        page = msgspec.json.decode(script, type=dict[str, msgspec.Raw])
        props = msgspec.json.decode(page.get("props", b"{}"), type=dict[str, msgspec.Raw])
        page_props = msgspec.json.decode(props.get("pageProps", b"{}"), type=dict[str, msgspec.Raw])
        return msgspec.json.decode(page_props.get("initialState", b"{}"), type=kind)
    except msgspec.ValidationError as error:
        raise UnknownMarkupError(
            f"{where}: script#__NEXT_DATA__, props.pageProps.initialState: {error}"
        ) from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise PayloadError(f"{where}: expected JSON in script#__NEXT_DATA__: {error}") from error

"""The answers of The Racing API that are read: `ResultsStandardPage` and `ResultStandard`.

Its published OpenAPI description (1.4.3) says that every value is a string, empty where there is none.
Only what a row cannot do without is demanded here.
"""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from include.errors import PayloadError
from include.racing.errors import UnknownMarkupError

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Shape = TypeVar("Shape")


class Runner(msgspec.Struct, frozen=True, rename={"or_": "or"}):
    """`RunnerStandard`."""

    horse_id: str
    horse: str
    position: str | None
    sp: str | None = None
    sp_dec: str | None = None
    number: str | None = None
    draw: str | None = None
    btn: str | None = None
    ovr_btn: str | None = None
    age: str | None = None
    sex: str | None = None
    weight: str | None = None
    weight_lbs: str | None = None
    headgear: str | None = None
    time: str | None = None
    or_: str | None = None
    rpr: str | None = None
    tsr: str | None = None
    prize: str | None = None
    jockey: str | None = None
    jockey_id: str | None = None
    trainer: str | None = None
    trainer_id: str | None = None
    owner: str | None = None
    owner_id: str | None = None
    sire: str | None = None
    sire_id: str | None = None
    dam: str | None = None
    dam_id: str | None = None
    damsire: str | None = None
    damsire_id: str | None = None
    comment: str | None = None
    silk_url: str | None = None


class Listed(msgspec.Struct, frozen=True):
    """What is read of a result in a day's list."""

    race_id: str
    date: str
    region: str
    course: str | None = None
    off: str | None = None
    off_dt: str | None = None


class Result(Listed, frozen=True, kw_only=True, rename={"class_": "class"}):
    """`ResultStandard`."""

    runners: list[Runner]
    course_id: str | None = None
    race_name: str | None = None
    type: str | None = None
    class_: str | None = None
    pattern: str | None = None
    rating_band: str | None = None
    age_band: str | None = None
    sex_rest: str | None = None
    dist: str | None = None
    dist_y: str | None = None
    dist_m: str | None = None
    dist_f: str | None = None
    going: str | None = None
    surface: str | None = None


class Page(msgspec.Struct, frozen=True):
    """`ResultsStandardPage`."""

    results: list[Listed] | None
    total: Count
    skip: Count


def decode(body: bytes, shape: type[Shape], what: str) -> Shape:
    """Decode `body` as `shape`.

    :param what: what was expected, for the message.
    :raises PayloadError: when it is something else; UnknownMarkupError names a missing or wrong field.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise UnknownMarkupError(f"expected {what}: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PayloadError(f"expected {what} as JSON: {error}") from error

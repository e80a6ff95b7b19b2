"""Racing Post's result page of 2026: JSON in `script#__NEXT_DATA__`, under
`props.pageProps.initialState.racePage.data`, as `race` and `runners`.

It lists the placed runners only. A page that tells about fewer than ran is not whole and is never stored.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from include.errors import IncompletePayloadError, PayloadError
from include.racing import conditions, values
from include.racing.checks import check_runners
from include.racing.errors import UnknownMarkupError, WrongRaceError
from include.racing.ids import checked_id
from include.racing.positions import is_finisher, position
from include.racing.racing_post.document import profile_id
from include.racing.racing_post.identity import check_identity, local_start
from include.racing.rows import Race, RunnerRow

_VOID = frozenset({"V", "VOI", "VOID"})
_Count = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
_Id = Annotated[int, msgspec.Meta(ge=1, le=9_999_999_999)] | str


class _Runner(msgspec.Struct, frozen=True, rename="camel"):
    horse_name: str
    horse_url: str
    position: int | str | None
    saddle_cloth: int | str | None = None
    distance_to_winner: float | str | None = None
    sp: str | None = None
    jockey: str | None = None
    trainer: str | None = None


class _Race(msgspec.Struct, frozen=True, rename="camel"):
    race_uid: _Id
    race_date_time: str
    runners_count: _Count
    race_status_code: str | None
    country_code: str
    race_title: str | None = None
    course_uid: _Id | None = None
    course_key: str | None = None
    course_name: str | None = None
    distance: str | None = None
    going: str | None = None
    race_class: int | str | None = None
    winner_time: str | None = None
    non_runners: list[str] | None = None


class _Data(msgspec.Struct, frozen=True):
    race: _Race
    runners: list[_Runner]


class _RacePage(msgspec.Struct, frozen=True):
    data: _Data


class _State(msgspec.Struct, frozen=True, rename="camel"):
    race_page: _RacePage


class _PageProps(msgspec.Struct, frozen=True, rename="camel"):
    initial_state: _State


class _Props(msgspec.Struct, frozen=True, rename="camel"):
    page_props: _PageProps


class _Page(msgspec.Struct, frozen=True):
    props: _Props


def read_next(script: str, race_id: str, country: str, day: date) -> Race:
    """The race of a page's JSON; see `read_race_page` for what it raises."""
    data = _decode(script, race_id)
    told = data.race
    where = f"race {race_id}"
    off = local_start(told.race_date_time, where)
    check_identity(checked_id(str(told.race_uid), "a race"), off.date(), race_id, day)
    if told.country_code.lower() != country:
        raise WrongRaceError(f"{where}: expected country {country}, got {told.country_code[:20]!r}")
    is_void = (told.race_status_code or "").upper() in _VOID
    if not is_void and len(data.runners) < max(told.runners_count, 1):
        raise IncompletePayloadError(
            f"{where}: {told.runners_count} horses ran, the page tells about {len(data.runners)} placed ones"
        )
    race = Race(
        race_id=race_id,
        country=country,
        date=day,
        course=values.text(told.course_name) or values.text(told.course_key),
        course_id=None if told.course_uid is None else checked_id(str(told.course_uid), "a course"),
        off=f"{off:%H:%M}",
        name=values.text(told.race_title),
        void=is_void,
        runners=(),
        declared_runners=None if is_void else told.runners_count,
    )
    if is_void:
        return race
    rows = tuple(_row(race, told, one) for one in data.runners)
    check_runners(rows, where, told.runners_count)
    return msgspec.structs.replace(race, runners=rows)


def _decode(script: str, race_id: str) -> _Data:
    try:
        return msgspec.json.decode(script, type=_Page).props.page_props.initial_state.race_page.data
    except msgspec.ValidationError as error:
        raise UnknownMarkupError(f"race {race_id}: script#__NEXT_DATA__: {error}") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise PayloadError(f"race {race_id}: expected JSON in script#__NEXT_DATA__: {error}") from error


def _row(race: Race, told: _Race, one: _Runner) -> RunnerRow:
    horse_id, name = profile_id(one.horse_url, "horse"), values.text(one.horse_name)
    if horse_id is None or name is None:
        raise UnknownMarkupError(
            f"race {race.race_id}: expected a horse with horseName and horseUrl, got {one.horse_url[:60]!r}"
        )
    of = f"race {race.race_id}, horse {horse_id}"
    pos = position(_text(one.position))
    if pos is None:
        raise IncompletePayloadError(f"{of} has no position (yet)")
    dist_f = values.furlongs(told.distance, f"{of}: distance")
    type_ = conditions.race_type(dist_f, None, race.name)
    going = values.text(told.going)
    winner = values.seconds(told.winner_time, f"{of}: winnerTime")
    behind = values.lengths(_text(one.distance_to_winner), f"{of}: distanceToWinner")
    behind = (0.0 if pos == "1" else behind) if is_finisher(pos) else None
    scale = conditions.lengths_per_second(going, type_)
    secs = conditions.runner_seconds(winner, behind, None, scale)
    price = values.price(one.sp)
    return RunnerRow(
        date=race.date,
        country=race.country,
        region=race.country.upper(),
        course=race.course,
        course_id=race.course_id,
        off=race.off,
        race_id=race.race_id,
        race_name=race.name,
        type=type_,
        class_=conditions.race_class(f"Class {told.race_class}") or conditions.race_class(race.name),
        pattern=conditions.pattern(race.name),
        sex_rest=conditions.sex_restriction(race.name),
        dist=values.text(told.distance),
        dist_f=dist_f,
        going=going,
        surface=conditions.surface(going),
        ran=race.declared_runners,
        num=values.cloth(_text(one.saddle_cloth), f"{of}: saddleCloth"),
        pos=pos,
        ovr_btn=behind,
        horse_id=horse_id,
        horse=name,
        time=values.clock(secs),
        secs=secs,
        dec=values.decimal_odds(price, f"{of}: sp"),
        sp=price,
        jockey=values.text(one.jockey),
        trainer=values.text(one.trainer),
    )


def _text(value: float | str | None) -> str | None:
    return None if value is None else str(value)

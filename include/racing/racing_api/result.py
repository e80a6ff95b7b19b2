"""A result of The Racing API as a race. Its fields map one to one to our columns (`tsr` is `ts`)."""

from __future__ import annotations

from datetime import date, datetime

from include.days import RACING_ZONE
from include.errors import IncompletePayloadError
from include.racing import values
from include.racing.checks import check_runners
from include.racing.errors import UnreadableValueError, WrongRaceError
from include.racing.ids import checked_day, checked_id
from include.racing.positions import is_void, position
from include.racing.racing_api.shapes import Listed, Result, Runner, decode
from include.racing.rows import Race, RunnerRow


def read_result(body: bytes, race_id: str, country: str, day: date) -> Race:
    """The race that `/v1/results/{race_id}` answered.

    :raises WrongRaceError: it is about another race, day or country.
    :raises IncompletePayloadError: it has no runners, or runners without a position.
    :raises PayloadError: it cannot be read.
    """
    result = decode(body, Result, f"the result of race {race_id}")
    came = (checked_id(result.race_id, "a race"), checked_day(result.date, f"race {race_id}"))
    if came != (race_id, day):
        raise WrongRaceError(f"expected race {race_id} of {day}, got race {came[0]} of {came[1]}")
    check_country(result, country)
    where = f"race {race_id}"
    if not result.runners:
        raise IncompletePayloadError(f"{where} has no runners (yet)")
    void = is_void([position(runner.position) for runner in result.runners], where)
    off = local_off(result)
    rows = () if void else tuple(_row(result, runner, country, day, off) for runner in result.runners)
    check_runners(rows, where)
    return Race(
        race_id=race_id,
        country=country,
        date=day,
        course=values.text(result.course),
        course_id=_optional_id(result.course_id, f"the course of {where}"),
        off=off,
        name=values.text(result.race_name),
        void=void,
        runners=rows,
        declared_runners=len(result.runners),
    )


def check_country(listed: Listed, country: str) -> None:
    """Whether the race was run in `country`.

    :raises WrongRaceError: it was not.
    """
    if listed.region.lower() != country:
        raise WrongRaceError(
            f"race {listed.race_id[:64]!r}: expected region {country}, got {listed.region[:20]!r}"
        )


def local_off(listed: Listed) -> str | None:
    """When the race was off, as HH:MM: `off_dt` in London, else what `off` says without am and pm."""
    moment = values.text(listed.off_dt)
    if moment is None:
        return values.twenty_four_hours(listed.off)
    try:
        instant = datetime.fromisoformat(moment)
        local = instant.astimezone(RACING_ZONE) if instant.tzinfo else instant
    except (ValueError, OverflowError) as error:
        raise UnreadableValueError(
            f"race {listed.race_id[:64]!r}: expected off_dt as an ISO time, got {moment[:40]!r}"
        ) from error
    return f"{local:%H:%M}"


def _row(result: Result, runner: Runner, country: str, day: date, off: str | None) -> RunnerRow:
    where = f"race {result.race_id}, horse {runner.horse_id[:64]}"
    horse, pos = values.text(runner.horse), position(runner.position)
    if horse is None:
        raise UnreadableValueError(f"{where}: expected the name of the horse, got {runner.horse[:40]!r}")
    if pos is None:
        raise IncompletePayloadError(f"{where} has no position (yet)")
    prize, currency = values.money(runner.prize, f"{where}: prize")
    secs = values.seconds(runner.time, f"{where}: time")
    sp = values.price(runner.sp)
    lbs = values.integer(runner.weight_lbs, f"{where}: weight_lbs")
    odds = values.number(runner.sp_dec, f"{where}: sp_dec")
    return RunnerRow(
        date=day,
        country=country,
        region=country.upper(),
        course=values.text(result.course),
        course_id=_optional_id(result.course_id, f"the course of {where}"),
        off=off,
        race_id=result.race_id,
        race_name=values.text(result.race_name),
        type=values.text(result.type),
        class_=values.text(result.class_),
        pattern=values.text(result.pattern),
        rating_band=values.text(result.rating_band),
        age_band=values.text(result.age_band),
        sex_rest=values.text(result.sex_rest),
        dist=values.text(result.dist),
        dist_f=values.furlongs(result.dist_f, f"{where}: dist_f"),
        dist_m=values.integer(result.dist_m, f"{where}: dist_m"),
        dist_y=values.integer(result.dist_y, f"{where}: dist_y"),
        going=values.text(result.going),
        surface=values.text(result.surface),
        ran=len(result.runners),
        num=values.cloth(runner.number, f"{where}: number"),
        pos=pos,
        draw=values.integer(runner.draw, f"{where}: draw"),
        ovr_btn=values.lengths(runner.ovr_btn, f"{where}: ovr_btn"),
        btn=values.lengths(runner.btn, f"{where}: btn"),
        horse_id=checked_id(runner.horse_id, f"a horse of race {result.race_id}"),
        horse=horse,
        age=values.integer(runner.age, f"{where}: age"),
        sex=values.text(runner.sex),
        lbs=lbs if lbs is not None else values.pounds(runner.weight, f"{where}: weight"),
        hg=values.text(runner.headgear),
        time=values.clock(secs),
        secs=secs,
        dec=odds if odds is not None else values.decimal_odds(sp, f"{where}: sp"),
        sp=sp,
        jockey=values.text(runner.jockey),
        trainer=values.text(runner.trainer),
        prize=prize,
        prize_currency=currency,
        or_=values.integer(runner.or_, f"{where}: or"),
        rpr=values.integer(runner.rpr, f"{where}: rpr"),
        ts=values.integer(runner.tsr, f"{where}: tsr"),
        sire=values.text(runner.sire),
        dam=values.text(runner.dam),
        damsire=values.text(runner.damsire),
        owner=values.text(runner.owner),
        comment=values.text(runner.comment),
        jockey_id=_optional_id(runner.jockey_id, f"a jockey, {where}"),
        trainer_id=_optional_id(runner.trainer_id, f"a trainer, {where}"),
        owner_id=_optional_id(runner.owner_id, f"an owner, {where}"),
        sire_id=_optional_id(runner.sire_id, f"a sire, {where}"),
        dam_id=_optional_id(runner.dam_id, f"a dam, {where}"),
        damsire_id=_optional_id(runner.damsire_id, f"a damsire, {where}"),
        silk_url=values.text(runner.silk_url),
    )


def _optional_id(value: str | None, what: str) -> str | None:
    cleaned = values.text(value)
    return None if cleaned is None else checked_id(cleaned, what)

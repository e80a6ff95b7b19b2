"""Racing Post's result page since August 2026: `raceResult.data` of `script#__NEXT_DATA__`, with all runners.

Recorded keys, and what each says: `include.racing.racing_post.next_shapes`. Not seen yet: a race whose first
past the post was disqualified. Its distances are read as on the classic page, from the horse that passed the
post first.
"""

from __future__ import annotations

from typing import Any

from include.errors import IncompletePayloadError, PayloadError
from include.racing import conditions, values
from include.racing.errors import UnknownMarkupError
from include.racing.ids import checked_id
from include.racing.positions import is_void, position
from include.racing.racing_post.document import only, profile_id
from include.racing.racing_post.identity import Asked, local_start
from include.racing.racing_post.next_shapes import (
    NextHeader,
    NextPedigree,
    NextResult,
    NextRunner,
    ResultState,
    Word,
    decode_state,
)
from include.racing.racing_post.race_rows import Conditions, common_row, winning_seconds, with_rows
from include.racing.racing_post.runner import Runner, comment_text
from include.racing.rows import Race

_DISQUALIFIED = "DSQ"
# F, X and C were seen; H and B are documented by public readers. Another code: the race's words decide.
_TYPES = {"F": "Flat", "X": "Flat", "C": "Chase", "H": "Hurdle", "B": "NH Flat"}
_ALL_WEATHER = "X"
_BRITISH = "(GB)"


def read_next(script: str, asked: Asked) -> Race:
    """The race of a page's JSON; see `read_result` for what it raises."""
    what = f"race {asked.race_id}" if asked.race_id else "a result"
    told = _result(script, what)
    race_id = checked_id(str(told.race_id), "a race")
    where = f"race {race_id}"
    off = local_start(told.race_datetime, where)
    asked.check(race_id, off.date())
    runners = [_runner(one, where) for one in told.runners]
    if not runners:
        raise IncompletePayloadError(f"{where}: the page tells about no runner (yet)")
    void = is_void([runner.pos for runner in runners], where)
    if told.details.number_of_runners is None and not void:
        raise IncompletePayloadError(f"{where}: the page does not say how many ran (numberOfRunners is null)")
    race = Race(
        race_id=race_id,
        country=asked.settled_country(told.country_code.strip().lower() or None, where),
        date=off.date(),
        course=values.text(told.course_name) or values.text(told.course_key),
        course_id=checked_id(str(told.course_uid), "a course"),
        off=f"{off:%H:%M}",
        name=values.text(told.header.race_title),
        void=void,
        runners=(),
        declared_runners=None if void else told.details.number_of_runners,
    )
    if void:
        return race
    common = common_row(race, _conditions(told.header, where), where)
    winner_seconds = winning_seconds(told.details.winning_time, where)
    return with_rows(race, common, runners, _prizes(told.header, where), winner_seconds)


def _result(script: str, where: str) -> NextResult:
    state = decode_state(script, ResultState, where).race_result
    if state.error:
        raise PayloadError(f"{where}: the page has an error instead of a result: {str(state.error)[:200]}")
    if state.data is None:
        raise IncompletePayloadError(f"{where}: the page has no result (yet): raceResult.data is null")
    return state.data


def _conditions(header: NextHeader, where: str) -> Conditions:
    code = (header.race_type_code or "").strip().upper()
    yards = header.distance_yard
    full = (header.distance_full or "").strip("() ").replace(" ", "")
    length = values.furlongs(full, f"{where}: distanceFull") if yards is None and full else None
    if length is not None:
        yards = round(length * values.YARDS_IN_A_FURLONG)
    return Conditions(
        dist=values.text(header.distance_short),
        yards=yards,
        going=values.text(header.going),
        obstacles=values.text(header.obstacles),
        class_words=f"Class {_text(header.race_class)}",
        rating_band=None,
        age_band=conditions.bands(values.text(header.ages_allowed))[1],
        type=_TYPES.get(code),
        surface="AW" if code == _ALL_WEATHER else None,
    )


def _prizes(header: NextHeader, where: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for prize in header.prizes or []:
        place = values.integer(_text(prize.position), f"{where}: position of a prize")
        if place is None or prize.formatted is None:
            continue
        if found.setdefault(place, prize.formatted) != prize.formatted:
            raise UnknownMarkupError(f"{where}: the prize of place {place} is there twice (header.prizes)")
    return found


def _runner(one: NextRunner, where: str) -> Runner:
    horse_id = checked_id(str(one.horse_uid), "a horse")
    linked = profile_id(one.horse_url, "horse")
    of = f"{where}, horse {horse_id}"
    name = values.text(one.horse_name)
    if name is None:
        raise UnknownMarkupError(f"{of}: expected a horse with horseName, got {one.horse_name[:60]!r}")
    only((horse_id, linked), f"{of}: horseUid and the id in horseUrl")
    pos = position(_text(one.outcome_code))
    if pos is None:
        raise IncompletePayloadError(f"{of} has no position (yet)")
    beaten = _text(one.beaten_distance)
    total = values.lengths(_text(one.beaten_distance_to_winner), f"{of}: beatenDistanceToWinner")
    if total is None:
        total = values.number(_text(one.distance_to_winner_native), f"{of}: distanceToWinnerNative")
    fields = {"horse_id": horse_id, "horse": _bred(name, one.horse_suffix), **_fields(one, of)}
    return Runner(
        pos=_DISQUALIFIED if one.is_disqualified else pos,
        btn=values.lengths(beaten, f"{of}: beatenDistance"),
        ovr_btn=total,
        is_dead_heat=(beaten or "").strip().lower() == "dht",
        fields=fields,
    )


def _fields(one: NextRunner, of: str) -> dict[str, Any]:
    price = values.price(one.odds)
    draw = _text(one.draw_label)
    return {
        "num": values.cloth(_text(one.saddle_cloth_no), f"{of}: saddleClothNo"),
        "draw": values.integer(draw.strip(" ()\xa0") if draw else None, f"{of}: drawLabel"),
        "age": values.integer(_text(one.age), f"{of}: age"),
        "lbs": _pounds(one, of),
        "hg": _headgear(one),
        "sp": price,
        "dec": values.decimal_odds(price, f"{of}: odds"),
        "jockey": values.text(one.jockey_name),
        "jockey_id": profile_id(one.jockey_url, "jockey"),
        "trainer": values.text(one.trainer_name),
        "trainer_id": profile_id(one.trainer_url, "trainer"),
        "owner": values.text(one.owner_name),
        "owner_id": profile_id(one.owner_url, "owner"),
        "or_": values.integer(_text(one.official_rating), f"{of}: officialRating"),
        "ts": values.integer(_text(one.topspeed), f"{of}: topspeed"),
        "rpr": values.integer(_text(one.rp_rating), f"{of}: rpRating"),
        "silk_url": values.text(one.silk_url),
        "comment": _comment(one),
        **_parents(one.pedigree or NextPedigree()),
    }


def _parents(told: NextPedigree) -> dict[str, str | None]:
    colour_sex = (values.text(told.colour_sex) or "").split()
    return {
        "sex": colour_sex[-1].upper() if colour_sex else None,
        "sire": _bred(values.text(told.sire_name), told.sire_suffix),
        "sire_id": profile_id(told.sire_url, "horse"),
        "dam": _bred(values.text(told.dam_name), told.dam_suffix),
        "dam_id": profile_id(told.dam_url, "horse"),
        "damsire": values.text(told.dam_sire_name),
        "damsire_id": profile_id(told.dam_sire_url, "horse"),
    }


def _bred(name: str | None, suffix: str | None) -> str | None:
    """A name with its country; none is Great Britain: `Never Dark (GB)`, as on the classic page."""
    return None if name is None else f"{name} {values.text(suffix) or _BRITISH}"


def _pounds(one: NextRunner, of: str) -> int | None:
    carried = values.integer(_text(one.weight_carried_lbs), f"{of}: weightCarriedLbs")
    if carried is not None or one.weight_stones is None or one.weight_pounds is None:
        return carried
    return values.pounds(f"{one.weight_stones}-{one.weight_pounds}", f"{of}: weight")


def _headgear(one: NextRunner) -> str | None:
    """`p1` is headgear p for the first time, as on the classic page."""
    headgear = values.text(one.headgear)
    is_first = one.is_first_time_headgear and headgear is not None and not headgear.endswith("1")
    return f"{headgear}1" if is_first else headgear


def _comment(one: NextRunner) -> str | None:
    """The comment with the movements of the price in brackets, as one text as on the classic page."""
    if one.comment is None:
        return None
    moved = values.text(one.comment.betting_movements)
    parts = (values.text(one.comment.comment), f"({moved})" if moved else None)
    return comment_text(" ".join(part for part in parts if part) or None)


def _text(value: Word) -> str | None:
    return None if value is None else str(value)

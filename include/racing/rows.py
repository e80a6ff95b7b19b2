"""What a race is here: one row a runner, and the columns of every file and table of racing.

`COLUMNS` is the one place where names, order and types stand. Order is the order of the CSV of a day;
the partition file has the same columns without `date` and `country`, which its key tells
(`include.racing.table`). Names are those of the public scrapers' files, so that history can be imported.
"""

from __future__ import annotations

import datetime
from typing import Literal, NamedTuple

import msgspec

Kind = Literal["text", "integer", "number", "timestamp"]


class Column(NamedTuple):
    """A column. `in_file` is false for what the partition's key tells already."""

    name: str
    kind: Kind
    in_file: bool = True


def _columns(names: str, kind: Kind) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name in names.split())


COLUMNS: tuple[Column, ...] = (
    Column("date", "text", in_file=False),
    Column("country", "text", in_file=False),
    *_columns("region course course_id course_detail off race_id race_name type class pattern", "text"),
    *_columns("rating_band age_band sex_rest dist", "text"),
    *_columns("dist_f", "number"),
    *_columns("dist_m dist_y", "integer"),
    *_columns("going surface", "text"),
    *_columns("ran num", "integer"),
    *_columns("pos", "text"),
    *_columns("draw", "integer"),
    *_columns("ovr_btn btn", "number"),
    *_columns("horse_id horse", "text"),
    *_columns("age", "integer"),
    *_columns("sex", "text"),
    *_columns("lbs", "integer"),
    *_columns("hg time", "text"),
    *_columns("secs dec", "number"),
    *_columns("sp jockey trainer", "text"),
    *_columns("prize", "number"),
    *_columns("or rpr ts", "integer"),
    *_columns("sire dam damsire owner comment", "text"),
    *_columns("jockey_id trainer_id owner_id sire_id dam_id damsire_id silk_url prize_currency", "text"),
    Column("scraped_at", "timestamp"),
)
"""All columns, in the CSV's order."""

NAMES = tuple(column.name for column in COLUMNS)


class RunnerRow(msgspec.Struct, frozen=True, kw_only=True, rename={"class_": "class", "or_": "or"}):
    """A runner of a race: the columns but `scraped_at`, which the archive knows and no page tells.

    `class_` and `or_` stand for the columns `class` and `or`. What the source does not tell is None,
    never an empty text.

    Units: `dist_f` furlongs, `dist_m` metres, `dist_y` yards, `ovr_btn` (behind the winner) and `btn`
    (behind the horse in front) lengths, `lbs` pounds, `secs` seconds, `dec` decimal odds with the stake,
    `prize` in `prize_currency` (GBP, EUR; None where the source does not say).
    `pos` is the position as a number, or why there is none (F, PU, UR, ...; UNP for a source's 0). `off` is
    London's time, 24 hours. `ovr_btn`, `time` and `secs` are None for a horse that passed the post before the
    winner and was disqualified or put back.
    """

    date: datetime.date
    country: str
    race_id: str
    horse_id: str
    horse: str
    pos: str
    region: str | None = None
    course: str | None = None
    course_id: str | None = None
    course_detail: str | None = None
    off: str | None = None
    race_name: str | None = None
    type: str | None = None
    class_: str | None = None
    pattern: str | None = None
    rating_band: str | None = None
    age_band: str | None = None
    sex_rest: str | None = None
    dist: str | None = None
    dist_f: float | None = None
    dist_m: int | None = None
    dist_y: int | None = None
    going: str | None = None
    surface: str | None = None
    ran: int | None = None
    num: int | None = None
    draw: int | None = None
    ovr_btn: float | None = None
    btn: float | None = None
    age: int | None = None
    sex: str | None = None
    lbs: int | None = None
    hg: str | None = None
    time: str | None = None
    secs: float | None = None
    dec: float | None = None
    sp: str | None = None
    jockey: str | None = None
    trainer: str | None = None
    prize: float | None = None
    or_: int | None = None
    rpr: int | None = None
    ts: int | None = None
    sire: str | None = None
    dam: str | None = None
    damsire: str | None = None
    owner: str | None = None
    comment: str | None = None
    jockey_id: str | None = None
    trainer_id: str | None = None
    owner_id: str | None = None
    sire_id: str | None = None
    dam_id: str | None = None
    damsire_id: str | None = None
    silk_url: str | None = None
    prize_currency: str | None = None


class Race(msgspec.Struct, frozen=True, kw_only=True):
    """A race that was run, or that was declared void (then without runners).

    `declared_runners` is how many ran by the source's own count, None where it gives none.
    """

    race_id: str
    country: str
    date: datetime.date
    course: str | None
    course_id: str | None
    off: str | None
    name: str | None
    void: bool
    runners: tuple[RunnerRow, ...]
    declared_runners: int | None = None

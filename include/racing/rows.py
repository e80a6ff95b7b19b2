"""What a race is here: one row a runner. What each column means is written in `include.racing.columns`."""

from __future__ import annotations

import datetime

import msgspec


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

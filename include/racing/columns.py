"""The columns of every file and table of racing: their names, order, types and meaning, in one place.

Order is the order of the CSV of a day; the partition file has the same columns without `date` and
`country`, which its key tells (`include.racing.table`). Names are those of the public scrapers' files, so
that history can be imported.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "integer", "number", "timestamp"]


class Column(NamedTuple):
    """A column.

    :param meaning: without a period at its end; `unit` of a number.
    :param in_file: false for what the partition's key tells already.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    in_file: bool = True

    @property
    def description(self) -> str:
        """Meaning and unit as one text, in the form of the comments of the warehouse."""
        return f"{self.meaning}. Unit: {self.unit}." if self.unit else f"{self.meaning}."


COLUMNS: tuple[Column, ...] = (
    Column("date", "text", "Day of the race, London time", in_file=False),
    Column("country", "text", "Country of the race: gb, ire or fr", in_file=False),
    Column("region", "text", "Country of the course in capitals, such as GB"),
    Column("course", "text", "Name of the course"),
    Column("course_id", "text", "The source's id of the course"),
    Column("course_detail", "text", "What the source adds to the course's name; null where it adds nothing"),
    Column("off", "text", "Time of the start in London, also of races in France, 24 hours, such as 14:35"),
    Column("race_id", "text", "The source's id of the race; with horse_id the key of a row"),
    Column("race_name", "text", "Name of the race"),
    Column("type", "text", "Flat, Hurdle, Chase or NH Flat"),
    Column("class", "text", "Class of the race, such as Class 4"),
    Column("pattern", "text", "Group, Grade or Listed of the race; null for other races"),
    Column("rating_band", "text", "Official ratings that may enter, such as 0-75"),
    Column("age_band", "text", "Ages that may enter, such as 3yo+"),
    Column("sex_rest", "text", "Sexes that may enter, such as F & M; null for a race open to all"),
    Column("dist", "text", "Distance as people write it, such as 1m2f"),
    Column("dist_f", "number", "Distance", "furlongs"),
    Column("dist_m", "integer", "Distance", "metres"),
    Column("dist_y", "integer", "Distance", "yards"),
    Column("going", "text", "State of the ground, such as Good To Soft"),
    Column("surface", "text", "Turf, AW (all-weather) or Dirt"),
    Column("ran", "integer", "Horses that ran in the race", "horses"),
    Column("num", "integer", "Number on the horse's cloth", "none (a number)"),
    Column(
        "pos",
        "text",
        "Position at the finish, or why there is none: F (fell), PU (pulled up), UR and the like",
    ),
    Column("draw", "integer", "Starting stall", "none (a number)"),
    Column("ovr_btn", "number", "Distance behind the winner", "lengths"),
    Column("btn", "number", "Distance behind the horse in front", "lengths"),
    Column("horse_id", "text", "The source's id of the horse"),
    Column("horse", "text", "Name of the horse"),
    Column("age", "integer", "Age of the horse", "years"),
    Column("sex", "text", "Sex of the horse as the source abbreviates it, such as G"),
    Column("lbs", "integer", "Weight carried", "pounds"),
    Column("hg", "text", "Headgear as the source abbreviates it; null without"),
    Column("time", "text", "Time of the horse, such as 2:05.34"),
    Column("secs", "number", "Time of the horse", "seconds"),
    Column("dec", "number", "Starting price as decimal odds, with the stake", "decimal odds"),
    Column("sp", "text", "Starting price as the source writes it, such as 11/4F"),
    Column("jockey", "text", "Name of the jockey"),
    Column("trainer", "text", "Name of the trainer"),
    Column("prize", "number", "Prize money of the horse", "prize_currency"),
    Column("or", "integer", "Official rating of the horse", "rating points"),
    Column("rpr", "integer", "Racing Post Rating; often days later than the result", "rating points"),
    Column("ts", "integer", "Topspeed rating; often days later than the result", "rating points"),
    Column("sire", "text", "Name of the sire"),
    Column("dam", "text", "Name of the dam"),
    Column("damsire", "text", "Name of the dam's sire"),
    Column("owner", "text", "Name of the owner"),
    Column("comment", "text", "The source's comment on the run"),
    Column("jockey_id", "text", "The source's id of the jockey"),
    Column("trainer_id", "text", "The source's id of the trainer"),
    Column("owner_id", "text", "The source's id of the owner"),
    Column("sire_id", "text", "The source's id of the sire"),
    Column("dam_id", "text", "The source's id of the dam"),
    Column("damsire_id", "text", "The source's id of the dam's sire"),
    Column("silk_url", "text", "Address of the picture of the jockey's silks"),
    Column("prize_currency", "text", "Currency of prize: GBP, EUR; null where the source does not say"),
    Column("scraped_at", "timestamp", "When the race came from the source"),
)
"""All columns, in the CSV's order."""

CREATED_AT = Column("created_at", "timestamp", "When the partition was written, equal on all rows of it")
"""The last column of a partition file, which the CSV does not have."""

NAMES = tuple(column.name for column in COLUMNS)

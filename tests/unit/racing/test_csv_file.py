"""The CSV of a day: what is written comes back, and files of all ages are read."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from msgspec.structs import replace

from include.errors import PayloadError
from include.racing.columns import NAMES
from include.racing.csv_file import read_csv, write_csv
from include.racing.errors import UnknownMarkupError, UnreadableValueError
from include.racing.ids import checked_id
from include.racing.natural_ids import natural_horse_id, natural_race_id
from include.racing.rows import RunnerRow
from include.racing.table import SCHEMA, table_of
from tests.unit.racing import simulated

DAY = date(2020, 6, 3)
SCRAPED = datetime(2020, 6, 4, 0, 30, 1, 234567, tzinfo=UTC)
HEADER = "date,region,course,off,race_name,pos,horse,num,draw,sp,prize,or,rpr"


def file_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines]).encode()


def table(**values: object) -> pa.Table:
    row = {
        "date": DAY,
        "country": "gb",
        "race_id": "r1",
        "horse_id": "h1",
        "horse": "Never Dark (GB)",
        "pos": "1",
    }
    return table_of([RunnerRow(**{**row, **values})], {"r1": SCRAPED})


def real(shared_data: Path, name: str) -> bytes:
    return (shared_data / "racing_post" / name).read_bytes()


def keys(rows: pa.Table) -> list[tuple[str, str]]:
    return list(zip(rows["race_id"].to_pylist(), rows["horse_id"].to_pylist(), strict=True))


def test_a_file_has_all_columns_unquoted_lines_and_no_carriage_return() -> None:
    body = write_csv(table(comment='Led, "clear"\r\n2f out', race_name="A,B"), "gb", DAY).decode()
    header, line, rest = body.split("\n")
    assert (header, rest) == (",".join(NAMES), "")
    fields = dict(zip(NAMES, line.split(","), strict=True))
    assert fields["comment"] == 'Led - "clear" 2f out'
    assert fields["race_name"] == "A - B"
    assert (fields["date"], fields["country"], fields["race_id"], fields["horse_id"]) == (
        "2020-06-03", "gb", "r1", "h1",
    )  # fmt: skip


def test_all_rows_of_simulated_races_come_back_but_for_commas() -> None:
    for race in simulated.races()[::9]:
        read = simulated.read_classic(simulated.told(race))
        name = (read.name or "").replace(", ", " - ")
        told = table_of([replace(row, race_name=name) for row in read.runners], {race.id: SCRAPED})
        assert read_csv(write_csv(told, race.country, race.day), race.country, race.day).equals(told)


@pytest.mark.parametrize(
    "values",
    [
        {"comment": '"Led" early'}, {"horse": '"Quoted'}, {"owner": "Mr & Mrs R Wood"}, {"prize": 1e-7},
        {"prize": 123456789.25}, {"secs": 98.85}, {"ovr_btn": 0.05}, {"num": 0, "draw": 21},
        {"horse": "Épée d'Or"}, {"dist": "1m2\u00bdf", "dist_f": 10.5}, {"sp": "EvensF", "dec": 2.0},
    ],
)  # fmt: skip
def test_odd_values_come_back_as_they_were(values: dict[str, object]) -> None:
    told = table(**values)
    assert read_csv(write_csv(told, "gb", DAY), "gb", DAY).equals(told)


def test_a_table_without_rows_is_a_file_with_a_header_alone() -> None:
    told = table_of([], {})
    body = write_csv(told, "fr", DAY)
    assert body.decode() == ",".join(NAMES) + "\n"
    assert read_csv(body, "fr", DAY).equals(told)


def test_a_real_day_scraped_twice_has_the_same_keys_and_late_ratings(shared_data: Path) -> None:
    first = read_csv(real(shared_data, "gb_2020_06_03_v1.csv"), "gb", DAY)
    second = read_csv(real(shared_data, "gb_2020_06_03_v2.csv"), "gb", DAY)
    assert (first.num_rows, len({race for race, _ in keys(first)})) == (201, 19)
    assert keys(first) == keys(second)
    assert len(set(keys(first))) == 201
    ratings = [
        [sum(value is not None for value in rows[name].to_pylist()) for name in ("rpr", "ts")]
        for rows in (first, second)
    ]
    assert ratings == [[0, 0], [198, 177]]


def test_a_real_day_is_read_value_by_value(shared_data: Path) -> None:
    row = read_csv(real(shared_data, "gb_2020_06_03_v2.csv"), "gb", DAY).to_pylist()[1]
    told = {name: value for name, value in row.items() if value is not None and name != "comment"}
    assert told == {
        "region": "GB", "course": "kempton-aw", "off": "1:00", "race_id": "2020-06-03_kempton-aw_1-00",
        "race_name": "Unibet Thanks The Frontline Workers Handicap", "class": "Class 5",
        "rating_band": "0-75", "age_band": "3yo", "dist": "5f", "dist_f": 5.0, "dist_m": 1006, "dist_y": 1100,
        "going": "Standard To Slow", "ran": 10, "num": 6, "pos": "2", "draw": 1, "ovr_btn": 1.25, "btn": 1.25,
        "horse_id": "newyorkstateofmind-gb", "horse": "Newyorkstateofmind (GB)", "age": 3, "sex": "G",
        "lbs": 130, "time": "0:59.92", "secs": 59.92, "dec": 4.0, "sp": "3/1", "jockey": "Martin Dwyer",
        "trainer": "William Muir", "prize": 1039.5, "prize_currency": "GBP", "or": 74, "rpr": 77, "ts": 72,
        "sire": "Brazen Beau (AUS)", "dam": "Albany Rose (IRE)", "damsire": "Noverre",
        "owner": "Purple Lilac Racing Spotted Dog Pship",
    }  # fmt: skip


def test_every_day_of_a_real_file_of_2018_is_read_and_written_again(shared_data: Path) -> None:
    body = real(shared_data, "fr-2018.csv")
    lines = csv.DictReader(body.decode().splitlines())
    days = {datetime.strptime(line["date"], "%d %b %Y").replace(tzinfo=UTC).date() for line in lines}
    rows = 0
    for day in days:
        told = read_csv(body, "fr", day)
        rows += told.num_rows
        assert read_csv(write_csv(told, "fr", day), "fr", day).equals(told)
    assert (len(days), rows) == (33, 477)


def test_the_names_of_2018_are_translated(shared_data: Path) -> None:
    """`jockey` and `trainer` stand over each other's values, `btn` is behind the winner, `time` the off."""
    rows = read_csv(real(shared_data, "fr-2018.csv"), "fr", date(2018, 10, 9)).to_pylist()
    winner, second = [row for row in rows if row["horse"] in ("Hot Team", "Got Wind")]
    assert {name: winner[name] for name in ("off", "trainer", "jockey", "pattern", "class", "hg", "lbs")} == {
        "off": "12:25", "trainer": "Hugo Palmer", "jockey": "Mickael Barzalona", "pattern": "Listed",
        "class": None, "hg": "b", "lbs": 126,
    }  # fmt: skip
    assert (second["ovr_btn"], second["btn"], second["dist_f"], second["dec"]) == (4.0, None, 8.0, 16.0)


def test_a_class_that_was_not_found_is_none_and_the_sexes_leave_the_age_band(shared_data: Path) -> None:
    body = real(shared_data, "fr-2018.csv")
    rows = [
        row
        for month in (date(2018, 11, 10), date(2018, 6, 17))
        for row in read_csv(body, "fr", month).to_pylist()
    ]
    assert {row["class"] for row in rows} == {None}
    assert {(row["age_band"], row["sex_rest"]) for row in rows} >= {("3yo", None), ("3yo", "F")}


def test_a_day_that_a_file_of_several_days_does_not_hold_is_no_day_without_racing(shared_data: Path) -> None:
    with pytest.raises(UnknownMarkupError, match="2018-02-11 to 2018-11-22, without this day"):
        read_csv(real(shared_data, "fr-2018.csv"), "fr", date(2018, 6, 18))


def test_a_file_of_one_other_day_is_refused() -> None:
    body = file_of("2020-06-04,GB,Ayr,1:00,Race,1,A,1,2,9/2,,,")
    with pytest.raises(
        UnknownMarkupError, match="expected the results of gb 2020-06-03, got those of gb 2020-06-04"
    ):
        read_csv(body, "gb", DAY)


def test_a_file_of_another_country_is_refused_and_one_that_has_a_line_of_it() -> None:
    french = "2020-06-03,FR,Vichy,1:00,Race,1,B,1,2,9/2,\u20ac1200,-,\u2013"
    british = "2020-06-03,GB,Ayr,1:00,Race,1,A,1,2,9/2,\u00a31200.50,,"
    for lines in ((french,), (british, french)):
        with pytest.raises(UnknownMarkupError, match="got those of fr 2020-06-03"):
            read_csv(file_of(*lines), "gb", DAY)
    (row,) = read_csv(file_of(french), "fr", DAY).to_pylist()
    assert (row["horse"], row["prize"], row["prize_currency"], row["or"], row["rpr"]) == (
        "B", 1200.0, "EUR", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("missing", ["date", "course", "off", "pos", "horse"])
def test_a_header_without_what_a_row_needs_names_it(missing: str) -> None:
    header = HEADER.replace(missing, "other", 1)
    with pytest.raises(UnknownMarkupError, match=f"the header of the file lacks {missing}"):
        read_csv(file_of(header=header), "gb", DAY)


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="names column 'rpr' twice"):
        read_csv(file_of(header=HEADER + ",RPR"), "gb", DAY)


def test_a_line_with_a_field_too_many_is_refused_with_its_number() -> None:
    line = "2020-06-03,GB,Ayr,1:00,Race,1,A,1,2,9/2,,,"
    with pytest.raises(UnknownMarkupError, match=r"line 3: expected 13 fields as in the header, got 14"):
        read_csv(file_of(line, line + ","), "gb", DAY)


def test_a_file_that_does_quote_is_read_with_commas_and_line_breaks() -> None:
    line = '2020-06-03,GB,Ayr,1:00,"Ayr,\nGold Cup",1,A,1,2,9/2,"1,200.50",,'
    (row,) = read_csv(file_of(line), "gb", DAY).to_pylist()
    assert (row["race_name"], row["prize"]) == ("Ayr, Gold Cup", 1200.5)


@pytest.mark.parametrize(
    ("column", "value"), [("prize", "19764,71"), ("dec", "4,50"), ("secs", "98,85"), ("prize", "€1.234,50")]
)
def test_a_decimal_comma_is_refused_with_line_column_and_value(column: str, value: str) -> None:
    body = file_of(
        f'2020-06-03,fr,Chantilly,2:50,Race,1,Horse A,"{value}"',
        header=f"date,region,course,off,race_name,pos,horse,{column}",
    )
    with pytest.raises(
        UnreadableValueError, match=f"line 2, {column}: expected a number, got '{value.strip('€')}'"
    ):
        read_csv(body, "fr", DAY)


@pytest.mark.parametrize(("time", "secs"), [("0:00.00", "0.0"), ("0m 0.00s", ""), ("0.00", "0")])
def test_a_time_of_zero_is_no_time(time: str, secs: str) -> None:
    header = "date,region,course,off,race_name,pos,horse,time,secs"
    row = read_csv(
        file_of(f"2020-06-03,GB,Kempton,1:00,Race,1,Horse A,{time},{secs}", header=header), "gb", DAY
    ).to_pylist()[0]
    assert (row["time"], row["secs"]) == (None, None)


def test_a_value_that_cannot_be_read_is_refused_with_line_and_column() -> None:
    with pytest.raises(UnreadableValueError, match=r"line 2, rpr: expected a whole number, got 'eighty'"):
        read_csv(file_of("2020-06-03,GB,Ayr,1:00,Race,1,A,1,2,9/2,,,eighty"), "gb", DAY)


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xff\xfe\x00", b"<html></html>", b"date,pos\n"])
def test_what_is_no_file_of_results_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadError):
        read_csv(body, "gb", DAY)


def test_a_runner_that_is_there_twice_is_read_once_and_refused_with_other_values() -> None:
    line = "2020-06-03,GB,Ayr,1:00,Race,1,A,1,2,9/2,,,80"
    assert read_csv(file_of(line, line), "gb", DAY).num_rows == 1
    with pytest.raises(UnknownMarkupError, match="horse a of race 2020-06-03_ayr_1-00 again"):
        read_csv(file_of(line, line.replace(",80", ",81")), "gb", DAY)


def test_a_missing_rating_may_be_written_in_three_ways() -> None:
    lines = [f"2020-06-03,GB,Ayr,1:00,Race,{place},H{place},1,2,9/2,,{mark},{mark}" for place, mark in
             enumerate(["", "-", "\u2013", "80"], 1)]  # fmt: skip
    assert read_csv(file_of(*lines), "gb", DAY)["rpr"].to_pylist() == [None, None, None, 80]


def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    body = file_of("2020-06-03,GB,Ayr,1:00,Race,1,A,1,2,9/2,,,80")
    plain = read_csv(body, "gb", DAY)
    assert read_csv(b"\xef\xbb\xbf" + body.replace(b"\n", b"\r\n"), "gb", DAY).equals(plain)


def test_a_race_has_one_natural_id_however_its_off_is_written() -> None:
    offs = ["1:00", "01:00", "13:00", "13:00:00"]
    assert {natural_race_id(DAY, "Kempton (AW)", off) for off in offs} == {"2020-06-03_kempton-aw_1-00"}


def test_natural_ids_are_ids_whatever_the_name_is() -> None:
    names = ["Never Dark (GB)", "L'Épée d'Or", "\u738b\u8005", "\u6cd5\u56fd", "x" * 100, "x" * 101]
    ids = [checked_id(natural_horse_id(name), "a horse") for name in names]
    assert ids[:2] == ["never-dark-gb", "lepee-dor"]
    assert len(set(ids)) == len(names)


def test_a_table_has_the_schema_of_the_partition_file() -> None:
    told = table()
    assert told.schema == SCHEMA
    assert [name for name in SCHEMA.names if name not in NAMES] == ["created_at"]
    assert [name for name in NAMES if name not in SCHEMA.names] == ["date", "country"]
    assert told["scraped_at"].to_pylist() == [SCRAPED]


def test_a_row_has_all_columns_but_the_time_of_its_scrape() -> None:
    assert set(RunnerRow.__struct_encode_fields__) == set(NAMES) - {"scraped_at"}

"""Files of other programs: which heading means what, by the age of the file, and what is refused or named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from include.errors import PayloadError
from include.racing import csv_lines
from include.racing.csv_file import CsvResults, read_results
from include.racing.errors import UnknownMarkupError, UnreadableValueError

OF_2018 = (
    '"date","course","time","race_name","class","band","distance","going","pos","draw","btn","name","sp","age",'
    '"weight","gear","jockey","trainer","or","ts","rpr","prize","comment"'
)
LINE_OF_2018 = (
    "{day},Ayr,2:10,Race,{klass},{band},7f,Good,2,4,1.5,Horse A,7/2,4,9-2,p,{first},{second},65,50,70,3500,x"
)
OF_DECEMBER = OF_2018.replace('"jockey"', '"fin_time","jockey"').replace('"sp",', '"sp","dec",')
LINE_OF_DECEMBER = (
    "10 Dec 2018,Ayr,2:10,Race,Class 5,3yo,7f,Good,2,4,1.5,Horse A,7/2,4.50,4,9-2,p,1:4.85,J One,T One,65,50,"
    "70,3500,Led"
)
OF_2019 = (
    '"date","course","time","race_name","class","band","dist(f)","dist(m)","going","pos","btn","horse_name","sp",'
    '"lbs","fin_time","jockey","trainer","prize({sign})"'
)
LINE_OF_2019 = (
    "2019-03-14,Ayr,3:20,Race,Class 3,{band},26.5,5300,Good,2,1.5,Horse A,20/1,164,6:43.88,J,T,{prize}"
)
OF_2020 = "Date,Region,Course,Off,Name,Pos,Horse,Num,Draw,Jockey,Trainer,Prize,RPR"
LINE_OF_2020 = "2020-06-03,GB,Ayr,1:00,Race,1,Horse A,1,2,J One,T One,3500,80"


def read(header: str, *lines: str, country: str | None = "gb", day: date | None = None) -> CsvResults:
    body = "\n".join([header, *lines, ""]).encode()
    return read_results(body, name="gb.csv", country=country, day=day)


def one(header: str, line: str) -> dict[str, Any]:
    (record,) = read(header, line).records
    return record


def of_2018(**values: str) -> str:
    defaults = {"day": "10 Nov 2018", "klass": "Class 5", "band": "3yo", "first": "T One", "second": "J One"}
    return LINE_OF_2018.format(**defaults | values)


def values(record: dict[str, Any], names: str) -> tuple[Any, ...]:
    return tuple(record[name] for name in names.split())


def test_until_december_2018_jockey_and_trainer_are_swapped() -> None:
    record = one(OF_2018, of_2018())
    assert values(record, "jockey trainer horse off ovr_btn btn time dist_f hg lbs") == (
        "J One", "T One", "Horse A", "2:10", 1.5, None, None, 7.0, "p", 128,
    )  # fmt: skip


def test_a_file_with_a_race_of_december_4th_2018_has_them_right() -> None:
    found = read(
        OF_2018, of_2018(first="J One", second="T One"), of_2018(day="4 Dec 2018", first="J", second="T")
    )
    assert [values(record, "jockey trainer") for record in found.records] == [("J One", "T One"), ("J", "T")]


@pytest.mark.parametrize(
    ("last", "decided"), [("3 Dec 2018", "as swapped"), ("4 Dec 2018", "as their headings say")]
)
def test_the_report_says_how_jockey_and_trainer_were_told_apart(last: str, decided: str) -> None:
    (note,) = read(OF_2018, of_2018(), of_2018(day=last)).notes
    assert note.startswith("the header does not tell whether jockey and trainer are swapped")
    assert note.endswith(decided)


def test_a_header_with_the_time_of_a_runner_has_them_right_whatever_the_day() -> None:
    found = read(OF_DECEMBER, LINE_OF_DECEMBER.replace("10 Dec 2018", "10 Dec 2016"))
    assert values(found.records[0], "jockey trainer off time secs dec age ovr_btn") == (
        "J One", "T One", "2:10", "1:4.85", 64.85, 4.5, 4, 1.5,
    )  # fmt: skip
    assert found.notes == ()


def test_the_comma_that_the_header_of_december_2018_forgot_is_put_in() -> None:
    forgotten = OF_DECEMBER.replace('"dec","age"', '"dec""age"')
    assert read(forgotten, LINE_OF_DECEMBER) == read(OF_DECEMBER, LINE_OF_DECEMBER)


@pytest.mark.parametrize(
    ("sign", "prize", "told"),
    [
        ("£", "3273.82", (3273.82, "GBP")),
        ("€", "3273.82", (3273.82, "EUR")),
        ("£", "€3273.82", (3273.82, "EUR")),
        ("€", "£3273.82", (3273.82, "GBP")),
        ("€", "", (None, None)),
    ],
)
def test_the_heading_names_the_currency_of_amounts_without_a_sign(
    sign: str, prize: str, told: tuple[float | None, str | None]
) -> None:
    record = one(OF_2019.format(sign=sign), LINE_OF_2019.format(band="3yo", prize=prize))
    assert values(record, "prize prize_currency") == told


def test_distances_in_brackets_are_furlongs_and_metres() -> None:
    record = one(OF_2019.format(sign="£"), LINE_OF_2019.format(band="3yo", prize="1"))
    assert values(record, "dist dist_f dist_m horse off time secs lbs jockey trainer") == (
        None, 26.5, 5300, "Horse A", "3:20", "6:43.88", 403.88, 164, "J", "T",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("band", "told"),
    [
        ("3yo Fillies", ("3yo", "F")), ("3yo+ C & F", ("3yo+", "C & F")), ("4yo+ M", ("4yo+", "M")),
        ("3yo+", ("3yo+", None)), ("3yo Novices", ("3yo Novices", None)), ("not found", (None, None)),
    ],
)  # fmt: skip
def test_the_sexes_leave_the_age_band_in_words_and_short(
    band: str, told: tuple[str | None, str | None]
) -> None:
    assert values(one(OF_2018, of_2018(band=band)), "age_band sex_rest") == told


@pytest.mark.parametrize(
    ("klass", "told"),
    [
        ("0-75", (None, "0-75", None)), ("Group 2", (None, None, "Group 2")),
        ("Class 5", ("Class 5", None, None)), ("not found", (None, None, None)),
    ],
)  # fmt: skip
def test_the_class_of_2018_may_be_a_rating_band_or_a_pattern(
    klass: str, told: tuple[str | None, ...]
) -> None:
    assert values(one(OF_2018, of_2018(klass=klass)), "class rating_band pattern") == told


def test_the_same_file_with_capitals_is_the_same() -> None:
    assert read(OF_2020.upper(), LINE_OF_2020).records == read(OF_2020.lower(), LINE_OF_2020).records
    assert values(one(OF_2020, LINE_OF_2020), "race_name horse jockey rpr") == (
        "Race",
        "Horse A",
        "J One",
        80,
    )


@pytest.mark.parametrize(
    ("column", "field", "told"),
    [
        ("Num", "1.0", 1), ("Num", "12.00", 12), ("Draw", "5.0", 5), ("RPR", "83.0", 83), ("Pos", "1.0", "1"),
        ("Pos", "PU", "PU"), ("RPR", "nan", None), ("Jockey", "NaN", None), ("Draw", "<NA>", None),
    ],
)  # fmt: skip
def test_whole_numbers_of_pandas_are_whole_numbers(column: str, field: str, told: object) -> None:
    fields = dict(zip(OF_2020.split(","), LINE_OF_2020.split(","), strict=True)) | {column: field}
    assert one(OF_2020, ",".join(fields.values()))[column.lower()] == told


def test_ids_that_pandas_made_numbers_are_ids_again() -> None:
    record = one(f"{OF_2020},race_id,horse_id,jockey_id", f"{LINE_OF_2020},900001.0,77.0,5.0")
    assert values(record, "race_id horse_id jockey_id") == ("900001", "77", "5")


@pytest.mark.parametrize(
    ("column", "field"), [("Num", "1.5"), ("Pos", "1.5"), ("RPR", "83.5"), ("Pos", "1st")]
)
def test_half_a_number_is_refused(column: str, field: str) -> None:
    fields = dict(zip(OF_2020.split(","), LINE_OF_2020.split(","), strict=True)) | {column: field}
    with pytest.raises(UnreadableValueError, match=r"^gb\.csv: line 2"):
        read(OF_2020, ",".join(fields.values()))


def test_columns_that_are_not_read_are_named_also_the_index_of_pandas() -> None:
    found = read(f",{OF_2020},BSP,Unnamed: 9", f"0,{LINE_OF_2020},4.2,x")
    assert found.unread_columns == ("column 1, which has no heading", "BSP", "Unnamed: 9")
    assert found.records == read(OF_2020, LINE_OF_2020).records


def test_a_file_that_pandas_quoted_is_the_same_file() -> None:
    plain = read(OF_2020, LINE_OF_2020)
    quoted = LINE_OF_2020.replace("Race", '"Race"').replace("J One", '"J One"')
    assert read(OF_2020, quoted).records == plain.records
    comma = read(
        OF_2020, quoted.replace("Race", "Gold Cup, the"), LINE_OF_2020.replace("Horse A", '"B ""C"""')
    )
    assert [values(record, "race_name horse rpr") for record in comma.records] == [
        ("Gold Cup, the", "Horse A", 80), ("Race", 'B "C"', 80),
    ]  # fmt: skip


def test_a_quoted_comma_never_fills_up_for_a_field_that_is_missing() -> None:
    line = LINE_OF_2020.replace("Race,1,", '"Gold Cup, the",')
    assert line.count(",") == OF_2020.count(",")
    with pytest.raises(
        UnknownMarkupError, match=r"^gb\.csv: line 2: expected 13 fields as in the header, got 12"
    ):
        read(OF_2020, line)


def test_a_header_that_is_not_known_is_refused_with_all_that_it_lacks() -> None:
    with pytest.raises(UnknownMarkupError) as raised:
        read("when,who,Course,rpr", "2020-06-03,A,Ayr,80")
    assert str(raised.value) == (
        "gb.csv: the header of the file lacks date, horse, pos, off (horse may be called horse_name; pos may "
        "be called position; off may be called time, beside fin_time or band). It has: when, who, Course, rpr"
    )


def test_the_first_header_of_2018_lacks_the_course() -> None:
    with pytest.raises(
        UnknownMarkupError, match=r"gb\.csv: the header of the file lacks course\. It has: date"
    ):
        read(OF_2018.replace('"course",', ""), of_2018().replace("Ayr,", ""))


def test_two_headings_of_one_column_are_refused_with_both() -> None:
    with pytest.raises(UnknownMarkupError, match="column 'weight' twice: 'Weight' and 'WGT' mean the same"):
        read(f"{OF_2020},Weight,WGT", f"{LINE_OF_2020},9-2,9-2")


def test_all_lines_that_cannot_be_read_are_told_with_number_and_reason() -> None:
    lines = [LINE_OF_2020.replace("Horse A", f"Horse {place}") for place in range(3)]
    with pytest.raises(UnreadableValueError) as raised:
        read(OF_2020, lines[0].replace(",80", ",x"), lines[1], lines[2].replace(",1,2,", ",1,two,"))
    assert str(raised.value) == (
        "gb.csv: 2 lines cannot be read: line 2, rpr: expected a whole number, got 'x'; "
        "line 4, draw: expected a whole number, got 'two'"
    )


def test_of_many_bad_lines_ten_are_told() -> None:
    lines = [LINE_OF_2020.replace("2020-06-03", f"day {place}") for place in range(13)]
    with pytest.raises(UnreadableValueError, match=r"13 lines cannot be read: line 2, date: .*; and 3 more$"):
        read(OF_2020, *lines)


@pytest.mark.parametrize("region", ["FR", "fra", "USA"])
def test_a_row_of_another_country_than_its_folder_is_an_error(region: str) -> None:
    other = LINE_OF_2020.replace("GB", region).replace("Horse A", "Horse B")
    with pytest.raises(UnknownMarkupError, match=r"expected the results of gb, .* in line 3 \(1 of 2 lines"):
        read(OF_2020, LINE_OF_2020, other)


def test_rows_tell_their_own_country_and_day_where_none_is_asked_for() -> None:
    found = read(OF_2020, LINE_OF_2020, LINE_OF_2020.replace("GB", "Ire").replace("-03", "-04"), country=None)
    assert [(row.country, str(row.date), row.region, row.horse, row.or_) for row in found.rows] == [
        ("gb", "2020-06-03", "GB", "Horse A", None),
        ("ire", "2020-06-04", "Ire", "Horse A", None),
    ]


def test_without_a_country_anywhere_the_region_is_missing() -> None:
    with pytest.raises(UnknownMarkupError, match="lacks region"):
        read(OF_2018, of_2018(), country=None)
    with pytest.raises(
        UnreadableValueError, match="line 2, region: expected a country as GB, IRE or FR, got ''"
    ):
        read(OF_2020, LINE_OF_2020.replace("GB", ""), country=None)


def test_lines_of_other_days_are_counted() -> None:
    found = read(OF_2020, LINE_OF_2020, LINE_OF_2020.replace("06-03", "06-04"), day=date(2020, 6, 4))
    assert (len(found.records), found.other_days) == (1, 1)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_quoted_last_field_may_have_any_number_of_line_breaks(count: int) -> None:
    header = f"{OF_2020},comment"
    words = "\n".join(["led", "weakened, a little", "", "late", "last"][-count:])
    found = read(header, f'{LINE_OF_2020},"{words}"', f"{LINE_OF_2020.replace('Horse A', 'Horse B')},x")
    assert [values(record, "horse comment") for record in found.records] == [
        ("Horse A", " ".join(words.split())), ("Horse B", "x"),
    ]  # fmt: skip


def test_marks_of_two_unquoted_values_do_not_take_the_lines_between_them_away() -> None:
    header = f"{OF_2020},comment"
    lines = (f'{LINE_OF_2020},"led', f"{LINE_OF_2020}", f'{LINE_OF_2020},well"')
    with pytest.raises(UnknownMarkupError, match="line 3: expected 14 fields as in the header, got 13"):
        read(header, *lines)


def test_a_file_with_too_many_lines_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [LINE_OF_2020.replace("Horse A", f"Horse {place}") for place in range(3)]
    monkeypatch.setattr(csv_lines, "MOST_LINES", 4)
    assert len(read(OF_2020, *lines).records) == 3
    monkeypatch.setattr(csv_lines, "MOST_LINES", 3)
    with pytest.raises(PayloadError, match="at most 3 lines, got 4: split it, for example by year or by day"):
        read(OF_2020, *lines)


def test_a_file_that_is_not_utf_8_is_refused_with_the_line_and_how_to_convert_it() -> None:
    body = f"{OF_2020}\n{LINE_OF_2020.replace('Horse A', 'Épée')}\n".encode("cp1252")
    with pytest.raises(PayloadError, match=r"^gb\.csv: line 2: .* byte 0xc9.*iconv -f WINDOWS-1252 -t UTF-8"):
        read_results(body, name="gb.csv", country="gb")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "MOST_BYTES", 2**20)
    with pytest.raises(PayloadError, match="at most 1 MiB, got 2 MiB: split it"):
        read_results(b"x" * 2 * 2**20, name="gb.csv", country="gb")


def test_a_file_without_a_last_line_break_may_be_cut_and_that_is_said() -> None:
    body = f"{OF_2020}\n{LINE_OF_2020}".encode()
    found = read_results(body, name="gb.csv", country="gb")
    assert found.notes == ("the last line does not end with a line break: see whether the file is complete",)
    assert len(found.records) == 1

"""Single values as sources write them."""

from __future__ import annotations

import pytest

from include.racing import values
from include.racing.errors import UnreadableValueError

EN_DASH, EM_DASH = "\u2013", "\u2014"


@pytest.mark.parametrize("nothing", [None, "", "  ", "-", EN_DASH, EM_DASH, "\u00a0"])
def test_what_stands_for_nothing_is_none_in_every_field(nothing: str | None) -> None:
    read = [values.text, values.pounds, values.decimal_odds, values.seconds, values.furlongs, values.cloth]
    assert [one(nothing) for one in read] == [None] * len(read)
    assert values.integer(nothing, "or") is None
    assert values.number(nothing, "dec") is None
    assert values.lengths(nothing, "btn") is None
    assert values.money(nothing) == (None, None)


def test_a_text_is_one_line_with_single_blanks() -> None:
    assert values.text(" Kept on,\r\n  well\tled\u00a0late\u2028") == "Kept on, well led late"


@pytest.mark.parametrize(
    ("words", "lengths"),
    [
        ("nk", 0.3), ("snk", 0.2), ("hd", 0.2), ("shd", 0.1), ("sht-hd", 0.1), ("nse", 0.05), ("dht", 0.0),
        ("lgnk", 0.4), ("dist", 30.0), ("\u00bc", 0.25), ("\u00bd", 0.5), ("\u00be", 0.75), ("1\u00bc", 1.25),
        ("[12\u00bd]", 12.5), ("2.75", 2.75), (".5", 0.5), ("14", 14.0), ("NK", 0.3),
    ],
)  # fmt: skip
def test_distances_between_horses_are_lengths(words: str, lengths: float) -> None:
    assert values.lengths(words, "btn") == lengths


@pytest.mark.parametrize(
    ("price", "odds"),
    [
        ("9/2", 5.5), ("9/2F", 5.5), ("7/4J", 2.75), ("5/1C", 6.0), ("Evs", 2.0), ("EvensF", 2.0),
        ("evens", 2.0), ("81/10", 9.1), ("1/4", 1.25), ("No Odds", None), ("2/1 F", 3.0), ("10/11JF", 1.91),
    ],
)  # fmt: skip
def test_prices_are_decimal_odds_with_the_stake(price: str, odds: float | None) -> None:
    assert values.decimal_odds(price) == odds


def test_prices_are_written_alike_whatever_the_source_writes() -> None:
    assert [values.price(one) for one in ("Evs", "EvensF", "EvsJ", " 9/2F", "No Odds", "")] == [
        "Evens", "EvensF", "EvensJ", "9/2F", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1:38.85", 98.85), ("1m 38.85s", 98.85), ("59.67s", 59.67), ("0:59.67", 59.67), ("1:0.22", 60.22)],
)
def test_times_are_seconds(text: str, seconds: float) -> None:
    assert values.seconds(text) == seconds


def test_seconds_are_written_as_minutes_and_hundredths() -> None:
    assert [values.clock(one) for one in (98.85, 60.22, 59.996, 5.0, None)] == [
        "1:38.85", "1:00.22", "1:00.00", "0:05.00", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "furlongs"),
    [
        ("1m2\u00bdf", 10.5), ("7f", 7.0), ("1m", 8.0), ("5\u00bdf", 5.5), ("1m\u00bdf", 8.5), ("2m4f", 20.0),
        ("10.5f", 10.5), ("1m2.5f", 10.5), ("1m2f132yds", 10.6), ("8", 8.0),
    ],
)  # fmt: skip
def test_distances_are_furlongs(text: str, furlongs: float) -> None:
    assert values.furlongs(text) == furlongs


@pytest.mark.parametrize("zero", ["0.00s", "0:00.00", "0m 0.00s", "0"])
def test_a_time_of_zero_stands_for_no_time(zero: str) -> None:
    assert values.seconds(zero) is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,250", 1250.0),
        ("19,764.71", 19764.71),
        ("1,234,567", 1234567.0),
        ("-1,250", -1250.0),
        ("1250", 1250.0),
    ],
)
def test_a_comma_before_three_digits_is_a_mark_of_thousands(words: str, number: float) -> None:
    assert values.number(words, "prize") == number


@pytest.mark.parametrize(
    "words",
    [
        "19764,71",
        "4,50",
        "98,85",
        "1.234,50",
        "1234,567",
        "0,500",
        "1,2345",
        ",500",
        "1,250,",
        "1,25,000",
        "1,,250",
    ],
)
def test_any_other_comma_makes_no_number(words: str) -> None:
    for read in (values.number, values.money):
        with pytest.raises(UnreadableValueError, match=f"prize: expected a number, got '{words}'"):
            read(words, "prize")


def test_weights_are_pounds() -> None:
    assert [values.pounds(one) for one in ("9-4", "11-12", "8-0")] == [130, 166, 112]


def test_amounts_have_a_currency_and_pounds_need_no_sign() -> None:
    amounts = ["£3,493.26", "€1200", "€1,200.50", "519.48"]
    assert [values.money(one) for one in amounts] == [
        (3493.26, "GBP"), (1200.0, "EUR"), (1200.5, "EUR"), (519.48, "GBP"),
    ]  # fmt: skip


def test_saddle_cloths_may_have_a_letter_or_a_point() -> None:
    assert [values.cloth(one) for one in ("4.", "12", "1A")] == [4, 12, 1]


def test_a_point_alone_is_no_saddle_cloth() -> None:
    assert values.cloth(" . ") is None


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("1:50", "13:50"), ("12:05", "12:05"), ("11:40", "11:40"), ("9:00", "21:00"), ("13:50", "13:50"),
     ("05:45", "05:45"), ("later", None), ("25:00", None), ("1:75", None)],
)  # fmt: skip
def test_a_clock_of_twelve_hours_is_read_as_the_hours_in_which_races_are_run(
    clock: str, expected: str | None
) -> None:
    assert values.twenty_four_hours(clock) == expected


def test_what_is_there_but_cannot_be_read_says_which_field_it_is() -> None:
    with pytest.raises(
        UnreadableValueError, match=r"race 7, horse 3: draw: expected a whole number, got '5th'"
    ):
        values.integer("5th", "race 7, horse 3: draw")


@pytest.mark.parametrize("odd", ["1/0", "abc", "9/2/1", "1e5", "9" * 400, "\u0661/\u0662", "Infinity", "nan"])
def test_no_text_is_read_as_a_price_by_chance(odd: str) -> None:
    with pytest.raises(UnreadableValueError):
        values.decimal_odds(odd)


@pytest.mark.parametrize("odd", ["inf", "nan", "1e9", "1_000", "0x10", "٣", "9" * 400, "1.2.3", "--1"])
def test_no_text_is_read_as_a_number_by_chance(odd: str) -> None:
    for read in (values.number, values.integer, values.lengths):
        with pytest.raises(UnreadableValueError):
            read(odd, "field")

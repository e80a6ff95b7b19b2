"""What a race's words say about its conditions."""

from __future__ import annotations

import pytest

from include.racing import conditions


@pytest.mark.parametrize(
    ("furlongs", "obstacles", "name", "expected"),
    [
        (7.0, None, "Betway Handicap", "Flat"),
        (10.0, "8 hurdles", "Handicap Hurdle", "Flat"),
        (16.0, "8 hurdles", "Juvenile Race", "Hurdle"),
        (24.0, "18 fences", "Open Race", "Chase"),
        (16.0, None, "Conditional Jockeys Handicap Hurdle", "Hurdle"),
        (24.0, None, "Veterans Handicap Chase", "Chase"),
        (24.0, None, "Grand Steeple-Chase de Paris", "Chase"),
        (16.0, None, "Standard Open National Hunt Flat Race", "NH Flat"),
        (16.0, None, "Mares INH Flat Race", "NH Flat"),
        (16.0, None, "Purchase Stakes", "Flat"),
        (14.0, None, "Staying Handicap", "Flat"),
        (None, None, None, "Flat"),
    ],
)
def test_the_type_follows_from_distance_obstacles_and_name(
    furlongs: float | None, obstacles: str | None, name: str | None, expected: str
) -> None:
    assert conditions.race_type(furlongs, obstacles, name) == expected


@pytest.mark.parametrize(
    ("going", "expected"),
    [("Good To Firm", "Turf"), ("Heavy", "Turf"), ("Standard To Slow", "AW"), ("Standard", "AW"),
     ("Muddy", "Dirt"), (None, None)],
)  # fmt: skip
def test_the_surface_follows_from_the_going(going: str | None, expected: str | None) -> None:
    assert conditions.surface(going) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Snowdrop Fillies Stakes (Listed Race)", "Listed"), ("Derby (Group 1)", "Group 1"),
     ("Long Walk Hurdle (Grade 1)", "Grade 1"), ("Prix Ganay (Group II)", "Group 2"),
     ("Owners Group Handicap", None), ("Unlisted Stakes", None)],
)  # fmt: skip
def test_the_pattern_stands_in_the_name(name: str, expected: str | None) -> None:
    assert conditions.pattern(name) == expected


def test_the_class_is_a_number_and_old_letters_are_translated() -> None:
    names = ["(Class 4)", "Handicap (Class D)", "Stakes (class 2)", "First Class Stakes"]
    assert [conditions.race_class(one) for one in names] == ["Class 4", "Class 4", "Class 2", None]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("(0-75, 3yo+)", ("0-75", "3yo+")), ("(4yo+)", (None, "4yo+")), ("(3-5yo)", (None, "3-5yo")),
     ("(0-100)", ("0-100", None)), (None, (None, None))],
)  # fmt: skip
def test_the_bands_of_ratings_and_ages(words: str | None, expected: tuple[str | None, str | None]) -> None:
    assert conditions.bands(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Prix la Sega (3yo Colts & Geldings)", "C & G"), ("4yo+ Fillies & Mares", "F & M"),
     ("3yo Fillies", "F"), ("Mares Handicap Hurdle", "M"),
     ("Qipco Prix (3yo Colts & Fillies)", "C & F"), ("Open Handicap", None),
     ("Fillies' And Mares' Handicap", "F & M"), ("Colts' & Geldings' Stakes", "C & G"),
     ("Colts\u2019 And Fillies\u2019 Stakes", "C & F"), ("Mares' And Geldings' Hurdle", "M & G"),
     ("Maiden Stakes (C&G)", "C & G"), ("Mares' Handicap Hurdle", "M")],
)  # fmt: skip
def test_the_sexes_that_may_run_stand_in_the_name(words: str, expected: str | None) -> None:
    assert conditions.sex_restriction(words) == expected


@pytest.mark.parametrize(
    ("going", "type_", "expected"),
    [("Good To Firm", "Flat", 6), ("Good To Soft", "Flat", 5.5), ("Heavy", "Flat", 5), ("Good", "Chase", 5),
     ("Good To Yielding", "Hurdle", 4.5), ("Soft", "NH Flat", 4), ("Standard To Slow", "Flat", 6),
     (None, "Flat", None)],
)  # fmt: skip
def test_lengths_a_second_follow_from_going_and_code(
    going: str | None, type_: str, expected: float | None
) -> None:
    assert conditions.lengths_per_second(going, type_) == expected


def test_a_time_is_the_winners_and_what_the_lengths_take() -> None:
    assert conditions.runner_seconds(59.67, 3.0, 6.0) == 60.17
    assert conditions.runner_seconds(59.67, 0.0, 6.0) == 59.67
    assert conditions.runner_seconds(59.67, 0.0, None) == 59.67
    assert conditions.runner_seconds(None, 3.0, 6.0) is None
    assert conditions.runner_seconds(59.67, 3.0, None) is None
    assert conditions.runner_seconds(59.67, None, 6.0) is None

"""Races under different names and numbers that are one race."""

from __future__ import annotations

import pytest

from include.racing.same_race import Identity, course_key, horse_key, identity, is_same_race, off_minutes

FIELD = ["Never Dark (GB)", "Newyorkstateofmind (GB)", "Zapper Cass (FR)"]


@pytest.mark.parametrize(
    ("course", "key"),
    [
        ("Kempton (AW)", "kempton"),
        ("Kempton (A.W)", "kempton"),
        ("KEMPTON (A.W.)", "kempton"),
        ("kempton-aw", "kempton"),
        ("Curragh (IRE)", "curragh"),
        ("Newmarket (July)", "newmarketjuly"),
        ("Bangor-on-Dee", "bangorondee"),
        ("Mâcon-Chaintré", "maconchaintre"),
        ("Aw", "aw"),
        (None, ""),
    ],
)
def test_courses_are_compared_without_surface_country_and_punctuation(course: str | None, key: str) -> None:
    assert course_key(course) == key


@pytest.mark.parametrize(
    ("horse", "key"),
    [
        ("Never Dark (GB)", "neverdark"),
        ("O'Reilly's Été", "oreillysete"),
        ("Never Dark", "neverdark"),
        (None, ""),
    ],
)
def test_horses_are_compared_without_country_and_punctuation(horse: str | None, key: str) -> None:
    assert horse_key(horse) == key


@pytest.mark.parametrize(
    ("off", "minutes"),
    [("1:00", 780), ("13:00", 780), ("10:50", 650), ("9:15", 1275), ("21.15", 1275), ("13:50:00", 830)],
)
def test_an_off_without_am_or_pm_is_in_the_afternoon(off: str, minutes: int) -> None:
    assert off_minutes(off) == minutes


@pytest.mark.parametrize("off", [None, "", "-", "noon"])
def test_what_is_no_time_is_none(off: str | None) -> None:
    assert off_minutes(off) is None


def test_the_same_time_at_the_same_course_is_the_same_race() -> None:
    assert is_same_race(identity("kempton-aw", "1:00", FIELD), identity("Kempton (AW)", "13:00", []))


def test_the_same_horses_are_the_same_race_at_a_corrected_time() -> None:
    assert is_same_race(identity("Kempton", "13:00", FIELD), identity("Kempton", "13:10", FIELD[:2]))


@pytest.mark.parametrize(
    "other",
    [
        identity("Lingfield", "13:00", FIELD),
        identity("Kempton", "13:30", FIELD[:1]),
        identity("Kempton", None, []),
    ],
)
def test_another_course_or_time_with_other_horses_is_another_race(other: Identity) -> None:
    assert not is_same_race(identity("Kempton", "13:00", FIELD), other)


def test_races_without_time_and_horses_are_never_called_the_same() -> None:
    assert not is_same_race(identity("Kempton", None, []), identity("Kempton", None, []))

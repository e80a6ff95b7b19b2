"""The recorded pages and public cases of Racing Post. Right values were read off the pages by eye."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from include.racing.errors import WrongRaceError
from include.racing.racing_post.day_page import read_day
from include.racing.racing_post.kinds import page_kind
from include.racing.racing_post.race_page import read_result
from include.racing.rows import Race

AUTEUIL = "results_auteuil_20220507_1641_disqualified"
COMPIEGNE = "results_compiegne_20220406_1150_carriedout"
LES_LANDES = "results_les_landes_20220508_1430_no_racecard_numbers"
LINGFIELD = "result_lingfield_20220304_1555_void"
PUNCHESTOWN = "results_punchestown_20260428_919174"
A_DAY = "daily_results_20220511"


@pytest.fixture
def pages(shared_data: Path) -> Path:
    return shared_data / "racing_post" / "pages"


@pytest.fixture
def cases(shared_data: Path) -> Path:
    return shared_data / "cases" / "racing"


def recorded(pages: Path, name: str) -> bytes:
    return gzip.decompress((pages / f"{name}.html.gz").read_bytes())


def places(race: Race, *names: str) -> list[tuple[Any, ...]]:
    return [(row.pos, *(getattr(row, name) for name in names)) for row in race.runners]


def test_each_page_and_case_says_its_kind(pages: Path, cases: Path) -> None:
    bodies = {path.name: gzip.decompress(path.read_bytes()) for path in pages.glob("*.html.gz")}
    bodies |= {path.name: path.read_bytes() for path in cases.glob("*.html")}
    days = {"daily_results_20220511.html.gz", "F01_next_day.html", "F02_day_2022.html"} | {
        "F02_day_2022_one_foreign.html",
        "F03_day_newmarket_july.html",
    }
    assert {name for name, body in bodies.items() if page_kind(body) == "racing_post_day"} == days
    results = {name for name, body in bodies.items() if page_kind(body) == "racing_post_result"}
    assert results == set(bodies) - days
    assert len(results) == 5 + 5


def test_a_recorded_day_has_46_races_of_our_countries_each_under_its_own_course(pages: Path) -> None:
    """Worldwide Stakes repeats two of York; Happy Valley is in Hong Kong; winning times are no races."""
    races = read_day(recorded(pages, A_DAY), day=date(2022, 5, 11))
    assert Counter((race.country, race.course) for race in races) == {
        ("gb", "BATH"): 7,
        ("gb", "NEWTON ABBOT"): 7,
        ("gb", "PERTH"): 7,
        ("gb", "WORCESTER"): 8,
        ("gb", "YORK"): 7,
        ("ire", "GOWRAN PARK (IRE)"): 8,
        ("fr", "DIEPPE (FR)"): 1,
        ("fr", "FONTAINEBLEAU (FR)"): 1,
    }
    told = {race.id: (race.off, race.address) for race in races}
    assert len(told) == 46
    assert told["806445"] == ("15:00", "results/107/york/2022-05-11/806445")
    assert told["809925"] == ("17:30", "results/5/bath/2022-05-11/809925")
    assert told["812052"] == ("13:35", "results/184/gowran-park/2022-05-11/812052")


def test_a_recorded_winner_behind_a_disqualified_horse(pages: Path) -> None:
    """Saint Turgeon passed the post 8 lengths before Happyday; 4 lengths take a second here."""
    race = read_result(recorded(pages, AUTEUIL), race_id="812129", country="fr", day=date(2022, 5, 7))
    assert (race.course, race.course_id, race.off) == ("Auteuil", "205", "16:41")
    assert race.declared_runners == 11
    assert places(race, "horse", "num", "btn", "ovr_btn", "secs") == [
        ("DSQ", "Saint Turgeon (FR)", 5, None, None, None),
        ("1", "Happyday (FR)", 3, 0.0, 0.0, 254.78),
        ("2", "Diable D'Auteuil (FR)", 4, 12.0, 12.0, 257.78),
        ("3", "Boy Ocean (FR)", 12, 1.0, 13.0, 258.03),
        ("4", "Hotel Dieu (FR)", 10, 1.0, 14.0, 258.28),
        ("5", "Hockney Vallis (FR)", 9, 3.5, 17.5, 259.15),
        ("6", "Jimble Moon (FR)", 6, 8.0, 25.5, 261.15),
        ("F", "Sampark (FR)", 1, None, None, None),
        ("F", "Hachasson (FR)", 7, None, None, None),
        ("PU", "Here I Am (FR)", 8, None, None, None),
        ("PU", "Law Of Attraction (FR)", 11, None, None, None),
    ]
    winner, first_home = race.runners[1], race.runners[0]
    assert (winner.prize, winner.prize_currency, winner.lbs, winner.sp, winner.hg) == (
        19764.71, "GBP", 154, "3/1J", "t",
    )  # fmt: skip
    assert (winner.type, winner.dist, winner.going, winner.age_band) == (
        "Hurdle",
        "2m2f",
        "Very Soft",
        "5yo+",
    )
    assert (winner.sire, winner.dam, winner.damsire, winner.rpr, winner.ts) == (
        "Coastal Path (GB)", "Terenice (FR)", "Dom Alco", 104, None,
    )  # fmt: skip
    assert (first_home.prize, first_home.rpr) == (None, 110)


def test_a_recorded_race_with_horses_that_were_carried_out(pages: Path) -> None:
    race = read_result(recorded(pages, COMPIEGNE))
    assert (race.race_id, race.country, race.course_id, race.date, race.off) == (
        "809342", "fr", "291", date(2022, 4, 6), "11:50",
    )  # fmt: skip
    assert places(race, "horse", "num", "ovr_btn", "lbs") == [
        ("1", "Hope Klass (FR)", 5, 0.0, 152),
        ("2", "Hopi Blue (FR)", 4, 0.75, 154),
        ("3", "Hakerman (FR)", 8, 1.25, 139),
        ("4", "Haresca Du Tabert (FR)", 9, 4.25, 148),
        ("5", "Heraliste (FR)", 6, 9.75, 148),
        ("CO", "Hunter (FR)", 3, None, 154),
        ("CO", "Hat Trick Sivola (FR)", 7, None, 150),
        ("PU", "Hyjie (FR)", 2, None, 154),
        ("RO", "Hetre Rouge (FR)", 1, None, 161),
    ]
    assert {row.type for row in race.runners} == {"Chase"}


def test_a_recorded_race_without_saddle_cloth_numbers_is_of_jersey(pages: Path) -> None:
    body = recorded(pages, LES_LANDES)
    race = read_result(body)
    assert (race.country, race.course, race.course_id, race.off) == ("jer", "Les Landes", "426", "14:30")
    assert places(race, "horse", "num", "ovr_btn", "secs") == [
        ("1", "Molliana (GB)", None, 0.0, 227.0),
        ("2", "Fred Bear (IRE)", None, 3.0, 227.6),
        ("3", "Bal Amie (FR)", None, 3.5, 227.7),
        ("4", "Isaac D'Aubrelle (FR)", None, 5.5, 228.1),
        ("5", "Burristo (IRE)", None, 12.5, 229.5),
        ("6", "Military Tactic (IRE)", None, 16.5, 230.3),
    ]
    with pytest.raises(WrongRaceError, match="expected country gb, got 'jer'"):
        read_result(body, country="gb")


def test_a_recorded_void_race_is_void(pages: Path) -> None:
    race = read_result(recorded(pages, LINGFIELD), race_id="804298", country="gb", day=date(2022, 3, 4))
    assert (race.void, race.runners, race.course, race.course_id, race.off) == (
        True, (), "Lingfield (AW)", "393", "15:55",
    )  # fmt: skip


def test_a_recorded_race_of_2026(pages: Path) -> None:
    race = read_result(recorded(pages, PUNCHESTOWN), race_id="919174", country="ire", day=date(2026, 4, 28))
    assert (race.course, race.course_id, race.off, race.declared_runners) == (
        "Punchestown",
        "195",
        "18:35",
        18,
    )
    assert [row.pos for row in race.runners] == [str(place) for place in range(1, 19)]
    assert [row.ovr_btn for row in race.runners] == [
        *(0.0, 3.0, 3.25, 3.5, 6.0, 6.25, 6.5, 7.75, 12.5, 27.5, 28.0, 28.5, 31.25, 33.25, 36.0, 71.0, 88.0),
        123.0,
    ]
    assert [row.num for row in race.runners] == [
        4,
        16,
        3,
        7,
        1,
        12,
        19,
        15,
        11,
        8,
        17,
        5,
        20,
        10,
        13,
        2,
        18,
        9,
    ]
    winner, last = race.runners[0], race.runners[-1]
    assert (winner.horse, winner.jockey, winner.trainer, winner.prize, winner.prize_currency) == (
        "Delamotte (FR)", "Mr P W Mullins", "W P Mullins", 11780.0, "EUR",
    )  # fmt: skip
    assert (winner.type, winner.dist, winner.secs, winner.ts, winner.or_) == (
        "NH Flat",
        "2m½f",
        248.5,
        59,
        None,
    )
    assert (last.horse, last.jockey, last.trainer, last.sp) == (
        "Its My Twist (IRE)",
        None,
        "Paul Mulligan",
        "250/1",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("F01_next_day", ["gb 900100 14:30", "ire 900102 14:45", "fr 900103 15:03"]),
        ("F02_day_2022", ["gb 900001 17:30", "gb 900002 18:00", "ire 900003 13:35"]),
        ("F02_day_2022_one_foreign", ["gb 900001 17:30", "gb 900002 18:00", "ire 900003 13:35"]),
        ("F03_day_newmarket_july", ["gb 900001 13:30", "gb 900002 13:50", "gb 900003 14:25"]),
    ],
)
def test_the_cases_of_day_pages(cases: Path, name: str, expected: list[str]) -> None:
    races = read_day((cases / f"{name}.html").read_bytes())
    assert [f"{race.country} {race.id} {race.off}" for race in races] == expected


def case(cases: Path, name: str) -> Race:
    return read_result((cases / f"{name}.html").read_bytes(), race_id="900100", country="gb")


def test_the_case_of_a_result_since_august_2026(cases: Path) -> None:
    race = case(cases, "F01_next_result")
    assert (race.course_id, race.off, race.declared_runners, race.void) == ("77", "14:30", 3, False)
    assert places(race, "horse", "btn", "ovr_btn", "secs", "lbs", "rpr", "or_", "ts") == [
        ("1", "Runner A (GB)", 0.0, 0.0, 100.0, 154, 92, None, None),
        ("2", "Runner B (IRE)", 2.0, 2.0, 100.33, 154, 92, None, None),
        ("PU", "Runner C (GB)", None, None, None, 154, 92, None, None),
    ]


def test_the_case_of_a_disqualified_first_past_the_post(cases: Path) -> None:
    assert places(case(cases, "F04_dsq_first_past_the_post"), "btn", "ovr_btn", "secs") == [
        ("1", 0.0, 0.0, 100.0),
        ("2", 12.0, 12.0, 102.0),
        ("3", 1.0, 13.0, 102.17),
        ("DSQ", None, None, None),
    ]


def test_the_cases_of_a_slash_no_numbers_and_position_0(cases: Path) -> None:
    assert case(cases, "F07_course_id_slash").course_id == "77"
    assert places(case(cases, "F11_cloth_dot"), "num") == [("1", None), ("2", None)]
    assert places(case(cases, "F12_position_0"), "num") == [("1", 1), ("UNP", 2)]

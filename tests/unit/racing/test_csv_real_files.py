"""Files of public scrapers, and the cases that were reported about them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from include.racing.csv_file import read_results

CASES = {
    "F05a_csv_2018_12_fin_time.csv": [
        {"jockey": "Jockey One", "trainer": "Trainer One", "time": "1:26.30", "secs": 86.3, "off": "2:10"},
        {"jockey": "Jockey Two", "trainer": "Trainer Two", "time": "1:26.55", "secs": 86.55, "off": "2:10"},
    ],
    "F05b_csv_2019_02_dist_f.csv": [
        {"jockey": "Jockey One", "trainer": "Trainer One", "secs": 403.88, "dist_f": 26.5, "dist_m": 5300},
    ],
    "F08_csv_num_float.csv": [{"num": 1, "pos": "1", "draw": 5}, {"num": 2, "pos": "2", "draw": 4}],
    "F08b_csv_pos_float.csv": [{"num": 1, "pos": "1"}, {"num": 2, "pos": "2"}],
    "F09_csv_2019_03_horse_name.csv": [
        {"horse": "Horse Alpha", "off": "3:20", "jockey": "Jockey One", "secs": 403.88},
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_cases_that_were_reported_have_their_right_values(shared_data: Path, name: str) -> None:
    body = (shared_data / "cases" / "racing" / name).read_bytes()
    found = read_results(body, name=name, country="gb")
    assert [{column: record[column] for column in told} for record, told in
            zip(found.records, CASES[name], strict=True)] == CASES[name]  # fmt: skip
    assert found.unread_columns == ()


def test_every_column_of_the_real_files_is_read(shared_data: Path) -> None:
    found = {
        name: read_results((shared_data / "racing_post" / name).read_bytes(), name=name, country=name[:2])
        for name in ("gb_2020_06_03_v1.csv", "gb_2020_06_03_v2.csv", "fr-2018.csv")
    }
    assert {name: (len(one.rows), one.unread_columns, len(one.notes)) for name, one in found.items()} == {
        "gb_2020_06_03_v1.csv": (201, (), 0),
        "gb_2020_06_03_v2.csv": (201, (), 0),
        "fr-2018.csv": (477, (), 1),
    }


def test_the_real_file_of_2018_has_jockeys_and_trainers_in_their_places(shared_data: Path) -> None:
    body = (shared_data / "racing_post" / "fr-2018.csv").read_bytes()
    row = read_results(body, name="fr-2018.csv", country="fr", day=date(2018, 11, 10)).rows[0]
    assert (row.horse, row.jockey, row.trainer) == ("Uther Pendragon", "Tony Piccone", "J S Moore")

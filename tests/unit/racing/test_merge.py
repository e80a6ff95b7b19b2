"""A day that was read again joins what is there, and nothing good is lost."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from include.lake.partition_overwrite import Merged, NewRows
from include.racing.merge import merge
from tests.unit.racing.runners import FIRST_SCRAPE, SECOND_SCRAPE, horses, race, table, values


def merged(
    old: pa.Table | None,
    new: pa.Table,
    *,
    listed: list[str] | None = None,
    failed: tuple[str, ...] = (),
    void: tuple[str, ...] = (),
    places: dict[str, Any] | None = None,
    allow_shrink: bool = False,
) -> Merged:
    details = {"listed": listed, "failed": list(failed), "void": list(void), "places": places or {}}
    return merge(old, NewRows(new, details), allow_shrink)


def reported(result: Merged) -> dict[str, Any]:
    """What the report has to tell besides nothing."""
    return {name: told for name, told in result.report.items() if told and name != "races"}


def test_a_first_scrape_is_taken_as_it_is() -> None:
    new = table(race("r1", "AB"), race("r2", "CD", off="14:25"))

    result = merged(None, new, listed=["r1", "r2"])

    assert result.table.equals(new)
    assert (result.kept, result.report["races"], reported(result)) == (0, 2, {})


def test_a_race_that_was_read_replaces_the_one_before_whole() -> None:
    old = table(race("r1", "AB", going="Soft", comment="led"))
    new = table(race("r1", "BC", going="Heavy", scraped_at=SECOND_SCRAPE))

    result = merged(old, new, listed=["r1"])

    assert result.table.equals(new)
    assert (result.kept, reported(result)) == (0, {})


def test_races_that_failed_are_kept_as_they_were() -> None:
    old = table(race("r1", "AB"), race("r2", "CD", off="14:25"), race("r3", "EF", off="15:00"))
    new = table(race("r2", "CD", off="14:25", scraped_at=SECOND_SCRAPE))

    result = merged(old, new, listed=["r1", "r2", "r3"], failed=("r1", "r3"))

    assert horses(result.table) == {"r1": ["A", "B"], "r2": ["C", "D"], "r3": ["E", "F"]}
    assert values(result.table, "scraped_at") == [FIRST_SCRAPE] * 2 + [SECOND_SCRAPE] * 2 + [FIRST_SCRAPE] * 2
    assert result.kept == 4
    assert reported(result) == {"kept_races": 2, "failed_kept": ["r1", "r3"]}


def test_failed_races_are_kept_also_with_allow_shrink() -> None:
    old = table(race("r1", "AB"))

    result = merged(old, table(), listed=["r1"], failed=("r1",), allow_shrink=True)

    assert result.table.equals(old)


def test_a_listed_race_of_which_nothing_else_is_said_is_kept() -> None:
    old = table(race("r1", "AB"))

    assert merged(old, table(), listed=["r1"], allow_shrink=True).table.equals(old)


def test_a_race_no_longer_listed_is_kept_and_reported() -> None:
    old = table(race("r1", "AB"), race("r2", "CD", off="14:25"))

    result = merged(old, table(race("r1", "AB")), listed=["r1"])

    assert horses(result.table) == {"r1": ["A", "B"], "r2": ["C", "D"]}
    assert reported(result) == {"kept_races": 1, "unlisted_kept": ["r2"]}


def test_a_race_no_longer_listed_goes_with_allow_shrink() -> None:
    old = table(race("r1", "AB"), race("r2", "CD", off="14:25"))

    result = merged(old, table(race("r1", "AB")), listed=["r1"], allow_shrink=True)

    assert horses(result.table) == {"r1": ["A", "B"]}
    assert reported(result) == {"unlisted_dropped": ["r2"]}


def test_an_archived_race_that_is_no_longer_listed_is_in_a_new_partition() -> None:
    new = table(race("r1", "AB"), race("r2", "CD", off="14:25"))

    assert horses(merged(None, new, listed=["r1"]).table) == {"r1": ["A", "B"], "r2": ["C", "D"]}
    assert horses(merged(None, new, listed=["r1"], allow_shrink=True).table) == {"r1": ["A", "B"]}


def test_a_race_that_went_does_not_come_back_from_the_archive() -> None:
    day = table(race("r1", "AB"), race("r2", "CD", off="14:25"))
    without = merged(day, day, listed=["r1"], allow_shrink=True).table

    result = merged(without, day, listed=["r1"])

    assert (horses(result.table), reported(result)) == ({"r1": ["A", "B"]}, {})


def test_a_failed_race_comes_from_the_archive_of_the_other_source() -> None:
    archived = table(race("post_9", "AB", course="Kempton", off="13:00"))
    old = table(race("rac_2", "CD", off="14:25"))

    result = merged(
        old,
        archived,
        listed=["rac_1", "rac_2"],
        failed=("rac_1", "rac_2"),
        places={"rac_1": ("Kempton (AW)", "13:00")},
    )

    assert horses(result.table) == {"post_9": ["A", "B"], "rac_2": ["C", "D"]}


def test_without_a_listing_no_race_goes() -> None:
    old = table(race("r1", "AB"), race("r2", "CD", off="14:25"))

    result = merged(old, table(race("r1", "AB")), listed=None, allow_shrink=True)

    assert horses(result.table) == {"r1": ["A", "B"], "r2": ["C", "D"]}
    assert reported(result) == {"kept_races": 1}


def test_a_race_that_is_void_now_keeps_its_rows_unless_shrinking_is_allowed() -> None:
    old = table(race("r1", "AB"))

    kept = merged(old, table(), listed=["r1"], void=("r1",))
    dropped = merged(old, table(), listed=["r1"], void=("r1",), allow_shrink=True)

    assert (horses(kept.table), reported(kept)) == (
        {"r1": ["A", "B"]},
        {"kept_races": 1, "void_kept": ["r1"]},
    )
    assert (horses(dropped.table), reported(dropped)) == ({}, {"void_dropped": ["r1"]})


def test_a_race_with_fewer_runners_than_before_stays_as_it_was() -> None:
    old, new = table(race("r1", "ABC")), table(race("r1", "AB", scraped_at=SECOND_SCRAPE))

    result = merged(old, new, listed=["r1"])

    assert result.table.equals(old)
    assert reported(result) == {"kept_races": 1, "shrunk_kept": ["r1"]}
    assert result.kept == 3


def test_a_race_with_fewer_runners_replaces_the_one_before_with_allow_shrink() -> None:
    old, new = table(race("r1", "ABC")), table(race("r1", "AB"))

    assert merged(old, new, listed=["r1"], allow_shrink=True).table.equals(new)


def test_ratings_come_and_are_never_erased() -> None:
    old = table(race("r1", "AB", rpr=80, ts=None, **{"or": 70}))
    new = table(race("r1", "BA", rpr=None, ts=60, **{"or": 71}))

    result = merged(old, new, listed=["r1"])

    assert values(result.table, "horse") == ["B", "A"]
    assert (values(result.table, "or"), values(result.table, "rpr"), values(result.table, "ts")) == (
        [71, 71],
        [80, 80],
        [60, 60],
    )
    assert reported(result) == {"ratings_kept": 2}


def test_ratings_are_those_of_the_same_horse() -> None:
    old = table([*race("r1", "A", rpr=80), *race("r1", "B", rpr=None), *race("r1", "C", rpr=60)])
    new = table(race("r1", ["D", "C", "B", "A"]))

    assert values(merged(old, new, listed=["r1"]).table, "rpr") == [None, 60, None, 80]


def test_only_ratings_outlive_an_empty_cell() -> None:
    old, new = table(race("r1", "A", going="Soft")), table(race("r1", "A", going=None))

    assert values(merged(old, new, listed=["r1"]).table, "going") == [None]


def test_a_rating_goes_with_allow_shrink() -> None:
    old, new = table(race("r1", "A", rpr=80)), table(race("r1", "A", rpr=None))

    assert values(merged(old, new, listed=["r1"], allow_shrink=True).table, "rpr") == [None]


def natural(horse_names: list[str], **more: Any) -> list[dict[str, Any]]:
    """A race as a file without ids has it."""
    return [
        row | {"horse_id": row["horse"].lower()}
        for row in race("2025-11-17_kempton-aw_1:00", horse_names, course="kempton-aw", off="1:00", **more)
    ]


def test_a_race_of_a_file_without_ids_is_replaced_and_its_ratings_stay() -> None:
    old = table(natural(["Never Dark (GB)", "Zapper"], rpr=81))
    new = table(race("rac_1", ["Zapper", "Never Dark"], course="Kempton (AW)", off="13:00", ts=70))

    result = merged(old, new, listed=["rac_1"])

    assert horses(result.table) == {"rac_1": ["Zapper", "Never Dark"]}
    assert (values(result.table, "rpr"), values(result.table, "ts")) == ([81, 81], [70, 70])
    assert reported(result) == {"ratings_kept": 2, "renamed": {"2025-11-17_kempton-aw_1:00": "rac_1"}}


def test_a_larger_field_under_another_id_stays_under_the_new_id() -> None:
    old = table(natural(["A", "B", "C"]))
    new = table(race("rac_1", ["A", "B"], course="Kempton (AW)", off="13:00"))

    result = merged(old, new, listed=["rac_1"])

    assert horses(result.table) == {"rac_1": ["A", "B", "C"]}
    assert result.report["shrunk_kept"] == ["rac_1"]


def test_two_copies_of_a_race_become_one() -> None:
    old = table(natural(["A", "B"]), race("post_9", "AB", course="Kempton", off="13:00"))
    new = table(race("rac_1", "AB", course="Kempton (AW)", off="13:00"))

    assert horses(merged(old, new, listed=["rac_1"]).table) == {"rac_1": ["A", "B"]}


def test_a_race_at_a_corrected_time_is_known_by_its_horses() -> None:
    old = table(race("post_9", "ABC", off="13:50"))
    new = table(race("rac_1", "ABC", off="13:55"))

    assert horses(merged(old, new, listed=["rac_1"]).table) == {"rac_1": ["A", "B", "C"]}


def test_races_that_the_source_itself_tells_apart_stay_apart() -> None:
    old = table(race("r1", "AB"))
    new = table(race("r2", "CD"))

    result = merged(old, new, listed=["r1", "r2"], failed=("r1",))

    assert horses(result.table) == {"r1": ["A", "B"], "r2": ["C", "D"]}


def test_a_failed_race_is_kept_under_the_id_that_it_has_in_the_lake() -> None:
    old = table(natural(["A", "B"]))

    result = merged(
        old,
        table(),
        listed=["rac_1"],
        failed=("rac_1",),
        places={"rac_1": ("Kempton (AW)", "13:00")},
        allow_shrink=True,
    )

    assert result.table.equals(old)
    assert result.report["failed_kept"] == ["2025-11-17_kempton-aw_1:00"]


def test_a_runner_is_there_once() -> None:
    twice = [*race("r1", "AB"), *race("r1", "A", comment="again")]

    result = merged(None, table(twice), listed=["r1"])

    assert horses(result.table) == {"r1": ["A", "B"]}
    assert (values(result.table, "comment"), result.report["duplicates_dropped"]) == ([None, None], 1)


def test_rows_come_in_the_order_of_course_time_and_race() -> None:
    old = table(race("r1", "BA", course="York", off="2:00"))
    new = table(
        race("r4", "C", course="York", off="12:30"),
        race("r3", "D", course="Ascot", off="2:35"),
        race("r2", "E", course="Ascot", off="14:00"),
    )

    result = merged(old, new, listed=["r1", "r2", "r3", "r4"], failed=("r1",))

    assert list(horses(result.table)) == ["r2", "r3", "r4", "r1"]
    assert horses(result.table)["r1"] == ["B", "A"]


def test_a_column_that_the_stored_file_does_not_have_yet_is_empty_in_kept_rows() -> None:
    old = table(race("r1", "A")).drop_columns(["silk_url"])
    new = table(race("r2", "B", off="14:25", silk_url="s"))

    result = merged(old, new, listed=["r1", "r2"], failed=("r1",))

    assert values(result.table, "silk_url") == [None, "s"]


def test_the_same_day_again_changes_nothing() -> None:
    day = table(race("r1", "AB", rpr=80), race("r2", "CD", off="14:25"))

    once = merged(None, day, listed=["r1", "r2"])
    again = merged(once.table, day, listed=["r1", "r2"])

    assert again.table.equals(once.table)
    assert reported(again) == {}

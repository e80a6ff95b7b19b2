"""Which days of racing are suspicious: one country missing, races missing, blank days, too little history."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from matplotlib.image import imread

from include.racing.completeness import DayKey, StoredDay, read_stored
from include.racing.completeness_chart import chart, chart_key
from include.racing.completeness_judging import JudgedDay, history_days, judge
from include.racing.completeness_params import read_params
from include.racing.completeness_report import (
    EXACT,
    FIXED,
    MODEL,
    country_rows,
    rescrape_conf,
    results,
    sentence,
    suspicious_rows,
)
from tests.unit.quality.calendar import FIRST, MEETINGS, calendar

SATURDAY = date(2025, 9, 20)
NOW = datetime(2025, 9, 21, 5, 0, tzinfo=UTC)
HEARD = [(country, SATURDAY) for country in MEETINGS]
CALENDARS = {country: calendar(country, 1) for country in MEETINGS}


def stored_of(races: int, name: str = "r") -> StoredDay:
    return StoredDay(frozenset(f"{name}{place}" for place in range(races)), races * 9)


def lake(
    last: date = SATURDAY, without: Collection[DayKey] = (), since: date = FIRST
) -> dict[DayKey, StoredDay]:
    return {
        (country, day): stored_of(count)
        for country, counts in CALENDARS.items()
        for day, count in counts.items()
        if since <= day <= last and (country, day) not in without
    }


def judged(
    stored: Mapping[DayKey, StoredDay],
    listed: Mapping[DayKey, Collection[str]] | None = None,
    days: list[date] | None = None,
    blank: Collection[DayKey] = (),
    heard: Collection[DayKey] = HEARD,
    **values: Any,
) -> list[JudgedDay]:
    return judge(read_params(values), days or [SATURDAY], stored, listed or {}, blank, heard=heard)


def named(found: list[JudgedDay]) -> list[str]:
    return [f"{row['country']} {row['day']}: {row['why']}" for row in suspicious_rows(found)]


@pytest.mark.parametrize("country", MEETINGS)
def test_one_country_missing_on_a_busy_saturday_shows_and_the_fixed_rule_is_blind(country: str) -> None:
    stored = lake(without=[(country, SATURDAY)])
    by_model = named(judged(stored))
    assert len(by_model) == 1
    assert by_model[0].startswith(f"{country} 2025-09-20: 0 races, expected ")
    assert named(judged(stored, rule="fixed")) == []


def test_a_complete_saturday_is_not_suspicious_by_either_rule() -> None:
    assert named(judged(lake(), rule="both")) == []


def test_the_fixed_rule_sees_a_day_without_any_races() -> None:
    stored = lake(without=[(country, SATURDAY) for country in MEETINGS])
    assert named(judged(stored, rule="fixed")) == [
        f"{country} 2025-09-20: 0 races in all, fewer than 5" for country in MEETINGS
    ]


def test_a_listed_race_that_is_not_stored_makes_its_day_suspicious_under_every_rule() -> None:
    listed = {("ire", SATURDAY): {"r0", "r1", "r77"}}
    for rule in ("model", "fixed", "both"):
        assert named(judged(lake(), listed, rule=rule)) == ["ire 2025-09-20: 1 of 3 listed races missing"]


def test_races_that_were_imported_without_a_list_are_not_suspicious() -> None:
    found = judged(lake(), countries=["gb"])[0]
    assert (found.reasons, found.exact.listed, found.exact.unlisted) == ((), 0, found.races)


@pytest.mark.parametrize("confirmed", ["by its list", "by an empty partition"])
def test_a_day_on_which_the_source_lists_nothing_is_blank(confirmed: str) -> None:
    key = ("gb", SATURDAY)
    stored = lake(without=[key])
    if confirmed == "by an empty partition":
        stored[key] = stored_of(0)
    found = judged(stored, blank=[key] if confirmed == "by its list" else ())[0]
    assert (found.verdict, found.reasons) == ("blank", ())


def test_a_list_with_races_counts_for_more_than_an_earlier_empty_one() -> None:
    key = ("gb", SATURDAY)
    found = judged(lake(without=[key]), {key: {"a"}}, blank=[key])[0]
    assert found.verdict == "low"
    assert found.reasons[0] == "1 of 1 listed races missing"


def test_christmas_is_no_false_alarm_although_nobody_confirmed_it() -> None:
    christmas = date(2025, 12, 25)
    found = judged(lake(christmas, without=[("fr", christmas)]), days=[christmas])
    assert [(one.verdict, one.reasons) for one in found] == [("blank", ())] * 3


def test_races_that_are_listed_for_christmas_are_missing_all_the_same() -> None:
    christmas = date(2025, 12, 25)
    found = judged(lake(christmas), {("gb", christmas): {"a"}}, days=[christmas], countries=["gb"])
    assert named(found)[0].startswith("gb 2025-12-25: 1 of 1 listed races missing; 0 races, expected ")


@pytest.mark.parametrize("country", MEETINGS)
def test_one_race_of_a_country_on_a_day_with_the_others_is_suspicious_by_default(country: str) -> None:
    stored = lake() | {(country, SATURDAY): stored_of(1)}
    (row,) = suspicious_rows(judged(stored))
    assert (row["country"], row["races"]) == (country, 1)
    assert row["why"].startswith("1 races, expected ")


def test_few_races_are_suspicious_also_on_a_weekday_that_is_often_blank() -> None:
    days = history_days([SATURDAY])
    stored = {
        ("gb", day): stored_of(24) for day in days if day.weekday() != 5 or day.toordinal() // 7 % 2 == 0
    } | {("gb", SATURDAY): stored_of(1)}
    (one,) = judged(stored, countries=["gb"])
    assert (one.expected.is_blank_ordinary, one.verdict) == (True, "low")
    assert one.reasons[0].startswith("1 races, expected 0 or ")
    del stored["gb", SATURDAY]
    (blank,) = judged(stored, countries=["gb"])
    assert (blank.verdict, blank.reasons) == ("passed", ())


def test_with_seven_weeks_of_history_the_fixed_rule_judges_each_country_and_that_is_said() -> None:
    stored = lake(since=SATURDAY - timedelta(weeks=7)) | {("gb", SATURDAY): stored_of(1)}
    found = judged(stored)
    assert [one.verdict for one in found] == ["not_enough_history"] * 3
    assert named(found) == ["gb 2025-09-20: 1 races, fewer than 5 (fixed rule: only 7 of 8 weeks of history)"]
    assert [(row["without_history"], row["rule"]) for row in country_rows(found)] == [
        (1, "fixed, too little history")
    ] * 3
    rows = results(found, read_params({}), [], run_id="run-1", now=NOW)
    fixed = [(row.item, row.status, row.observed, row.expected_low) for row in rows if row.check == FIXED]
    races = {country: CALENDARS[country][SATURDAY] for country in ("ire", "fr")}
    assert fixed == [
        ("gb", "low", 1, 5),
        ("ire", "passed", races["ire"], 5),
        ("fr", "passed", races["fr"], 5),
    ]


def test_without_history_a_smaller_minimum_may_be_given_and_blank_days_pass() -> None:
    stored = {("gb", SATURDAY): stored_of(1), ("ire", SATURDAY): stored_of(0)}
    found = judged(stored, countries=["gb", "ire"], fixed_minimum=1)
    assert [(one.verdict, one.is_by_minimum, one.reasons) for one in found] == [
        ("not_enough_history", True, ()),
        ("blank", False, ()),
    ]


@pytest.mark.parametrize("rule", ["model", "fixed", "both"])
def test_a_day_that_nobody_listed_is_suspicious_under_every_rule(rule: str) -> None:
    stored = lake(without=[("fr", SATURDAY)])
    (found,) = judged(stored, countries=["fr"], heard=(), rule=rule)
    assert found.verdict == "not_listed"
    assert "nobody listed this day, and nothing of it is stored" in found.reasons
    assert country_rows([found])[0]["not_listed"] == 1
    exact = results([found], read_params({"rule": rule}), [], run_id="run-1", now=NOW)[0]
    assert (exact.check, exact.status, exact.item) == (EXACT, "not_listed", "fr")
    assert "nobody listed this day" in (exact.message or "")


def test_a_day_that_nobody_listed_is_suspicious_on_a_weekday_that_is_often_blank() -> None:
    tuesday = SATURDAY - timedelta(days=4)
    stored = lake(tuesday, without=[("ire", tuesday)])
    found = judged(stored, days=[tuesday], countries=["ire"], heard=())
    assert named(found) == ["ire 2025-09-16: nobody listed this day, and nothing of it is stored"]


def test_a_month_without_a_country_does_not_hide_itself() -> None:
    days = history_days([SATURDAY])[-31:]
    keys = [("gb", day) for day in days]
    found = judged(lake(without=keys), days=days, countries=["gb"], heard=keys)
    assert [one.verdict for one in found] == ["low"] * 31


def test_history_is_four_hundred_days_or_the_longer_range() -> None:
    assert len(history_days([SATURDAY])) == 400
    assert history_days([SATURDAY])[-1] == SATURDAY
    assert history_days([date(2024, 1, 1), SATURDAY])[0] == date(2024, 1, 1)


def test_the_rows_of_countries_describe_their_days() -> None:
    days = [SATURDAY - timedelta(days=back) for back in (2, 1, 0)]
    counts = [CALENDARS["gb"][day] for day in days]
    row = country_rows(judged(lake(), {("gb", SATURDAY): {"r0", "zz"}}, days=days, countries=["gb"]))[0]
    assert (row["days"], row["races_stored"], row["runners_stored"]) == (3, sum(counts), 9 * sum(counts))
    assert (row["races_listed"], row["races_missing"], row["suspicious_days"]) == (2, 1, 1)
    assert (row["mean"], row["median"]) == (f"{sum(counts) / 3:.1f}", f"{sorted(counts)[1]:g}")


def test_the_sentence_names_ten_days_and_counts_the_others() -> None:
    rows = [{"country": "gb", "day": f"2025-09-{day:02}", "why": "0 races"} for day in range(1, 13)]
    assert sentence(rows[:1]) == "1 day is suspicious: gb 2025-09-01: 0 races"
    assert sentence(rows).startswith("12 days are suspicious: gb 2025-09-01: 0 races; gb 2025-09-02")
    assert sentence(rows).endswith("gb 2025-09-10: 0 races; and 2 more (see the log of `count`)")


def test_a_rescrape_goes_from_the_first_to_the_last_suspicious_day() -> None:
    rows = [{"country": "gb", "day": "2025-09-01"}, {"country": "ire", "day": "2025-10-01"}]
    assert rescrape_conf(rows) == {
        "start_date": "2025-09-01",
        "end_date": "2025-10-01",
        "countries": ["gb", "ire"],
    }


def test_a_rescrape_takes_the_newest_31_days() -> None:
    rows = [{"country": "gb", "day": "2025-08-31"}, {"country": "ire", "day": "2025-10-01"}]
    assert rescrape_conf(rows) == {
        "start_date": "2025-10-01",
        "end_date": "2025-10-01",
        "countries": ["ire"],
    }
    assert rescrape_conf([]) is None


def test_results_name_country_and_day_and_the_fixed_rule_has_one_a_day() -> None:
    params = read_params({"rule": "both"})
    found = judged(lake(), {("gb", SATURDAY): {"r0", "zz"}}, rule="both")
    rows = results(found, params, [], run_id="run-1", now=NOW)
    assert [(row.check, row.item, row.status) for row in rows] == [
        (EXACT, "gb", "incomplete"),
        (MODEL, "gb", "passed"),
        (EXACT, "ire", "nothing_listed"),
        (MODEL, "ire", "passed"),
        (EXACT, "fr", "nothing_listed"),
        (MODEL, "fr", "passed"),
        (FIXED, None, "passed"),
    ]
    assert (rows[0].observed, rows[0].expected_low, rows[0].details["missing"]) == (1, 2, ["zz"])
    total = sum(CALENDARS[country][SATURDAY] for country in MEETINGS)
    assert (rows[-1].observed, rows[-1].expected_low, rows[-1].run_id) == (total, 5, "run-1")


def test_stored_days_are_distinct_races_and_rows_and_absent_ones_are_left_out() -> None:
    asked = []

    def read(partitions: Any) -> list[pa.Table | None]:
        asked.extend(partitions)
        return [pa.table({"race_id": ["a", "a", "b"]}), None]

    found = read_stored(read, [("gb", SATURDAY), ("fr", SATURDAY)])
    assert found == {("gb", SATURDAY): StoredDay(frozenset({"a", "b"}), 3)}
    assert asked == [{"country": "gb", "date": "2025-09-20"}, {"country": "fr", "date": "2025-09-20"}]


def test_the_chart_has_a_panel_a_country() -> None:
    days = history_days([SATURDAY])[-31:]
    picture = imread(io.BytesIO(chart(judged(lake(), days=days))), format="png")
    assert picture.shape[:2] == (1034, 1320)


def test_a_run_id_becomes_a_plain_key() -> None:
    key = chart_key("scheduled__2026-07-13T05:00:00+00:00")
    assert key == "reports/racing_completeness/scheduled__2026-07-13T05_00_00_00_00.png"

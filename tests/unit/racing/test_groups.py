"""How the days and failures of a run are cut into mapped tasks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from include.racing.failures import FailedRace
from include.racing.groups import MOST_GROUPS, RacingGroup, rescrape_groups, retry_groups
from include.racing.params import RescrapeParams

DAYS = [date(2025, 11, 17) + timedelta(days=back) for back in range(7)]


def failed(race_id: str, day: date, country: str = "gb") -> FailedRace:
    at = datetime(2025, 11, 24, tzinfo=UTC)
    return FailedRace(
        id=race_id,
        day=day,
        country=country,
        course="Newbury",
        address="v1/results/1",
        error_type="SourceBlockedError",
        message="406",
        attempts=1,
        since=at,
        failed_at=at,
        is_stored=False,
    )


def test_a_rescrape_has_a_group_for_each_day_and_country() -> None:
    groups = rescrape_groups(RescrapeParams(), DAYS)
    assert len(groups) == 21
    assert [group.label for group in groups[:4]] == [
        "gb 2025-11-17",
        "ire 2025-11-17",
        "fr 2025-11-17",
        "gb 2025-11-18",
    ]
    assert groups[0].partitions == [{"country": "gb", "date": "2025-11-17"}]


def test_a_long_history_comes_in_groups_of_several_days_and_none_is_left_out() -> None:
    days = [date(2010, 1, 1) + timedelta(days=n) for n in range(3652)]
    groups = rescrape_groups(RescrapeParams(publish_only=True), days)
    assert len(groups) <= MOST_GROUPS
    for country in ("gb", "ire", "fr"):
        assert [day for group in groups if group.country == country for day in group.days] == days


def test_the_label_of_several_days_names_the_first_and_the_last_or_each_of_a_gap() -> None:
    assert RacingGroup(country="fr", days=tuple(DAYS)).label == "fr 2025-11-17..2025-11-23"
    assert RacingGroup(country="fr", days=(DAYS[0], DAYS[6])).label == "fr 2025-11-17,2025-11-23"


def test_failures_come_in_groups_of_at_most_two_days_of_one_country() -> None:
    failures = [failed(str(n), day) for n, day in enumerate(DAYS[:3])] + [
        failed("i1", DAYS[0], "ire"),
        failed("i0", DAYS[0], "ire"),
    ]
    assert retry_groups(failures) == [
        RacingGroup(country="gb", days=(DAYS[0], DAYS[1]), races=("0", "1")),
        RacingGroup(country="gb", days=(DAYS[2],), races=("2",)),
        RacingGroup(country="ire", days=(DAYS[0],), races=("i0", "i1")),
    ]


def test_without_failures_there_is_nothing_to_do() -> None:
    assert retry_groups([]) == []

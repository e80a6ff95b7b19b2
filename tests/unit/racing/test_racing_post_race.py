"""Racing Post's result pages: a runner's row holds what its own rows say, and a missing piece is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from include.devstack.simulator.racing.pages.classic import classic_page
from include.devstack.simulator.racing.pages.next_markup import next_page
from include.errors import IncompletePayloadError, PayloadError
from include.racing.errors import UnknownMarkupError, UnreadableValueError, WrongRaceError
from include.racing.rows import NAMES, Race, RunnerRow
from include.racing.same_race import course_key
from tests.unit.racing import simulated
from tests.unit.racing.simulated import DAY, PAGES

RACE = next(
    race for race in simulated.smallest(40) if race.timed and race.type == "Flat" and race.non_runners
)
RESULT = simulated.told(RACE)
PAGE = classic_page(RESULT).decode()
# Ids are the sources' own; a page names an owner only in an address, which has no punctuation, and a course
# without its country.
OWN = {"owner", "course"} | {name for name in NAMES if name.endswith("_id")}


def read(page: str) -> Race:
    return simulated.read_classic(RESULT, page.encode())


def without(pattern: str, *, count: int = 1) -> str:
    changed, found = re.subn(pattern, "", PAGE, count=count, flags=re.DOTALL)
    assert found == count
    return changed


def shared(row: RunnerRow) -> dict[str, object]:
    """What both sources tell of a runner."""
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in OWN}


def test_pages_and_the_licensed_source_give_the_same_rows() -> None:
    compared = 0
    for race in list(simulated.many_races())[::7]:
        result = simulated.told(race)
        from_page, from_api = simulated.read_classic(result), simulated.read_api(result)
        assert from_page.void == from_api.void == race.void
        assert course_key(from_page.course) == course_key(from_api.course)
        assert [shared(row) for row in from_page.runners] == [shared(row) for row in from_api.runners]
        compared += len(from_page.runners)
    assert compared > 300


def test_a_races_own_words_are_read() -> None:
    race = read(PAGE)
    assert (race.race_id, race.course, race.course_id, race.off, race.name, race.void) == (
        RACE.id, RACE.course.name, str(RACE.course.id), f"{RACE.off:%H:%M}", RACE.name, False,
    )  # fmt: skip
    assert race.declared_runners == len(race.runners) == RACE.runners


def test_ids_of_people_and_parents_are_read() -> None:
    for row, one in zip(read(PAGE).runners, RESULT.runners, strict=True):
        horse = one.horse
        people = (horse.id, one.jockey.id, horse.trainer.id, horse.owner.id)
        assert (row.horse_id, row.jockey_id, row.trainer_id, row.owner_id) == tuple(map(str, people))
        parents = (horse.sire_id, horse.dam_id, horse.damsire_id)
        assert (row.sire_id, row.dam_id, row.damsire_id) == tuple(map(str, parents))


def test_a_void_race_has_no_runners() -> None:
    race = simulated.a_race(void=True)
    for told in (
        simulated.read_classic(simulated.told(race)),
        simulated.read_next(simulated.told(race)),
    ):
        assert (told.void, told.runners) == (True, ())


def test_dead_heaters_share_place_distance_and_prize() -> None:
    race = simulated.a_race(dead_heat=True, void=False, timed=True)
    rows = simulated.read_classic(simulated.told(race)).runners
    second = next(place for place, row in enumerate(rows) if place and row.pos == rows[place - 1].pos)
    for name in ("pos", "ovr_btn", "prize", "secs"):
        assert getattr(rows[second], name) == getattr(rows[second - 1], name), name
    assert rows[second].btn == 0.0


def test_non_finishers_have_no_distance_and_no_time() -> None:
    for race in simulated.many_races():
        result = simulated.told(race)
        if race.timed and not race.void and any(not one.finished for one in result.runners):
            rows = [row for row in simulated.read_classic(result).runners if not row.pos.isdigit()]
            assert {(row.btn, row.ovr_btn, row.time, row.secs, row.prize) for row in rows} == {(None,) * 5}
            return
    pytest.fail("no race in which a horse did not finish")


def test_a_race_that_was_not_timed_has_no_times() -> None:
    race = simulated.a_race(timed=False, void=False)
    assert {row.secs for row in simulated.read_classic(simulated.told(race)).runners} == {None}


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (r'<tr class="rp-horseTable__commentRow.*?</tr>', {"comment"}),
        (r'<sup class="rp-horseTable__pos__draw">.*?</sup>', {"draw"}),
        (r'<span class="rp-horseTable__horse__price">.*?</span>', {"sp", "dec"}),
        (r'<td[^>]*data-test-selector="horse-age">.*?</td>', {"age"}),
        (r'<span[^>]*data-ending="st">\d+</span>', {"lbs"}),
        (r'<td[^>]*data-ending="OR">.*?</td>', {"or_"}),
        (r'<td[^>]*data-ending="RPR".*?</td>', {"rpr"}),
        (r'<td[^>]*data-ending="TS".*?</td>', {"ts"}),
        (r'<span class="rp-horseTable__saddleClothNo">.*?</span>', {"num"}),
        (r'<a href="/profile/owner.*?</a>', {"owner", "owner_id", "silk_url"}),
        (
            r'<tr class="rp-horseTable__pedigreeRow".*?</tr>',
            {"sex", "sire", "dam", "damsire", "sire_id", "dam_id", "damsire_id"},
        ),
    ],
)
def test_a_missing_piece_is_missing_for_its_own_runner_alone(pattern: str, names: set[str]) -> None:
    """Readers that gather a piece of all runners and zip the lists move everybody's up by one here."""
    whole, lacking = read(PAGE).runners, read(without(pattern)).runners
    changed = {
        (row.horse_id, name)
        for row, before in zip(lacking, whole, strict=True)
        for name in row.__struct_fields__
        if getattr(row, name) != getattr(before, name)
    }
    (horse,) = {horse for horse, _ in changed}
    assert {name for _, name in changed} <= names
    row = next(row for row in lacking if row.horse_id == horse)
    assert all(getattr(row, name) is None for name in names)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r' data-analytics-race-date-time="[^"]*"', r"expected one main\[data-analytics-race-date-time\]"),
        (r"\d+ ran", r'"N ran" in rp-raceInfo'),
        (r' data-test-selector="link-horseName"', "link-horseName"),
        (r'href="/profile/horse/\d+/[^"]*" class="rp-horseTable', "link-horseName"),
    ],
)
def test_missing_markup_is_named_at_once(pattern: str, message: str) -> None:
    with pytest.raises(UnknownMarkupError, match=message):
        read(without(pattern))


def test_a_row_without_its_position_is_named() -> None:
    page = without(r' data-test-selector="text-horsePosition"', count=2)
    with pytest.raises(UnknownMarkupError, match="a runner's row has no position"):
        read(page)


def test_a_page_without_any_runner_is_named() -> None:
    with pytest.raises(UnknownMarkupError, match="no runner"):
        read(without(r"<tbody>.*</tbody>"))


def test_a_runner_too_few_is_an_incomplete_page() -> None:
    fewer = replace(RESULT, runners=RESULT.runners[:-1])
    with pytest.raises(
        IncompletePayloadError, match=rf"{RACE.runners} horses ran, .* about {RACE.runners - 1}"
    ):
        simulated.read_classic(fewer)


def test_a_runner_without_a_result_is_an_incomplete_page() -> None:
    page = re.sub(r'(data-test-selector="text-horsePosition">)\d+', r"\1", PAGE, count=2)
    with pytest.raises(IncompletePayloadError, match="no position"):
        read(page)


def test_a_position_that_is_told_in_two_ways_is_refused() -> None:
    page = re.sub(r'(data-test-selector="text-horsePosition">)1', r"\g<1>3", PAGE, count=1)
    with pytest.raises(UnknownMarkupError, match="a position: expected one value, got '1' and '3'"):
        read(page)


def test_a_runner_that_is_there_twice_is_refused() -> None:
    row = re.search(r'<tr class="rp-horseTable__mainRow.*?</tr>', PAGE, re.DOTALL)
    assert row is not None
    with pytest.raises(UnknownMarkupError, match="each horse once"):
        read(PAGE.replace(row[0], row[0] * 2))


def test_rows_that_belong_to_no_runner_are_refused() -> None:
    comment = '<tr class="rp-horseTable__commentRow"><td>Led</td></tr>'
    for at in ("<tbody>", "</tbody>"):
        with pytest.raises(UnknownMarkupError, match="a comment row stands where no runner is"):
            read(PAGE.replace(at, at + comment if at == "<tbody>" else comment + at))


def test_a_page_that_was_cut_is_refused_wherever_it_was_cut() -> None:
    for end in range(0, len(PAGE) - 10, 997):
        with pytest.raises(PayloadError):
            read(PAGE[:end])


@pytest.mark.parametrize(
    ("race_id", "country", "day"),
    [("9" + RACE.id[1:], RACE.country, RACE.day), (RACE.id, RACE.country, DAY.replace(day=1))],
)
def test_another_race_or_day_than_asked_for_is_refused(race_id: str, country: str, day: date) -> None:
    for page in (PAGE.encode(), next_page(RESULT)):
        with pytest.raises(WrongRaceError):
            PAGES.read_race(page, race_id, country, day)


def test_a_page_whose_heading_names_another_country_is_refused() -> None:
    page = re.sub(r'(class="rp-raceTimeCourseName__name">)[^<]*', r"\1 Naas (IRE) ", PAGE)
    with pytest.raises(WrongRaceError, match=f"expected country {RACE.country}, got 'ire'"):
        simulated.PAGES.read_race(page.encode(), RACE.id, RACE.country, RACE.day)


def test_the_day_is_londons_and_not_the_times_own() -> None:
    page = re.sub(r'race-date-time="[^"]*"', f'race-date-time="{DAY}T23:30:00-05:00"', PAGE)
    with pytest.raises(WrongRaceError):
        read(page)


@pytest.mark.parametrize("body", ["", "{}", "<html></html>", "<html><main></main></html>", "\x00</html>"])
def test_what_is_no_result_page_is_refused(body: str) -> None:
    with pytest.raises(PayloadError):
        read(body)


def test_a_price_that_cannot_be_read_names_the_horse() -> None:
    page = re.sub(r'(rp-horseTable__horse__price"> )[^<]*', r"\1free ", PAGE, count=1)
    with pytest.raises(UnreadableValueError, match=r"race \d+, horse \d+: price: .* got 'free'"):
        read(page)

"""Result pages until August 2026 with what public reports met: put-back winners, no numbers, position 0."""

from __future__ import annotations

from typing import Any

import pytest

from include.errors import IncompletePayloadError, PayloadError
from include.racing.errors import UnknownMarkupError, UnreadableValueError, WrongRaceError
from include.racing.racing_post.classic_day import MOST_RACES
from include.racing.racing_post.day_page import read_day
from include.racing.racing_post.document import LARGEST_PAGE
from include.racing.racing_post.kinds import page_kind
from include.racing.racing_post.race_page import read_result
from include.racing.racing_post.race_rows import MOST_RUNNERS
from include.racing.rows import Race
from tests.unit.racing import next_pages
from tests.unit.racing.classic_pages import DAY, page, runner

FIRST = runner(1, "1")
SECOND = runner(2, "2", "2")


def read(*runners: str, **changes: Any) -> Race:
    return read_result(page(*runners, **changes), race_id="900100", country="gb", day=DAY)


def places(race: Race) -> list[tuple[str, str, float | None, float | None, float | None]]:
    return [(row.horse[:7], row.pos, row.btn, row.ovr_btn, row.secs) for row in race.runners]


def test_distances_are_behind_the_winner_when_the_first_past_the_post_was_disqualified() -> None:
    race = read(
        runner(2, "1", "8"), runner(3, "2", "12", "[20]"), runner(4, "3", "1", "[21]"), runner(1, "DSQ")
    )
    assert places(race) == [
        ("Horse 2", "1", 0.0, 0.0, 100.0),
        ("Horse 3", "2", 12.0, 12.0, 102.0),
        ("Horse 4", "3", 1.0, 13.0, 102.17),
        ("Horse 1", "DSQ", None, None, None),
    ]
    assert [row.prize for row in race.runners] == [500.0, 300.0, 100.0, None]


def test_a_first_past_the_post_that_was_put_back_is_not_behind_the_winner() -> None:
    race = read(runner(2, "1", "½"), runner(1, "2"), runner(3, "3", "2", "[2½]"))
    assert places(race) == [
        ("Horse 2", "1", 0.0, 0.0, 100.0),
        ("Horse 1", "2", None, None, None),
        ("Horse 3", "3", 2.0, 2.0, 100.33),
    ]


def test_of_two_that_were_disqualified_before_the_winner_the_overall_distance_counts() -> None:
    race = read(
        runner(3, "1", "1", "[3]"), runner(4, "2", "4", "[7]"), runner(1, "DSQ"), runner(2, "DSQ", "2")
    )
    assert [row.ovr_btn for row in race.runners] == [0.0, 4.0, None, None]


def test_winners_in_a_dead_heat_behind_a_disqualified_horse_are_level() -> None:
    race = read(
        runner(2, "1", "3"), runner(3, "1", "dht", "[3]"), runner(4, "3", "2", "[5]"), runner(1, "DSQ")
    )
    assert [(row.btn, row.ovr_btn) for row in race.runners] == [
        (0.0, 0.0),
        (0.0, 0.0),
        (2.0, 2.0),
        (None, None),
    ]


def test_a_small_margin_behind_a_promoted_winner_is_not_lost_in_rounding() -> None:
    race = read(runner(2, "1", "nk"), runner(3, "2", "nse", "[nk]"), runner(1, "3"))
    assert [row.ovr_btn for row in race.runners] == [0.0, 0.05, None]
    rounded = read(runner(2, "1", "nk"), runner(3, "2", "shd", "[¼]"), runner(1, "3"))
    assert [row.ovr_btn for row in rounded.runners] == [0.0, 0.1, None]


@pytest.mark.parametrize(
    ("winner", "second", "third", "expected"),
    [
        ("hd", ("½", "[½]"), ("1", "[1½]"), [(0.5, 0.5, 100.08), (1.0, 1.5, 100.25)]),
        ("nk", ("2", "[2¼]"), ("1", "[3¼]"), [(2.0, 2.0, 100.33), (1.0, 3.0, 100.5)]),
        ("shd", ("shd", "[¼]"), ("hd", "[½]"), [(0.1, 0.1, 100.02), (0.2, 0.3, 100.05)]),
    ],
)
@pytest.mark.parametrize("first_past_the_post", ["DSQ", "4"])
def test_distances_behind_a_promoted_winner_are_the_sum_of_the_margins(
    first_past_the_post: str,
    winner: str,
    second: tuple[str, str],
    third: tuple[str, str],
    expected: list[tuple[float, float, float]],
) -> None:
    race = read(
        runner(2, "1", winner),
        runner(3, "2", *second),
        runner(4, "3", *third),
        runner(1, first_past_the_post),
    )
    assert [(row.btn, row.ovr_btn, row.secs) for row in race.runners] == [
        (0.0, 0.0, 100.0),
        *expected,
        (None, None, None),
    ]


def test_a_horse_that_was_put_back_between_others_does_not_lengthen_their_distances() -> None:
    """Horse 4 passed the post 5 lengths behind the winner, and was placed behind horse 5."""
    race = read(
        *(runner(2, "1", "1"), runner(3, "2", "2", "[3]"), runner(5, "3", "2", "[8]")),
        *(runner(4, "4", "3", "[6]"), runner(6, "5", "1", "[9]"), runner(1, "DSQ")),
    )
    assert [row.ovr_btn for row in race.runners] == [0.0, 2.0, 7.0, 5.0, 8.0, None]
    assert [row.secs for row in race.runners] == [100.0, 100.33, 101.17, 100.83, 101.33, None]


def test_a_winner_with_a_distance_and_no_horse_before_it_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="expected a winner without a distance"):
        read(runner(1, "1", "8"), runner(2, "2", "2", "[10]"), runner(3, "PU"))


def test_a_page_without_saddle_cloth_numbers_has_rows_without_numbers() -> None:
    race = read(runner(1, "1", cloth="."), runner(2, "2", "2", cloth="."))
    assert [(row.horse_id, row.num) for row in race.runners] == [("7001", None), ("7002", None)]


def test_position_0_is_unplaced_beside_a_winner() -> None:
    race = read(FIRST, runner(2, "0", "2"))
    assert places(race) == [("Horse 1", "1", 0.0, 0.0, 100.0), ("Horse 2", "UNP", None, None, None)]


def test_positions_of_0_alone_are_no_result_yet() -> None:
    with pytest.raises(IncompletePayloadError, match="no winner"):
        read(runner(1, "0"), runner(2, "0"))


def test_a_carried_out_horse_keeps_its_letters() -> None:
    assert [row.pos for row in read(FIRST, runner(2, "CO")).runners] == ["1", "CO"]


def value(words: str) -> str:
    return f'<span class="rp-raceInfo__value">{words}</span>'


BEFORE, BEHIND = f"Off time: {value('2:30:08')}", f"Total SP: {value('135%')}"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("4m 8.50s (slow by 15.30s)", 248.5),
        ("4m8.50s (slow by 15.30s)", 248.5),
        ("4:08.50", 248.5),
        ("59.67s(fast by 0.15s)", 59.67),
        ("0.00s", None),
        ("standard time", None),
        ("(slow by 15.30s)", None),
        ("", None),
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        "{before} Winning time: {time} {behind}",
        "<span>Winning time:</span> {time} {behind}",
        "<b>Winning</b> time: {time}",
        "{time}{bare}",
    ],
)
def test_a_winning_time_is_read_in_any_spelling_wherever_it_stands(
    around: str, words: str, seconds: float | None
) -> None:
    times = around.format(before=BEFORE, behind=BEHIND, time=value(words), bare=value("2:30:08"))
    assert read(FIRST, times=times).runners[0].secs == seconds


@pytest.mark.parametrize("words", ["4 min 8.50 sec", "4.08.50", "about four minutes"])
def test_a_winning_time_that_cannot_be_read_is_named(words: str) -> None:
    for times in (f"Winning time: {value(words)}{BEHIND}", value(words)):
        with pytest.raises(UnreadableValueError, match=f"race 900100: winning time: .* got '{words}'"):
            read(FIRST, times=times)


def test_an_off_and_odds_are_no_winning_time_and_a_page_without_one_has_none() -> None:
    assert read(FIRST, times=BEFORE + BEHIND).runners[0].secs is None
    assert read(FIRST, times=value("2:30:08") + value("135%")).runners[0].secs is None


def test_a_prize_with_a_decimal_comma_is_refused() -> None:
    assert read(FIRST, prizes="1st €19,764.71 2nd €5,000").runners[0].prize == 19764.71
    with pytest.raises(UnreadableValueError, match=r"prize: expected a number, got '1\.234,50'"):
        read(FIRST, prizes="1st €1.234,50")


def test_a_void_race_is_void() -> None:
    race = read(runner(1, "VOI"), runner(2, "VOI"))
    assert (race.void, race.runners, race.course_id, race.declared_runners) == (True, (), "77", None)


@pytest.mark.parametrize("canonical", ["/900100", "/900100/", "/900100/?x=1", "/900100#top"])
def test_the_course_id_is_of_the_canonical_link_with_and_without_a_slash_at_its_end(canonical: str) -> None:
    assert read(FIRST, canonical=canonical).course_id == "77"


def test_the_heading_proves_the_country() -> None:
    def country(course: str) -> str:
        return read_result(page(FIRST, course=course)).country

    courses = ("Kempton (A.W)", "Naas (IRE)", "Auteuil (FR)", "Les Landes (JER)")
    assert [country(course) for course in courses] == ["gb", "ire", "fr", "jer"]


def test_a_page_without_a_heading_is_read_with_a_country_and_not_without() -> None:
    assert read(FIRST, course=None).country == "gb"
    with pytest.raises(UnknownMarkupError, match="does not say its country"):
        read_result(page(FIRST, course=None))


def test_a_page_of_another_country_is_refused() -> None:
    with pytest.raises(WrongRaceError, match="expected country gb, got 'ger'"):
        read(FIRST, course="Cologne (GER)")


def test_a_page_that_links_another_race_than_it_names_is_refused() -> None:
    with pytest.raises(WrongRaceError):
        read(FIRST, canonical="/900101")


def test_a_page_beyond_the_limits_of_size_and_depth_is_refused() -> None:
    whole = page(FIRST, SECOND)
    deep = whole.replace(b"<main", b"<div>" * 300 + b"<main")
    large = whole.replace(b"</body>", b" " * LARGEST_PAGE + b"</body>")
    with pytest.raises(PayloadError, match="the parser stopped"):
        read_result(deep)
    with pytest.raises(PayloadError, match="of at most"):
        read_result(large)


def test_a_race_with_more_runners_than_can_be_is_refused() -> None:
    with pytest.raises(UnknownMarkupError, match="at most 200 runners, got 201"):
        read(*(runner(number, str(number)) for number in range(1, MOST_RUNNERS + 2)))


def test_a_day_with_more_races_than_can_be_is_refused() -> None:
    link = '<a data-test-selector="link-listCourseNameLink" href="/results/1/a/2026-06-10/1">A</a>'
    with pytest.raises(UnknownMarkupError, match="at most 1000 race links, got 1001"):
        read_day(f"<html><body>{link * (MOST_RACES + 1)}</body></html>".encode())


def test_a_day_with_very_many_other_links_deep_in_the_page_lists_its_race() -> None:
    name = '<h2 data-test-selector="course-name">Sampletown</h2>'
    off = '<span data-test-selector="text-raceTime">2:30</span>'
    race = '<a data-test-selector="link-listCourseNameLink" href="/results/77/sampletown/2026-06-10/1">A</a>'
    other = '<a href="/results/77/sampletown/2025-06-10/{}">B</a>'
    row = f"<div>{off}{race}</div>"
    links = "".join(other.format(number) for number in range(20_000))
    body = f"<html><body><section>{name}{row}</section>{'<div>' * 200}{links}{'</div>' * 200}</body></html>"
    (found,) = read_day(body.encode())
    assert (found.id, found.off) == ("1", "14:30")


def test_a_page_says_by_its_structure_of_which_kind_it_is() -> None:
    link = '<a data-test-selector="link-listCourseNameLink" href="/results/1/a/2026-06-10/1">A</a>'
    message = '<p data-testid="Text__NoResultsMessage">No results for this date</p>'
    result = next_pages.result_page(next_pages.result(next_pages.runner(1)))
    pages = {
        page(FIRST): "racing_post_result",
        result: "racing_post_result",
        f"<html><body>{link}</body></html>".encode(): "racing_post_day",
        next_pages.day_page(next_pages.meeting(77, "GB")): "racing_post_day",
        next_pages.page(head=message): "racing_post_day",
        next_pages.page(): None,
        b"<html><body>news</body></html>": None,
    }
    assert {body: page_kind(body) for body in pages} == pages

"""What a payload is, told by its structure, and the data that come of it."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from include.control.read.__main__ import read_file
from include.control.read.errors import BrokenJsonError, UnknownPayloadError
from include.control.read.kinds import recognise
from include.control.read.payload import Asked
from include.errors import PayloadError
from include.nba.errors import StatsShapeError
from include.racing.columns import NAMES
from tests.unit.control.read.bodies import CSV, DAY_PAGE, RACE, bodies, stats_plays
from tests.unit.nba.payloads import AWAY, HOME
from tests.unit.racing import next_pages

BODIES = bodies()


def data(body: bytes, **asked: Any) -> dict[str, Any]:
    recognised = recognise(body)
    return recognised.read(body, Asked(**asked))


@pytest.mark.parametrize("what", BODIES)
def test_a_kind_is_told_whatever_the_file_is_called(what: str, tmp_path: Path) -> None:
    kind, body = BODIES[what]
    for name, content in (("game.html.gz", body), ("no-suffix", gzip.compress(body))):
        file = tmp_path / name
        file.write_bytes(content)
        line = read_file(str(file), Asked()).line
        assert (line["kind"], line["ok"]) == (kind, True), line.get("message")


@pytest.mark.parametrize("what", BODIES)
def test_a_byte_order_mark_and_blanks_in_front_do_not_hide_the_kind(what: str) -> None:
    kind, body = BODIES[what]
    assert recognise(b"\xef\xbb\xbf\n " + body).kind == kind


def test_a_result_has_rows_under_the_columns_of_our_tables() -> None:
    result = data(BODIES["classic result"][1], country="ire")
    assert (result["race_id"], result["country"], result["void"]) == (RACE.id, "ire", False)
    assert list(result["rows"][0]) == [name for name in NAMES if name != "scraped_at"]
    assert {row["country"] for row in result["rows"]} == {"ire"}


def test_a_page_of_the_api_is_read_like_its_results() -> None:
    one, page = data(BODIES["result of the API"][1]), data(BODIES["page of the API"][1])
    assert page["rows"] == one["rows"]
    assert page["races"] == [{name: value for name, value in one.items() if name != "rows"}]


def test_a_day_has_the_races_of_all_countries_or_of_the_one_asked_for() -> None:
    races = data(DAY_PAGE)["races"]
    assert [(race["country"], race["race_id"], race["off"]) for race in races] == [
        ("gb", "900100", "14:30"),
        ("ire", "900103", "13:35"),
    ]
    assert data(DAY_PAGE, country="ire")["races"] == races[1:]


def test_a_payload_of_another_day_than_the_asked_one_is_refused() -> None:
    for body in (DAY_PAGE, BODIES["classic result"][1], CSV):
        with pytest.raises(PayloadError):
            data(body, day=date(2020, 1, 1))


def test_a_csv_of_several_days_and_countries_is_read_whole_or_one_day_of_it() -> None:
    body = CSV + b"2020-06-04,IRE,Naas,2:00,B Race,1,Horse B\n"
    rows = data(body)["rows"]
    assert [(str(row["date"]), row["country"], row["horse"]) for row in rows] == [
        ("2020-06-03", "gb", "Horse A"),
        ("2020-06-04", "ire", "Horse B"),
    ]
    assert data(body, day=date(2020, 6, 4))["rows"] == rows[1:]


def test_a_csv_of_another_country_than_the_asked_one_is_refused() -> None:
    with pytest.raises(PayloadError, match="of another country"):
        data(CSV, country="ire")


def test_a_csv_that_does_not_say_its_country_has_the_asked_one_or_none() -> None:
    body = b"date,course,off,race_name,pos,horse\n2020-06-03,Ascot,1:00,A Race,1,Horse A\n"
    assert data(body)["rows"][0]["country"] is None
    assert data(body, country="gb")["rows"][0]["country"] == "gb"


def test_plays_come_with_the_possessions_of_both_teams() -> None:
    # The visitors' basket gives the ball to the home team, in whose favour the period ends.
    assert data(BODIES["plays"][1])["possessions"] == {str(HOME): 2, str(AWAY): 1}


def test_tables_whose_names_are_no_texts_are_of_no_kind() -> None:
    with pytest.raises(UnknownPayloadError):
        recognise(b'{"resultSets": [{"name": ["PlayerStats"]}]}')


def test_an_answer_of_the_stats_endpoints_is_known_and_not_read() -> None:
    recognised = recognise(stats_plays())
    assert recognised.kind == "nba_play_by_play"
    with pytest.raises(StatsShapeError):
        recognised.read(stats_plays(), Asked())


def test_a_summary_has_features_with_checks_and_whether_it_would_be_archived() -> None:
    found = data(BODIES["summary"][1])
    assert all(found["checks"].values())
    assert found["archive_check"] == {"ok": True}


@pytest.mark.parametrize(
    "body",
    [
        b"[1, 2]",
        b'{"code":404,"message":"Event not found"}',
        b"<html><head><title>Access denied</title></head><body>Log in</body></html>",
        b"a,b,c\n1,2,3\n",
        b"\x00\x01\x02\xff\xfe",
        b"hello",
    ],
)
def test_what_is_none_of_the_kinds_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(UnknownPayloadError, match=r"^expected a result or a day of Racing Post"):
        recognise(body)


@pytest.mark.parametrize("what", [what for what, (_, body) in BODIES.items() if body.startswith(b"{")])
def test_json_that_was_cut_is_said_to_be_cut(what: str) -> None:
    body = BODIES[what][1]
    with pytest.raises(BrokenJsonError, match="no whole JSON"):
        recognise(body[: len(body) // 2])


@pytest.mark.parametrize("what", BODIES)
def test_any_cut_or_wrongly_encoded_body_is_a_typed_error_or_data(what: str) -> None:
    """No parser leaves its own exceptions to the caller, whatever bytes it gets."""
    body = BODIES[what][1]
    places = range(0, len(body), max(1, len(body) // 40))
    for broken in [*(body[:place] for place in places), *(body[:p] + b"\xff" + body[p:] for p in places)]:
        with suppress(PayloadError):
            recognise(broken or b" x").read(broken, Asked())


@pytest.mark.parametrize("begun", ['{"pageProps":', '{"props":', '{"total":1,"results":['])
def test_json_of_any_depth_is_data_or_a_typed_error(begun: str) -> None:
    """Decoding allows other depths than encoding and reading the parts again."""
    ends = {"{": "}", "[": "]"}
    end = "".join(ends[sign] for sign in reversed(begun) if sign in ends)
    for depth in range(900, 1010):
        with suppress(PayloadError):
            data((begun + '{"a":' * depth + "1" + "}" * depth + end).encode())


@pytest.mark.parametrize("words", ["<!--<script>", "</script>", "<!-- <SCRIPT x", "a < b"])
def test_the_json_of_a_page_alone_may_hold_any_markup_in_its_texts(words: str) -> None:
    result = next_pages.result(next_pages.runner(1, comment={"comment": words}))
    state = {"racePage": {"data": None}, "raceResult": {"data": result}, "results": {"data": None}}
    body = json.dumps({"pageProps": {"initialState": state}}).encode()
    assert data(body)["rows"][0]["comment"] == words


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(PayloadError):
        recognise(b'{"events":' + b"[" * 100_000)
    with pytest.raises(PayloadError):
        recognise(json.dumps({"header": {}}).encode()).read(b'{"header": {}}', Asked())

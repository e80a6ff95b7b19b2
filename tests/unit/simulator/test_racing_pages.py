"""Racing Post's side of the simulator: pages that tell the same races as the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from lxml import html

from include.devstack.simulator.racing.courses import slug
from tests.fixtures.simulator import SimulatorServer

DAY = "2026-01-17"
USER = ("scorebook", "secret")
EN_DASH = "\u2013"
FRACTIONS = {"nse": "0.05", "shd": "0.1", "hd": "0.2", "snk": "0.2", "nk": "0.3", "dht": "0", "dist": "30"}


def page(simulator: SimulatorServer, address: str) -> Any:
    answer = requests.get(f"{simulator.racing_post_url}{address}", timeout=180)
    assert answer.status_code == 200, (address, answer.status_code)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(answer.content.decode())


def api(simulator: SimulatorServer, race: str) -> dict[str, Any]:
    return requests.get(f"{simulator.racing_api_url}/v1/results/{race}", auth=USER, timeout=180).json()


def text(node: Any, path: str) -> str:
    """The text of the first element on a path, empty without one."""
    found = node.xpath(path)
    return " ".join(found[0].text_content().split()) if found else ""


def by_selector(name: str) -> str:
    return f".//*[@data-test-selector='{name}']"


def by_class(name: str) -> str:
    return f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def lengths(words: str) -> str:
    if words in FRACTIONS:
        return FRACTIONS[words]
    return words.replace("¼", ".25").replace("½", ".5").replace("¾", ".75") or "0"


def runner(row: Any, pedigree: Any, comment: str) -> dict[str, str]:
    """What the rows of a runner say, in the API's words."""
    position = text(row, by_selector("text-horsePosition"))
    spans = [
        " ".join(one.text_content().split())
        for one in row.xpath(by_class("rp-horseTable__pos__length") + "/span")
    ]
    beaten, overall = spans[0], spans[-1].strip("[]")
    bred = text(row, by_class("rp-horseTable__horse__country")) or "(GB)"
    stones, pounds = (text(row, f".//span[@data-ending='{unit}']") for unit in ("st", "lb"))
    price = text(row, by_class("rp-horseTable__horse__price"))
    sire, dam, damsire = (" ".join(one.text_content().split()) for one in pedigree.xpath(".//a"))
    return {
        "position": position,
        "number": text(row, by_class("rp-horseTable__saddleClothNo")).strip("."),
        "draw": text(row, by_class("rp-horseTable__pos__draw")).strip("\xa0()"),
        "btn": lengths(beaten) if position.isdigit() else "-",
        "ovr_btn": lengths(overall) if position.isdigit() else "-",
        "horse": f"{text(row, by_selector('link-horseName'))} {bred}",
        "horse_id": "hrs_" + row.xpath(by_selector("link-horseName") + "/@href")[0].split("/")[3],
        "age": text(row, by_selector("horse-age")),
        "sex": text(pedigree, "./td").split()[1].upper(),
        "weight": f"{stones}-{pounds}",
        "headgear": text(row, by_class("rp-horseTable__headGear")),
        "or": text(row, ".//td[@data-ending='OR']").strip(EN_DASH),
        "rpr": text(row, ".//td[@data-ending='RPR']").strip(EN_DASH),
        "tsr": text(row, ".//td[@data-ending='TS']").strip(EN_DASH),
        "sp": price.replace("Evs", "Evens").replace("No Odds", ""),
        "jockey": text(row, by_selector("link-jockeyName")),
        "trainer": text(row, by_selector("link-trainerName")),
        "owner": row.xpath(by_selector("link-silk") + "/@href")[0].split("/")[4],
        "sire": sire if "(" in sire else f"{sire} (GB)",
        "dam": dam if "(" in dam else f"{dam} (GB)",
        "damsire": damsire.strip("()"),
        "comment": comment.replace(", ", " - "),
    }


def runners(document: Any) -> list[dict[str, str]]:
    rows = document.xpath("//tr[@data-test-selector='table-row']")
    found = []
    for row in rows:
        pedigree = row.getnext()
        after = pedigree.getnext()
        has_comment = after is not None and "rp-horseTable__commentRow" in after.get("class")
        found.append(runner(row, pedigree, text(after, "./td") if has_comment else ""))
    return found


def race_links(document: Any, section: str = "true()") -> list[str]:
    """The addresses that the sections link as races; `section` is a condition for them in XPath."""
    path = f"//section[{section}]//a[@data-test-selector='link-listCourseNameLink']/@href"
    return list(document.xpath(path))


def test_the_day_links_each_race_of_the_programme_once_and_a_meeting_abroad(
    simulator: SimulatorServer,
) -> None:
    document = page(simulator, f"/results/{DAY}")
    found = race_links(document, "@data-course-id > 0")
    programme = {row["address"] for row in simulator.racing_races(day=DAY)}
    assert len(found) == len(set(found))
    assert programme < set(found)
    assert len(found) == len(programme) + 3


def test_a_special_meeting_repeats_races_of_the_others(simulator: SimulatorServer) -> None:
    document = page(simulator, f"/results/{DAY}")
    special = race_links(document, "@data-course-id < 0")
    programme = {row["address"] for row in simulator.racing_races(day=DAY)}
    assert len(set(special) & programme) == len(special) - 1
    assert set(special) < set(race_links(document, "@data-course-id > 0"))


def test_the_day_names_the_course_in_capitals_with_its_country_and_the_off(
    simulator: SimulatorServer,
) -> None:
    suffixes = {"gb": "", "ire": " (IRE)", "fr": " (FR)"}
    programme = {
        row["address"]: ((row["course"] + suffixes[row["country"]]).upper(), row["off"])
        for row in simulator.racing_races(day=DAY)
    }
    document = page(simulator, f"/results/{DAY}")
    found = {}
    for section in document.xpath("//section[@data-course-id > 0]"):
        course = text(section, by_selector("course-name"))
        for panel in section.xpath(by_class("rp-raceCourse__panel__race")):
            address = panel.xpath(by_selector("link-listCourseNameLink") + "/@href")[0]
            hour, minute = text(panel, by_selector("text-raceTime")).split(":")
            found[address] = (course, f"{int(hour) + 12 * (int(hour) < 11)}:{minute}")
    assert {address: found[address] for address in programme} == programme


def test_a_day_to_come_links_no_race_of_the_three_countries(simulator: SimulatorServer) -> None:
    document = page(simulator, "/results/2026-01-30")
    assert len(race_links(document, "@data-course-id > 0")) == 3


def test_classic_pages_tell_the_runners_of_the_api(simulator: SimulatorServer) -> None:
    simulator.racing_settings(dead_heat_rate=0.2)
    races = simulator.racing_races(day=DAY)
    assert {row["country"] for row in races} == {"gb", "ire", "fr"}
    for row in races[::4]:
        expected = []
        for one in api(simulator, row["api_id"])["runners"]:
            one["owner"] = slug(one["owner"])
            one["comment"] = " ".join(one["comment"].split())
            expected.append(one)
        found = runners(page(simulator, row["address"]))
        assert found == [{name: one[name] for name in found[0]} for one in expected]


def test_classic_pages_tell_the_race_of_the_api(simulator: SimulatorServer) -> None:
    for row in simulator.racing_races(day=DAY)[::5]:
        document, race = page(simulator, row["address"]), api(simulator, row["api_id"])
        main = document.xpath("//main")[0]
        assert main.get("data-analytics-race-date-time") == race["off_dt"] == row["off_at"]
        assert main.get("data-analytics-coursename") == row["course"]
        assert text(document, by_class("rp-raceTimeCourseName__name")) == race["course"]
        assert text(document, "//h2[@class='rp-raceTimeCourseName__title']") == race["race_name"]
        assert text(document, by_selector("text-raceTime")) == race["off"]
        assert text(document, by_class("rp-raceTimeCourseName_class")).strip("()") == race["class"]
        bands = [band for band in (race["rating_band"], race["age_band"]) if band]
        assert text(document, by_class("rp-raceTimeCourseName_ratingBandAndAgesAllowed")) == (
            f"({', '.join(bands)})"
        )
        assert text(document, by_selector("block-distanceInd")) == race["dist"]
        assert text(document, by_class("rp-raceTimeCourseName_condition")) == race["going"]
        assert text(document, by_class("rp-raceTimeCourseName_hurdles")) == race["jumps"]
        assert (
            text(document, "//span[contains(@class, 'rp-raceInfo__value_black')]") == f"{row['runners']} ran"
        )


def test_prizes_stand_in_the_head_in_order_of_finish(simulator: SimulatorServer) -> None:
    for row in simulator.racing_races(day=DAY)[::6]:
        document, race = page(simulator, row["address"]), api(simulator, row["api_id"])
        sign = "" if row["country"] == "gb" else "€"
        words = text(document, by_selector("text-prizeMoney")).split()
        assert words[::2] == ["1st", "2nd", "3rd", "4th", "5th", "6th"][: len(words) // 2]
        found = [sign + word.strip("£€").replace(",", "") for word in words[1::2]]
        assert found == [one["prize"] for one in race["runners"] if one["prize"]]


def test_winning_times_are_there_or_said_to_be_missing(simulator: SimulatorServer) -> None:
    simulator.racing_settings(untimed_rate=0.5)
    words = set()
    for row in simulator.racing_races(day=DAY, country="gb")[:20]:
        document, race = page(simulator, row["address"]), api(simulator, row["api_id"])
        spans = document.xpath("//div[@class='rp-raceInfo']/ul/li[1]//span[@class='rp-raceInfo__value']")
        assert len(spans) in (2, 3)
        found = spans[-2].text_content().partition(" (")[0]
        assert found == race["winning_time_detail"] or race["winning_time_detail"] == ""
        if not race["winning_time_detail"]:
            words.add(found)
    assert words == {"0.00s", "standard time"}


def test_a_void_race_begins_with_voi(simulator: SimulatorServer) -> None:
    row = simulator.racing_races(day=DAY)[3]
    assert simulator.racing_mark(row["id"], void=True)["void"]
    document = page(simulator, row["address"])
    assert text(document, by_selector("text-horsePosition")) == "VOI"
    assert {one["position"] for one in api(simulator, row["api_id"])["runners"]} == {"VOI"}


def test_fewer_runners_are_fewer_than_the_page_says_ran(simulator: SimulatorServer) -> None:
    row = simulator.racing_races(day=DAY)[3]
    marked = simulator.racing_mark(row["api_id"], fewer_runners=2)
    document = page(simulator, row["address"])
    assert len(runners(document)) == marked["answered"] == row["runners"] - 2
    assert f"{row['runners']} ran" in document.text_content()


def test_a_withdrawn_race_is_neither_linked_nor_served(simulator: SimulatorServer) -> None:
    row = simulator.racing_races(day=DAY)[3]
    simulator.racing_mark(row["id"], withdrawn=True)
    assert row["address"] not in page(simulator, f"/results/{DAY}").xpath("//a/@href")
    assert requests.get(f"{simulator.racing_post_url}{row['address']}", timeout=180).status_code == 404


def state(document: Any, kind: str) -> Any:
    [script] = document.xpath("//script[@id='__NEXT_DATA__']")
    found = json.loads(script.text)["props"]["pageProps"]["initialState"]
    assert {name for name, part in found.items() if part.get("data") is not None} == {kind}
    return found[kind]["data"]


def test_a_result_in_the_next_markup_is_json_with_all_runners(simulator: SimulatorServer) -> None:
    simulator.racing_settings(markup="next")
    row = next(one for one in simulator.racing_races(day=DAY) if not one["void"] and one["runners"] > 8)
    document, race = page(simulator, row["address"]), api(simulator, row["api_id"])
    data = state(document, "raceResult")
    assert (data["raceId"], data["raceDatetime"], data["courseName"]) == (
        int(row["id"]), race["off_dt"], row["course"],
    )  # fmt: skip
    assert data["details"]["numberOfRunners"] == row["runners"]
    found = [(one["saddleClothNo"], one["outcomeCode"], one["horseName"]) for one in data["runners"]]
    assert found == [
        (int(one["number"]), one["position"], one["horse"].rpartition(" (")[0]) for one in race["runners"]
    ]
    assert "rp-horseTable" not in html.tostring(document.find("body"), encoding="unicode")


def test_a_day_in_the_next_markup_has_special_abandoned_and_foreign_meetings(
    simulator: SimulatorServer,
) -> None:
    simulator.racing_settings(markup="next")
    programme = simulator.racing_races(day=DAY)
    simulator.racing_mark(programme[0]["id"], void=True)
    meetings = state(page(simulator, f"/results/{DAY}"), "results")
    own = [one for one in meetings if one["countryCode"] in ("GB", "IRE", "FR") and not one["isAbandoned"]]
    races = {str(race["raceUid"]): race for one in own for race in one["races"]}
    assert {number: race["fullResultLink"] for number, race in races.items()} == {
        row["id"]: row["address"] for row in programme
    }
    assert {number for number, race in races.items() if race["isVoidRace"]} == {
        row["id"] for row in simulator.racing_races(day=DAY) if row["void"]
    }
    (special,) = (one for one in meetings if one["isSpecialMeeting"])
    assert (special["courseId"], special["countryCode"]) == ("-3", None)
    assert {str(race["raceUid"]) for race in special["races"][:-1]} < set(races)
    (abandoned,) = (one for one in meetings if one["isAbandoned"])
    assert [race["fullResultLink"] for race in abandoned["races"]] == [None, None]
    assert abandoned["courseName"] not in {row["course"] for row in programme}
    assert len([one for one in meetings if one["countryCode"] in ("UAE", "USA", "HK")]) == 1


@pytest.mark.parametrize(
    "address",
    ["/results/yesterday", "/results/2/ascot/2026-01-17/1", "/results/999999/ascot/2026-01-17/23896001"],
)
def test_an_unknown_address_is_404(simulator: SimulatorServer, address: str) -> None:
    assert requests.get(f"{simulator.racing_post_url}{address}", timeout=180).status_code == 404


def test_a_wrong_answer_is_about_another_race_of_the_meeting(simulator: SimulatorServer) -> None:
    row = simulator.racing_races(day=DAY)[4]
    simulator.add_faults({"match": row["id"], "kind": "wrong_game"})
    found = page(simulator, row["address"]).xpath("//main/@data-analytics-race-id")[0]
    assert found != row["id"]
    assert api(simulator, row["api_id"])["race_id"] == f"rac_{found}"


def test_a_storm_of_406_blocks_pages(simulator: SimulatorServer) -> None:
    simulator.add_faults(
        {"match": "/racing-post/", "kind": "status", "status": 406, "retry_after_seconds": 2}
    )
    answer = requests.get(f"{simulator.racing_post_url}/results/{DAY}", timeout=180)
    assert (answer.status_code, answer.headers["retry-after"]) == (406, "2")

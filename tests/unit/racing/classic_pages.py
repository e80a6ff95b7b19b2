"""Small result pages of the markup until August 2026, of our own making."""

from __future__ import annotations

from datetime import date

DAY = date(2026, 6, 10)


def runner(number: int, position: str, *lengths: str, cloth: str | None = None) -> str:
    """The row of horse `number`.

    :param lengths: what stands beside its position: the distance to the horse in front, then `[overall]`.
    """
    spans = "".join(f"<span>{words}</span>" for words in lengths)
    return f"""<tr class="rp-horseTable__mainRow">
<td><span data-test-selector="text-horsePosition">{position}</span>
<span class="rp-horseTable__pos__length">{spans}</span></td>
<td><span class="rp-horseTable__saddleClothNo">{f"{number}." if cloth is None else cloth}</span>
<a href="/profile/horse/{7000 + number}/horse" data-test-selector="link-horseName">Horse {number}</a></td>
</tr>"""


def page(
    *runners: str,
    course: str | None = "Sampletown",
    canonical: str = "/900100",
    times: str = '<span class="rp-raceInfo__value">1m 40.00s</span>',
    prizes: str = "1st £500 2nd £300 3rd £100",
) -> bytes:
    """Race 900100 at Sampletown, a mile on good ground in 1m 40s, prizes of 500, 300 and 100.

    :param times: what stands behind "N ran".
    """
    heading = "" if course is None else f'<a class="rp-raceTimeCourseName__name">{course}</a>'
    link = f"https://www.racingpost.com/results/77/sampletown/{DAY}{canonical}"
    return f"""<!DOCTYPE html><html><head><link rel="canonical" href="{link}"></head><body>
<main data-analytics-race-date-time="{DAY}T14:30:00+01:00" data-analytics-race-id="900100"
 data-analytics-coursename="Sampletown">{heading}
<h2 class="rp-raceTimeCourseName__title">Sample Handicap</h2>
<span data-test-selector="block-distanceInd">1m</span>
<span class="rp-raceTimeCourseName_condition">Good</span>
<div data-test-selector="text-prizeMoney">{prizes}</div>
<table><tbody>{"".join(runners)}</tbody></table>
<div class="rp-raceInfo"><ul><li><span class="rp-raceInfo__value">{len(runners)} ran</span>
{times}</li></ul></div>
</main></body></html>""".encode()

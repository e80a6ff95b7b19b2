"""The three table rows of a runner on the classic result page: the runner, its pedigree, its comment.

What a runner has not is not there: no `sup` without a draw, no headgear span, no comment row. The rows of a
runner follow one another; the jockey and the trainer are linked twice, for wide and for narrow screens.
"""

from __future__ import annotations

from html import escape

from include.devstack.simulator.racing.courses import slug
from include.devstack.simulator.racing.horses import Person
from include.devstack.simulator.racing.runner import SimRunner

_NONE = "–"  # noqa: RUF001 (what the pages write where there is no rating)


def runner_rows(one: SimRunner) -> str:
    """Return a runner's rows."""
    return _main(one) + _pedigree(one) + _comment(one)


def _main(one: SimRunner) -> str:
    horse = one.horse
    stones, pounds = one.stones
    draw = f'<sup class="rp-horseTable__pos__draw">&nbsp;({one.draw})</sup>' if one.draw is not None else ""
    headgear = f'<span class="rp-horseTable__headGear">{one.headgear}</span>' if one.headgear else ""
    country = "" if horse.bred == "GB" else f"({horse.bred})"
    position = (
        f'<span class="rp-horseTable__pos__number" data-test-selector="text-horsePosition">{one.position}'
    )
    return f"""<tr class="rp-horseTable__mainRow" data-test-selector="table-row">
<td class="rp-horseTable__pos"><div class="rp-horseTable__pos__numWrapper">
{position}</span>{draw}
<span class="rp-horseTable__pos__length">{_lengths(one)}</span></div></td>
<td class="rp-horseTable__silkCell"><a href="/profile/owner/{horse.owner.id}/{slug(horse.owner.name)}"
 data-test-selector="link-silk"><img class="rp-horseTable__silk" alt="" src="{one.silk_url}"></a></td>
<td class="rp-horseTable__horse"><div class="rp-horseTable__mobile">{position}
</span></div><span class="rp-horseTable__saddleClothNo">{one.number}.</span>
<a href="/profile/horse/{horse.id}/{slug(horse.name)}" class="rp-horseTable__horse__name ui-profileLink"
 data-test-selector="link-horseName">
  {escape(horse.name)}
</a><span class="rp-horseTable__horse__country"> {country} </span>
<span class="rp-horseTable__horse__price"> {_price(one.price)} </span>
<div class="rp-horseTable__human">{_jockey(one)}{_human("trainer", horse.trainer)}</div></td>
<td class="rp-horseTable__spanNarrow" data-ending="yo" data-test-selector="horse-age">
 {one.age} </td>
<td class="rp-horseTable__spanNarrow rp-horseTable__wgt"><span class="rp-horseTable__st" data-ending="st">\
{stones}</span>-<span data-ending="lb" data-test-selector="horse-weight-lb">{pounds}</span>{headgear}</td>
<td class="rp-horseTable__spanNarrow" data-ending="OR"> {_rating(one.official_rating)} </td>
<td class="rp-horseTable__spanNarrow" data-ending="TS" data-test-selector="full-result-topspeed">\
 {_rating(one.ts)} </td>
<td class="rp-horseTable__spanNarrow" data-ending="RPR" data-test-selector="full-result-rpr">\
 {_rating(one.rpr)} </td>
<td class="rp-horseTable__humanWide">{_jockey(one)}{_human("trainer", horse.trainer)}</td>
</tr>
"""


def _pedigree(one: SimRunner) -> str:
    horse = one.horse
    dam_bred = "" if horse.dam_bred == "GB" else f" ({horse.dam_bred})"
    sire = horse.sire.removesuffix(" (GB)")
    return f"""<tr class="rp-horseTable__pedigreeRow" data-test-selector="block-pedigreeInfoFullResults">
<td colspan="9">
 {horse.colour} {one.sex.lower()}
 <a href="/profile/horse/{horse.sire_id}/{slug(sire)}" class="ui-profileLink">{escape(sire)}</a> -
 <a href="/profile/horse/{horse.dam_id}/{slug(horse.dam)}" class="ui-profileLink">\
{escape(horse.dam)}<span>{dam_bred}</span></a>
 <a href="/profile/horse/{horse.damsire_id}/{slug(horse.damsire)}" class="ui-profileLink">\
({escape(horse.damsire)})</a>
</td></tr>
"""


def _comment(one: SimRunner) -> str:
    if not one.comment:
        return ""
    text = escape(one.comment).replace(", ", ",\n  ", 1)
    return f"""<tr class="rp-horseTable__commentRow ng-cloak" data-test-selector="text-comments">
<td colspan="9">
  {text}
</td></tr>
"""


def _lengths(one: SimRunner) -> str:
    """The margin and, behind the second, the distance to the winner in brackets."""
    if not one.finished or not one.beaten:
        return "<span></span>"
    if not one.overall or (one.position == "2" and one.overall == one.beaten):
        return f"<span>{one.beaten}</span>"
    return f"<span>{one.beaten}</span> <span>[{one.overall}]</span>"


def _price(price: str) -> str:
    return price.replace("Evens", "Evs") if price else "No Odds"


def _rating(value: int | None) -> str:
    return _NONE if value is None else str(value)


def _jockey(one: SimRunner) -> str:
    claim = f'<sup class="rp-horseTable__claim">{one.claim}</sup>' if one.claim else ""
    return _human("jockey", one.jockey) + claim


def _human(role: str, person: Person) -> str:
    return f"""<span class="rp-horseTable__human__wrapper">{role[0].upper()}:
<a href="/profile/{role}/{person.id}/{slug(person.name)}" class="ui-profileLink"
 data-test-selector="link-{role}Name">
 {escape(person.name)} </a></span>"""

"""What an audit of racing's completeness tells: rows for people, results for the warehouse, one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from include.quality.counts import is_too_few, spread
from include.racing.completeness import DATASET
from include.racing.completeness_judging import NOT_LISTED, JudgedDay, range_of
from include.racing.completeness_params import CompletenessParams
from include.warehouse.quality import QualityResult

EXACT, MODEL, FIXED = "completeness_exact", "completeness_model", "completeness_fixed"
FILES = "completeness_files"
CHECKS = (EXACT, MODEL, FIXED, FILES)
MOST_IDS = 50
MOST_NAMED = 10
MOST_RESCRAPED_DAYS = 31


def suspicious(judged: Sequence[JudgedDay]) -> list[JudgedDay]:
    """The days that somebody has to look at, oldest first."""
    return [one for one in judged if one.reasons]


def suspicious_rows(judged: Sequence[JudgedDay]) -> list[dict[str, Any]]:
    """One row a suspicious day of a country."""
    return [
        {
            "day": str(one.day),
            "country": one.country,
            "races": one.races,
            "runners": one.runners,
            "expected": range_of(one.expected),
            "why": "; ".join(one.reasons),
        }
        for one in suspicious(judged)
    ]


def country_rows(judged: Sequence[JudgedDay]) -> list[dict[str, Any]]:
    """One row a country: its totals, and what is usual among its judged days.

    Figures a day are texts, for their sum means nothing.
    """
    rows = []
    for country in dict.fromkeys(one.country for one in judged):
        own = [one for one in judged if one.country == country]
        usual = spread([one.races for one in own])
        rows.append(
            {
                "country": country,
                "days": len(own),
                "suspicious_days": len(suspicious(own)),
                "without_history": sum(one.expected.low is None for one in own),
                "not_listed": sum(one.verdict == NOT_LISTED for one in own),
                "rule": _rule(own),
                "races_stored": sum(one.races for one in own),
                "runners_stored": sum(one.runners for one in own),
                "races_listed": sum(one.exact.listed for one in own),
                "races_missing": sum(len(one.exact.missing) for one in own),
                "mean": f"{usual.mean:.1f}",
                "median": f"{usual.median:g}",
                "deviation": f"{usual.deviation:.1f}",
            }
        )
    return rows


def day_rows(judged: Sequence[JudgedDay]) -> list[dict[str, Any]]:
    """One row a day of a country, for the log."""
    return [
        {
            "day": str(one.day),
            "country": one.country,
            "races": one.races,
            "runners": one.runners,
            "listed": one.exact.listed,
            "missing": len(one.exact.missing),
            "mean": one.expected.mean,
            "expected": range_of(one.expected),
            "model": one.verdict,
            "rule": _rule([one]),
            "suspicious": "; ".join(one.reasons),
        }
        for one in judged
    ]


def results(
    judged: Sequence[JudgedDay],
    params: CompletenessParams,
    files: Sequence[QualityResult],
    *,
    run_id: str,
    now: datetime,
) -> list[QualityResult]:
    """What goes to `ops.quality_results`: a row a check, country and day.

    The fixed rule has one a day where it was asked for, and one a country and day in place of the model.
    """
    common: dict[str, Any] = {"dataset": DATASET, "checked_at": now, "run_id": run_id}
    found: list[QualityResult] = [*files]
    for one in judged:
        exact = one.exact
        status = "incomplete" if exact.missing else "passed" if exact.listed else "nothing_listed"
        if one.verdict == NOT_LISTED:
            status = NOT_LISTED
        found.append(
            QualityResult(
                check=EXACT,
                status=status,
                day=one.day,
                item=one.country,
                observed=exact.listed - len(exact.missing),
                expected_low=exact.listed,
                expected_high=exact.listed,
                message="; ".join(one.reasons) if exact.missing or status == NOT_LISTED else None,
                details={
                    "races": one.races,
                    "runners": one.runners,
                    "unlisted": exact.unlisted,
                    "missing": list(exact.missing[:MOST_IDS]),
                },
                **common,
            )
        )
        found.append(
            QualityResult(
                check=MODEL,
                status=one.verdict,
                day=one.day,
                item=one.country,
                observed=one.races,
                expected_low=one.expected.low,
                expected_high=one.expected.high,
                message=f"{one.races} races, expected {range_of(one.expected)}"
                if one.verdict == "low"
                else None,
                details={
                    "mean": one.expected.mean,
                    "weeks": one.expected.weeks,
                    "runners": one.runners,
                    "blank_is_ordinary": one.expected.is_blank_ordinary,
                },
                **common,
            )
        )
    found += [_by_minimum(one, params, common) for one in judged if one.is_by_minimum]
    if params.rule != "model":
        found += _fixed(judged, params, common)
    return found


def _by_minimum(one: JudgedDay, params: CompletenessParams, common: Mapping[str, Any]) -> QualityResult:
    """The fixed rule in place of the model: of one country, which stands under `item`."""
    return QualityResult(
        check=FIXED,
        status="low" if is_too_few(one.races, params.fixed_minimum) else "passed",
        day=one.day,
        item=one.country,
        observed=one.races,
        expected_low=params.fixed_minimum,
        message=f"in place of the model, which has only {one.expected.weeks} weeks of history",
        **common,
    )


def _rule(judged: Sequence[JudgedDay]) -> str:
    """What judged the numbers of these days of a country: a text for people."""
    by_minimum = sum(one.is_by_minimum for one in judged)
    if not by_minimum:
        return "as asked"
    return (
        "fixed, too little history"
        if len(judged) == 1
        else f"fixed for {by_minimum} of {len(judged)} days, too little history"
    )


def _fixed(
    judged: Sequence[JudgedDay], params: CompletenessParams, common: Mapping[str, Any]
) -> list[QualityResult]:
    totals: dict[date, int] = {}
    for one in judged:
        totals[one.day] = totals.get(one.day, 0) + one.races
    return [
        QualityResult(
            check=FIXED,
            status="low" if is_too_few(total, params.fixed_minimum) else "passed",
            day=day,
            observed=total,
            expected_low=params.fixed_minimum,
            **common,
        )
        for day, total in totals.items()
    ]


def sentence(rows: Sequence[Mapping[str, Any]]) -> str:
    """One sentence that names the suspicious days, given their rows."""
    named = "; ".join(f"{row['country']} {row['day']}: {row['why']}" for row in rows[:MOST_NAMED])
    more = f"; and {len(rows) - MOST_NAMED} more (see the log of `count`)" if len(rows) > MOST_NAMED else ""
    days = "1 day is" if len(rows) == 1 else f"{len(rows)} days are"
    return f"{days} suspicious: {named}{more}"


def rescrape_conf(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The params of one run of `racing_rescrape_7_days` for the suspicious days; None without any.

    It takes at most 31 days: where they reach further back, the newest ones that fit.
    """
    if not rows:
        return None
    last = max(date.fromisoformat(row["day"]) for row in rows)
    earliest = last - timedelta(days=MOST_RESCRAPED_DAYS - 1)
    fitting = [row for row in rows if date.fromisoformat(row["day"]) >= earliest]
    return {
        "start_date": min(row["day"] for row in fitting),
        "end_date": str(last),
        "countries": list(dict.fromkeys(row["country"] for row in fitting)),
    }

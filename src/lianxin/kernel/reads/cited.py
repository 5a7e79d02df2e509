"""What a citation answers now. One door for every source of numbers: rates and sets of the board, dated values, the
register of units, lists, and what an erratum quotes of the paper it puts right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.db.models import Count, Q

from lianxin.kernel.models import Matter, Paper, Unit
from lianxin.kernel.reads import cited_activity, cited_ledger, cited_past, measures, measures_view, packs, past
from lianxin.kernel.reads import cited_declared as declared
from lianxin.kernel.reads import cited_held as held
from lianxin.kernel.reads import cited_register as register
from lianxin.kernel.reads import cited_signup as signup
from lianxin.kernel.reads.board import SETS, Ground, late_at, pairs
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, part_of, unit_of
from lianxin.language import cited as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.cited import Cited
from lianxin.language.indicator import Result
from lianxin.language.indicators import Indicator
from lianxin.language.paper import Cite

MOST = 100_000
"""Records of an indicator that a digest is made of, at most."""
OWN = {"received": Q(), "closed": Q(is_open=False)}
"""Sets of a paper's own days; the others are the board's."""
PAST: dict[str, Callable[[About, Ground, datetime], Q]] = {
    "open": lambda on, ground, end: past.open_at(end),
    "late": lambda on, ground, end: late_at(ground, end),
    "suspended": lambda on, ground, end: past.suspended_at(on.pack, end),
    "unclaimed": lambda on, ground, end: past.unclaimed_at(ground, end),
    "received": lambda on, ground, end: Q(),
    "closed": lambda on, ground, end: Q(is_open=False, closed_at__lt=end),
}
"""The same sets as they were when the paper's day ended."""
NARROWS = ("unit", "period", "kinds", "where")
"""What says of which records a rate is."""
PARTS = ("above", "below", "excluded")
SAID = {
    "open": ("在办", "Open"),
    "late": ("超期", "Late"),
    "suspended": ("挂账", "Suspended"),
    "unclaimed": ("等人认领", "Waiting to be claimed"),
    "received": ("收到的", "Received"),
    "closed": ("办结的", "Closed"),
}


def about(paper: Paper, now: datetime, language: str = "zh") -> About:
    """The ground a paper's numbers stand on: the rules in force now, so that a changed rule shows as a change."""
    earlier = tuple(paper.corrects.cited) if paper.corrects is not None else ()
    return About(paper.town, paper.as_of, packs.of_town(paper.town_id), now, earlier, language)


def answers(on: About, cites: Iterable[Cite], *, rows: bool = False) -> dict[Cite, Cited]:
    """The answers of citations; rates and indicators of one unit and period are asked together. `rows` adds records.
    Errors: Refused for a citation of nothing, naming it."""
    asked = list(dict.fromkeys(cites))
    found: dict[Cite, Cited] = {}
    grouped: dict[tuple[str, ...], list[Cite]] = {}
    for cite in asked:
        if cite.source in TOGETHER:
            names = () if cite.source == "indicator" else NARROWS
            grouped.setdefault((cite.source, *map(cite.get, names)), []).append(cite)
        elif cite.source != "rows":
            found[cite] = SOURCES[cite.source](on, cite) if cite.source in SOURCES else nothing(cite)
    for (source, *_), some in grouped.items():
        found |= TOGETHER[source](on, some)
    if rows:
        found = {cite: _with_rows(on, cite, one) for cite, one in found.items()}
    return {cite: found[cite] for cite in asked if cite in found}


def _received(on: About, cite: Cite) -> Q:
    """Matters of the town received in the citation's days, of its kinds, of its unit and what lies below; no secret
    ones, which count in no number."""
    period = rules.period_of(cite, on.as_of)
    end = datetime.combine(period.last + timedelta(days=1), time(), SHANGHAI)
    found = Q(town_id=on.town.pk, secret=False, received_at__gte=datetime.combine(period.first, time(), SHANGHAI))
    found &= Q(received_at__lt=end)
    if kinds := cite.get("kinds"):
        found &= Q(kind__in=kinds.split(","))
    if cite.get("where"):
        name, _, value = cite.get("where").partition(":")
        found &= Q(fields__contains={name: value})
    if key := cite.get("unit"):
        below = Unit.objects.filter(town_id=on.town.pk, chain__contains=[unit_of(on, key).pk]).values("pk")
        found &= Q(owner_id__in=below) | Q(place_id__in=below)
    return found


def _rates(on: About, cites: list[Cite]) -> dict[Cite, Cited]:
    known = on.pack.said.rates
    for cite in cites:
        if cite.key not in known:
            nothing(cite)
    wanted = {
        f"{cite.key}_{part}": Count("pk", filter=Q(marks__contains=[f"{cite.key}.{part}"]))
        for cite in cites
        for part in PARTS
    }
    received = _received(on, cites[0])
    if on.end is not None:
        marks = {f"{cite.key}_{part}": f"{cite.key}.{part}" for cite in cites for part in PARTS}
        then = past.marked(received, list(marks.values()), on.end)
        counted = {name: len(then[mark]) for name, mark in marks.items()}
    else:
        counted = Matter.objects.filter(received).aggregate(**wanted)
    found = {}
    for cite in cites:
        rate = known[cite.key]
        above, below, excluded = (counted[f"{cite.key}_{part}"] for part in PARTS)
        found[cite] = answer(
            on, cite, part_of(on, cite, rate.label.say(on.language)), on.then(rate.about.say(on.language)), above,
            document_of(on, rate.source), below=below, excluded=excluded,
        )  # fmt: skip
    return found


def _indicators(on: About, cites: list[Cite]) -> dict[Cite, Cited]:
    """Indicators (kernel/reads/measures.py), those of one unit and period together. What is younger than the worker is
    read once for all."""
    known = on.pack.said.indicators
    grouped: dict[tuple[str, str], list[Cite]] = {}
    for cite in cites:
        if cite.key not in known:
            nothing(cite)
        grouped.setdefault((cite.get("unit"), cite.get("period")), []).append(cite)
    fresh = measures.young()
    found: dict[Cite, Cited] = {}
    for (key, _), some in grouped.items():
        unit = unit_of(on, key) if key else on.town
        period = rules.period_of(some[0], on.as_of)
        results = measures.results(unit, [cite.key for cite in some], period, on.now, fresh)
        if on.end is not None:
            results |= cited_past.results(unit, {one: known[one] for one in results}, period, on.end, results)
        found |= {cite: _of_result(on, cite, known[cite.key], results[cite.key]) for cite in some}
    return found


def _of_result(on: About, cite: Cite, one: Indicator, result: Result) -> Cited:
    below = result.below.least if result.below is not None else None
    least, most = result.above.least, result.above.most
    text = rules.shown(cite, least, most, below, result.excluded)
    label = part_of(on, cite, one.label.say(on.language), below is not None)
    said = on.then(f"{one.about.say(on.language)} {one.complete.say(on.language)}")
    return Cited(
        str(cite), label, said, least, most, below, result.excluded, text,
        result.rules, str(result.period), result.as_of.isoformat(), one.dated[-1].counts,
    )  # fmt: skip


def _set(on: About, cite: Cite) -> Cited:
    zh, en = SAID.get(cite.key, (cite.key, cite.key))
    label = en if on.language.startswith("en") else zh
    matters = on.pack.said.matters
    kinds = [matters[key].label.say(on.language) for key in cite.get("kinds").split(",") if key in matters]
    label = f"{label}: {', '.join(kinds)}" if kinds and label == en else f"{label}{'、'.join(kinds)}"
    return answer(on, cite, label, on.then(""), Matter.objects.filter(in_set(on, cite)).count(), "看板")


def in_set(on: About, cite: Cite) -> Q:
    """The matters of a set of the board, narrowed as the citation says. Errors: Refused."""
    if cite.key not in SAID:
        nothing(cite)
    ground = Ground(on.town, (on.town.pk,), Q(town_id=on.town.pk, secret=False), True, *pairs([on.town.pack_key]))
    if on.end is not None:
        inside = PAST[cite.key](on, ground, on.end)
    else:
        inside = OWN[cite.key] if cite.key in OWN else SETS[cite.key](ground, on.now)
    return ground.seen & inside & _received(on, cite)


SOURCES: dict[str, Callable[[About, Cite], Cited]] = {
    "set": _set,
    "value": declared.value,
    "units": declared.units,
    "zones": declared.counted,
    "list": declared.counted,
    "choices": declared.counted,
    "streams": declared.counted,
    "honours": register.honours,
    "years": register.years,
    "prizes": register.prizes,
    "signups": signup.signups,
    "signup_hours": signup.signup_hours,
    "scheme": held.scheme,
    "activity": cited_activity.activity,
    "ledger": cited_ledger.rows,
    "was": declared.was,
}
"""How each source answers by itself."""
TOGETHER: dict[str, Callable[[About, list[Cite]], dict[Cite, Cited]]] = {
    "rate": _rates,
    "indicator": _indicators,
    "survey": held.surveys,
}
"""How sources answer that are asked together."""


def _with_rows(on: About, cite: Cite, one: Cited) -> Cited:
    if cite.source in ("was", "activity"):
        return one
    if cite.source == "indicator":
        unit = unit_of(on, cite.get("unit")) if cite.get("unit") else on.town
        show = cite.get("show", "above")
        part = "above" if show == "rate" else show
        indicator, period = on.pack.said.indicators[cite.key], rules.period_of(cite, on.as_of)
        mark = f"{cite.key}.{part}"
        if on.end is not None and cited_past.differs(indicator):
            listed = cited_past.listed(unit, cite.key, indicator, period, on.end)[part]
        else:
            listed = measures_view.everything(unit, mark, period, MOST)
        found: Iterable[int] | None = [row.record for row in listed]
    else:
        found = _records(on, cite)
    if found is None:
        return one
    ids = sorted(found)
    digest = hashlib.new("sm3", ",".join(map(str, ids)).encode()).hexdigest()
    return replace(one, rows=tuple(ids[: rules.MOST_ROWS]), count=len(ids), digest=digest)


def _records(on: About, cite: Cite) -> Iterable[int] | None:
    if cite.source == "rate":
        show = cite.get("show", "above")
        part = "above" if show == "rate" else show
        mark = f"{cite.key}.{part}"
        if on.end is not None:
            return past.marked(_received(on, cite), [mark], on.end)[mark]
        found = Matter.objects.filter(_received(on, cite), marks__contains=[mark])
        return found.values_list("pk", flat=True)
    if cite.source == "set":
        return Matter.objects.filter(in_set(on, cite)).values_list("pk", flat=True)
    if cite.source == "units":
        return Unit.objects.filter(declared.in_register(on, cite)).values_list("pk", flat=True)
    if cite.source in ("honours", "years"):
        counted = register.given if cite.source == "honours" else register.in_row
        return counted(on, cite).values_list("pk", flat=True)
    if cite.source == "prizes":
        return register.awarded(on, cite)
    if cite.source == "scheme":
        return held.filling(on, cite)
    if cite.source == "survey":
        return held.measured(on, cite)
    if cite.source == "ledger":
        return cited_ledger.records(on, cite)
    return signup.came(on, cite) if cite.source in signup.SIGNED else None

"""An indicator's answer as it was when a past day ended, for papers that speak of that day.

Counts follow the records, so they are of now. What happened on a day (an activity, an entry, a closing) is counted by
that day and needs nothing more. What speaks of a state (ties that stand, a condition on how far a matter has come) is
worked out anew, from the records as they were then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.reads import measures_view, past
from lianxin.kernel.reads.counting import record_of, tie_of
from lianxin.kernel.reads.measures import distinct, pack_of, span, towns_of
from lianxin.kernel.reads.measures_view import Listed
from lianxin.language.indicator import PARTS, Amount, Record, Result, marks
from lianxin.language.indicators import Indicator, IndicatorRule
from lianxin.language.period import Period
from lianxin.language.reason import Refused, because

MOST = 100_000
Lists = dict[str, list[Listed]]
"""The records behind each part of a number."""


def differs(one: Indicator) -> bool:
    """Whether it speaks of a state, so that a past day's number is not a matter of days alone."""
    return any(_state(rule) for rule in one.dated)


def _state(rule: IndicatorRule) -> bool:
    if rule.counts == "ties" or rule.moment == "now":
        return True
    plain = rule.above == "true" and rule.below is None and rule.excluded == "false"
    return rule.counts == "matters" and rule.moment == "received" and not plain


def results(
    unit: Unit, known: Mapping[str, Indicator], period: Period, end: datetime, found: Mapping[str, Result]
) -> dict[str, Result]:
    """The results that are others than those of now: as they were at the end. Errors: Refused for one without a
    past."""
    past_ones = {}
    for key, one in known.items():
        if any(rule.counts == "activities" and rule.moment == "now" for rule in one.dated):
            zh = "“{label}”数的是现在的状态，没有过去某一天的数；把截至改为今天，或改用按日期数的指标"
            en = "“{label}” is of now and has no past; let the paper speak of today, or cite what is counted by day"
            raise Refused(because("no_past", zh, en, label=one.label.zh), field="text")
        if not differs(one):
            continue
        lists = listed(unit, key, one, period, end)
        parts = {part: sum((row.amount for row in rows), Amount()) for part, rows in lists.items()}
        if distinct(one):
            people = _people(lists["above"])
            parts["above"] = Amount(people, people)
        below = parts["below"] if found[key].below is not None else None
        past_ones[key] = replace(
            found[key], above=parts["above"], below=below, excluded=parts["excluded"].least, as_of=end
        )
    return past_ones


def _people(rows: Iterable[Listed]) -> int:
    found = Tie.objects.filter(pk__in=[row.record for row in rows if row.noun == "ties"], person__isnull=False)
    return found.values("person_id").distinct().count()


def listed(unit: Unit, key: str, one: Indicator, period: Period, end: datetime) -> Lists:
    """The records behind each part at the end. A few queries, and the work of what changed since."""
    kinds = {kind for rule in one.dated for kind in rule.kinds} if all(rule.kinds for rule in one.dated) else set()
    nouns = {rule.counts for rule in one.dated}
    days = span(one, period)
    lists: Lists = {part: [] for part in PARTS}
    if "ties" in nouns:
        _put(lists, unit, key, days, [("ties", tie.pk, tie_of(tie)) for tie in _ties(unit, kinds, end)])
    if nouns != {"ties"}:
        changed = {matter.pk: matter for matter in _changed(unit, kinds, end)}
        for part in PARTS:
            kept = measures_view.everything(unit, f"{key}.{part}", days, MOST)
            lists[part] += [row for row in _then(kept, end) if row.record not in changed and row.noun != "ties"]
        then = past.matters_at(changed.values(), end)
        _put(lists, unit, key, days, [("matters", matter.pk, record_of(matter)) for matter in then])
    return lists


def _put(lists: Lists, unit: Unit, key: str, days: Period, records: Iterable[tuple[str, int, Record]]) -> None:
    """Adds to each part the records that carry its mark."""
    pack = pack_of(unit)
    for noun, number, record in records:
        for mark in marks(pack, record):
            name, _, part = mark.name.rpartition(".")
            if name == key and unit.pk in mark.units and mark.day in days:
                lists[part].append(Listed(noun, number, mark.day, Amount(mark.least, mark.most)))


def _ties(unit: Unit, kinds: set[str], end: datetime) -> list[Tie]:
    rows = Tie.objects.filter(town_id__in=towns_of(unit), since__lt=end)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return past.ties_at(rows.order_by("pk"), end)


def _changed(unit: Unit, kinds: set[str], end: datetime) -> list[Matter]:
    """Matters that were there and have changed since; a secret one counts in nothing."""
    rows = Matter.objects.filter(town_id__in=towns_of(unit), received_at__lt=end, changed_at__gte=end, secret=False)
    return list((rows.filter(kind__in=kinds) if kinds else rows).order_by("pk"))


def _then(rows: Iterable[Listed], end: datetime) -> list[Listed]:
    """Of what stands now, what was there then."""
    found = list(rows)
    ids = [row.record for row in found if row.noun == "matters"]
    late = set(Matter.objects.filter(Q(received_at__gte=end), pk__in=ids).values_list("pk", flat=True))
    return [row for row in found if row.noun != "matters" or row.record not in late]

"""A rate (四率 …) looked at as an indicator is: its number with all parts, by month, by unit below, and the records.

There is no second definition: a matter carries the marks of the rates it counts in (language/rates), the board counts
those marks, and so does this. What is said of the rule is read off the rate. Of the matters received in the period,
those this Who may count: over the board's own days it is the board's own number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Func, Q
from django.db.models.functions import TruncMonth

from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import measures_view
from lianxin.kernel.reads.board import RATE_DAYS, Ground, pairs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.measures import pack_of
from lianxin.kernel.reads.measures_view import PAGE, Listed, Part
from lianxin.language import indicator as rules
from lianxin.language.calendar import SHANGHAI
from lianxin.language.indicator import PARTS, Amount, Result
from lianxin.language.indicators import Indicator, IndicatorRule
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.word import Label

COMPLETE = Label(
    zh="按收到的日期算，办到现在为止：还没有办完的以后会变。没有登记进来的、不公开的（例如评议整改）不在里面。",
    en="By the day of receipt, as it stands now: what is still open may change it. What was never filed, or is secret, "
    "is not in it.",
)
"""What no rate can know."""
Key = tuple[int, date, str]
"""The unit that acts (above towns: the town), the first day of a month, and a part."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a page says of a rate."""

    one: Indicator
    result: Result
    months: list[Part]
    units: list[Part]


def as_indicator(pack: Pack, key: str) -> Indicator:
    """A rate in the words of indicators, for whoever explains it. Errors: KeyError."""
    rate = pack.said.rates[key]
    rule = IndicatorRule(
        since=pack.said.documents[rate.source].date, source=rate.source, counts="matters", moment="received",
        credit="owner", above=rate.above, below=rate.below, excluded=rate.excluded,
    )  # fmt: skip
    return Indicator(label=rate.label, about=rate.about, complete=COMPLETE, dated=[rule])


def known(pack: Pack, key: str) -> bool:
    """Whether a name means a rate. No pack gives one name to both today; where a version from before did, it means the
    indicator."""
    return key in pack.said.rates and key not in pack.said.indicators


def usual(now: datetime) -> Period:
    """The days of which the board speaks."""
    today = now.astimezone(SHANGHAI).date()
    return Period(today - timedelta(days=RATE_DAYS), today)


def everybody(unit: Unit) -> Ground:
    """The ground of the command line: what all of a unit's people may count, which is everything but secret matters."""
    towns = [unit.town_id] if unit.town_id else list(_towns(unit))
    keys = Unit.objects.filter(pk__in=towns).exclude(pack_key="").values_list("pack_key", flat=True).distinct()
    top = unit if unit.town_id is None else Unit.objects.get(pk=unit.town_id)
    return Ground(top, tuple(towns), Q(town_id__in=towns, secret=False), True, *pairs(keys))


def _towns(unit: Unit) -> Iterable[int]:
    return Unit.objects.filter(kind="town", chain__contains=[unit.pk]).values_list("pk", flat=True)


def answer(on: Ground, unit: Unit, key: str, period: Period, now: datetime, language: str = "zh") -> Answer:
    """The rate of a unit, in all its parts. One question, and the names of units. Errors: KeyError."""
    one = as_indicator(pack_of(unit), key)
    counted = _counted(on, unit, key, period)
    whole = _sum(counted.items())
    parts = {part: Amount(n, n) for part, n in whole.items()}
    version = rules.version(one.dated[0])
    result = Result(
        key, unit.pk, period, parts["above"], parts["below"], whole["excluded"], (version,), now,
        f"rate={key}&unit={unit.pk}&period={period}",
    )  # fmt: skip
    return Answer(one, result, _months(counted, period), _units(counted, unit, one, period, language))


def _received(on: Ground, unit: Unit, period: Period) -> Q:
    """The matters a number of this ground is about: received in the period, of the unit and what lies below it."""
    last = datetime.combine(period.last + timedelta(days=1), time(), SHANGHAI)
    found = on.seen & Q(received_at__gte=datetime.combine(period.first, time(), SHANGHAI), received_at__lt=last)
    if unit.pk == on.unit.pk:
        return found
    if unit.kind == "town" or unit.town_id is None:
        return found & Q(town_id__in=list(_towns(unit)))
    return found & Q(owner_id__in=Unit.objects.filter(chain__contains=[unit.pk]).values("pk"))


def _counted(on: Ground, unit: Unit, key: str, period: Period) -> dict[Key, int]:
    unnested = Func(F("marks"), function="unnest")
    unnested.set_returning = True
    marks = [f"{key}.{part}" for part in PARTS]
    rows = Matter.objects.filter(_received(on, unit, period), marks__overlap=marks).order_by()
    rows = rows.annotate(month=TruncMonth("received_at", tzinfo=SHANGHAI), mark=unnested)
    at = "owner_id" if unit.town_id is not None else "town_id"
    found: dict[Key, int] = {}
    for who, month, mark, n in (
        rows.values(at, "month", "mark").annotate(n=Count("pk")).values_list(at, "month", "mark", "n")
    ):
        if mark in marks:
            found[who or 0, month.astimezone(SHANGHAI).date(), mark.rpartition(".")[2]] = n
    return found


def _sum(counted: Iterable[tuple[Key, int]]) -> dict[str, int]:
    found = dict.fromkeys(PARTS, 0)
    for (_, _, part), n in counted:
        found[part] += n
    return found


def _part(key: str, name: str, period: Period, counted: Iterable[tuple[Key, int]]) -> Part:
    n = _sum(counted)
    return Part(key, name, period, *(Amount(n[part], n[part]) for part in ("above", "below", "excluded")))


def _months(counted: dict[Key, int], period: Period) -> list[Part]:
    by_month: dict[date, list[tuple[Key, int]]] = defaultdict(list)
    for key, n in counted.items():
        by_month[key[1]].append((key, n))
    return [_part(str(one), str(one), one, by_month[one.first.replace(day=1)]) for one in period.months()]


def _units(counted: dict[Key, int], unit: Unit, one: Indicator, period: Period, language: str) -> list[Part]:
    below = measures_view.children(unit, one, language)
    chains = _chains(unit, {key[0] for key in counted})
    parts = [
        _part(str(pk), name, period, [(key, n) for key, n in counted.items() if pk in chains.get(key[0], ())])
        for pk, name in below
    ]
    if unit.town_id is None or not below:
        return sorted(parts, key=lambda part: (-part.below.most, part.name))
    inside = {pk for pk, _ in below}
    rest = [(key, n) for key, n in counted.items() if not inside.intersection(chains.get(key[0], ()))]
    last = _part(measures_view.REST, measures_view.rest_name(unit, language), period, rest)
    shown = sorted(filter(_holds, parts), key=lambda part: (-part.below.most, part.name))
    return [*shown, *filter(_holds, [last])]


def _holds(part: Part) -> bool:
    return bool(part.above.most or part.below.most or part.excluded.most)


def _chains(unit: Unit, asked: set[int]) -> dict[int, Iterable[int]]:
    """What stands above each unit that acts."""
    if unit.town_id is not None:
        where = directory(unit.town_id)
        return {pk: where.chain(pk) for pk in asked}
    return dict(Unit.objects.filter(pk__in=asked).values_list("pk", "chain"))


def listed(
    on: Ground, unit: Unit, mark: str, period: Period, after: str = "", most: int = PAGE, without: Sequence[int] = ()
) -> tuple[list[Listed], str]:
    """A page of the matters that carry a mark, newest first, and the key of the next page. Exactly those counted;
    `without` leaves out what these units and those below them have."""
    rows = Matter.objects.filter(_received(on, unit, period), marks__contains=[mark])
    if without:
        below = Unit.objects.filter(chain__overlap=list(without)).values("pk")
        rows = rows.filter(Q(owner__isnull=True) | ~Q(owner_id__in=below))
    if after.isdigit() and len(after) < 16:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk").values_list("pk", "received_at")[: most + 1])
    page = [Listed("matters", pk, at.astimezone(SHANGHAI).date(), Amount(1, 1)) for pk, at in found[:most]]
    return page, str(page[-1].record) if len(found) > most else ""

"""How a number is looked at: by month, by unit below, and the records behind it; and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from lianxin.kernel.models import Counted, Unit
from lianxin.kernel.reads import measures, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.measures import Young, distinct, heads, pack_of, span, sums, towns_of
from lianxin.kernel.reads.people import powers
from lianxin.kernel.who import Held, Who
from lianxin.language import indicator as rules
from lianxin.language.indicator import PARTS, Amount
from lianxin.language.indicators import Indicator
from lianxin.language.period import Period

PAGE = 40
LEVELS = ("community", "office", "department", "branch")
"""Kinds of unit by which a number is broken down where the indicator names none."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What numbers stand on: a unit, and whether the lists behind them open (only for the town's own people)."""

    unit: Unit
    opens: bool


def ground(who: Who, unit_id: int | None = None) -> Ground | None:
    """The ground of a unit for this Who, or of his own first unit; None when its numbers are not his to see."""
    held = [post for post in who.posts if "board" in powers(post)]
    if unit_id is None:
        return next((ground(who, _top(post)) for post in held), None)
    unit = Unit.objects.filter(pk=unit_id, closed_at__isnull=True).first()
    if unit is None:
        return None
    for post in held:
        if post.town_id is not None and post.town_id == unit.town_id and _top(post) in unit.chain:
            return Ground(unit, True)
        above = post.town_id is None and unit.tree == "territory" and post.unit_id in unit.chain
        if above and (unit.town_id is None or unit.kind == "town"):
            return Ground(unit, False)
    return None


def _top(post: Held) -> int:
    """The highest unit whose numbers a post may see: the town for those who see all of it, else the post's own."""
    if post.town_id is None:
        return post.unit_id
    role = packs.of_town(post.town_id).said.roles.get(post.role)
    return post.town_id if role is not None and role.sees == "all" else post.unit_id


@dataclass(frozen=True, slots=True)
class Part:
    """One month or one unit of a number."""

    key: str
    name: str
    period: Period
    above: Amount
    below: Amount
    excluded: Amount


def _parts(found: dict[object, dict[str, Amount]], at: object) -> tuple[Amount, Amount, Amount]:
    parts = found[at]
    return parts["above"], parts["below"], parts["excluded"]


def trend(unit: Unit, key: str, period: Period, fresh: Young | None = None) -> list[Part]:
    """A number month by month; empty for what stands now. Few queries."""
    one = pack_of(unit).said.indicators[key]
    if rules.standing(one):
        return []
    fresh, towns = fresh or measures.young(), towns_of(unit)
    found: dict[object, dict[str, Amount]] = defaultdict(lambda: defaultdict(Amount))
    for (_, mark, at), amount in sums([unit.pk], _marks(key), period, fresh, towns).items():
        found[at][mark.rpartition(".")[2]] += amount
    parts = []
    for month in period.months():
        above, below, excluded = _parts(found, month.first.replace(day=1))
        if distinct(one):
            people = heads(unit.pk, f"{key}.above", month, towns, fresh)
            above = Amount(people, people)
        parts.append(Part(str(month), str(month), month, above, below, excluded))
    return parts


def _marks(key: str) -> list[str]:
    return [f"{key}.{part}" for part in PARTS]


REST = "rest"
"""The key of the part that is in none of the units below: the unit's own, and what is credited elsewhere."""


def breakdown(unit: Unit, key: str, period: Period, language: str = "zh", fresh: Young | None = None) -> list[Part]:
    """A number by the units below, those with nothing left out within a town, and last what is in none of them; all
    towns or districts above them."""
    one = pack_of(unit).said.indicators[key]
    below = children(unit, one, language)
    if not below:
        return []
    towns = towns_of(unit)
    fresh, days = fresh or measures.young(), span(one, period)
    found: dict[object, dict[str, Amount]] = defaultdict(lambda: defaultdict(Amount))
    for (child, mark, _), amount in sums([pk for pk, _ in below], _marks(key), days, fresh, towns).items():
        found[child][mark.rpartition(".")[2]] += amount
    parts = []
    for child, name in below:
        above, under, excluded = _parts(found, child)
        if distinct(one) and above.most:
            people = heads(child, f"{key}.above", days, towns, fresh)
            above = Amount(people, people)
        parts.append(Part(str(child), name, period, above, under, excluded))
    if unit.town_id is None:
        return sorted(parts, key=lambda part: (-part.above.most, part.name))
    shown = sorted(filter(_holds, parts), key=lambda part: (-part.above.most, part.name))
    rest = _rest(unit, key, days, [pk for pk, _ in below], fresh, rest_name(unit, language))
    return [*shown, *filter(_holds, [rest])]


def _holds(part: Part) -> bool:
    return bool(part.above.most or part.below.most or part.excluded.most)


def rest_name(unit: Unit, language: str = "zh") -> str:
    """What the part in none of the units below is called: 石围塘街道本级和其他."""
    return f"{unit.en or unit.name} itself and others" if language == "en" else f"{unit.name}本级和其他"


def _rest(unit: Unit, key: str, days: Period, below: Sequence[int], fresh: Young, name: str) -> Part:
    """What a unit has that none of those below it has. One query; one more where people are counted."""
    known, towns = set(fresh.records or ()), towns_of(unit)
    rows = Counted.objects.filter(mark__in=_marks(key), town_id__in=towns, day__range=(days.first, days.last))
    rows = rows.filter(units__contains=[unit.pk]).exclude(units__overlap=list(below))
    found: dict[str, Amount] = defaultdict(Amount)
    for noun, record, mark, least, most in rows.values_list("noun", "record", "mark", "least", "most"):
        if (noun, record) not in known:
            found[mark] += Amount(least, most)
    for mark in _marks(key):
        for row in _fresh(fresh, unit.pk, mark, days, below):
            found[mark] += row.amount
    above, under, excluded = (found[mark] for mark in _marks(key))
    if distinct(pack_of(unit).said.indicators[key]) and above.most:
        people = heads(unit.pk, f"{key}.above", days, towns, fresh, below)
        above = Amount(people, people)
    return Part(REST, name, days, above, under, excluded)


def children(unit: Unit, one: Indicator, language: str = "zh") -> list[tuple[int, str]]:
    """The units by which a number of this one is broken down."""
    if unit.town_id is None:
        kinds = Unit.objects.filter(parent_id=unit.pk, tree="territory", closed_at__isnull=True).order_by("code", "pk")
        return [(pk, en if language == "en" and en else name) for pk, name, en in kinds.values_list("pk", "name", "en")]
    rows = directory(unit.town_id).of_kind(*(one.levels or LEVELS))
    return [(row.id, row.say(language)) for row in rows if unit.pk in row.chain and row.id != unit.pk]


@dataclass(frozen=True, slots=True)
class Listed:
    """One record behind a number: what it is, and on which day it counts for how much."""

    noun: str
    record: int
    day: date
    amount: Amount


def listed(
    unit: Unit, mark: str, period: Period, after: str = "", without: Sequence[int] = ()
) -> tuple[list[Listed], str]:
    """A page of the records that carry a mark, newest first, and the key of the next page. Exactly those counted;
    `without` leaves out what counts for one of these units too."""
    one = pack_of(unit).said.indicators[mark.rpartition(".")[0]]
    days, towns, fresh = span(one, period), towns_of(unit), measures.young()
    known = set(fresh.records or ())
    rows = Counted.objects.filter(mark=mark, town_id__in=towns, day__range=(days.first, days.last))
    rows = rows.filter(units__contains=[unit.pk]).filter(_past(after)).order_by("-day", "-record", "noun")
    rows = rows.exclude(units__overlap=list(without)) if without else rows
    found = [
        Listed(row.noun, row.record, row.day, Amount(row.least, row.most))
        for row in rows[: PAGE + 1 + len(known)]
        if (row.noun, row.record) not in known
    ]
    found += [row for row in _fresh(fresh, unit.pk, mark, days, without) if _follows(row, after)]
    found.sort(key=lambda row: (row.day, row.record), reverse=True)
    page = found[:PAGE]
    return page, f"{page[-1].day.isoformat()}_{page[-1].record}" if len(found) > PAGE else ""


def _fresh(fresh: Young, unit_id: int, mark: str, days: Period, without: Sequence[int] = ()) -> Iterable[Listed]:
    for (noun, number), (_, marks) in (fresh.records or {}).items():
        for one in marks:
            if one.name == mark and one.day in days and rules.falls(one, unit_id, without):
                yield Listed(noun, number, one.day, Amount(one.least, one.most))


def _key(after: str) -> tuple[date, int] | None:
    day, _, record = after.partition("_")
    try:
        return date.fromisoformat(day), int(record)
    except ValueError:
        return None


def _past(after: str) -> Q:
    at = _key(after)
    return Q() if at is None else Q(day__lt=at[0]) | Q(day=at[0], record__lt=at[1])


def _follows(row: Listed, after: str) -> bool:
    at = _key(after)
    return at is None or (row.day, row.record) < at


def everything(unit: Unit, mark: str, period: Period, most: int) -> list[Listed]:
    """The records behind a number, up to so many, newest first: for a command, a file, a digest. Two queries."""
    one = pack_of(unit).said.indicators[mark.rpartition(".")[0]]
    days, fresh = span(one, period), measures.young()
    known = set(fresh.records or ())
    rows = Counted.objects.filter(mark=mark, town_id__in=towns_of(unit), day__range=(days.first, days.last))
    rows = rows.filter(units__contains=[unit.pk]).order_by("-day", "-record", "noun")
    columns = ("noun", "record", "day", "least", "most")
    found = [
        Listed(noun, record, day, Amount(low, high))
        for noun, record, day, low, high in rows.values_list(*columns)[: most + len(known)]
        if (noun, record) not in known
    ]
    found += _fresh(fresh, unit.pk, mark, days)
    return sorted(found, key=lambda row: (row.day, row.record), reverse=True)[:most]


def default_period(now: datetime) -> Period:
    """What is shown when nobody chose: the year of this moment."""
    return Period(date(now.year, 1, 1), date(now.year, 12, 31))


def units_named(text: str) -> Sequence[Unit]:
    """The units somebody may mean: by number, division code, key or name."""
    rows = Unit.objects.filter(closed_at__isnull=True)
    if text.isdigit():
        by_code = list(rows.filter(code=text)[:2])
        return by_code or list(rows.filter(pk=int(text))[:1])
    return list(rows.filter(key=text)[:3]) or list(rows.filter(name=text)[:3])

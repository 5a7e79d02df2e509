"""The street board: how many, how late and why, over the matters somebody may count. Every number is a set that opens.

A set is one condition on Matter; the board counts it and the list behind the number filters by it, so the two cannot
disagree. A town is counted by its own people within their scope; posts above towns get numbers and nothing else. Secret
matters are in no number, as with indicators and above towns; those who may see some get one more set, which says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import BooleanField, Count, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import doubtful, packs, tally
from lianxin.kernel.reads.light import missing, red, smaller, unbounded
from lianxin.kernel.reads.people import powers
from lianxin.kernel.reads.scope import NOTHING, sees_all, towns_below, visible
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.clock import written
from lianxin.language.pack import Pack
from lianxin.language.words import Rate

WEEK = timedelta(days=7)
RATE_DAYS = 90
"""Days of received matters the rates on the board speak about."""
PING_PONG = 3
"""Transfers from which a matter counts as going to and fro."""
SHOWN_RATES = ("respond", "solve", "satisfied", "on_time")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a board stands on: a unit, the towns counted, which of their matters count, and whether lists open.

    `claimable` are "kind/step" pairs where a matter waits to be claimed, `terms` the "kind/clock" pairs whose running
    out makes a matter late (the main clocks; all of them where a kind has none), `firsts` where a matter begins,
    `smaller` the terms that can be missed beside the main one.
    `whole`: all of the town's matters count but secret ones, so that its folded counts are theirs too (reads.tally).
    `hidden`: the secret ones that this Who may see, which count in no number but their own.
    """

    unit: Unit
    towns: tuple[int, ...]
    seen: Q
    opens: bool
    claimable: tuple[str, ...]
    terms: tuple[str, ...]
    firsts: tuple[str, ...]
    smaller: tuple[str, ...] = ()
    whole: bool = False
    hidden: Q = NOTHING


def ground(who: Who, unit_id: int | None = None) -> Ground | None:
    """The ground of a unit's board for this Who, or of his own first unit; None when it is not his to see."""
    held = [post for post in who.posts if "board" in powers(post)]
    if unit_id is None:
        first = next((post.town_id or post.unit_id for post in held), None)
        return ground(who, first) if first is not None else None
    unit = Unit.objects.filter(pk=unit_id, closed_at__isnull=True).first()
    if unit is None:
        return None
    if any(post.town_id == unit.pk for post in held):
        keys = [unit.pack_key]
        whole = any(post.town_id == unit.pk and sees_all(post) for post in held)
        own = Q(town_id=unit.pk) & visible(who)
        seen, hidden = own & Q(secret=False), own & Q(secret=True)
        return Ground(unit, (unit.pk,), seen, True, *pairs(keys), whole=whole, hidden=hidden)
    if unit.tree != "territory" or not any(post.town_id is None and post.unit_id in unit.chain for post in held):
        return None
    if unit.town_id is not None and unit.kind != "town":
        return None
    below = Unit.objects.filter(kind="town", chain__contains=[unit.pk])
    keys = list(below.exclude(pack_key="").values_list("pack_key", flat=True).distinct())
    # A subquery, not a list: a province would send its 1,757 towns with every question.
    seen = Q(town_id__in=below.values("pk"), secret=False)
    return Ground(unit, tuple(towns_below(unit.pk)), seen, False, *pairs(keys))


def pairs(keys: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What a ground takes from its packs: `claimable`, `terms`, `firsts`, `smaller`."""
    claimable: set[str] = set()
    terms: set[str] = set()
    small: set[str] = set()
    for key in keys:
        pack = packs.current(key)
        for name, kind in pack.said.matters.items():
            for step in kind.steps:
                if any(action.claim == "take" for action in pack.actions(name, step).values()):
                    claimable.add(f"{name}/{step}")
            main = [clock for clock, declared in kind.clocks.items() if declared.main]
            terms |= {f"{name}/{clock}" for clock in main or kind.clocks}
            small |= {f"{name}/{clock}" for clock in smaller(kind)}
    return tuple(sorted(claimable)), tuple(sorted(terms)), doubtful.firsts(keys), tuple(sorted(small))


def _late(on: Ground, now: datetime) -> Q:
    return red(now)


def _late_before(on: Ground, now: datetime) -> Q:
    return late_at(on, now - WEEK)


def late_at(on: Ground, then: datetime) -> Q:
    """Late at a past moment: what nobody touched since is judged by its row, the rest by the clocks it keeps."""
    ran_out = RawSQL(  # noqa: S611 — every value is a parameter
        "EXISTS (SELECT 1 FROM jsonb_array_elements_text(kernel_matter.clocks) AS c"  # ClockState.line
        " WHERE kernel_matter.kind || '/' || split_part(c, ' ', 1) = ANY(%s)"
        " AND split_part(c, ' ', 4)::numeric <= %s AND split_part(c, ' ', 5)::numeric <= %s"
        " AND (split_part(c, ' ', 2) <> 'suspended' OR split_part(c, ' ', 8)::numeric > %s)"
        " AND coalesce(nullif(trim(split_part(c, ' ', 7), '-'), '')::numeric > %s, TRUE))",
        [list(on.terms), *[Decimal(written(then))] * 4],
        output_field=BooleanField(),
    )
    untouched = Q(changed_at__lte=then, is_open=True, suspended=False, due_at__lte=then)
    # What had ended by then was not late then; saying so keeps the question to open work and to a week's endings.
    alive = Q(is_open=True) | Q(is_open=False, closed_at__gt=then)
    return untouched | Q(received_at__lte=then, changed_at__gt=then) & alive & Q(ran_out)


def _unclaimed(on: Ground, now: datetime) -> Q:
    found = Q(pk__in=[])
    for pair in on.claimable:
        kind, _, step = pair.partition("/")
        found |= Q(kind=kind, step=step)
    return Q(is_open=True, claimer__isnull=True, claimer_unit__isnull=True) & found


def _first_rated(now: datetime) -> datetime:
    """When the days begin that the rates speak about: whole days, as counts are folded."""
    return datetime.combine(now.astimezone(SHANGHAI).date() - timedelta(days=RATE_DAYS), time(), SHANGHAI)


SETS: Mapping[str, Callable[[Ground, datetime], Q]] = {
    "open": lambda on, now: Q(is_open=True),
    "secret": lambda on, now: Q(is_open=True),
    "late": _late,
    "late_before": _late_before,
    "missed": lambda on, now: missing(now, on.smaller),
    "unbounded": lambda on, now: unbounded(),
    "suspended": lambda on, now: Q(is_open=True, suspended=True),
    "unsure": lambda on, now: doubtful.asked(on.firsts),
    "ping_pong": lambda on, now: Q(is_open=True, counts__transfers__gte=PING_PONG),
    "unclaimed": _unclaimed,
    "week": lambda on, now: Q(received_at__gt=now - WEEK, received_at__lte=now),
    "week_before": lambda on, now: Q(received_at__gt=now - 2 * WEEK, received_at__lte=now - WEEK),
    "rated": lambda on, now: Q(received_at__gte=_first_rated(now), received_at__lte=now),
}
"""Every set a number on the board may stand for."""

COUNTED = ("open", "late", "suspended", "unsure", "ping_pong", "unclaimed")
AT_HOME = ("missed", "unbounded")
"""Counted as well where the lists open: what the main clock does not show."""


def condition(on: Ground, name: str, now: datetime) -> Q:
    """The matters of a set on this ground. Errors: KeyError for a set that does not exist."""
    return (on.hidden if name == "secret" else on.seen) & SETS[name](on, now)


def figures(on: Ground, now: datetime) -> dict[str, int]:
    """How many stand in each set that concerns open work, and how many were late a week ago;
    where lists open also how many secret ones are open that stand in none of them. Three queries."""
    # "suspended" is a column too: once it is a sum, no later condition may ask for the column.
    counted = (*AT_HOME, *COUNTED) if on.opens else COUNTED
    asked = {name: Count("pk", filter=SETS[name](on, now)) for name in counted}
    found = Matter.objects.filter(on.seen, is_open=True).aggregate(**asked)
    for name in ("late_before", "secret") if on.opens else ("late_before",):
        found[name] = Matter.objects.filter(condition(on, name, now)).count()
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """One rate as it is printed: what it is, its parts (matters), and its 口径."""

    key: str
    label: str
    about: str
    above: int
    below: int
    excluded: int


def _rates(pack: Pack) -> dict[str, Rate]:
    own = pack.said.rates
    return {key: own[key] for key in SHOWN_RATES if key in own} or dict(list(own.items())[:4])


def _marked(rows: QuerySet[Matter]) -> dict[str, int]:
    """How many of these matters carry each mark."""
    unnested = Func(F("marks"), function="unnest")
    unnested.set_returning = True
    marked = rows.annotate(mark=unnested).order_by().values("mark")
    return dict(marked.annotate(n=Count("pk")).values_list("mark", "n"))


def shares(on: Ground, now: datetime, pack: Pack, language: str = "zh") -> list[Share]:
    """The rates over what was received in the last RATE_DAYS days, with their parts: folded counts less the few secret
    matters, where he sees all others; else counted. Two queries at most."""
    if on.whole:
        found = tally.counted(on.unit.pk, _first_rated(now).date())
        secret = Q(town_id=on.unit.pk, secret=True) & SETS["rated"](on, now)
        for mark, n in _marked(Matter.objects.filter(secret)).items():
            found[mark] = found.get(mark, 0) - n
    else:
        found = _marked(Matter.objects.filter(condition(on, "rated", now)))
    return [
        Share(
            key,
            rate.label.say(language),
            rate.about.say(language),
            found.get(f"{key}.above", 0),
            found.get(f"{key}.below", 0),
            found.get(f"{key}.excluded", 0),
        )
        for key, rate in _rates(pack).items()
    ]

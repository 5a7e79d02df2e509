"""Numbers to choose from, each with its value now, and the records behind a cited one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads.cited_ground import About
from lianxin.kernel.reads.cited_held import PARTS
from lianxin.kernel.reads.cited_held import titles as rounds
from lianxin.kernel.reads.cited_register import titles
from lianxin.kernel.reads.cited_signup import moments
from lianxin.kernel.reads.measures_rows import TELLERS, Opens, Told, told
from lianxin.kernel.who import Who
from lianxin.language import cited_period as periods
from lianxin.language.cited import Cited
from lianxin.language.indicator import standing
from lianxin.language.pack import Pack
from lianxin.language.paper import MEASURED, Cite, cite

SHARES = (" show=rate", " show=above", " show=below")
BOXES = frozenset({"note.most", "delivery.most", "statement.most"})
"""Values that only say how much a box of a page holds: no paper says them."""
MOST = 24
"""Numbers shown for a word."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a number: its number, what it is, and the page it opens for the one who asks."""

    number: str
    what: str
    opens: Opens | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A number to put into a text: its citation, its value now with its unit, its days in words, and whether it is no
    count but what a rule says (a dated value)."""

    cite: Cite
    cited: Cited
    unit: str
    days: str
    ruled: bool


def over_days(pack: Pack) -> periods.Bears:
    """Whether a citation counts over days: not where an indicator counts what stands now."""
    now = {key for key, one in pack.said.indicators.items() if standing(one)}
    return lambda one: periods.bears(one) and not (one.source == "indicator" and one.key in now)


def search(on: About, word: str, period: str = "") -> list[Offered]:
    """Numbers whose name or key holds a word (all of them, up to a limit, without one), with their values: those that
    count over days over `period`, the paper's own. What a rule says is offered to whoever asks for it by name."""
    named = [(str(label), one) for label, one in _all(on) if not word or word.lower() in f"{label} {one}".lower()]
    if not word:
        named = [one for one in named if not one[1].startswith("value:")]
    counts = over_days(on.pack)
    chosen = [_dated(cite(one), period, counts) for _, one in named[:MOST]]
    answered = door.answers(on, chosen)
    return [
        Offered(one, answered[one], _unit(on, one), periods.say(one, on.as_of, on.language, counts), _ruled(one))
        for one in chosen
    ]


def _ruled(one: Cite) -> bool:
    return one.source == "value"


def _dated(one: Cite, period: str, counts: periods.Bears) -> Cite:
    return replace(one, options=(*one.options, ("period", period))) if period and counts(one) else one


def _unit(on: About, one: Cite) -> str:
    """What is counted, where that is said: 次, 场, 人次; a matter is 件."""
    if one.get("show") == "rate":
        return ""
    if one.source == "indicator":
        return on.pack.said.indicators[one.key].unit.say(on.language)
    matter = one.source in ("rate", "set")
    return (" matters" if on.language.startswith("en") else "件") if matter else ""


def _all(on: About) -> list[tuple[str, str]]:
    said, language = on.pack.said, on.language
    found = []
    for key, one in said.indicators.items():
        plain = all(rule.below is None for rule in one.dated)
        # A plain count has no numerator: it is cited by its name alone.
        found += [(one.label.say(language), f"indicator:{key}{show}") for show in ([""] if plain else SHARES)]
    for key, rate in said.rates.items():
        found += [(rate.label.say(language), f"rate:{key}{show}") for show in SHARES]
    for key, names in door.SAID.items():
        found.append((names[language.startswith("en")], f"set:{key}"))
    for key, honour in said.honours.items():
        found.append((honour.label.say(language), f"honours:{key}"))
    for key, contest in said.contests.items():
        for prize, tier in contest.prizes.items():
            found.append((f"{contest.label.say(language)} {tier.label.say(language)}", f"prizes:{key}.{prize}"))
    for key, activity in said.activities.items():
        if activity.sign_up is not None:
            found.append((activity.label.say(language), f"signups:{key}"))
    for key, programme in said.programmes.items():
        found.append((programme.label.say(language), f"streams:{key}"))
    for key, survey in said.surveys.items():
        label = survey.label.say(language)
        found += [(f"{label} {PARTS[one][language.startswith('en')]}", f"survey:{key} part={one}") for one in MEASURED]
    for key, kind in said.matters.items():
        found.append((kind.label.say(language), f"set:received kinds={key}"))
    for key, ledger in said.ledgers.items():
        found.append((ledger.label.say(language), f"ledger:{key}"))
    for key, unit in said.unit_kinds.items():
        found.append((unit.label.say(language), f"units:{key}"))
    for key, value in said.values.items():
        if value.unit != "flag" and key not in BOXES and all(_number(dated.value) for dated in value.dated):
            found.append((value.label.say(language), f"value:{key}"))
    return found


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def records(one: Cited, who: Who, most: int) -> list[Record]:
    """The first records of a cited number; of matters only those this Who may see have a title."""
    ids = one.rows[:most]
    if one.noun == "matters":
        return _matters(ids, who)
    if one.noun in TELLERS:
        found = told(one.noun, ids, who)
        return [Record(said.number, said.what, said.opens) for pk in ids if (said := found.get(pk)) is not None]
    if one.noun == "units":
        return [
            Record("", name) for name in Unit.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True)
        ]
    if one.noun == "signups":
        opens = _calls(ids, who)
        return [Record(f"BM-{pk}", at, opens.get(pk)) for pk, at in moments(ids)]
    if one.noun == "surveys":
        return [Record(number, what) for number, what in rounds(ids)]
    if one.noun in ("honours", "works"):
        return [Record(number, what) for number, what in titles(one.noun, ids)]
    return [Record(str(pk), "") for pk in ids]


def _calls(ids: Sequence[int], who: Who) -> dict[int, Opens]:
    """The activity that each sign-up is for, where it may be opened."""
    calls = dict(Tie.objects.filter(pk__in=ids).values_list("pk", "activity_id"))
    found = told("activities", [call for call in calls.values() if call], who)
    return {pk: opens for pk, call in calls.items() if call in found and (opens := found[call].opens) is not None}


def _matters(ids: Sequence[int], who: Who) -> list[Record]:
    found = told("matters", ids, who)
    rows = Matter.objects.filter(pk__in=ids).only("prefix", "received_at").order_by("pk")
    said = [(row.number, found.get(row.pk, Told())) for row in rows]
    return [Record(number, one.what, one.opens) for number, one in said]

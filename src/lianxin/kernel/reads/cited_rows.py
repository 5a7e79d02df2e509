"""Numbers to choose from, each with its value now, and the records behind a cited one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads.cited_ground import About
from lianxin.kernel.reads.cited_held import PARTS
from lianxin.kernel.reads.cited_held import titles as rounds
from lianxin.kernel.reads.cited_register import titles
from lianxin.kernel.reads.cited_signup import moments
from lianxin.kernel.reads.measures_rows import TELLERS, Opens, Told, told
from lianxin.kernel.who import Who
from lianxin.language.cited import Cited
from lianxin.language.paper import MEASURED, Cite, cite

MOST = 24
"""Numbers shown for a word."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a number: its number, what it is, and the page it opens for the one who asks."""

    number: str
    what: str
    opens: Opens | None = None


def search(on: About, word: str) -> list[tuple[Cite, Cited]]:
    """Numbers whose name or key holds a word (all of them, up to a limit, without one), with their values."""
    named = [(str(label), one) for label, one in _all(on) if not word or word.lower() in f"{label} {one}".lower()]
    chosen = [cite(one) for _, one in named[:MOST]]
    answered = door.answers(on, chosen)
    return [(one, answered[one]) for one in chosen]


def _all(on: About) -> list[tuple[str, str]]:
    said, language = on.pack.said, on.language
    found = []
    for source, declared in (("indicator", said.indicators), ("rate", said.rates)):
        for key, one in declared.items():
            label = one.label.say(language)
            shows = ("above", "below", "rate") if source == "rate" else ("above",)
            found += [(label, f"{source}:{key} show={show}") for show in shows]
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
        if value.unit != "flag" and all(_number(dated.value) for dated in value.dated):
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

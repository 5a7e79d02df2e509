"""Lines of an activity's agenda on its page: what must be known before a vote is entered, what was decided."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from lianxin.kernel.models import Activity, Matter
from lianxin.kernel.reads import box, prior
from lianxin.kernel.reads.prior import Asked
from lianxin.language import activity as rules
from lianxin.language import box as boxes
from lianxin.language import contested, vote
from lianxin.language.activities import AgendaKind
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.vote import Ballot


def lines(
    pack: Pack, activity: Activity, due: list[int], typed: dict[str, Any], lang: str, by_name: bool
) -> list[dict[str, Any]]:
    """Lines of the agenda: what a vote needs when everybody comes, what goes before it, what was decided. `by_name`:
    whether the reader sees how the votes on each person stand; others see that they were counted."""
    asked = {one.line: one for one in prior.of_activity(activity)}
    became = _became(activity)
    found = []
    for number, line in enumerate(activity.agenda):
        item = pack.said.agenda.get(line["kind"])
        if item is None:
            continue
        day = activity.starts_at.date()
        needed = rules.before(pack, item, len(due), len(due), day) if due else ()
        decided = _decided(activity, number)
        found.append(
            {
                "number": number,
                "label": item.label.say(lang),
                "text": line.get("text", ""),
                "voted": item.vote is not None,
                "secret": item.ballot is not None,
                "typed": boxes.typed(pack.said.activities[activity.kind], activity.figures, line["kind"]),
                "needed": [reason.say(lang) for reason in needed],
                "stood": _stood(pack, activity, number, typed, lang),
                "decided": decided,
                "verdict": _verdict(pack, item, decided, activity, lang) if decided else "",
                **_counted(pack, activity, number, lang, by_name),
                "yes": typed.get(f"yes-{number}", decided.get("yes", "") if decided else ""),
                "outcome": typed.get(f"outcome-{number}", decided.get("text", "") if decided else ""),
                "becomes": typed.get(f"becomes-{number}", became.get(number, "")),
                "gone": bool(typed.get(f"gone-{number}")),
                "prior": _prior(pack, activity, asked[number], lang) if number in asked else None,
            }
        )  # fmt: skip
    return found


def _became(activity: Activity) -> dict[int, str]:
    """The kind of matter that each decision became, by line. One question where any did."""
    raised = {one["matter"]: one["line"] for one in activity.resolved if one.get("matter") is not None}
    kinds = Matter.objects.filter(pk__in=raised).values_list("pk", "kind") if raised else ()
    return {raised[pk]: kind for pk, kind in kinds}


def _decided(activity: Activity, number: int) -> dict[str, Any] | None:
    return next((one for one in activity.resolved if one["line"] == number), None)


def _verdict(pack: Pack, item: AgendaKind, decided: dict[str, Any], activity: Activity, lang: str) -> str:
    """What a vote came to, in the reader's language; as it was kept where its totals are not known."""
    if item.vote is None or "yes" not in decided:
        return str(decided.get("said", ""))
    ballot = Ballot(decided["due"], decided["present"], decided["yes"])
    return vote.count(vote.ruled(pack, item.vote, activity.starts_at.date()), ballot).reasons[0].say(lang)


def _stood(pack: Pack, activity: Activity, number: int, typed: dict[str, Any], lang: str) -> dict[str, Any] | None:
    """How many are elected and how many stand, and what the rule says of it; nothing for what is no such election."""
    line = activity.agenda[number]
    item = pack.said.agenda[line["kind"]]
    if item.contested is None:
        return None
    kept = _decided(activity, number) or line
    seats, candidates = kept.get("seats"), kept.get("candidates")
    said = contested.before(pack, item, seats, candidates, activity.starts_at.date())
    return {
        "says": [reason.sentence(lang) for reason in said],
        "seats": typed.get(f"seats-{number}", seats or ""),
        "candidates": typed.get(f"candidates-{number}", candidates or ""),
        "counted": seats is not None and candidates is not None,
    }


def _prior(pack: Pack, activity: Activity, asked: Asked, lang: str) -> dict[str, Any]:
    """Which meeting discussed it first or why none did; what is asked while nobody said so, with meetings to choose."""
    offered = prior.meetings(activity, asked.line)
    named = next((one for one in offered if one.pk == asked.meeting), None)
    return {
        "asks": asked.asks.say(lang),
        "open": asked.open,
        "meeting": named or Activity.objects.filter(pk=asked.meeting or 0).first(),
        "chosen": str(asked.meeting or ""),
        "why": asked.why,
        "options": [("", gettext("请选择")), *((str(one.pk), _titled(pack, one, lang)) for one in offered)],
    }


def _titled(pack: Pack, one: Activity, lang: str) -> str:
    kind = pack.said.activities.get(one.kind)
    return f"{one.starts_at.astimezone(SHANGHAI):%Y-%m-%d} {one.title or (kind.label.say(lang) if kind else '')}"


def _counted(pack: Pack, activity: Activity, number: int, lang: str, by_name: bool) -> dict[str, Any]:
    """What a box holds for this reader: `totals`, or that it was opened and is `kept` from him, where members are
    appraised one by one. How an election went is said in the room, and to everybody who reads the meeting."""
    ballot = pack.said.agenda[str(activity.agenda[number]["kind"])].ballot
    totals = _totals(pack, activity, number, lang) if ballot is not None else []
    kept = bool(totals) and ballot is not None and ballot.names == "members" and not by_name
    return {"totals": [] if kept else totals, "kept": kept}


def _totals(pack: Pack, activity: Activity, line: int, lang: str) -> list[tuple[str, list[tuple[str, int]]]]:
    totals, declared = box.opened(activity, line), pack.said.agenda[str(activity.agenda[line]["kind"])].ballot
    if totals is None or declared is None:
        return []
    return [
        (question, [(label.say(lang), counted.get(choice, 0)) for choice, label in declared.choices.items()])
        for question in [*activity.agenda[line].get("subjects", totals)]
        if (counted := totals.get(question)) is not None
    ]

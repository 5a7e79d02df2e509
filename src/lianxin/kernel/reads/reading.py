"""What the machine read of a matter when it was filed, said in the reader's language. A row keeps codes and words
(acts.telling.reading), which are put into sentences here; rows of before keep Chinese sentences, said as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lianxin.intake import words
from lianxin.intake.why import NEAR, Fact, Why
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import reasons
from lianxin.kernel.reads.directory import Directory
from lianxin.language.pack import Pack

QUESTIONS = ("nature", "topic")
"""The classifications a matter keeps, and a person can put right. Any other question of a pack is answered by what
somebody chose who asked for help with a matter (`matter.ask`)."""


def sure(one: Matter, name: str) -> bool:
    """Whether the answer to a question was sure."""
    return bool((one.reading.get(name) or {}).get("sure", True))


def why(one: Matter, pack: Pack, name: str, language: str) -> str:
    """Why a question was answered so; '' where nothing was read."""
    found = one.reading.get(name)
    if not found:
        return ""
    kept = found.get("why")
    return kept if isinstance(kept, str) else _meant(found, pack, name).say(language)


def _meant(found: Mapping[str, Any], pack: Pack, name: str) -> Why:
    """The reason of which a row keeps what does not follow from the answers and the words beside it."""
    saying, *beside = found.get("why") or (_follows(found),)
    first, second = (reasons.answer(pack, name, found.get(key) or "") for key in ("best", "second"))
    spoke, odds = tuple(found.get("words", ())), tuple(f"{part:.0%}" for part in found.get("odds", ()))
    facts: dict[str, tuple[Fact, ...]] = {
        "no_word.negated": (tuple(beside),),
        "words": (spoke,),
        "too_little": (first, spoke),
        "too_close": (first, second, spoke, tuple(beside)),
        "learned": odds[:1],
        "strange": (first, second),
        "doubt": (first, second, *odds),
        "doubt.near": (first,),
    }
    return Why(saying, facts.get(saying, ()))


def _follows(found: Mapping[str, Any]) -> str:
    """Which reason it is where none is kept (acts.telling)."""
    if found.get("given"):
        return "given"
    if not found.get("best"):
        return "no_word"
    sure = found.get("sure", True)
    if found.get("model"):
        return "learned" if sure else "doubt.near" if near(found) else "doubt"
    return "words" if sure else "too_little"


def near(found: Mapping[str, Any]) -> bool:
    """Whether an answer that was not sure enough was all but sure: its numbers are left out then."""
    return max(found.get("odds", ()), default=0.0) >= NEAR


def place(one: Matter, pack: Pack, where: Directory, language: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Why it was put where it was, and the places it could be: number, name ('' for one that the town's directory does
    not hold), why."""
    found = one.reading.get("place") or {}
    given = found.get("given")
    if given is not None:
        row, chosen = where.rows.get(given), words.CHOSEN.say(language)
        return chosen, [(given, row.say(language), chosen)] if row else []
    reason, could = reasons.said(found.get("why", ""), pack, language), []
    for kept in found.get("candidates", []):
        unit, said = (kept, reason) if isinstance(kept, int) else (kept[0], reasons.said(kept[-1], pack, language))
        row = where.rows.get(unit)
        could.append((unit, row.say(language) if row else "", said))
    return reason, could


def outside(one: Matter) -> tuple[str, str] | None:
    """A place of another town that the text names: its name, and the district and town it lies in by the list or by the
    text itself ('' where neither says). None where it names none, or somebody has said where it is."""
    found = one.reading.get("place") or {}
    if "given" in found or "place" in one.reading.get("stands", {}) or one.place_id is not None:
        return None
    candidates = (kept[-1] for kept in found.get("candidates", []) if not isinstance(kept, int))
    for why in (found.get("why"), *candidates):
        if isinstance(why, list) and why[0] in ("outside", "outside.in", "other_division"):
            return str(why[1]), str(why[2]) if len(why) > 2 else ""
    return None


def doubts(one: Matter) -> list[str]:
    """What was not sure when it was filed and nobody has answered since, of nature, topic and place. Whatever else sent
    it to a person (a point outside the town) is a doubt about the place."""
    stands = one.reading.get("stands", {})
    odd = bool(one.reading.get("to_person"))
    return [
        name
        for name in ("nature", "topic", "place")
        if name not in stands and (not sure(one, name) or (odd and name == "place"))
    ]


def to_person(one: Matter, pack: Pack, language: str) -> list[str]:
    """Why a person has to look, each reason once; what has been answered is no reason any more."""
    open_ = doubts(one)
    said = [why(one, pack, name, language) for name in ("nature", "topic") if name in open_]
    if "place" in open_:
        odd = [] if sure(one, "place") else [one.reading["place"].get("why", "")]
        said += [reasons.said(kept, pack, language) for kept in (*odd, *one.reading.get("to_person", []))]
    return list(dict.fromkeys(said))

"""What the machine read of a matter when it was filed, said in sentences. A row keeps it short (acts.telling.reading):
what follows from the answer and the words that spoke for it is put into words here."""

from __future__ import annotations

from typing import Any

from lianxin.intake import words
from lianxin.intake.why import Why
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.directory import Directory
from lianxin.language.pack import Pack
from lianxin.language.reason import Text

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
    return str(found["why"]) if "why" in found else _follows(found, pack, name).say(language)


def _follows(found: dict[str, Any], pack: Pack, name: str) -> Why:
    best = found.get("best")
    if found.get("given"):
        return words.CHOSEN
    if not best:
        return words.NO_WORD
    spoke = found.get("words", [])
    if found.get("sure", True):
        return words.by_words(spoke)
    declared = pack.said.understanding.get(name)
    label = declared.labels.get(best) if declared else None
    return words.too_little(label.text() if label else Text(best, best), spoke)


def place(one: Matter, where: Directory, language: str) -> tuple[str, list[tuple[int, str, str]]]:
    """Why it was put where it was, and the places it could be: number, name, why."""
    found = one.reading.get("place") or {}
    given = found.get("given")
    if given is not None:
        row, chosen = where.rows.get(given), words.CHOSEN.say(language)
        return chosen, [(given, row.name, chosen)] if row else []
    return found.get("why", ""), [(unit, name, said) for unit, name, said in found.get("candidates", [])]


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
        said += [] if sure(one, "place") else [str(one.reading["place"].get("why", ""))]
        said += one.reading.get("to_person", [])
    return list(dict.fromkeys(said))

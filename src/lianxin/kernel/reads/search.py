"""Finding matters within one's scope: by number, by phone (whole or tail), by surname, by words of two characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from lianxin.adapters import seal
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads.condition import Condition, compiled
from lianxin.kernel.reads.desk import Key, keys_of
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.reads.versions import remembered, version
from lianxin.kernel.reads.wording import Words, newest, words
from lianxin.kernel.who import Who

SIZE = 50
NUMBER = re.compile(r"[A-Za-z]{2,4}-?\d{4}-?0*(\d{1,12})")
PHONE = re.compile(r"(?:\+?86)?(1\d{10}|0\d{9,11})")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found and how it read the words: number, phone, tail, name, words, or short (nothing to go by)."""

    how: str
    keys: tuple[Key, ...] = ()
    after: str = ""


def search(who: Who, said: str, now: datetime, after: str = "") -> Found:
    """Matters for what somebody typed, the newest first, closed ones too. Never outside the scope of `who`."""
    readable = "".join(sign for sign in said if sign.isprintable() or sign.isspace())
    said = " ".join(unicodedata.normalize("NFKC", readable).split())[:100]
    how, condition = _read(said)
    if condition is None:
        return Found(how)
    scope = _visible(who, version("units"), version("packs"))
    before = int(after) if after.isdigit() and len(after) < 19 else None
    if scope.impossible:
        return Found(how)
    if isinstance(condition, Words):
        keys = newest(scope, condition, SIZE + 1, before)
    else:
        scope = scope if before is None else scope.also("id < %s", before)
        found = scope.and_(compiled(Matter.objects.filter(condition)))
        keys = [] if found.impossible else keys_of(found, "id DESC", SIZE + 1)
    return Found(how, tuple(keys[:SIZE]), str(keys[SIZE - 1].id) if len(keys) > SIZE else "")


@remembered(512)
def _visible(who: Who, _units: int, _packs: int) -> Condition:
    return compiled(Matter.objects.filter(visible(who)))


def _read(said: str) -> tuple[str, Q | Words | None]:
    compact = said.replace(" ", "")
    number = NUMBER.fullmatch(compact)
    if number:
        return "number", Q(pk=int(number[1]))
    if re.fullmatch(r"[\d+-]{4,16}", compact):
        return _digits(re.sub(r"\D", "", compact))
    if re.fullmatch(r"[\u3400-\u9fff]", compact):
        return "name", _reported(person__shown__startswith=compact)
    if len(compact) < 2:
        return "short", None
    return "words", words(said)


def _digits(digits: str) -> tuple[str, Q | None]:
    told = by_phone(digits)
    if "person__phone_index" in told:
        return "phone", _reported(**told)
    exact = Q(pk=int(digits)) if len(digits) <= 12 else Q(pk__in=[])
    return ("tail", _reported(**told) | exact) if told else ("number", exact)


def by_phone(digits: str) -> dict[str, bytes]:
    """What a tie's person has whose telephone these digits are, whole or the last four; empty for neither."""
    phone = PHONE.fullmatch(digits)
    if phone:
        return {"person__phone_index": seal.blind_index(phone[1], "person.phone")}
    return {"person__tail_index": seal.blind_index(digits, "person.tail")} if len(digits) == 4 else {}


def _reported(**of: object) -> Q:
    # Somebody who asked to stay anonymous is not found by his phone or name either.
    ties = Tie.objects.filter(kind="reporter", matter_id=OuterRef("pk"), **of)
    return Q(Exists(ties.exclude(data__contains={"anonymous": True})))

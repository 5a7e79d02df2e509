"""Finding matters within one's scope: by number, by phone (whole or tail), by surname, by words of two characters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q

from lianxin.adapters import seal
from lianxin.intake import grams
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads.desk import HEAVY, Line, lines
from lianxin.kernel.reads.scope import visible
from lianxin.kernel.who import Who

SIZE = 50
NUMBER = re.compile(r"[A-Za-z]{2,4}-?\d{4}-?0*(\d{1,12})")
PHONE = re.compile(r"(?:\+?86)?(1\d{10}|0\d{9,11})")


class Pieces(SearchQuery):
    """A tsquery written out, which PostgreSQL must not take apart by its own rules of what a word is."""

    def as_sql(self, compiler: Any, connection: Any, *how: Any) -> Any:  # type: ignore[override]
        """The text as a tsquery, by a cast."""
        return super().as_sql(compiler, connection, template="%(expressions)s::tsquery")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found and how it read the words: number, phone, tail, name, words, or short (nothing to go by)."""

    how: str
    lines: tuple[Line, ...] = ()
    after: str = ""


def search(who: Who, said: str, now: datetime, after: str = "") -> Found:
    """Matters for what somebody typed, the newest first, closed ones too. Never outside the scope of `who`."""
    readable = "".join(sign for sign in said if sign.isprintable() or sign.isspace())
    said = " ".join(unicodedata.normalize("NFKC", readable).split())[:100]
    how, condition = _read(said)
    if condition is None:
        return Found(how)
    found = Matter.objects.filter(visible(who)).filter(condition)
    if after.isdigit():
        found = found.filter(pk__lt=int(after))
    rows = list(found.defer(*HEAVY).order_by("-id")[: SIZE + 1])
    shown = tuple(lines(who, rows[:SIZE], now))
    return Found(how, shown, str(rows[SIZE - 1].pk) if len(rows) > SIZE else "")


def _read(said: str) -> tuple[str, Q | None]:
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
    return "words", _words(said)


def _digits(digits: str) -> tuple[str, Q | None]:
    phone = PHONE.fullmatch(digits)
    if phone:
        return "phone", _reported(person__phone_index=seal.blind_index(phone[1], "person.phone"))
    exact = Q(pk=int(digits)) if len(digits) <= 12 else Q(pk__in=[])
    if len(digits) == 4:
        return "tail", _reported(person__tail_index=seal.blind_index(digits, "person.tail")) | exact
    return "number", exact


def _reported(**of: object) -> Q:
    # Somebody who asked to stay anonymous is not found by his phone or name either.
    ties = Tie.objects.filter(kind="reporter", matter_id=OuterRef("pk"), **of)
    return Q(Exists(ties.exclude(data__anonymous=True)))


def _words(said: str) -> Q | None:
    """The index finds texts that hold all pieces; that they hold the words themselves is checked on those alone."""
    query = grams.query(said)
    if not query:
        return None
    found = Q(words=Pieces(query))
    for word in said.split():
        found &= Q(text__icontains=word) | Q(place_text__icontains=word)
    return found

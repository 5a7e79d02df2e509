"""One matter with everything its page shows, in one statement: the row, who handles it, its entries, those who told it,
its photos, and whether others hang on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

from lianxin.kernel.models import Matter
from lianxin.kernel.reads.statement import Statement

MOST = 50
"""Reporters read; a page says how many more there are."""
LEFT_OUT = frozenset({"words", "bands", "simhash", "told_sealed"})
"""Columns no page of a matter shows."""


class Told(NamedTuple):
    """An entry as a story is told from it. `person`: None where nobody of ours did it."""

    id: int
    at: datetime
    act: str
    verb: str
    role: str
    before: str
    after: str
    data: dict[str, Any]
    person: str | None
    unit: str
    unit_en: str


class Picture(NamedTuple):
    """A photo of a matter. `kind`: told with it, or done."""

    digest: str
    kind: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Reporter:
    """One who told or follows the matter, masked. `hidden`: asked to stay anonymous, so nobody may look."""

    tie_id: int
    shown: str
    phone: str
    mail: bool
    since: datetime
    channel: str
    hidden: bool
    erased: bool
    said: str = ""
    """What one who joined said himself, where the matter's own text does not say it."""

    @property
    def mask(self) -> str:
        """What a page shows of the contact: 李** 138****9313, or a word for a mail address."""
        return " ".join(part for part in (self.shown, self.phone) if part) or ("***@***" if self.mail else "")


@dataclass(frozen=True, slots=True)
class Whole:
    """A matter and what hangs on it. `kin`: whether a parent, children or merged ones exist; `private`: whether the
    words as told are sealed."""

    matter: Matter
    handler: str
    claimer: str
    private: bool
    kin: bool
    entries: tuple[Told, ...]
    reporters: tuple[Reporter, ...]
    pictures: tuple[Picture, ...]


STORY = """
SELECT json_agg(json_build_array(e.id, e.at, e.act, e.verb, e.role, e.before, e.after, e.data,
    p.shown, coalesce(u.name, ''), coalesce(u.en, '')) ORDER BY e.id)
FROM kernel_entry e LEFT JOIN kernel_person p ON p.id = e.person_id LEFT JOIN kernel_unit u ON u.id = e.unit_id
WHERE e.matter_id = {matter}
"""
TELLERS = f"""
SELECT json_agg(json_build_array(t.id, t.since, t.data, p.shown, p.phone_shown, p.mail_sealed IS NOT NULL,
    p.erased_at IS NOT NULL) ORDER BY t.id)
FROM (SELECT id, since, data, person_id FROM kernel_tie WHERE matter_id = $1 AND kind = 'reporter'
    ORDER BY id LIMIT {MOST}) t LEFT JOIN kernel_person p ON p.id = t.person_id
"""
PHOTOS = """
SELECT json_agg(json_build_array(f.digest, f.kind, f.shown) ORDER BY f.id)
FROM kernel_photo f WHERE f.matter_id = $1
"""


@cache
def _fields() -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in Matter._meta.concrete_fields if field.attname not in LEFT_OUT)


@cache
def _names() -> frozenset[str]:
    return frozenset(field.attname for field in _fields())


@cache
def _sealed() -> tuple[int, ...]:
    """Where the columns stand that come as JSON text."""
    return tuple(at for at, field in enumerate(_fields()) if isinstance(field, models.JSONField))


@cache
def _statement() -> Statement:
    columns = ", ".join(f"m.{connection.ops.quote_name(str(field.column))}" for field in _fields())
    return Statement(
        f"SELECT h.shown, c.shown, m.told_sealed IS NOT NULL,"
        " m.parent_id IS NOT NULL OR m.merged_into_id IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM kernel_matter k WHERE k.parent_id = $1)"
        " OR EXISTS (SELECT 1 FROM kernel_matter k WHERE k.merged_into_id = $1),"
        f" ({STORY.format(matter='$1')}), ({TELLERS}), ({PHOTOS}), {columns}"
        " FROM kernel_matter m LEFT JOIN kernel_person h ON h.id = m.handler_id"
        " LEFT JOIN kernel_person c ON c.id = m.claimer_id WHERE m.id = $1"
    )


@cache
def _story() -> Statement:
    return Statement(STORY.format(matter="$1"))


def whole(matter_id: int) -> Whole | None:
    """The matter with this number, with all that hangs on it; None where there is none. Asks nobody's scope."""
    row = _statement().row(matter_id)
    if row is None:
        return None
    handler, claimer, private, kin, story, tellers, photos, *values = row
    for at in _sealed():
        values[at] = json.loads(values[at])
    matter = Matter.from_db(connection.alias, _names(), values)
    return Whole(
        matter,
        handler or "",
        claimer or "",
        private,
        kin,
        _entries(story),
        tuple(_reporter(line, matter.text) for line in _lines(tellers)),
        tuple(Picture(*line) for line in _lines(photos)),
    )


def entries(matter_id: int) -> tuple[Told, ...]:
    """The entries of a matter alone, first come first."""
    return _entries(_story().rows(matter_id)[0][0])


def _entries(said: str | None) -> tuple[Told, ...]:
    moment = datetime.fromisoformat
    return tuple(Told(key, moment(at), *rest) for key, at, *rest in _lines(said))


def _reporter(line: list[Any], text: str) -> Reporter:
    tie, since, data, shown, phone, mail, erased = line
    said = data.get("text")
    return Reporter(
        tie,
        shown or "",
        phone or "",
        mail,
        datetime.fromisoformat(since),
        str(data.get("channel", "")),
        bool(data.get("anonymous")),
        erased,
        "" if said == text else str(said or ""),
    )


def _lines(said: Any) -> list[Any]:
    """What json_agg gave: text, or the values where the connection reads JSON itself."""
    return json.loads(said) if isinstance(said, str) else said or []

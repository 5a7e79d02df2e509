"""One matter with everything its page shows, in one statement: the row, who handles it, its entries, those who told it,
its photos, and whether others hang on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, models

from lianxin.kernel.models import Matter
from lianxin.kernel.reads.joined import joined
from lianxin.kernel.reads.statement import Statement

MOST = 10
"""Reporters read with a matter; all of them are on pages of their own (reads.tellers)."""
LEFT_OUT = frozenset({"bands", "simhash", "told_sealed"})
"""Columns no page of a matter shows."""
NOWHERE = ("", "")


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
    joined: bool = False
    """Whether he joined when he told it, with words of his own: it can be parted."""
    differs: bool = False
    """Whether he says that his is another matter, and waits for an answer."""

    @property
    def mask(self) -> str:
        """What a page shows of the contact: 李** 138****9313, or a word for a mail address."""
        return " ".join(part for part in (self.shown, self.phone) if part) or ("***@***" if self.mail else "")


@dataclass(frozen=True, slots=True)
class Whole:
    """A matter and what hangs on it. `kin`: whether a parent, children, merged ones, a lead or those it leads exist;
    `private`: whether the words as told are sealed."""

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
    (SELECT p.shown FROM kernel_person p WHERE p.id = e.person_id),
    (SELECT json_build_array(u.name, u.en) FROM kernel_unit u WHERE u.id = e.unit_id)))
FROM (SELECT * FROM kernel_entry WHERE matter_id = $1 ORDER BY id) e
"""
TELLERS = f"""
SELECT json_agg(json_build_array(t.id, t.since, t.data, p.shown, p.phone_shown, p.mail_sealed IS NOT NULL,
    p.erased_at IS NOT NULL) ORDER BY t.id)
FROM (SELECT id, since, data, person_id FROM kernel_tie WHERE matter_id = $1 AND kind = 'reporter'
    AND until IS NULL ORDER BY id LIMIT {MOST}) t
LEFT JOIN LATERAL (SELECT * FROM kernel_person WHERE id = t.person_id OFFSET 0) p ON true
"""
PHOTOS = """
SELECT json_agg(json_build_array(f.digest, f.kind, f.shown) ORDER BY f.id)
FROM kernel_photo f WHERE f.matter_id = $1
"""
"""People and units are looked up by their keys, one by one: a plan for any matter must not walk through them all."""


@cache
def _fields() -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in Matter._meta.concrete_fields if field.attname not in LEFT_OUT)


@cache
def _names() -> frozenset[str]:
    return frozenset(field.attname for field in _fields())


@cache
def _moments() -> tuple[int, ...]:
    """Which columns are moments: JSON brings them as text."""
    return tuple(at for at, field in enumerate(_fields()) if isinstance(field, models.DateTimeField))


@cache
def _statement() -> Statement:
    """Everything as one JSON value: forty columns read one by one cost more than the question itself."""
    columns = ", ".join(f"m.{connection.ops.quote_name(str(field.column))}" for field in _fields())
    return Statement(
        "SELECT json_build_array((SELECT h.shown FROM kernel_person h WHERE h.id = m.handler_id),"
        " (SELECT c.shown FROM kernel_person c WHERE c.id = m.claimer_id), m.told_sealed IS NOT NULL,"
        " m.parent_id IS NOT NULL OR m.merged_into_id IS NOT NULL OR m.lead_id IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM kernel_matter k WHERE k.parent_id = $1)"
        " OR EXISTS (SELECT 1 FROM kernel_matter k WHERE k.merged_into_id = $1)"
        " OR EXISTS (SELECT 1 FROM kernel_matter k WHERE k.lead_id = $1),"
        f" ({STORY}), ({TELLERS}), ({PHOTOS}), {columns}) FROM kernel_matter m WHERE m.id = $1"
    )


@cache
def _story() -> Statement:
    return Statement(STORY)


def whole(matter_id: int) -> Whole | None:
    """The matter with this number, with all that hangs on it; None where there is none. Asks nobody's scope."""
    found = _statement().row(matter_id)
    if found is None:
        return None
    handler, claimer, private, kin, story, tellers, photos, *values = found[0]
    for at in _moments():
        values[at] = values[at] and datetime.fromisoformat(values[at])
    matter, told = Matter.from_db(DEFAULT_DB_ALIAS, _names(), values), _entries(story)
    joins = {one.data.get("tie") for one in told if one.act == "matter.join"}
    return Whole(
        matter,
        handler or "",
        claimer or "",
        private,
        kin,
        told,
        tuple(_reporter(line, matter.text, line[0] in joins) for line in tellers or ()),
        tuple(Picture(*line) for line in photos or ()),
    )


def entries(matter_id: int) -> tuple[Told, ...]:
    """The entries of a matter alone, first come first."""
    return _entries(_story().rows(matter_id)[0][0])


def _entries(lines: list[list[Any]] | None) -> tuple[Told, ...]:
    moment = datetime.fromisoformat
    return tuple(Told(key, moment(at), *rest, *(unit or NOWHERE)) for key, at, *rest, unit in lines or ())


def _reporter(line: list[Any], text: str, by_entry: bool) -> Reporter:
    tie, since, data, shown, phone, mail, erased = line
    return reporter(tie, datetime.fromisoformat(since), data, (shown or "", phone or "", mail, erased), text, by_entry)


def reporter(
    tie: int, since: datetime, data: dict[str, Any], seen: tuple[str, str, bool, bool], text: str, by_entry: bool
) -> Reporter:
    """A reporter as lists show him. `seen` is what may be shown of his person: name and phone masked, whether he left a
    mail address, whether it was erased; `text` the matter's own; `by_entry` as `joined` takes it."""
    said = data.get("text")
    return Reporter(
        tie,
        seen[0],
        seen[1],
        seen[2],
        since,
        str(data.get("channel", "")),
        bool(data.get("anonymous")),
        seen[3],
        "" if said == text else str(said or ""),
        joined(data, by_entry),
        "differs" in data,
    )

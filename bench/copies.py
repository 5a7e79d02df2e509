"""The rows of a chunk of matters: the matters, then their entries in the order of time, reporters, and notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

from bench import bulk, texts
from bench.bulk import Link
from bench.lives import Life
from lianxin.kernel.models import Entry, Matter, Notice, Person, Tie

if TYPE_CHECKING:
    from bench.town import Pick

Model = type[models.Model]
NOTICE_DAYS = 90
"""Notices are written for matters received within so many days; see README.md."""

CONTACT = ("shown", "phone_shown")
"""What a list shows of a person; gone, like what is sealed, when the keeping time is over (acts.retention)."""


def _named(model: Model, *but: str) -> list[str]:
    return [field.attname for field in bulk.columns(model) if field.attname not in but]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


class Copies:
    """Writes chunks. The templates' entries, ties and notices lie in tables of this session."""

    def __init__(self, link: Link, lives: Sequence[Life]) -> None:
        self.link = link
        spoken = texts.spoken()
        self.laid = _named(Matter, "id", *(name for name in spoken if name not in texts.KEPT))
        self.said = spoken
        self.entry = _named(Entry, "id", "tx", "at", "written_at", "matter_id")
        self.tie = _named(Tie, "id", "matter_id", "person_id", *_secrets(Tie), "ref", "since")
        self.person = _named(Person, "id", *_secrets(Person))
        self.notice = _named(Notice, "id", "entry_id", "tie_id", "matter_id")
        self._entries(lives)
        self._ties(lives)
        self._notices(lives)

    def write(self, picks: Sequence[Pick], last: bool) -> None:
        """The rows of one chunk."""
        self._laid(picks)
        self._matters()
        self._written_entries()
        self._written_ties()
        if last:
            self._written_notices()

    def _table(self, name: str, extra: dict[str, str], model: Model, names: list[str], rows: Iterable[Any]) -> None:
        bulk.table(self.link, name, extra | bulk.kinds(model, names))
        bulk.copy(self.link, name, [*extra, *names], rows)
        self.link.execute(f"ANALYZE {name}")

    def _entries(self, lives: Sequence[Life]) -> None:
        rows = (
            [life.number, at, entry["at"] - life.start, *bulk.plain(Entry, entry, self.entry)]
            for life in lives
            for at, entry in enumerate(life.entries)
        )
        self._table("life_entry", {"life": "int", "k": "int", "delay": "interval"}, Entry, self.entry, rows)  # type: ignore[arg-type]

    def _ties(self, lives: Sequence[Life]) -> None:
        extra = {"life": "int", "k": "int", "known": "boolean", "delay": "interval", "secrets": "int[]"}
        names = [f"p_{name}" for name in self.person]
        shape = extra | bulk.kinds(Tie, self.tie)
        shape |= {f"p_{name}": kind for name, kind in bulk.kinds(Person, self.person).items()}
        bulk.table(self.link, "life_tie", shape)
        rows = []
        for life in lives:
            for at, tie in enumerate(life.ties):
                person = life.people.get(tie["person_id"])
                lengths = [_length(tie[name]) for name in _secrets(Tie)]
                lengths += [_length(person[name]) if person else 0 for name in _secrets(Person)]
                shown = bulk.plain(Person, person, self.person) if person else [None] * len(self.person)
                row = [life.number, at, person is not None, tie["since"] - life.start, lengths]
                rows.append([*row, *bulk.plain(Tie, tie, self.tie), *shown])
        bulk.copy(self.link, "life_tie", [*extra, *self.tie, *names], rows)

    def _notices(self, lives: Sequence[Life]) -> None:
        extra = {"life": "int", "entry_k": "int", "tie_k": "int", "start": "timestamptz"}
        rows = []
        for life in lives:
            entries = {entry["id"]: at for at, entry in enumerate(life.entries)}
            ties = {tie["id"]: at for at, tie in enumerate(life.ties)}
            for notice in life.notices:
                at, tie = entries.get(notice["entry_id"]), ties.get(notice["tie_id"])
                if at is not None and notice["state"] != "waiting":
                    rows.append([life.number, at, tie, life.start, *bulk.plain(Notice, notice, self.notice)])
        self._table("life_notice", extra, Notice, self.notice, rows)

    def _laid(self, picks: Sequence[Pick]) -> None:
        """Each life on each of its days, with all instants moved; and which matter is which."""
        wanted = {(pick.life.number, pick.shift): pick.life for pick in picks}
        keys = {key: at for at, key in enumerate(sorted(wanted))}
        rows = []
        for key, at in keys.items():
            row = wanted[key].earlier(timedelta(days=key[1]))
            if row["is_open"]:
                row["next_at"] = None  # pages are measured; no clock rings in between
            rows.append([at, key[0], *bulk.plain(Matter, row, self.laid)])
        self._table("laid", {"key": "int", "life": "int"}, Matter, self.laid, rows)
        bulk.table(self.link, "pick", dict.fromkeys(("key", "sentence", "spot", "n"), "int") | {"id": "bigint"})
        named = ["id", "key", "sentence", "spot", "n"]
        one = ([p.id, keys[p.life.number, p.shift], p.sentence, p.spot, p.n] for p in picks)
        bulk.copy(self.link, "pick", named, one)
        self.link.execute("ANALYZE pick")

    def _matters(self) -> None:
        lived = [name for name in self.laid if name not in self.said]
        names = ["id", *lived, *self.said]
        values = ["p.id", *(f'l."{name}"' for name in lived), *self.said.values()]
        self.link.execute(
            f"INSERT INTO kernel_matter ({_quoted(names)}) SELECT {', '.join(values)} FROM pick p "
            "JOIN laid l USING (key) JOIN sentence t ON t.k = p.sentence JOIN spot s ON s.k = p.spot ORDER BY p.id"
        )

    def _written_entries(self) -> None:
        values = ", ".join(f'e."{name}"' for name in self.entry)
        first = bulk.next_id(self.link, Entry)
        self.link.execute(
            f"INSERT INTO kernel_entry (id, at, written_at, matter_id, {_quoted(self.entry)}) "
            f"SELECT {first} - 1 + row_number() OVER (ORDER BY l.received_at + e.delay, p.id, e.k), "
            f"l.received_at + e.delay, l.received_at + e.delay, p.id, {values} "
            "FROM pick p JOIN laid l USING (key) JOIN life_entry e ON e.life = l.life ORDER BY 1"
        )

    def _written_ties(self) -> None:
        """Persons and ties by numbers of our own, so that they find each other; secrets are noise of the right size."""
        tie, person = bulk.next_id(self.link, Tie), bulk.next_id(self.link, Person)
        self.link.execute("DROP TABLE IF EXISTS made_tie")
        self.link.execute(
            "CREATE TEMPORARY TABLE made_tie AS SELECT p.id AS matter_id, l.life, t.k, l.received_at + t.delay AS at, "
            "CASE WHEN l.erase_at <= now() THEN l.erase_at END AS erased, "
            f"{tie} - 1 + row_number() OVER (ORDER BY p.id, t.k) AS tie_id, CASE WHEN t.known THEN "
            f"{person} - 1 + count(*) FILTER (WHERE t.known) OVER (ORDER BY p.id, t.k) END AS person_id "
            "FROM pick p JOIN laid l USING (key) JOIN life_tie t ON t.life = l.life"
        )
        on = "FROM made_tie m JOIN life_tie t ON t.life = m.life AND t.k = m.k"
        own = _secrets(Person)
        erased = {"created_at": "m.at", "erased_at": "m.erased"}
        erased |= {name: f"CASE WHEN m.erased IS NULL THEN t.\"p_{name}\" ELSE '' END" for name in CONTACT}
        values = [erased.get(name, f't."p_{name}"') for name in self.person]
        noise = [
            _noise(name, "m.person_id", at + len(_secrets(Tie)), "m.erased IS NULL AND ") for at, name in enumerate(own)
        ]
        self.link.execute(
            f"INSERT INTO kernel_person (id, {_quoted([*self.person, *own])}) "
            f"SELECT m.person_id, {', '.join([*values, *noise])} {on} WHERE m.person_id IS NOT NULL"
        )
        values = [f't."{name}"' for name in self.tie]
        noise = [_noise(name, "m.tie_id", at) for at, name in enumerate(_secrets(Tie))]
        names = ["id", "matter_id", "person_id", "ref", "since", *self.tie, *_secrets(Tie)]
        first = ["m.tie_id", "m.matter_id", "m.person_id", "'web:' || md5(m.tie_id::text)", "m.at"]
        self.link.execute(
            f"INSERT INTO kernel_tie ({_quoted(names)}) SELECT {', '.join([*first, *values, *noise])} {on}"
        )

    def _written_notices(self) -> None:
        instants = {field.attname for field in bulk.columns(Notice) if field.get_internal_type() == "DateTimeField"}
        values = [f'n."{name}"' + (" - n.start + l.received_at" if name in instants else "") for name in self.notice]
        self.link.execute(
            f"INSERT INTO kernel_notice (entry_id, tie_id, matter_id, {_quoted(self.notice)}) "
            f"SELECT e.id, m.tie_id, p.id, {', '.join(values)} FROM pick p JOIN laid l USING (key) "
            "JOIN life_notice n ON n.life = l.life JOIN (SELECT id, matter_id, row_number() OVER (PARTITION BY "
            "matter_id ORDER BY id) - 1 AS k FROM kernel_entry WHERE id >= (SELECT max(id) FROM kernel_entry) - "
            "(SELECT count(*) FROM pick p JOIN laid USING (key) JOIN life_entry e ON e.life = laid.life) + 1) e "
            "ON e.matter_id = p.id AND e.k = n.entry_k LEFT JOIN made_tie m ON m.matter_id = p.id AND m.k = n.tie_k "
            f"WHERE l.received_at > now() - interval '{NOTICE_DAYS} days'"
        )


def _secrets(model: Model) -> list[str]:
    """Columns of bytes: hashes, blind indexes, sealed words."""
    return [field.attname for field in bulk.columns(model) if field.get_internal_type() == "BinaryField"]


def _length(value: Any) -> int:
    return len(bytes(value)) if value is not None else 0


def _noise(name: str, of: str, at: int, when: str = "") -> str:
    """Bytes as long as the template's. A phone and its tail come back with every second filing: people return."""
    of = f"{of} / 2" if name.endswith("_index") else of
    said = f"sha512(convert_to('{name}' || ({of})::text, 'UTF8'))"
    return f"CASE WHEN {when}t.secrets[{at + 1}] > 0 THEN substr({said}, 1, t.secrets[{at + 1}]) END"

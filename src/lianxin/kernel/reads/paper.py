"""Papers as they are read: each number with its citation, what was typed by hand, what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from lianxin.intake import privacy
from lianxin.intake.span import Span
from lianxin.kernel.models import Entry, Matter, Paper
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads import cited_ledger, cited_rows, packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.people import powers
from lianxin.kernel.who import Who
from lianxin.language import cited as rules
from lianxin.language import cited_period as periods
from lianxin.language import paper as text_rules
from lianxin.language.calendar import last_day
from lianxin.language.cited import Cited
from lianxin.language.pack import Pack
from lianxin.language.paper import Cite, Gap, Line
from lianxin.language.reason import Reason, Refused

NEVER = frozenset({"phone", "id_number", "bank_card", "wechat", "qq", "email", "plate"})
"""What no paper may hold; names and door numbers a person looks at."""
MOST_LINES = 60
"""Lines of a table in a paper."""
HEAD = ("mark", "number", "to", "editor", "signed", "dated", "copied", "attachments", "printed", "copies", "opens")
"""What stands around the text; `opens` is what the code of a poster leads to."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line: `mark` says what it is (cited, stale, hand, gap, or nothing), `index` which citation."""

    text: str
    mark: str = ""
    index: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is shown: its level (0: a paragraph) and parts, or a table."""

    level: int
    parts: tuple[Part, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper with its numbers. `cited` in the order of the text; `changes` by citation, why it no longer stands."""

    title: tuple[Part, ...]
    rows: tuple[Row, ...]
    cited: tuple[Cited, ...]
    changes: Mapping[str, Reason]
    gaps: tuple[str, ...]
    hand: tuple[str, ...]
    found: tuple[Span, ...]
    length: int
    limit: int | None
    undated: tuple[tuple[Cited, str], ...] = ()
    """Numbers of which the text does not say the days while others are of other days, each with its days."""

    @property
    def plain(self) -> str:
        """All its words."""
        return "\n".join("".join(part.text for part in row.parts) for row in self.rows)


def towns_of(who: Who, power: str = "papers") -> list[int]:
    """Towns in which this Who may write papers (or issue them)."""
    held = [post.town_id for post in who.posts if post.town_id is not None and power in powers(post)]
    return list(dict.fromkeys(held))


def of(who: Who, paper_id: int) -> Paper | None:
    """A paper of a town in which this Who may write; None for any other."""
    wanted = Paper.objects.select_related("town", "unit", "corrects", "made_by")
    return wanted.filter(pk=paper_id, town_id__in=towns_of(who)).first()


WRITING = ("paper.draft", "paper.write", "paper.correct")
"""Acts that put words into a paper."""


def wrote(paper: Paper, person_id: int) -> bool:
    """Whether somebody began, wrote or corrected a paper at any time. One query, of his own entries."""
    if person_id == paper.made_by_id:
        return True
    his = Entry.objects.filter(person_id=person_id, act__in=WRITING, subject=f"paper:{paper.pk}")
    return his.exists()


def listed(who: Who, state: str = "") -> QuerySet[Paper]:
    """The papers of his towns, last changed first."""
    found = Paper.objects.filter(town_id__in=towns_of(who)).select_related("unit", "made_by").defer("text", "tables")
    wanted = found.filter(state=state) if state else found
    return wanted.order_by("-changed_at", "-pk")


def said(paper: Paper) -> list[Line]:
    """Title and text as lines. Errors: Refused."""
    return [*text_rules.read(paper.title), *text_rules.read(paper.text)]


def frozen(paper: Paper) -> dict[str, Cited]:
    """The citations as they were when its numbers were checked."""
    return {one["cite"]: rules.of(one) for one in paper.cited}


def changes(paper: Paper, now: datetime, language: str = "zh") -> dict[str, Reason]:
    """The cited numbers and tables of ledgers that have changed since they were checked, and how. Empty for a draft."""
    kept = frozen(paper)
    if not kept:
        return {}
    on, found = door.about(paper, now, language), {}
    cites = {name: text_rules.cite(name) for name in kept}
    try:
        present: dict[Cite, Cited] = door.answers(on, cites.values())
    except Refused:
        present = _one_by_one(on, cites.values())
    for name, cite in cites.items():
        why = rules.changed(kept[name], present.get(cite)) or _table_changed(on, paper, cite, kept[name])
        if why is not None:
            found[name] = why
    return found


def _table_changed(on: door.About, paper: Paper, cite: Cite, kept: Cited) -> Reason | None:
    """Why the rows of a ledger that were frozen no longer stand, where their number does."""
    before = paper.tables.get(str(cite)) if cite.source == "ledger" else None
    return rules.table_changed(kept.label, before, cited_ledger.table(on, cite)) if before is not None else None


def _one_by_one(on: door.About, cites: Any) -> dict[Cite, Cited]:
    """Where one citation answers no more, the others still do."""
    found: dict[Cite, Cited] = {}
    for cite in cites:
        try:
            found |= door.answers(on, [cite])
        except Refused:
            continue
    return found


def draw(paper: Paper, now: datetime, language: str = "zh") -> Drawn:
    """The paper with its numbers: live while it is a draft, as frozen afterwards. Errors: Refused."""
    title, lines = text_rules.read(paper.title), text_rules.read(paper.text)
    everything = [*title, *lines]
    cites = [cite for cite in text_rules.cites(everything) if cite.source != "rows"]
    kept = frozen(paper)
    changed = changes(paper, now, language)
    if paper.state == "draft":
        found = door.answers(door.about(paper, now, language), cites)
    else:
        found = {cite: kept[str(cite)] for cite in cites if str(cite) in kept}
    numbers = {cite: index for index, cite in enumerate(cites)}
    rows = tuple(row for line in lines for row in _rows(paper, line, found, numbers, changed, now))
    plain = "\n".join("".join(part.text for part in row.parts) for row in rows)
    whole = "".join(part.text for row in title for part in _parts(row, found, numbers, changed)) + plain
    return Drawn(
        tuple(part for line in title for part in _parts(line, found, numbers, changed)),
        rows,
        tuple(found[cite] for cite in cites if cite in found),
        changed,
        tuple(gap.wanted for gap in text_rules.gaps(everything)),
        tuple(text_rules.hand(everything)),
        tuple(privacy.find(whole)),
        text_rules.words(plain),
        limit(paper),
        _undated(paper, title, lines, found, language),
    )


def _undated(
    paper: Paper, title: list[Line], lines: list[Line], found: Mapping[Cite, Cited], language: str
) -> tuple[tuple[Cited, str], ...]:
    counts = cited_rows.over_days(packs.pinned(paper.pack_id))
    missing = [cite for cite in periods.unnamed(title, lines, counts) if cite in found]
    return tuple((found[cite], periods.say(cite, paper.as_of, language, counts)) for cite in missing)


def _rows(
    paper: Paper,
    line: Line,
    found: Mapping[Cite, Cited],
    numbers: Mapping[Cite, int],
    changed: Mapping[str, Reason],
    now: datetime,
) -> list[Row]:
    if line.rows is None:
        return [Row(line.level, tuple(_parts(line, found, numbers, changed)))]
    kept = paper.tables.get(str(line.rows))
    table = kept if kept is not None else table_of(door.about(paper, now), line.rows)
    shown = Row(0, (), tuple(tuple(row) for row in table))
    if line.rows.source == "rows":
        return [shown]
    # Under a ledger stands of which day it is, and the number of its rows: a citation like every other.
    label, day = found[line.rows].label if line.rows in found else line.rows.key, paper.as_of
    count = Line(0, (f"（{label}，截至{day.year}年{day.month}月{day.day}日，共", line.rows, "行）"))
    return [shown, Row(0, tuple(_parts(count, found, numbers, changed)))]


def _parts(
    line: Line, found: Mapping[Cite, Cited], numbers: Mapping[Cite, int], changed: Mapping[str, Reason]
) -> list[Part]:
    parts: list[Part] = []
    for one in line.parts:
        if isinstance(one, Gap):
            parts.append(Part(f"〔{one.wanted}〕", "gap"))
        elif isinstance(one, Cite):
            answer, why = found.get(one), changed.get(str(one))
            text = answer.text if answer else f"〔{one}〕"
            parts.append(Part(text, "stale" if why else "cited", numbers.get(one), why.say() if why else ""))
        else:
            end = 0
            for typed in text_rules.typed(one):
                parts += [Part(one[end : typed.start]), Part(typed.text, "hand")]
                end = typed.end
            parts.append(Part(one[end:]))
    return [part for part in parts if part.text]


def table_of(on: door.About, cite: Cite) -> list[list[str]]:
    """The rows of a ledger; or the matters of a set as a table: number, what (masked), whose, until when."""
    if cite.source == "ledger":
        return cited_ledger.table(on, cite)
    found = Matter.objects.filter(door.in_set(on, cite)).order_by(F("due_at").asc(nulls_last=True), "pk")
    units = directory(on.town.pk).rows
    table = [["编号", "事项", "承办单位", "期限"]]
    for one in found.only("prefix", "received_at", "text", "owner_id", "due_at")[:MOST_LINES]:
        owner = units[one.owner_id].name if one.owner_id in units else "—"
        due = last_day(one.due_at).isoformat() if one.due_at else "—"
        table.append([one.number, privacy.redact(one.title)[0], owner, due])
    return table


def limit(paper: Paper) -> int | None:
    """How long it may be, by the rule of its own day."""
    pack: Pack = packs.pinned(paper.pack_id)
    kind = pack.said.papers.get(paper.kind)
    if kind is None or kind.limit is None:
        return None
    return int(pack.value(kind.limit.removeprefix("$"), paper.as_of))


def stops(pack: Pack) -> list[str]:
    """Words that no text of this system may hold (涉密)."""
    return [item.label.zh for item in pack.said.lists.get("secret_words", {}).values()]

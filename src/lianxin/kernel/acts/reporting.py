"""Many requests from a list: each drafted as at the counter, a part written in one transaction with the progress; and
taken back as a whole, as far as nobody has worked on them."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lianxin.adapters.sheets import SheetProblem
from lianxin.intake.understanding import Understanding
from lianxin.kernel.acts.copying import copied
from lianxin.kernel.acts.draft import Draft, begun, drafted
from lianxin.kernel.acts.entry import entry_of
from lianxin.kernel.acts.filing import Filed, Telling, file, file_all
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.telling import asked
from lianxin.kernel.facts import keep_until
from lianxin.kernel.models import Entry, Erasure, Matter, Person, Photo, Roll, Tie
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.reports import Report, Reporting, there
from lianxin.kernel.reads.second import SecondReader, ahead
from lianxin.kernel.who import Who
from lianxin.language import clock
from lianxin.language.calendar import CalendarEnds
from lianxin.language.matter_columns import DATE, KIND, PLACE, TEXT
from lianxin.language.reason import Refused

RULE = gettext_noop("roll.undo:整批撤销导入的诉求，随它留下的联系方式一并删除")
COLUMNS = {"place": PLACE, "kind": KIND, "text": TEXT}


@dataclass
class Told:
    """What a part of a list did: the matters it made, the ties of those who joined a known one, and what was refused
    after all."""

    made: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    problems: list[SheetProblem] = field(default_factory=list)


Part = tuple[int, list[Report]]
"""So many rows of a list, and those of them that say what they must."""
Drawn = tuple[Report, Draft | Refused | CalendarEnds]
"""A row with what it would become, or why it becomes nothing."""


def drawn_up(
    reading: Reporting, reports: Sequence[Report], now: datetime, read: Sequence[Understanding | None] | None = None
) -> list[Drawn]:
    """What each row would become, nothing written and nothing locked: this is what takes long. `read`: what a second
    reader said of them."""
    known = read or [None] * len(reports)
    return [(one, _draft(reading, one, now, said)) for one, said in zip(reports, known, strict=True)]


def _draft(
    reading: Reporting, one: Report, now: datetime, read: Understanding | None
) -> Draft | Refused | CalendarEnds:
    try:
        return drafted(reading.who, begun(reading.who, telling(reading.roll.town_id, one), now, read), now)
    except (Refused, CalendarEnds) as problem:
        return problem


def drawn(
    reading: Reporting, parts: Iterable[Part], texts: int, now: datetime
) -> Generator[tuple[int, Sequence[Drawn]]]:
    """Parts with what each row of them would become. Of a long list (so many `texts`) the next but one is read by
    another process and the next drafted in a thread while one is written, or the list would wait for each in turn."""
    with SecondReader(reading.roll.town_id) as second:
        second.begin(texts)
        drafts = _drafts(reading, parts, second, now)
        yield from ahead(drafts) if second.begun else drafts


def _drafts(
    reading: Reporting, parts: Iterable[Part], second: SecondReader, now: datetime
) -> Iterator[tuple[int, Sequence[Drawn]]]:
    waiting, town_id = iter(parts), reading.roll.town_id
    part = next(waiting, None)
    second.ask(_asked(town_id, part))
    while part is not None:
        read, following = second.answer(), next(waiting, None)
        second.ask(_asked(town_id, following))
        yield part[0], drawn_up(reading, part[1], now, read)
        part = following


def _asked(town_id: int, part: Part | None) -> list[dict[str, Any]]:
    return [asked(telling(town_id, one)) for one in part[1]] if part is not None else []


def report(reading: Reporting, drawn: Sequence[Drawn], now: datetime) -> Told:
    """File those that are not there yet. To be called in a transaction."""
    told, came = Told(), there([one for one, draft in drawn if not isinstance(draft, Draft)])
    for one, draft in drawn:
        if isinstance(draft, Draft) or one.ref in came:
            continue
        if isinstance(draft, Refused):
            told.problems.append(reading.refused(one.row, COLUMNS.get(draft.field, TEXT), draft))
        else:
            told.problems.append(reading.problem(one.row, DATE, draft.zh, draft.en))
    for filed in _filed(reading.who, [draft for _, draft in drawn if isinstance(draft, Draft)], now):
        if filed.merged and not filed.again:
            told.joined.append(filed.tie.pk)
        elif not filed.again:
            told.made.append(filed.matter.pk)
    return told


def _filed(who: Who, drafts: Sequence[Draft], now: datetime) -> list[Filed]:
    """All at once; one after the other where somebody files one of them in this very moment."""
    try:
        with transaction.atomic():
            return file_all(who, drafts, now)
    except IntegrityError:
        return [file(who, draft.told, now) for draft in drafts]


def telling(town_id: int, one: Report) -> Telling:
    """A row as what somebody told."""
    return Telling(
        text=one.text, town_id=town_id, channel="sheet", kind=one.kind, nature=one.nature, place_id=one.place_id,
        place_text=one.place_text, contact=Contact(name=one.name, phone=one.phone), fields=one.fields, ref=one.ref,
        received_at=one.received_at,
    )  # fmt: skip


def unreport(who: Who, roll: Roll, now: datetime) -> int:
    """End the matters a list made on which nobody has worked since, as if they had not come: no rate and no indicator
    counts them, nothing of them is public, and who left a contact is erased. How many were worked on or joined a known
    matter, and are kept. To be called in a transaction."""
    return unreport_part(who, roll, roll.made, now) + len(roll.moved)


def unreport_part(who: Who, roll: Roll, made: Sequence[int], now: datetime) -> int:
    """The same of these of its matters: a long list goes part by part, so that nobody who opens one of them waits until
    the last is gone. What went before is passed over. How many are kept. To be called in a transaction."""
    found = Matter.objects.select_for_update(of=("self",)).filter(pk__among=made).exclude(outcome=UNDONE)
    matters = list(found.order_by("pk"))
    used = _used([matter.pk for matter in matters])
    gone = [matter for matter in matters if matter.pk not in used and matter.is_open]
    copied(Entry, [_entry(who, roll, matter, now) for matter in gone])
    _end(gone, now)
    _forget([matter.pk for matter in gone], now)
    return len(matters) - len(gone)


def _used(made: Sequence[int]) -> set[int]:
    """Those with which somebody did anything since they were filed; what the clock did by itself is nobody's work."""
    later = Entry.objects.filter(matter_id__among=made, person__isnull=False).exclude(act="matter.file")
    mine = Matter.objects.filter(pk__among=made)
    hangs = Q(lead__isnull=False) | Q(handler__isnull=False) | Q(reporters__gt=1) | Q(claimer__isnull=False)
    return {
        *later.values_list("matter_id", flat=True),
        *mine.filter(hangs).values_list("pk", flat=True),
        *Matter.objects.filter(lead_id__among=made).values_list("lead_id", flat=True),
        *Matter.objects.filter(parent_id__among=made).values_list("parent_id", flat=True),
        *Matter.objects.filter(merged_into_id__among=made).values_list("merged_into_id", flat=True),
        *Photo.objects.filter(matter_id__among=made).values_list("matter_id", flat=True),
        *Tie.objects.filter(matter_id__among=made).exclude(kind="reporter").values_list("matter_id", flat=True),
    }  # fmt: skip


_CLOCKS = """
UPDATE kernel_matter SET clocks = ended.clocks::jsonb
FROM unnest(%s::bigint[], %s::text[]) AS ended(id, clocks) WHERE kernel_matter.id = ended.id
"""


def _end(gone: Sequence[Matter], now: datetime) -> None:
    """As a merged matter ends: no clock runs, no rate counts it, nothing of it is public."""
    by_pack: dict[int, list[int]] = {}
    for matter in gone:
        by_pack.setdefault(matter.pack_id, []).append(matter.pk)
    for pack_id, ids in by_pack.items():
        Matter.objects.filter(pk__among=ids).update(
            is_open=False, closed_at=now, outcome=UNDONE, ending="moved", due_at=None, next_at=None, soon_at=None,
            erase_at=keep_until(packs.pinned(pack_id), now), shown=False, changed_at=now, marks=[], reporters=0,
        )  # fmt: skip
    ended = [
        json.dumps([clock.end(clock.ClockState.of_line(line), now).line() for line in matter.clocks]) for matter in gone
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CLOCKS, [[matter.pk for matter in gone], ended])


def _entry(who: Who, roll: Roll, matter: Matter, now: datetime) -> Entry:
    said: dict[str, Any] = {"undone": roll.pk, "unmarks": matter.marks}
    return entry_of(
        who, "matter.undo", "decide", now, matter_id=matter.pk, town_id=matter.town_id, before=matter.step,
        after=matter.step, ours=said,
    )  # fmt: skip


def _forget(matters: Sequence[int], now: datetime) -> None:
    """Their links open nothing any more, their rows may come again, and who left a contact is nobody."""
    ties = Tie.objects.filter(matter_id__among=matters, kind="reporter")
    people = [person for person in ties.values_list("person_id", flat=True) if person is not None]
    ties.update(ref=None, key_hash=None, code_hash=None, until=now)
    lonely = Person.objects.filter(pk__among=people).exclude(ties__matter__is_open=True)
    gone = sorted(set(lonely.values_list("pk", flat=True)))
    Person.objects.filter(pk__among=gone).update(
        shown="", phone_shown="", name_sealed=None, phone_sealed=None, phone_index=None, tail_index=None,
        mail_sealed=None, erased_at=now,
    )  # fmt: skip
    fields = ["name_sealed", "phone_sealed", "mail_sealed"]
    copied(Erasure, [Erasure(at=now, what="person", row=one, rule=RULE, fields=fields) for one in gone])

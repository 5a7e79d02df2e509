"""A visit, a call, a day's log: that it was, and a few words at most, which can be erased again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lianxin.kernel import tie_abilities
from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts import wording
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import INTENT, day_of, span_of
from lianxin.kernel.who import Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because

KEPT = 24
"""Notes that stand on a tie; older ones are only in the count."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is written down: what it was (a key of the kind's rhythm), when, and a few words."""

    about: str
    on: date
    text: str = ""
    ref: str = ""


@transaction.atomic
def note(who: Who, tie_id: int, said: Note, now: datetime) -> Entry:
    """Write down a visit. The same `ref` again writes nothing. Errors: Refused: illness words, names and doors in the
    text, too long a text, a day that has not come."""
    tie, kind = ties.locked(tie_id)
    if not tie_abilities.may_note(who, kind, tie) or who.tie_id is not None:
        raise Refused(ties.NOT_YOURS if tie_abilities.may_see(who, kind, tie) else ties.NOT_FOUND)
    if kind.rhythm is None or said.about not in kind.rhythm.about:
        raise Refused(because("about", "请选做了什么", "pick what was done"), field="about")
    earlier = again(tie.pk, said.ref)
    if earlier is not None:
        return earlier
    if tie.state == INTENT:
        raise Refused(because("intent", "还没有征得同意，先不走访", "there is no consent yet"))
    today = day_of(now)
    rules.happened(said.on, span_of(tie), today)
    text = rules.remark(packs.pinned(tie.pack_id or 0), said.text, kind.rhythm.most, kind.rhythm.avoids, today)
    nothing_private(text)
    told = {"kind": tie.kind, "about": said.about, "on": said.on.isoformat(), "ref": said.ref}
    entry = record(who, "tie.visit", "record", now, tie_id=tie.pk, unit_id=tie.unit_id, town_id=tie.town_id, ours=told)
    notes = [*tie.data.get("notes", []), {"entry": entry.pk, "on": told["on"], "about": said.about, "text": text}]
    tie.data["notes"] = notes[-KEPT:]
    tie.data["noted_on"] = max(tie.data.get("noted_on", ""), said.on.isoformat())
    tie.data["noted"] = tie.data.get("noted", 0) + 1
    tie.save(update_fields=["data"])
    return entry


def again(tie_id: int, ref: str) -> Entry | None:
    """What the same submission wrote before."""
    return Entry.objects.filter(tie_id=tie_id, data__ref=ref).first() if ref else None


def nothing_private(text: str) -> None:
    """Refuses a text with a name, a phone, an ID number or a door in it. Errors: Refused, naming what was found."""
    zh, en = "这里还有个人信息：{found}。请改掉再记", "the text holds personal details: {found}"
    wording.nobody_in(text, "text", zh, en)

"""Asking somebody to help: it asks and assigns nothing. Whoever is asked claims the matter himself, or does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.helping import ASKED, SKILL, hands, skill_read, skills
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def ask(who: Who, matter_id: int, hand_id: int, now: datetime, skill: str = "") -> Tie:
    """Ask a volunteer (by the number of his tie) or a unit (its number below zero). Asked once, however often it is
    pressed. `skill`: the one somebody chose as wanted, kept as his answer for the next training. Errors: Refused (not
    yours, claimed meanwhile, not shown yet, no consent, as much in hand as offered)."""
    matter = locked(who, matter_id)
    if not abilities.holds(who, matter, "file"):
        raise Refused(because("power", "您的岗位不能做这件事", "your post does not allow this"))
    ref = f"{ASKED}:{matter.pk}:{hand_id}"
    earlier = Tie.objects.filter(ref=ref).first()
    if earlier is not None:
        return earlier
    _may_be_asked(matter)
    _askable(matter, hand_id, now)
    volunteer = Tie.objects.get(pk=hand_id) if hand_id > 0 else None
    chosen = _chosen(matter, skill) if skill in skills(packs.pinned(matter.pack_id)) else {}
    made = Tie.objects.create(
        kind=ASKED,
        person_id=volunteer.person_id if volunteer else None,
        unit_id=volunteer.unit_id if volunteer else -hand_id,
        matter=matter,
        since=now,
        ref=ref,
        data=({"volunteer": hand_id} if volunteer else {}) | chosen,
    )
    row = directory(matter.town_id).rows.get(made.unit_id or 0)
    record(
        who,
        "matter.ask",
        "route",
        now,
        matter_id=matter.pk,
        tie_id=made.pk,
        town_id=matter.town_id,
        subject=f"person:{made.person_id}" if volunteer else "",
        ours={"unit_name": row.name if row else ""},
    )
    return made


def _chosen(matter: Matter, skill: str) -> dict[str, Any]:
    """The answer somebody chose, with what the machine read at that moment: what the page on drift compares."""
    reading = skill_read(matter)
    if reading is None:
        return {"chosen": {SKILL: skill}}
    read = {"best": reading.best, "sure": reading.sure} | ({"model": reading.model} if reading.model else {})
    return {"chosen": {SKILL: skill}, "read": {SKILL: read}}


def _askable(matter: Matter, hand_id: int, now: datetime) -> None:
    """Consent holds, and there is room for one more."""
    if not any(one.id == hand_id and one.askable for one in hands(matter.town_id, now, but=matter.pk)):
        raise Refused(
            because(
                "not-askable",
                "现在不能请：没有同意，已经退出，或者手上的事满了。请另选一位",
                "cannot be asked now: no consent, left, or as much in hand as was offered; choose somebody else",
            )
        )


def _may_be_asked(matter: Matter) -> None:
    """Whoever is asked reads the public words and nothing else, so there must be some; and nobody may be on it yet."""
    if not matter.is_open or matter.claimer_id is not None or matter.claimer_unit_id is not None:
        raise Refused(because("claimed", "已经有人认领，或者已经办结", "somebody has claimed it, or it is closed"))
    if matter.secret or not matter.shown:
        raise Refused(
            because(
                "not-shown",
                "还没有公开文字：请先核实、去掉身份再请人，被请的人只看得到公开的文字",
                "it is not public yet: check it and take identity out first; who is asked sees the public words alone",
            )
        )

"""Works of a contest: entered by units for themselves while entering is open, by those who run it at any time before
lots are drawn; taken back by whoever entered; struck by those who run it, with the reason, until the sheets are
reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.contest import locked, note_down, running
from lianxin.kernel.models import Contest, Sheet, Unit, Work
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language import rounds
from lianxin.language.calendar import SHANGHAI
from lianxin.language.contests import Contest as Declared
from lianxin.language.exact import number as amount
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Entered:
    """A work as it is entered. The author is named only where the kind asks for it, and with his consent. `why`: the
    reason for a late one."""

    title: str
    unit_id: int | None = None
    group: str = ""
    author: str = ""
    consent: bool = False
    matter_id: int | None = None
    activity_id: int | None = None
    why: str = ""


@transaction.atomic
def enter(who: Who, contest_id: int, entered: Entered, now: datetime) -> Work:
    """Enter a work: for one's own unit while entering is open, or for any as somebody who runs the contest (a late one
    with a reason). Errors: Refused."""
    row = locked(contest_id)
    said, today = reads.declared(row), now.astimezone(SHANGHAI).date()
    if not able.may(who, said.runs, row.town_id):
        own(who, row, said, entered.unit_id, today)
    elif row.enter_until is not None and today > row.enter_until and not entered.why.strip():
        zh, en = "报名已于 {until} 截止，补报请写理由", "entering ended on {until}; say why this one is late"
        raise Refused(because("late", zh, en, until=row.enter_until), field="why")
    _open(row)
    unit = _checked(row, said, entered)
    number = (row.works.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    work = Work.objects.create(
        contest=row,
        number=number,
        title=entered.title.strip()[:120],
        group=entered.group,
        unit=unit,
        matter_id=entered.matter_id,
        activity_id=entered.activity_id,
        author_sealed=seal.seal(entered.author.strip()[:40], "work.author") if entered.author.strip() else None,
        consent=entered.consent,
        entered_at=now,
    )
    data = {"why": entered.why.strip()[:200]} if entered.why.strip() else None
    note_down(who, row, "contest.enter", "file", now, ours={"number": number}, subject=f"work:{work.pk}", data=data)
    return work


@transaction.atomic
def take_back(who: Who, work_id: int, now: datetime) -> None:
    """Take back a work that one's own unit entered while entering is open; those who run the contest may take back any
    that nobody has marked. Errors: Refused."""
    work = Work.objects.select_related("unit").get(pk=work_id)
    row = locked(work.contest_id)
    said = reads.declared(row)
    if not able.may(who, said.runs, row.town_id):
        own(who, row, said, work.unit_id, now.astimezone(SHANGHAI).date())
    _open(row)
    if work.struck:
        zh, en = "已经取消参评的，留着理由，不再撤回", "a work that was struck stays, with its reason"
        raise Refused(because("struck", zh, en))
    if Sheet.objects.filter(work=work).exists():
        zh, en = "已经有评委给它打了分，不能撤回", "a judge has marked it already; it cannot be taken back"
        raise Refused(because("marked", zh, en))
    said_of = {"data": {"title": work.title, "unit": work.unit_id}, "ours": {"number": work.number}}
    note_down(who, row, "contest.take_back", "record", now, subject=f"work:{work.pk}", **said_of)
    work.delete()


@transaction.atomic
def strike(who: Who, work_id: int, why: str, now: datetime) -> Work:
    """Let a work take part no more (copied, entered twice, not of this contest): the sheets it has stay and do not
    count. Once reviewed, an objection that is right opens the sheets again. Errors: Refused."""
    work, row = _changeable(who, work_id)
    if work.struck:
        raise Refused(because("struck", "这件作品已经取消参评", "this work takes part no more already"))
    work.struck = {"why": _why(why), "at": now.isoformat()}
    work.save(update_fields=["struck"])
    said: dict[str, Any] = {"data": {"why": work.struck["why"]}, "ours": {"number": work.number}}
    note_down(who, row, "contest.strike", "decide", now, subject=f"work:{work.pk}", **said)
    return work


@transaction.atomic
def restore(who: Who, work_id: int, why: str, now: datetime) -> Work:
    """Let a work that was struck take part again, with the sheets it had. Errors: Refused."""
    work, row = _changeable(who, work_id)
    if not work.struck:
        raise Refused(because("stands", "这件作品没有取消参评", "this work was not struck"))
    reason, work.struck = _why(why), {}
    work.save(update_fields=["struck"])
    said: dict[str, Any] = {"data": {"why": reason}, "ours": {"number": work.number}}
    note_down(who, row, "contest.restore", "decide", now, subject=f"work:{work.pk}", **said)
    return work


def _changeable(who: Who, work_id: int) -> tuple[Work, Contest]:
    """A work and its contest, locked, for whoever runs it while nothing is reviewed. Errors: Refused."""
    row = locked(Work.objects.values_list("contest_id", flat=True).get(pk=work_id))
    able.must(who, reads.declared(row).runs, row.town_id)
    if row.reviewed_at is not None:
        zh = "评分已经复核，不能再取消或恢复参评；有异议成立、重新打开以后才能改"
        raise Refused(because("locked", zh, "the sheets were reviewed; an objection that is right opens them again"))
    return Work.objects.select_related("unit").get(pk=work_id), row


def _why(why: str) -> str:
    if not why.strip():
        raise Refused(because("reason", "请写明理由（报送单位会看到）", "say why; the unit reads it"), field="why")
    return why.strip()[:300]


def own(who: Who, row: Contest, said: Declared, unit_id: int | None, today: date) -> None:
    """Refuses whoever may enter nothing for this unit today. Errors: Refused."""
    mine = able.own_units(who, said.entering.who, said.kinds, row.town_id) if said.entering is not None else []
    if not mine:
        able.must(who, said.runs, row.town_id)
    if unit_id not in {one.id for one in mine}:
        raise Refused(because("unit", "请选您自己的单位", "choose your own unit"), field="unit")
    closed = rounds.closed(packs.pinned(row.pack_id), said, row.opened_on, row.enter_until, today)
    if closed is not None:
        raise Refused(closed)


def _open(row: Contest) -> None:
    """Refuses to change what is entered once it is judged or in its order. Errors: Refused."""
    running(row)
    if row.before_id is not None:
        zh, en = "这一轮只有上一轮进入的作品参加", "only works that went on from the round before take part"
        raise Refused(because("went_on", zh, en))
    if row.drawn:
        zh, en = "已经抽签定了次序，不能再报名或撤回", "lots have been drawn; nothing is entered or taken back any more"
        raise Refused(because("drawn", zh, en))


def _checked(row: Contest, said: Declared, entered: Entered) -> Unit | None:
    """The unit that enters, where there is one. Errors: Refused."""
    if not entered.title.strip():
        raise Refused(because("empty", "请写作品（对象）名称", "give the work a title"), field="title")
    if said.groups and entered.group not in said.groups:
        raise Refused(because("group", "请选组别", "choose a group"), field="group")
    if not entered.unit_id and said.of == "work":
        return None
    unit = able.unit_in(row.town_id, entered.unit_id)
    if said.kinds and unit.kind not in said.kinds:
        zh, en = "“{name}”不是可以参加的单位", "“{name}” may not take part"
        raise Refused(because("kind", zh, en, name=unit.name), field="unit")
    if said.entering is not None and said.entering.most is not None:
        most = int(amount(packs.pinned(row.pack_id), said.entering.most, row.opened_on))
        if row.works.filter(unit=unit).count() >= most:
            zh = "一个单位最多报 {most} 件，“{name}”已经报满；要换的先撤回原来的"
            en = "{most} at most for one unit, and “{name}” has them; take one back first"
            raise Refused(because("most", zh, en, most=most, name=unit.name), field="unit")
    return unit

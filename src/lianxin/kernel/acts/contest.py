"""Contests: enter works, seat judges, mark sheets, review, settle, publish. A sheet is its judge's alone (ADR 0071)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Contest, Judge, Person, Sheet, Work
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language import contest as judging
from lianxin.language.calendar import SHANGHAI
from lianxin.language.exact import plain
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Entered:
    """A work as it is entered. The author is named only where the kind asks for it, and with his consent."""

    title: str
    unit_id: int | None = None
    group: str = ""
    author: str = ""
    consent: bool = False
    matter_id: int | None = None
    activity_id: int | None = None


@transaction.atomic
def open_contest(who: Who, town_id: int, kind: str, title: str, now: datetime) -> Contest:
    """Open a contest of one of the town's kinds. Errors: Refused."""
    pack = packs.of_town(town_id)
    said = pack.said.contests.get(kind)
    if said is None:
        raise Refused(because("kind", "没有这一类评选", "there is no such contest"), field="kind")
    able.must(who, said.runs, town_id)
    if not title.strip():
        raise Refused(because("empty", "请写评选名称", "give it a title"), field="title")
    row = Contest.objects.create(
        kind=kind,
        title=title.strip()[:120],
        pack_id=packs.current_id(pack.key),
        town_id=town_id,
        opened_on=now.astimezone(SHANGHAI).date(),
    )
    _note(who, row, "contest.open", "record", now, data={"kind": kind})
    return row


def _locked(contest_id: int) -> Contest:
    """The contest, locked: a sheet is never written while somebody reviews."""
    return Contest.objects.select_for_update(of=("self",)).get(pk=contest_id)


def _running(row: Contest) -> None:
    if row.reviewed_at is not None:
        zh, en = "评分已经复核锁定，不能再改", "the sheets were reviewed and are locked"
        raise Refused(because("locked", zh, en))


@transaction.atomic
def enter(who: Who, contest_id: int, entered: Entered, now: datetime) -> Work:
    """Enter a work. Errors: Refused."""
    row = _locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    _running(row)
    if not entered.title.strip():
        raise Refused(because("empty", "请写作品（对象）名称", "give the work a title"), field="title")
    if said.groups and entered.group not in said.groups:
        raise Refused(because("group", "请选组别", "choose a group"), field="group")
    unit = able.unit_in(row.town_id, entered.unit_id) if entered.unit_id or said.of != "work" else None
    if unit is not None and said.kinds and unit.kind not in said.kinds:
        zh, en = "“{name}”不是可以参加的单位", "“{name}” may not take part"
        raise Refused(because("kind", zh, en, name=unit.name), field="unit")
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
    _note(who, row, "contest.enter", "file", now, ours={"number": number}, subject=f"work:{work.pk}")
    return work


@transaction.atomic
def seat(who: Who, contest_id: int, person: Person, unit_id: int | None, now: datetime) -> Judge:
    """Seat a judge, with the unit he belongs to, for recusal. Errors: Refused."""
    row = _locked(contest_id)
    able.must(who, reads.declared(row).runs, row.town_id)
    _running(row)
    unit = able.unit_in(row.town_id, unit_id) if unit_id else None
    found, made = Judge.objects.get_or_create(contest=row, person=person, defaults={"unit": unit})
    if made:
        _note(who, row, "contest.seat", "decide", now, subject=f"person:{person.pk}")
    return found


@transaction.atomic
def recuse(who: Who, judge_id: int, work_id: int | None, why: str, now: datetime) -> Judge:
    """Let a judge give no sheet: for one work, or (without a work) for all of them. Errors: Refused."""
    judge = Judge.objects.get(pk=judge_id)
    row = _locked(judge.contest_id)
    able.must(who, reads.declared(row).runs, row.town_id)
    _running(row)
    if not why.strip():
        raise Refused(because("reason", "请写回避的理由", "say why"), field="why")
    if work_id is None:
        judge.excused = why.strip()[:200]
    else:
        judge.recused = {**judge.recused, str(work_id): why.strip()[:200]}
    judge.save(update_fields=["excused", "recused"])
    data = {"why": why.strip()[:200], "work": work_id}
    _note(who, row, "contest.recuse", "decide", now, data=data, subject=f"person:{judge.person_id}")
    return judge


@transaction.atomic
def mark(who: Who, work_id: int, given: Mapping[str, str], note: str, now: datetime) -> Sheet:
    """Write one's own sheet for a work, or correct it while nothing is reviewed. Errors: Refused, Unmarked."""
    work = Work.objects.select_related("unit").get(pk=work_id)
    row = _locked(work.contest_id)
    said = reads.declared(row)
    judge = reads.judge_of(row, who.person_id)
    if judge is None:
        raise Refused(because("not-yours", "您不是这次评选的评委", "you are no judge of this contest"))
    _running(row)
    if judge.pk in reads.away(said, row.town_id, work, [judge]):
        zh, en = "这件作品您要回避，不用打分", "you are recused from this work"
        raise Refused(because("recused", zh, en))
    marks = judging.read(said, judging.rules(packs.pinned(row.pack_id), said, row.opened_on), given)
    written = {key: plain(mark) for key, mark in marks.items()}
    sheet, _ = Sheet.objects.update_or_create(
        work=work, judge=judge, defaults={"marks": written, "note": note.strip()[:300], "changed_at": now}
    )
    _note(who, row, "contest.mark", "record", now, ours={"marks": written}, subject=f"sheet:{sheet.pk}")
    return sheet


@transaction.atomic
def review(who: Who, contest_id: int, now: datetime) -> Contest:
    """Review and lock all sheets; the notice begins. Errors: Refused (a judge reviews nothing; a sheet is missing)."""
    row = _locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    _running(row)
    if reads.judge_of(row, who.person_id) is not None:
        raise Refused(because("same-person", "评委不能复核，请换一位", "a judge does not review; ask somebody else"))
    found = reads.hall(row)
    if found.missing:
        work, judge = found.missing[0]
        zh, en = "还缺 {n} 张评分表，例如{judge}对“{work}”", "{n} sheets are missing, such as {judge}’s for “{work}”"
        raise Refused(because("missing", zh, en, n=len(found.missing), judge=judge.person.shown, work=work.title))
    if not found.works or len(found.averages) < len(found.works):
        zh, en = "有的作品评分表太少，算不出平均分", "a work has too few sheets for an average"
        raise Refused(because("few", zh, en))
    row.reviewed_at, row.reviewed_by_id = now, who.person_id
    if said.notice is not None:
        length = int(packs.pinned(row.pack_id).value(said.notice[1:], row.opened_on))
        row.until = trees.window(calendar(), now, length)
    row.save(update_fields=["reviewed_at", "reviewed_by", "until"])
    shown = {str(one.work): one.average.shown for one in found.order}
    _note(who, row, "contest.review", "attest", now, ours={"averages": shown})
    return row


@transaction.atomic
def settle(who: Who, contest_id: int, order: Sequence[int], why: str, now: datetime) -> Contest:
    """Record in which order the jury or the lot put works that the rules left equal. Errors: Refused."""
    row = _locked(contest_id)
    able.must(who, reads.declared(row).runs, row.town_id)
    found = reads.hall(row)
    tied = next((tie for tie in found.outcome.tied if set(tie) == set(order)), None)
    if row.reviewed_at is None or row.published_at is not None or tied is None or len(order) != len(tied):
        zh, en = (
            "只有复核以后、奖项边上同分的作品才要定次序",
            "only works left equal where a prize ends are ordered",
        )
        raise Refused(because("settle", zh, en), field="order")
    if not why.strip():
        zh, en = "请写评委会的决定或抽签的经过", "write down what the jury decided or how lots were drawn"
        raise Refused(because("reason", zh, en), field="why")
    row.settled = [*row.settled, *order]
    row.save(update_fields=["settled"])
    _note(who, row, "contest.settle", "decide", now, data={"order": list(order), "why": why.strip()[:300]})
    return row


@transaction.atomic
def publish(who: Who, contest_id: int, now: datetime) -> Contest:
    """Publish the result. Errors: Refused with everything that keeps it back."""
    row = _locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    found = reads.hall(row)
    reasons = reads.blocked(found, now)
    if reasons:
        raise Refused(*reasons)
    if row.published_at is None:
        row.result = {
            "prizes": {str(work): prize for work, prize in found.outcome.prizes.items()},
            "reserve": list(found.outcome.reserve),
            "averages": {str(one.work): one.average.shown for one in found.order},
        }
        row.published_at = now
        row.save(update_fields=["result", "published_at"])
        _note(who, row, "contest.publish", "publish", now, ours={"prizes": row.result["prizes"]})
    return row


@transaction.atomic
def record_official(who: Who, work_id: int, said: str, issuer: str, document: str, now: datetime) -> Work:
    """Write down what a superior's contest made of a work. It stands beside the town's own result. Errors: Refused."""
    work = Work.objects.select_related("contest").get(pk=work_id)
    row = work.contest
    able.must(who, reads.declared(row).runs, row.town_id)
    if not (said.strip() and issuer.strip()):
        zh, en = "请写结果和公布的机关", "say what the result is and who published it"
        raise Refused(because("official", zh, en), field="said")
    work.official = {"said": said.strip()[:200], "issuer": issuer.strip()[:80], "document": document.strip()[:80]}
    work.save(update_fields=["official"])
    _note(who, row, "contest.official", "record", now, data=dict(work.official), subject=f"work:{work.pk}")
    return work


def _note(who: Who, row: Contest, act: str, verb: str, now: datetime, **said: Any) -> None:
    said.setdefault("subject", f"contest:{row.pk}")
    record(who, act, verb, now, town_id=row.town_id, unit_id=row.town_id, **said)

"""Contests: open one, seat judges, mark sheets, review, settle, publish. A sheet is its judge's alone (ADR 0071)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Contest, Judge, Person, Sheet, Work
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.belonging import belonging
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language import contest as judging
from lianxin.language import rounds
from lianxin.language.calendar import SHANGHAI
from lianxin.language.exact import plain
from lianxin.language.reason import Refused, because

OWN_UNIT = "作品由他所在的单位报送"
"""Why a judge gave a work no sheet, as the review writes it down."""


@transaction.atomic
def open_contest(who: Who, town_id: int, kind: str, title: str, now: datetime, at: str = "") -> Contest:
    """Open a contest of one of the town's kinds, with its first round, or with the round `at` where those before it
    were held elsewhere. Units enter works from now on, where the kind says so. Errors: Refused."""
    pack = packs.of_town(town_id)
    said = pack.said.contests.get(kind)
    if said is None:
        raise Refused(because("kind", "没有这一类评选", "there is no such contest"), field="kind")
    able.must(who, said.runs, town_id)
    if not title.strip():
        raise Refused(because("empty", "请写评选名称", "give it a title"), field="title")
    at, today = at or rounds.first(said), now.astimezone(SHANGHAI).date()
    if at and at not in said.rounds:
        raise Refused(because("round", "没有这一轮", "there is no such round"), field="kind")
    until = None
    if said.entering is not None and at == rounds.first(said):
        until = trees.window(calendar(), now, int(pack.value(said.entering.open[1:], today)))
    row = Contest.objects.create(
        kind=kind,
        title=title.strip()[:120],
        pack_id=packs.current_id(pack.key),
        town_id=town_id,
        opened_on=today,
        round=at,
        enter_until=until,
    )
    note_down(who, row, "contest.open", "record", now, data={"kind": kind, "round": at})
    return row


def locked(contest_id: int) -> Contest:
    """The contest, locked: a sheet is never written while somebody reviews. Errors: Contest.DoesNotExist."""
    return Contest.objects.select_for_update(of=("self",)).get(pk=contest_id)


def running(row: Contest) -> None:
    """Refuses what would change a contest whose sheets were reviewed. Errors: Refused."""
    if row.reviewed_at is not None:
        zh, en = "评分已经复核锁定，不能再改", "the sheets were reviewed and are locked"
        raise Refused(because("locked", zh, en))


@transaction.atomic
def seat(who: Who, contest_id: int, person: Person, unit_id: int | None, now: datetime) -> Judge:
    """Seat a judge, for recusal with a unit he belongs to besides those of his own posts and memberships. Errors:
    Refused."""
    row = locked(contest_id)
    able.must(who, reads.declared(row).runs, row.town_id)
    running(row)
    unit = able.unit_in(row.town_id, unit_id) if unit_id else None
    found, made = Judge.objects.get_or_create(contest=row, person=person, defaults={"unit": unit})
    if made:
        note_down(who, row, "contest.seat", "decide", now, subject=f"person:{person.pk}")
    return found


@transaction.atomic
def recuse(who: Who, judge_id: int, work_id: int | None, why: str, now: datetime) -> Judge:
    """Let a judge give no sheet: for one work, or (without a work) for all of them. Errors: Refused."""
    judge = Judge.objects.get(pk=judge_id)
    row = locked(judge.contest_id)
    able.must(who, reads.declared(row).runs, row.town_id)
    running(row)
    if not why.strip():
        raise Refused(because("reason", "请写回避的理由", "say why"), field="why")
    if work_id is None:
        judge.excused = why.strip()[:200]
    else:
        judge.recused = {**judge.recused, str(work_id): why.strip()[:200]}
    judge.save(update_fields=["excused", "recused"])
    data = {"why": why.strip()[:200], "work": work_id}
    note_down(who, row, "contest.recuse", "decide", now, data=data, subject=f"person:{judge.person_id}")
    return judge


@transaction.atomic
def mark(who: Who, work_id: int, given: Mapping[str, str], note: str, now: datetime) -> Sheet:
    """Write one's own sheet for a work, or correct it while nothing is reviewed. Errors: Refused, Unmarked."""
    work = Work.objects.select_related("unit").get(pk=work_id)
    row = locked(work.contest_id)
    said = reads.declared(row)
    judge = reads.judge_of(row, who.person_id)
    if judge is None:
        raise Refused(because("not-yours", "您不是这次评选的评委", "you are no judge of this contest"))
    running(row)
    if work.struck:
        zh, en = "这件作品已取消参评，不用打分", "this work takes part no more"
        raise Refused(because("struck", zh, en))
    if judge.pk in reads.away(said, row.town_id, work, [judge], belonging(row, [judge])):
        zh, en = "这件作品您要回避，不用打分", "you are recused from this work"
        raise Refused(because("recused", zh, en))
    if said.draw and not row.drawn:
        zh, en = "还没有抽签定次序，抽签以后才能打分", "lots have not been drawn yet; mark after that"
        raise Refused(because("undrawn", zh, en))
    marks = judging.read(said, judging.rules(packs.pinned(row.pack_id), said, row.opened_on), given)
    written = {key: plain(mark) for key, mark in marks.items()}
    sheet, _ = Sheet.objects.update_or_create(
        work=work, judge=judge, defaults={"marks": written, "note": note.strip()[:300], "changed_at": now}
    )
    note_down(who, row, "contest.mark", "record", now, ours={"marks": written}, subject=f"sheet:{sheet.pk}")
    return sheet


@transaction.atomic
def review(who: Who, contest_id: int, now: datetime) -> Contest:
    """Review and lock all sheets; the notice begins. Errors: Refused (a judge reviews nothing; a sheet is missing)."""
    row = locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    running(row)
    if reads.judge_of(row, who.person_id) is not None:
        raise Refused(because("same-person", "评委不能复核，请换一位", "a judge does not review; ask somebody else"))
    if row.enter_until is not None and now.astimezone(SHANGHAI).date() <= row.enter_until and not row.drawn:
        zh, en = "报名到 {until} 截止，截止以后才能复核", "works are entered until {until}; review after that"
        raise Refused(because("entering", zh, en, until=row.enter_until))
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
    _keep_away(found)
    shown = {str(one.work): one.average.shown for one in found.order}
    note_down(who, row, "contest.review", "attest", now, ours={"averages": shown})
    return row


def _keep_away(found: reads.Hall) -> None:
    """Write down who gave which work no sheet, so that a post that somebody is given later changes no result."""
    for judge in found.judges:
        works = [str(work.pk) for work in found.works if judge.pk in found.away[work.pk]]
        if not judge.excused and not set(works) <= judge.recused.keys():
            judge.recused = {**dict.fromkeys(works, OWN_UNIT), **judge.recused}
            judge.save(update_fields=["recused"])


@transaction.atomic
def settle(who: Who, contest_id: int, order: Sequence[int], why: str, now: datetime) -> Contest:
    """Record in which order the jury or the lot put works that the rules left equal. Errors: Refused."""
    row = locked(contest_id)
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
    note_down(who, row, "contest.settle", "decide", now, data={"order": list(order), "why": why.strip()[:300]})
    return row


@transaction.atomic
def publish(who: Who, contest_id: int, now: datetime) -> Contest:
    """Publish the result. Errors: Refused with everything that keeps it back."""
    row = locked(contest_id)
    said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    if reads.following(row):
        zh, en = "这一轮不评奖项，请点“进入下一轮”", "this round gives no prizes; let those who go on go on"
        raise Refused(because("round", zh, en))
    found = reads.hall(row)
    reasons = reads.blocked(found, now)
    if reasons:
        raise Refused(*reasons)
    if row.published_at is None:
        row.result, row.published_at = reads.result(found), now
        row.save(update_fields=["result", "published_at"])
        note_down(who, row, "contest.publish", "publish", now, ours={"prizes": row.result["prizes"]})
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
    note_down(who, row, "contest.official", "record", now, data=dict(work.official), subject=f"work:{work.pk}")
    return work


def note_down(who: Who, row: Contest, act: str, verb: str, now: datetime, **said: Any) -> None:
    """Write the entry of an act on a contest."""
    said.setdefault("subject", f"contest:{row.pk}")
    record(who, act, verb, now, town_id=row.town_id, unit_id=row.town_id, **said)

"""Appraisal: open a round, cite records, tell the points, hear objections, publish. Nobody types a point (ADR 0071)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Appraisal, Appraised, Entry, Matter, Proof, Tie, Unit
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.reads import bounded, box, packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.evidence import Record, outside
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language import bounds, comprehensive, points
from lianxin.language.appraisals import Appraisal as Declared
from lianxin.language.appraisals import Evidence
from lianxin.language.calendar import SHANGHAI
from lianxin.language.evidence import with_reason
from lianxin.language.exact import number as amount
from lianxin.language.pack import Pack
from lianxin.language.period import Period
from lianxin.language.reason import Refused, because

NOUNS: dict[str, Any] = {"matter": Matter, "activity": Activity, "entry": Entry, "tie": Tie}


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited: a record by its number, or a document (title, number, day). There is no place for points. `why`:
    the reason for one that is not of the period or not of the unit. `whole` is a matter's number as people write it
    (SW-2026-00001), where it was given so."""

    evidence: Evidence
    number: int | None = None
    document: str = ""
    document_number: str = ""
    document_day: date | None = None
    note: str = ""
    why: str = ""
    whole: str = ""


@transaction.atomic
def open_round(
    who: Who, town_id: int, kind: str, title: str, period: Period, units: Sequence[int], now: datetime
) -> Appraisal:
    """Open a round for these units (or, where matters are appraised, these matters). Errors: Refused."""
    pack = packs.of_town(town_id)
    said = pack.said.appraisals.get(kind)
    if said is None:
        raise Refused(because("kind", "没有这一类考核", "there is no such appraisal"), field="kind")
    able.must(who, said.runs, town_id)
    if not title.strip() or not units:
        zh, en = "请写名称，并选出考核谁", "give it a title, and say what is appraised"
        raise Refused(because("empty", zh, en), field="title")
    try:
        with transaction.atomic():
            row = Appraisal.objects.create(
                kind=kind,
                title=title.strip()[:120],
                pack_id=packs.current_id(pack.key),
                town_id=town_id,
                first=period.first,
                last=period.last,
                opened_on=now.astimezone(SHANGHAI).date(),
            )
    except IntegrityError as error:
        zh, en = "同一个上级对同一期只考核一次：这一期已经开过", "a period is appraised once: this one is open already"
        raise Refused(because("once", zh, en, "inspection-2018")) from error
    for number in dict.fromkeys(units):
        _enter(row, said, pack, number)
    _note(who, row, "appraisal.open", "record", now, data={"kind": kind, "period": str(period)})
    return row


def _enter(row: Appraisal, said: Declared, pack: Pack, number: int) -> None:
    if said.of == "matter":
        matter = Matter.objects.filter(pk=number, town_id=row.town_id).first()
        if matter is None or (said.kinds and matter.kind not in said.kinds):
            raise Refused(
                because("kind", "这件事不在这一类考核里", "this matter is not of this appraisal"), field="units"
            )
        Appraised.objects.create(appraisal=row, matter=matter)
        return
    unit = able.unit_in(row.town_id, number)
    if said.kinds and unit.kind not in said.kinds:
        zh, en = "“{name}”不在这一类考核里", "“{name}” is not of this appraisal"
        raise Refused(because("kind", zh, en, name=unit.name), field="units")
    if said.a_year is not None:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # rounds opened at once see each other
        kinds = comprehensive.kinds(pack)
        if refused := comprehensive.too_many(pack, said, row.first, reads.held_in_year(row, unit.pk, kinds)):
            raise Refused(refused, field="units")
    Appraised.objects.create(appraisal=row, unit=unit)


def _locked(appraisal_id: int) -> Appraisal:
    """The round, locked: citing, telling and publishing wait for each other."""
    return Appraisal.objects.select_for_update(of=("self",)).get(pk=appraisal_id)


@transaction.atomic
def cite(who: Who, appraised_id: int, path: str, cited: Cited, now: datetime) -> Proof:
    """Cite a record for an item. Errors: Refused (nobody scores his own unit; nothing is typed over an indicator; what
    is not of the period, or not of what is appraised, needs a reason, which is printed)."""
    one = Appraised.objects.select_related("appraisal", "unit", "matter").get(pk=appraised_id)
    row = _locked(one.appraisal_id)
    _, said = reads.declared(row)
    able.must(who, said.scorers, row.town_id)
    able.apart(who, one, row.town_id)
    if row.told_at is not None:
        zh, en = "初评结果已经告诉被考核单位，不能再改；有不同意见请走异议", "the points were told: object instead"
        raise Refused(because("told", zh, en))
    refused = trees.may_cite(dict(points.items(said.parts)).get(path), cited.evidence)
    if refused is not None:
        raise Refused(refused, field="evidence")
    proof = Proof(appraised=one, path=path, note=cited.note[:200], person_id=who.person_id, cited_at=now)
    _fill(proof, cited, row)
    try:
        with transaction.atomic():
            proof.save()
    except IntegrityError as error:
        zh, en = "这条记录已经引用过，不能重复计分", "this record is cited already and counts once"
        raise Refused(because("cited", zh, en), field="number") from error
    data = {"path": path, "note": proof.note, **({"outside": proof.outside} if proof.outside else {})}
    _note(who, row, "appraisal.cite", "record", now, data=data, subject=f"proof:{proof.pk}")
    return proof


def _fill(proof: Proof, cited: Cited, row: Appraisal) -> None:
    if cited.evidence == "document":
        if not cited.document.strip() or not cited.document_number.strip():
            zh, en = "请写文件标题和文号", "give the document's title and number"
            raise Refused(because("document", zh, en), field="document")
        day = cited.document_day.isoformat() if cited.document_day else ""
        proof.document = {"title": cited.document[:120], "number": cited.document_number[:60], "day": day}
        _within(proof, cited, row, cited.document_day)
        return
    found = NOUNS[cited.evidence].objects.filter(pk=cited.number, town_id=row.town_id).first() if cited.number else None
    if found is None or (cited.whole and str(found) != cited.whole):
        zh, en = "找不到这条记录，加分和扣分都要引用一条记录", "there is no such record; every point rests on one"
        raise Refused(because("record", zh, en), field="number")
    setattr(proof, cited.evidence, found)
    _within(proof, cited, row, found)


def _within(proof: Proof, cited: Cited, row: Appraisal, found: Record | date | None) -> None:
    """Refuses what is not of the period or not of what is appraised, unless its reason is given. Errors: Refused."""
    reasons = outside(row, proof.appraised, found)
    if reasons and not cited.why.strip():
        raise Refused(*reasons, with_reason(), field="why")
    proof.outside = cited.why.strip()[:200] if reasons else ""


@transaction.atomic
def take_back(who: Who, proof_id: int, why: str, now: datetime) -> Proof:
    """Take a cited record back, with the reason: it stays in the book and counts no more. Errors: Refused."""
    proof = Proof.objects.select_related("appraised__unit", "appraised__matter").get(pk=proof_id)
    row = _locked(proof.appraised.appraisal_id)
    _, said = reads.declared(row)
    able.must(who, said.scorers, row.town_id)
    able.apart(who, proof.appraised, row.town_id)
    if row.told_at is not None or proof.taken_back:
        raise Refused(because("told", "现在不能撤回这条依据", "it cannot be taken back now"))
    if not why.strip():
        raise Refused(because("reason", "请写撤回的理由", "say why it is taken back"), field="why")
    proof.taken_back = why.strip()[:200]
    proof.save(update_fields=["taken_back"])
    data = {"why": proof.taken_back}
    _note(who, row, "appraisal.take_back", "record", now, data=data, subject=f"proof:{proof.pk}")
    return proof


def _on_paper(row: Appraisal, said: Declared, votes: Mapping[str, int], meeting: Activity | None) -> None:
    """Refuses typed totals that no meeting can have had. Errors: Refused."""
    there = bounded.voters(meeting) if meeting is not None and meeting.state == "held" else None
    if there is not None:
        bounds.on_paper(there, votes, meeting=True)
    elif votes and said.votes_most is not None:
        most = amount(packs.pinned(row.pack_id), said.votes_most, row.last)
        bounds.on_paper(int(most), votes, meeting=False)


@transaction.atomic
def grade(who: Who, appraised_id: int, key: str, why: str, votes: dict[str, int], now: datetime) -> Appraised:
    """Give a grade, with the reason; `votes` are totals of test votes on paper, never who voted how. Errors: Refused,
    also for totals where a ballot box was held: it gives them."""
    one = Appraised.objects.select_related("appraisal", "unit", "matter").get(pk=appraised_id)
    row = _locked(one.appraisal_id)
    _, said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    able.apart(who, one, row.town_id)
    if row.told_at is not None:
        raise Refused(because("told", "等次已经告诉被考核单位，不能再改", "the grade was told and stays"))
    if key not in said.grades:
        raise Refused(because("grade", "请选一个等次", "choose a grade"), field="grade")
    if not why.strip():
        raise Refused(because("reason", "请写评定这个等次的理由", "say why this grade"), field="why")
    if any(name not in said.grades or n < 0 for name, n in votes.items()) or (votes and not said.votes):
        raise Refused(because("votes", "测评票数不对", "these totals cannot be"), field="votes")
    test = box.tested(row).get(one.pk) if votes else None
    if test is not None and test.held:
        zh, en = (
            "测评票数由“{title}”的票箱开出，不能手填",
            "the ballot box of “{title}” gives the totals: none is typed",
        )
        raise Refused(because("boxed", zh, en, title=test.activity.title), field="votes")
    _on_paper(row, said, votes, test.activity if test is not None else None)
    one.grade, one.reason, one.votes = key, why.strip()[:400], votes
    one.save(update_fields=["grade", "reason", "votes"])
    _note(
        who,
        row,
        "appraisal.grade",
        "decide",
        now,
        data={"grade": key, "why": one.reason},
        subject=f"appraised:{one.pk}",
    )
    return one


@transaction.atomic
def tell(who: Who, appraisal_id: int, now: datetime) -> Appraisal:
    """Tell the appraised their preliminary points: these are frozen, and the window begins. Errors: Refused, also where
    an item that must have data has none."""
    row = _locked(appraisal_id)
    pack, said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    if row.told_at is not None:
        raise Refused(because("told", "初评结果已经告诉过了", "the points have been told already"))
    found = reads.standings(row, now)
    if untold := reads.untold(found):
        raise Refused(*untold)
    ungraded = [one for one in found if said.grades and not one.row.grade]
    if ungraded:
        zh, en = "还有 {n} 个没有评定等次", "{n} have no grade yet"
        raise Refused(because("ungraded", zh, en, n=len(ungraded)))
    for one in found:
        Appraised.objects.filter(pk=one.row.pk).update(result=reads.frozen(one, now))
    length = int(pack.value(said.objection[1:], row.opened_on))
    row.told_at, row.until = now, trees.window(calendar(), now, length)
    row.save(update_fields=["told_at", "until"])
    totals = {str(one.row.pk): one.total.shown for one in found} if said.parts else {}
    as_zero = {str(one.row.pk): one.total.shown_as_zero for one in found if one.total.left_out()}
    ours = {"until": row.until.isoformat(), "totals": totals, **({"as_zero": as_zero} if as_zero else {})}
    _note(who, row, "appraisal.tell", "publish", now, ours=ours)
    return row


@transaction.atomic
def publish(who: Who, appraisal_id: int, now: datetime) -> Appraisal:
    """Publish a round. Errors: Refused while the window runs, an objection waits, or naming has no approval."""
    row = _locked(appraisal_id)
    _, said = reads.declared(row)
    able.must(who, said.runs, row.town_id)
    reasons = reads.blocked(row, now)
    if reasons:
        raise Refused(*reasons)
    if row.published_at is None:
        row.published_at = now
        row.save(update_fields=["published_at"])
        _note(who, row, "appraisal.publish", "publish", now)
    return row


@transaction.atomic
def record_official(
    who: Who, appraised_id: int, said: str, issuer: str, document: str, day: date, now: datetime
) -> Appraised:
    """Write down what the superior published. It stands beside the count and changes nothing of it. Errors: Refused."""
    one = Appraised.objects.select_related("appraisal").get(pk=appraised_id)
    row = one.appraisal
    able.must(who, reads.declared(row)[1].runs, row.town_id)
    if not (said.strip() and issuer.strip()):
        zh, en = "请写结果和公布的机关", "say what the result is and who published it"
        raise Refused(because("official", zh, en), field="said")
    one.official = {
        "said": said.strip()[:200],
        "issuer": issuer.strip()[:80],
        "document": document.strip()[:80],
        "day": day.isoformat(),
    }
    one.save(update_fields=["official"])
    _note(who, row, "appraisal.official", "record", now, data=dict(one.official), subject=f"appraised:{one.pk}")
    return one


def _note(who: Who, row: Appraisal, act: str, verb: str, now: datetime, **said: Any) -> None:
    said.setdefault("subject", f"appraisal:{row.pk}")
    data = {"appraisal": row.pk, **said.pop("data", {})}
    record(who, act, verb, now, town_id=row.town_id, unit_id=row.town_id, data=data, **said)

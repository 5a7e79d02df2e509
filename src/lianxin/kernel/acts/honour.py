"""Honours: name, put on notice, give; or write down what others gave. Recorded, never computed; shown with consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from lianxin.kernel import appraisal_abilities as able
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Honour, Objection, Person, Work
from lianxin.kernel.reads import naming, packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.who import Who
from lianxin.language import appraisal as trees
from lianxin.language import honour as rules
from lianxin.language.appraisals import Honour as Declared
from lianxin.language.calendar import SHANGHAI
from lianxin.language.exact import number
from lianxin.language.reason import Refused, because


@dataclass(frozen=True, slots=True)
class Paper:
    """Who gave it, when and by which document."""

    issuer: str
    day: date | None = None
    document: str = ""


def _declared(row: Honour) -> Declared:
    return packs.pinned(row.pack_id).said.honours[row.kind]


def _written(who: Who, town_id: int, kind: str, to: int | Person, said: dict[str, object]) -> tuple[Honour, Declared]:
    pack = packs.of_town(town_id)
    declared = pack.said.honours.get(kind)
    if declared is None:
        raise Refused(because("kind", "没有这一类荣誉", "there is no such honour"), field="kind")
    able.must(who, declared.runs, town_id)
    person = to if isinstance(to, Person) else None
    if (declared.of == "person") != (person is not None):
        zh, en = "“{label}”授予的对象不对", "“{label}” is not given to such a holder"
        raise Refused(because("holder", zh, en, label=declared.label.zh), field="to")
    unit = able.unit_in(town_id, to) if isinstance(to, int) else None
    row = Honour(kind=kind, pack_id=packs.current_id(pack.key), town_id=town_id, unit=unit, person=person, **said)
    row.title = row.title or declared.label.zh
    return row, declared


@transaction.atomic
def note(
    who: Who, town_id: int, kind: str, to: int | Person, year: int, paper: Paper, now: datetime, **more: str
) -> Honour:
    """Write down an honour that a superior or another body gave, once: it has one document. `more`: title, grade.
    Errors: Refused."""
    said: dict[str, object] = {"year": year, "issuer": paper.issuer.strip()[:80], "day": paper.day, "state": "given"}
    said |= {"document": paper.document.strip()[:80], **{name: text[:120] for name, text in more.items()}}
    row, declared = _written(who, town_id, kind, to, said)
    if not row.issuer or row.day is None:
        raise Refused(because("paper", "请写授予单位和日期", "say who gave it and when"), field="issuer")
    if declared.grades and row.grade not in declared.grades:
        raise Refused(because("grade", "请选等次", "choose a grade"), field="grade")
    _once(row)
    row.save()
    _entry(who, row, "honour.note", "record", now)
    return row


def _once(row: Honour) -> None:
    """Refuses what is written down already: one honour of one holder has one document. Errors: Refused."""
    earlier = _others(row).filter(unit=row.unit, person=row.person, issuer=row.issuer, title=row.title).first()
    if earlier is not None:
        zh = "这项荣誉已经登记过，文号是“{document}”；一项荣誉只有一个文号，登错了请先把那一条撤下"
        en = "this honour is written down already, under “{document}”: an honour has one document; take that off first"
        said = earlier.document or earlier.day
        raise Refused(because("noted", zh, en, document=said), field="document")


@transaction.atomic
def name(
    who: Who, town_id: int, kind: str, to: int | Person, year: int, why: str, now: datetime,
    vote: tuple[int, int] | None = None,
) -> Honour:  # fmt: skip
    """Name a person or unit for an honour of the town's own. People judge conduct: say why. `vote` is the meeting and
    the line of its agenda that named; without one it is refused or marked, as the pack says. Errors: Refused."""
    row, declared = _written(who, town_id, kind, to, {"year": year, "issuer": "", "state": "named"})
    if not why.strip():
        raise Refused(because("reason", "请写推荐理由", "say why"), field="why")
    if _others(row).filter(unit=row.unit, person=row.person).exists():
        raise Refused(because("named", "今年这一类已经推荐过了", "named for this year already"), field="to")
    _voted(row, declared, vote, now)
    row.save()
    _entry(who, row, "honour.name", "file", now, {"why": why.strip()[:300]})
    return row


def _voted(row: Honour, declared: Declared, vote: tuple[int, int] | None, now: datetime) -> None:
    """Ties a name to the vote that named, checked. Errors: Refused."""
    if vote is None:
        day, needed = now.astimezone(SHANGHAI).date(), declared.needs_vote
        refused = rules.unvoted(needed is not None and bool(packs.pinned(row.pack_id).value(needed[1:], day)))
        if refused is not None:
            raise Refused(refused, field="vote")
        return
    meeting = Activity.objects.filter(pk=vote[0], town_id=row.town_id, state="held").first()
    lines = naming.of_activity(meeting) if meeting is not None else []
    line = next((one for one in lines if one.number == vote[1]), None)
    if meeting is None or line is None or meeting.agenda[line.number]["kind"] != declared.voted:
        zh, en = "请选一次已经记录、表决通过的推荐会议", "choose a recorded meeting whose vote to name was carried"
        raise Refused(because("vote", zh, en), field="vote")
    holder = row.person or row.unit
    if holder is None or not naming.carries(line, holder):
        zh = "这次会议表决的是“{said}”，里面没有“{name}”；写漏名字的，请在活动页更正“议定了什么”"
        en = "that meeting voted on “{said}”, which does not say “{name}”; put its record right if it should"
        said = {"said": line.said, "name": getattr(holder, "shown", "") or getattr(holder, "name", "")}
        raise Refused(because("vote_name", zh, en, **said), field="vote")
    if not row.year <= naming.day_of(line).year <= row.year + 1:
        zh, en = "这次会议不是 {year} 年度的", "that meeting is not of the year {year}"
        raise Refused(because("vote_year", zh, en, year=row.year), field="vote")
    row.meeting, row.line = meeting, line.number


def _others(row: Honour) -> QuerySet[Honour]:
    """Names of the same kind and year that still stand."""
    same = Honour.objects.filter(town_id=row.town_id, kind=row.kind, year=row.year)
    return same.exclude(state="withdrawn")


@transaction.atomic
def put_on_notice(who: Who, town_id: int, kind: str, year: int, now: datetime) -> list[Honour]:
    """Put all who are named for a kind and year on notice (公示). Errors: Refused when they are too many."""
    rows = list(
        Honour.objects.select_for_update(of=("self",)).filter(town_id=town_id, kind=kind, year=year, state="named")
    )
    if not rows:
        raise Refused(because("none", "还没有推荐名单", "nobody has been named yet"))
    declared, pack = _declared(rows[0]), packs.pinned(rows[0].pack_id)
    able.must(who, declared.runs, town_id)
    today = now.astimezone(SHANGHAI).date()
    held = _others(rows[0]).exclude(state="named").count()
    quota = int(number(pack, declared.quota, today)) if declared.quota is not None else None
    refused = rules.over_quota(quota, len(rows) + held)
    if refused is not None:
        raise Refused(refused)
    if declared.notice is None:
        raise Refused(because("notice", "这类荣誉不由本街镇授予", "the town does not give this honour"))
    until = trees.window(calendar(), now, int(pack.value(declared.notice[1:], today)))
    for row in rows:
        row.state, row.until = "noticed", until
        row.save(update_fields=["state", "until"])
        _entry(who, row, "honour.notice", "publish", now, {"until": until.isoformat()})
    return rows


@transaction.atomic
def give(who: Who, honour_id: int, paper: Paper, now: datetime) -> Honour:
    """Give an honour after its notice, with the document; it gets the next certificate number. Errors: Refused."""
    row = Honour.objects.select_for_update(of=("self",)).get(pk=honour_id)
    declared = _declared(row)
    able.must(who, declared.runs, row.town_id)
    waiting = Objection.objects.filter(honour=row, answered_at__isnull=True).count()
    upheld = Objection.objects.filter(honour=row, upheld=True).exists()
    reasons = rules.ungiven(row.state, now.astimezone(SHANGHAI).date(), row.until, waiting, upheld)
    if reasons:
        raise Refused(*reasons)
    if not paper.issuer.strip() or not paper.document.strip() or paper.day is None:
        raise Refused(because("paper", "请写决定机关、文号和日期", "give issuer, number and day"), field="document")
    row.issuer, row.document, row.day = paper.issuer.strip()[:80], paper.document.strip()[:80], paper.day
    # RY (荣誉) tells it from a matter's number; the certificate says in words what it is for.
    row.state, row.serial = "given", f"{packs.pinned(row.pack_id).said.number}-RY-{row.year}-{row.pk:04d}"
    row.save(update_fields=["issuer", "document", "day", "state", "serial"])
    _entry(who, row, "honour.give", "decide", now, {"serial": row.serial, "document": row.document})
    return row


@transaction.atomic
def withdraw(who: Who, honour_id: int, why: str, now: datetime) -> Honour:
    """Take a name off before it is given, with the reason: its place is free again; or an honour by others that was
    noted wrongly, so that it can be noted as its document says. Both stay on record. Errors: Refused."""
    row = Honour.objects.select_for_update(of=("self",)).get(pk=honour_id)
    able.must(who, _declared(row).runs, row.town_id)
    if row.state not in ("named", "noticed") and not was_noted(row):
        raise Refused(because("state", "已经授予或已经撤下，不能再撤", "it was given, or withdrawn already"))
    if not why.strip():
        raise Refused(because("reason", "请写撤下的理由", "say why it is withdrawn"), field="why")
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    _entry(who, row, "honour.withdraw", "decide", now, {"why": why.strip()[:300]})
    return row


def was_noted(row: Honour) -> bool:
    """Whether it was given by others and only written down here."""
    return row.state == "given" and not row.serial and row.work_id is None


@transaction.atomic
def consent(who: Who, honour_id: int, given: bool, how: str, now: datetime) -> Honour:
    """Write down that the person agrees to be named in public, and how he said so, or that he no longer does."""
    row = Honour.objects.select_for_update(of=("self",)).get(pk=honour_id)
    if row.person_id is None or row.person_id != who.person_id:
        able.must(who, _declared(row).runs, row.town_id)
    if given and not how.strip():
        zh, en = "请写本人怎样同意的（如：当面、签字）", "say how the person agreed (in person, signed)"
        raise Refused(because("consent", zh, en, "pipl"), field="how")
    row.consent_at, row.consent_text = (now, how.strip()[:200]) if given else (None, "")
    row.save(update_fields=["consent_at", "consent_text"])
    _entry(who, row, "honour.consent", "attest", now, {"given": "yes" if given else "no"})
    return row


@transaction.atomic
def of_prizes(who: Who, contest_id: int, paper: Paper, year: int, now: datetime) -> list[Honour]:
    """Write the prizes of a published contest into the register, each work once. Errors: Refused."""
    works = list(Work.objects.filter(contest_id=contest_id).select_related("contest"))
    row = works[0].contest if works else None
    if row is None or row.published_at is None:
        raise Refused(because("published", "结果公布以后才能登记荣誉", "publish the result first"))
    said = packs.pinned(row.pack_id).said.contests[row.kind]
    able.must(who, said.runs, row.town_id)
    if said.naming == "approved" and row.yearly:
        zh, en = "年度考核不命名、不授牌，不能登记为荣誉", "a yearly appraisal names nobody"
        raise Refused(because("yearly", zh, en, trees.NAMING_RULE))
    made = []
    for work in works:
        prize = row.result["prizes"].get(str(work.pk))
        if prize is None or work.unit_id is None or Honour.objects.filter(work=work).exists():
            continue
        found = Honour.objects.create(
            kind=f"contest:{row.kind}",
            title=f"{row.title} {said.prizes[prize].label.zh}"[:120],
            pack_id=row.pack_id,
            town_id=row.town_id,
            unit_id=work.unit_id,
            work=work,
            year=year,
            issuer=paper.issuer.strip()[:80],
            day=paper.day,
            document=paper.document.strip()[:80],
            state="given",
        )
        _entry(who, found, "honour.prize", "record", now)
        made.append(found)
    return made


def _entry(who: Who, row: Honour, act: str, verb: str, now: datetime, data: dict[str, str] | None = None) -> None:
    ours = {"kind": row.kind, "year": row.year, "meeting": row.meeting_id, "line": row.line}
    record(who, act, verb, now, town_id=row.town_id, subject=f"honour:{row.pk}", data=data, ours=ours)

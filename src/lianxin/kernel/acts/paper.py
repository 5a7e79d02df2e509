"""Writing a paper: begun from a template, written, its numbers checked (核数) and frozen as citations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lianxin.kernel.activity_abilities import may_see
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Paper, Unit
from lianxin.kernel.reads import approval, cited_activity, cited_held, packs, written
from lianxin.kernel.reads import cited as door
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.who import Who
from lianxin.language import paper as rules
from lianxin.language import paper_number as numbers
from lianxin.language.calendar import SHANGHAI
from lianxin.language.paper import Cite
from lianxin.language.papers import PaperKind
from lianxin.language.reason import Reason, Refused, because

APPROVED_BY = ("of", "number", "issuer", "level", "yearly")
"""What a paper says of its approval: where it is written down (`of`: a contest or appraisal), or the document."""
DRAFT, CHECKED, ISSUED, CORRECTED = "draft", "checked", "issued", "corrected"


@transaction.atomic
def draft(who: Who, town_id: int, kind: str, as_of: date, now: datetime, activity_id: int | None = None) -> Paper:
    """Begin a paper from a template of the town's pack, speaking of the state of a day; a notice or minutes about one
    activity take from it what it says, the rest is a gap. Errors: Refused."""
    _may(who, town_id)
    town = Unit.objects.get(pk=town_id)
    pack_id = packs.current_id(town.pack_key)
    declared = packs.pinned(pack_id).said.papers.get(kind)
    if declared is None:
        raise Refused(because("kind", "没有这个模板", "there is no such template"), field="kind")
    if as_of > now.astimezone(SHANGHAI).date():
        raise Refused(because("as_of", "截至日期不能在今天以后", "the day cannot lie ahead"), field="as_of")
    title, text = _about(who, town_id, declared, activity_id, now)
    post = next((held for held in who.posts if held.town_id == town_id), None)
    head = {
        "mark": declared.mark, "to": declared.to, "editor": declared.editor, "signed": declared.signed,
        "copied": list(declared.copied),
    }  # fmt: skip
    paper = Paper.objects.create(
        kind=kind, pack_id=pack_id, town=town, unit_id=post.unit_id if post else town_id,
        title=title, text=text, as_of=as_of,
        head={name: value for name, value in head.items() if value},
        state=DRAFT, made_by_id=who.person_id, made_at=now, changed_at=now,
    )  # fmt: skip
    ours = {"kind": kind, "as_of": as_of.isoformat()}
    note(who, "paper.draft", "file", paper, now, after=DRAFT, ours=ours, activity_id=activity_id)
    return paper


def _about(who: Who, town_id: int, declared: PaperKind, activity_id: int | None, now: datetime) -> tuple[str, str]:
    """Title and text to begin with. Errors: Refused for a template of an activity without one, and the reverse."""
    title, text = declared.title, declared.text.strip()
    if not rules.unbound(f"{title}\n{text}"):
        if activity_id is not None:
            raise Refused(because("kind", "这个模板不写一场活动", "this template is about no activity"), field="kind")
        return title, text
    found = Activity.objects.select_related("place").filter(pk=activity_id or 0, town_id=town_id).first()
    if found is None or not may_see(who, found):
        zh = "这个模板从活动页起草，内容取自那场活动"
        raise Refused(because("activity", zh, "begin this one on the page of an activity"), field="kind")
    if not written.begins(declared, found, now):
        zh, en = (
            "通知在开会前起草，纪要在记录以后起草",
            "a notice is drafted before a meeting, minutes once it is recorded",
        )
        raise Refused(because("state", zh, en), field="kind")
    answers = {key: cited_activity.said(found, key) for key in rules.unbound(title)}
    return rules.plainly(title, answers)[:200], rules.bound(text, found.pk, cited_activity.missing(found))


@transaction.atomic
def write(who: Who, paper_id: int, said: Mapping[str, Any], now: datetime) -> Paper:
    """Change title, text, day, head or approval; it becomes a draft again, its numbers and reviews are gone.

    `said["version"]` is the version that was read. Errors: Refused (issued already; changed by somebody else meanwhile;
    a citation nobody understands; words of a state secret, and then nothing at all is kept).
    """
    paper = locked(who, paper_id)
    if paper.state not in (DRAFT, CHECKED):
        raise Refused(
            because("issued", "已经签发，不能再改；有变动请出更正", "it is issued; write an erratum instead"),
            field="text",
        )
    if "version" in said and int(said["version"]) != paper.version:
        raise Refused(
            because(
                "version", "刚才有别人改过，请看一下再保存；您写的还在",
                "somebody has changed it meanwhile; look at it, yours is kept here",
            ),
            field="text",
        )  # fmt: skip
    before = paper.state
    for name in ("title", "text", "as_of"):
        if name in said:
            setattr(paper, name, said[name])
    if "head" in said:
        paper.head = {name: value for name, value in said["head"].items() if name in reads.HEAD and value}
        _numbered(paper)
    if "approval" in said:
        paper.approval = _approved(paper, said["approval"])
    _readable(paper, now)
    paper.state, paper.cited, paper.tables, paper.reviews = DRAFT, [], {}, []
    paper.checked_at, paper.changed_at, paper.version = None, now, paper.version + 1
    paper.save()
    length = rules.words(paper.text)
    note(who, "paper.write", "record", paper, now, before=before, after=DRAFT, ours={"length": length})
    return paper


def _approved(paper: Paper, given: Mapping[str, str]) -> dict[str, str]:
    """Where the approval is written down, or what was typed of it: never both, so that it is entered once."""
    kept = {name: given[name] for name in APPROVED_BY if given.get(name)}
    if "of" not in kept:
        return kept
    if approval.found(paper.town_id, kept["of"]) is None:
        zh, en = "请选本街镇要命名的评选或考核", "choose a contest or appraisal of the town that names"
        raise Refused(because("approval_of", zh, en), field="approval_of")
    return {"of": kept["of"]}


def _numbered(paper: Paper) -> None:
    """Keeps the number as offices write it; refuses one that a document cannot have."""
    number = numbers.plain(paper.head.get("number", ""))
    declared = packs.pinned(paper.pack_id).said.papers.get(paper.kind)
    if not number or declared is None:
        return
    wrong = numbers.fault(declared, number)
    if wrong is not None:
        raise Refused(wrong, field="number")
    paper.head["number"] = number


def _readable(paper: Paper, now: datetime) -> None:
    """Refuses what cannot be understood, and what must not be here."""
    if not paper.title.strip() or len(paper.title) > 200:
        raise Refused(
            because("title", "标题要写，不超过 200 字", "write a title of at most 200 characters"), field="title"
        )
    if paper.as_of > now.astimezone(SHANGHAI).date():
        raise Refused(because("as_of", "截至日期不能在今天以后", "the day cannot lie ahead"), field="as_of")
    around = " ".join(str(value) for value in paper.head.values())
    found = rules.secret(f"{paper.title}\n{paper.text}\n{around}", reads.stops(packs.of_town(paper.town_id)))
    if found:
        raise Refused(
            because(
                "secret",
                "文中有“{words}”。涉密内容不能写进本系统，这次没有保存；请按保密规定在专用设备上办理",
                "it says “{words}”. State secrets must not enter this system; nothing was saved",
                "secrets-2024",
                words="、".join(found),
            ),
            field="text",
        )
    asked = [cite for cite in rules.cites(reads.said(paper)) if cite.source != "rows"]
    door.answers(door.about(paper, now), asked)


@transaction.atomic
def check(who: Who, paper_id: int, now: datetime) -> Paper:
    """核数: every number is counted anew and frozen with its moment, rule and rows. Reviews begin anew.

    Errors: Refused with everything that stands in the way: gaps, private data, too long a text.
    """
    paper = locked(who, paper_id)
    if paper.state not in (DRAFT, CHECKED):
        raise Refused(because("issued", "已经签发", "it is issued"))
    stopped = _stops(paper, now)
    if stopped:
        raise Refused(*stopped, field="text")
    on, lines = door.about(paper, now), reads.said(paper)
    cites = rules.cites(lines)
    found = door.answers(on, [cite for cite in cites if cite.source != "rows"], rows=True)
    paper.cited = [one.as_json() for one in found.values()]
    paper.tables = {str(cite): reads.table_of(on, cite) for cite in rules.tables(lines)}
    before, paper.state = paper.state, CHECKED
    paper.reviews, paper.checked_at, paper.changed_at, paper.version = [], now, now, paper.version + 1
    paper.save()
    ours = {"cited": len(found), "hand": len(rules.hand(lines)), "values": _values(found)}
    note(who, "paper.check", "count", paper, now, before=before, after=CHECKED, ours=ours)
    return paper


def _values(found: Mapping[Cite, Any]) -> dict[str, str]:
    return {str(cite): one.text for cite, one in found.items()}


def _stops(paper: Paper, now: datetime) -> list[Reason]:
    drawn = reads.draw(paper, now)
    reasons = []
    if drawn.gaps:
        reasons.append(rules.gapped(drawn.gaps))
    reasons += cited_held.lacking(paper)
    private = [span for span in drawn.found if span.kind in reads.NEVER]
    if private:
        reasons.append(
            because(
                "private", "文中有个人信息，请删去：{which}", "it holds private data; take it out: {which}", "pipl",
                which="、".join(dict.fromkeys(span.reason.say("zh") for span in private)),
            )
        )  # fmt: skip
    if drawn.limit is not None and drawn.length > drawn.limit:
        reasons.append(rules.too_long(drawn.length, drawn.limit))
    return reasons


def _may(who: Who, town_id: int, power: str = "papers") -> None:
    if not who.clock and town_id not in reads.towns_of(who, power):
        raise Refused(because("power", "您的岗位不能做这一步", "your post may not do this"))


def locked(who: Who, paper_id: int, power: str = "papers") -> Paper:
    """The paper, its row locked until the transaction ends. Errors: Refused where it is not his to touch."""
    paper = Paper.objects.select_for_update(of=("self",)).select_related("town", "corrects").filter(pk=paper_id).first()
    if paper is None:
        raise Refused(because("paper", "没有这份材料", "there is no such paper"))
    _may(who, paper.town_id, power)
    return paper


def note(who: Who, act: str, verb: str, paper: Paper, now: datetime, **said: Any) -> None:
    """The entry of an act on a paper."""
    record(who, act, verb, now, unit_id=paper.unit_id, town_id=paper.town_id, subject=f"paper:{paper.pk}", **said)

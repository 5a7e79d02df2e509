"""Reviewing, issuing, numbering and correcting a paper: three persons review it, it goes out only with true numbers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.paper import CHECKED, CORRECTED, DRAFT, ISSUED, locked, note
from lianxin.kernel.models import Paper, Unit
from lianxin.kernel.reads import approval, cited_held, issued, packs
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.who import Who
from lianxin.language import paper as rules
from lianxin.language import paper_number as numbers
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Reason, Refused, because

ROUNDS = (("初审", "first"), ("复审", "second"), ("终审", "final"))


@transaction.atomic
def review(who: Who, paper_id: int, agrees: bool, remark: str, now: datetime) -> Paper:
    """One of the three reviews (三审三校), each by another person and none by who began, wrote or corrected it.
    Who does not agree says why, and it is a draft again. Errors: Refused."""
    paper = locked(who, paper_id)
    if paper.state != CHECKED:
        raise Refused(because("check", "先核数，再审核", "check the numbers first"))
    done = len(paper.reviews)
    if done >= len(ROUNDS):
        raise Refused(because("reviewed", "三审已经完成", "all three reviews are done"))
    if who.person_id is None or reads.wrote(paper, who.person_id):
        zh = "起草人不能审自己的稿，改过稿的人也不能，请另一位来审"
        raise Refused(because("own", zh, "nobody reviews what he has written or changed"))
    if any(one["person"] == who.person_id for one in paper.reviews):
        raise Refused(
            because("again", "三审要由三个人来审，您已经审过一次", "three persons review it; you have done so already")
        )
    if not agrees and not remark.strip():
        raise Refused(because("remark", "退回要写明改什么", "say what has to be changed"), field="remark")
    name, english = ROUNDS[done]
    if agrees:
        paper.reviews = [
            *paper.reviews,
            {"round": done + 1, "person": who.person_id, "shown": who.shown, "at": now.isoformat(), "remark": remark},
        ]
    else:
        paper.state, paper.cited, paper.tables, paper.reviews, paper.checked_at = DRAFT, [], {}, [], None
    paper.changed_at, paper.version = now, paper.version + 1
    paper.save()
    after = f"{name}通过" if agrees else DRAFT
    note(
        who, "paper.review", "attest", paper, now, before=CHECKED, after=after,
        data={"remark": remark}, ours={"round": english, "agrees": agrees},
    )  # fmt: skip
    return paper


@transaction.atomic
def issue(who: Who, paper_id: int, now: datetime) -> Paper:
    """Let it go out: reviewed three times, every cited number as it was when checked, a naming with its approval.
    Errors: Refused with all that stands in the way, each changed number with its old and new value."""
    paper = locked(who, paper_id, "issue")
    _one_by_one(paper)
    stopped = obstacles(paper, now)
    if stopped:
        raise Refused(*stopped)
    rests = approval.of_paper(paper)
    paper.state, paper.issued_at, paper.changed_at, paper.version = ISSUED, now, now, paper.version + 1
    paper.approval = rests
    paper.head = {**paper.head, "dated": paper.head.get("dated") or day(now), "signer": who.shown}
    paper.save()
    if paper.corrects is not None:
        first = Paper.objects.select_for_update().get(pk=paper.corrects.pk)
        first.state, first.changed_at, first.version = CORRECTED, now, first.version + 1
        first.save(update_fields=["state", "changed_at", "version"])
    values = {one["cite"]: one["text"] for one in paper.cited}
    note(who, "paper.issue", "publish", paper, now, before=CHECKED, after=ISSUED, ours={"values": values})
    return paper


def obstacles(paper: Paper, now: datetime) -> list[Reason]:
    """Everything that keeps a paper from going out; empty when it may."""
    if paper.state in (ISSUED, CORRECTED):
        return [because("issued", "已经签发", "it is issued")]
    if paper.state != CHECKED:
        return [because("check", "先核数，再审核、签发", "check the numbers first")]
    reasons = []
    if len(paper.reviews) < len(ROUNDS):
        name, english = ROUNDS[len(paper.reviews)]
        reasons.append(because("review", f"还差{name}", f"the {english} review is missing"))
    declared = packs.pinned(paper.pack_id).said.papers.get(paper.kind)
    if declared is not None and declared.naming:
        reasons += _unapproved(paper)
    reasons += cited_held.lacking(paper)
    number = paper.head.get("number", "")
    reasons += _number_faults(paper, number, now) if number else []
    stale = list(reads.changes(paper, now).values())
    if stale:
        reasons += [*stale, because("stale", "请重新核数", "check the numbers again")]
    return reasons


def _unapproved(paper: Paper) -> list[Reason]:
    """Why a paper may not name: the rule, and where its approval is still to be written down."""
    refused = rules.may_name(approval.of_paper(paper))
    if refused is None:
        return []
    row = approval.found(paper.town_id, paper.approval.get("of", ""))
    if row is None:
        return [refused]
    zh, en = "批准文件取自“{title}”：请先在那里录入", "the approval is read from “{title}”: write it down there first"
    return [refused, because("approval_of", zh, en, title=row.title)]


@transaction.atomic
def give_number(who: Who, paper_id: int, number: str, now: datetime) -> Paper:
    """Give an issued paper the number that was not known when it was signed, once; it stands on the paper and in the
    register from then on. The same again writes nothing. Errors: Refused: not issued, numbered already, another form
    than the standard's, a number of another paper."""
    paper, said = locked(who, paper_id), numbers.plain(number)
    if paper.state not in (ISSUED, CORRECTED) or paper.issued_at is None:
        zh, en = "还没有签发：文号写在版头里，签发时一起登记", "it is not issued: write the number into its head"
        raise Refused(because("issued", zh, en), field="number")
    held = paper.head.get("number", "")
    if held and held == said:
        return paper
    if held:
        zh, en = "已经编号“{number}”，文号只给一次", "it has its number “{number}”, which is given once"
        raise Refused(because("numbered", zh, en, number=held), field="number")
    _one_by_one(paper)
    faults = _number_faults(paper, said, paper.issued_at)
    parts = numbers.read(said)
    years = [moment.astimezone(SHANGHAI).year for moment in (paper.issued_at, now)]
    wrong = numbers.year_fault(parts, *years) if parts is not None else None
    if faults or wrong is not None:
        raise Refused(*faults, *([wrong] if wrong is not None else []), field="number")
    paper.head = {**paper.head, "number": said}
    paper.changed_at, paper.version = now, paper.version + 1
    paper.save(update_fields=["head", "changed_at", "version"])
    note(who, "paper.number", "record", paper, now, before=paper.state, after=paper.state, ours={"number": said})
    return paper


def _one_by_one(paper: Paper) -> None:
    """Numbers of a town are given one after the other: two papers never get the same."""
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.town_id)


def _number_faults(paper: Paper, number: str, signed: datetime) -> list[Reason]:
    """Why a number cannot be that of a paper signed at a moment."""
    declared = packs.pinned(paper.pack_id).said.papers.get(paper.kind)
    wrong = numbers.fault(declared, number) if declared is not None else None
    if wrong is not None:
        return [wrong]
    first = issued.taken(paper, number, signed)
    if first is None:
        return []
    zh, en = "文号“{number}”已经用在《{title}》上", "number “{number}” is that of “{title}” already"
    return [because("number", zh, en, number=number, title=issued.title(first))]


@transaction.atomic
def correct(who: Who, paper_id: int, now: datetime) -> Paper:
    """Begin an erratum (更正) to an issued paper whose numbers have changed since: each with its old and new value.
    Errors: Refused (not issued; nothing has changed; one is being written already)."""
    first = locked(who, paper_id)
    if first.state not in (ISSUED, CORRECTED):
        raise Refused(because("issued", "签发以后才有更正；没签发的直接改", "only what was issued is corrected"))
    if Paper.objects.filter(corrects=first).exclude(state__in=[ISSUED, CORRECTED]).exists():
        raise Refused(because("begun", "已经有一份更正在写", "an erratum is being written already"))
    changed = reads.changes(first, now)
    if not changed:
        raise Refused(because("same", "引用的数都没有变，不用更正", "no cited number has changed"))
    paper = Paper.objects.create(
        kind=first.kind, pack_id=packs.current_id(first.town.pack_key), town=first.town, unit_id=first.unit_id,
        corrects=first, title=f"关于《{_plain(first, now)}》有关数据的更正", text=_erratum(first, changed),
        as_of=first.as_of, head={**first.head, "number": "", "dated": "", "signer": ""},
        approval=first.approval, state=DRAFT,
        made_by_id=who.person_id, made_at=now, changed_at=now,
    )  # fmt: skip
    values = {name: why.say() for name, why in changed.items()}
    ours = {"corrects": first.pk, "values": values}
    note(who, "paper.correct", "record", paper, now, after=DRAFT, ours=ours)
    return paper


def _plain(first: Paper, now: datetime) -> str:
    return "".join(part.text for part in reads.draw(first, now).title).replace("\n", "")


def _erratum(first: Paper, changed: dict[str, Reason]) -> str:
    issued = day(first.issued_at) if first.issued_at else ""
    lines = [f"{issued}印发的上述材料中，引用的下列数据此后有变动，现更正如下："]
    for index, one in enumerate(first.cited):
        if one["cite"] not in changed:
            continue
        if changed[one["cite"]].code == "rows_changed":  # the number stands, the rows do not: the table anew
            lines += [f"{one['label']}：表中内容有变动，更正后为：", f"{{{one['cite']}}}"]
        else:
            lines.append(f"{one['label']}：原为{{was:n{index}}}，现为{{{one['cite']}}}。")
    return "\n".join(lines)


def day(moment: datetime) -> str:
    """A date as documents write it: 2024年7月1日."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日"

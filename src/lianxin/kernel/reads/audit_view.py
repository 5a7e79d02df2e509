"""What an auditor reads: the entries of his town, who opened sealed contact data and why, what was erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max, Q

from lianxin.kernel.models import Cursor, Entry, Erasure, Seal
from lianxin.kernel.reads import packs
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.words import Action, MatterKind

PAGE = 60
REVEAL = "matter.reveal"
ACTS = {
    "matter.file": ("登记", "filed"),
    "matter.join": ("同一件事又有人反映", "joined by another reporter"),
    "matter.correct": ("改判", "reading corrected"),
    "matter.merge": ("并到另一件", "merged into another"),
    "matter.absorb": ("并入一件", "another merged into it"),
    "matter.lead": ("定为牵头", "made the lead of others"),
    "matter.hang": ("挂到牵头的一件上", "hung on a lead matter"),
    "matter.release": ("不再挂在一起", "let go from a lead"),
    "matter.lead_told": ("牵头的一件有了答复", "told what the lead was answered"),
    "matter.spawn": ("吹哨派生", "raised for another unit"),
    "matter.erase": ("联系方式保存期满，已删除", "contact data erased on time"),
    "clock.soon": ("快到期了", "due soon"),
    "clock.late": ("到期了", "overdue"),
    "clock.broken": ("规则有误，期限没能处理", "a clock could not be read"),
    REVEAL: ("查看联系方式", "contact data looked at"),
    "post.appoint": ("任职", "appointed"),
    "post.end": ("卸任", "post ended"),
    "post.term": ("任期", "term of a post"),
    "account.invite": ("发出邀请链接", "invited"),
    "calendar.upload": ("上传工作日历", "calendar uploaded"),
    "pack.publish": ("发布规则", "rules published"),
    "town.found": ("建立街镇", "town founded"),
    "unit.import": ("导入区划", "divisions imported"),
    "appraisal.open": ("开始考核", "appraisal opened"),
    "appraisal.cite": ("引用依据计分", "record cited for an item"),
    "appraisal.take_back": ("撤回依据", "cited record taken back"),
    "appraisal.grade": ("评定等次", "graded"),
    "appraisal.tell": ("告知初评结果", "preliminary points told"),
    "appraisal.publish": ("公布考核结果", "appraisal published"),
    "appraisal.official": ("登记上级公布的结果", "official result written down"),
    "medal.hand_over": ("发放纪念章并签收", "medal handed over and signed for"),
    "medal.take_back": ("收回发错的纪念章", "a medal handed over by mistake taken back"),
    "medal.earlier": ("记下以前的颁授", "an earlier medal noted"),
    "objection.make": ("提出异议", "objection made"),
    "objection.answer": ("答复异议", "objection answered"),
    "approval.record": ("登记批准文件", "approval written down"),
    "approval.yearly": ("改为年度考核", "made a yearly appraisal"),
    "contest.open": ("开始评选", "contest opened"),
    "contest.enter": ("参评报名", "work entered"),
    "contest.seat": ("请评委", "judge seated"),
    "contest.recuse": ("评委回避", "judge recused"),
    "contest.mark": ("评委打分", "sheet written"),
    "contest.review": ("复核锁定", "sheets reviewed and locked"),
    "contest.settle": ("定同分次序", "equal works put in order"),
    "contest.publish": ("公布评选结果", "contest published"),
    "contest.official": ("登记上级评选结果", "result of a superior's contest written down"),
    "honour.note": ("登记荣誉", "honour written down"),
    "honour.name": ("推荐表彰", "named for an honour"),
    "honour.notice": ("表彰公示", "put on notice"),
    "honour.give": ("授予荣誉", "honour given"),
    "honour.consent": ("公开荣誉的同意", "consent to be named"),
    "honour.prize": ("登记获奖", "prize written down"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the auditor looks for: a day (Asia/Shanghai), a person, an act (or its beginning: "matter.")."""

    day: date | None = None
    person_id: int | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class SealView:
    """Where the SM3 chain stands: the last batch, and how many transactions' entries wait to be sealed."""

    sealed_at: datetime | None
    head: str
    batches: int
    waiting: int
    oldest: datetime | None


def towns(who: Who) -> tuple[int, ...]:
    """The towns whose entries this Who may read."""
    found = []
    for held in who.posts:
        if held.town_id is not None and held.town_id not in found:
            role = packs.of_town(held.town_id).said.roles.get(held.role)
            if role and "read_audit" in role.may:
                found.append(held.town_id)
    return tuple(found)


def entries(towns: tuple[int, ...], asked: Asked, before: int | None = None) -> list[Entry]:
    """The newest entries of these towns (and those of the whole installation, which name no town) under `before`.

    One more than PAGE when there are more. One query, with the person and unit of each.
    """
    found = Entry.objects.filter(Q(town_id__in=towns) | Q(town__isnull=True, matter__isnull=True))
    if asked.day is not None:
        start = datetime.combine(asked.day, time(), SHANGHAI)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if asked.person_id is not None:
        found = found.filter(person_id=asked.person_id)
    if asked.act:
        found = found.filter(act__startswith=asked.act) if asked.act.endswith(".") else found.filter(act=asked.act)
    if before is not None:
        found = found.filter(pk__lt=before)
    related = found.select_related("person", "unit", "matter").only(
        "id", "at", "act", "verb", "role", "before", "after", "subject", "data", "person__shown", "unit__name",
        "matter__prefix", "matter__received_at", "matter__kind",
    )  # fmt: skip
    return list(related.order_by("-id")[: PAGE + 1])


def acts(towns: tuple[int, ...]) -> list[str]:
    """The acts that occur among the newest entries, for the filter. One query."""
    newest = Entry.objects.filter(town_id__in=towns).order_by("-id").values_list("act", flat=True)[:2000]
    return sorted(set(newest))


def label(act: str, town_id: int, language: str = "zh", kind: str = "") -> str:
    """An act in words: the pack's own for what is done with matters (of this kind, where two kinds call it
    differently), the kernel's for the rest. No query."""
    known = ACTS.get(act)
    if known is not None:
        return known[language == "en"]
    name = act.partition(".")[2]
    said = packs.of_town(town_id).said
    own = [said.matters[kind]] if kind in said.matters else []
    found = _named(own, name) or said.actions.get(name) or _named(said.matters.values(), name)
    return found.label.say(language) if found else act


def _named(kinds: Iterable[MatterKind], name: str) -> Action | None:
    """The action of this name in the first of these kinds that knows it."""
    steps = (step for kind in kinds for step in kind.steps.values())
    return next((step.actions[name] for step in steps if name in step.actions), None)


def step(name: str, kind: str, town_id: int, language: str = "zh") -> str:
    """A step in words; its key where the town's rules no longer know it. No query."""
    declared = packs.of_town(town_id).said.matters.get(kind)
    found = declared.steps.get(name) if declared else None
    return found.label.say(language) if found else name


def erasures(before: int | None = None) -> list[Erasure]:
    """The deletion register, newest first: what was erased by which rule, never what it said."""
    found = Erasure.objects.filter(pk__lt=before) if before is not None else Erasure.objects.all()
    return list(found.order_by("-id")[: PAGE + 1])


def seal_view() -> SealView:
    """How far entries are sealed. Four queries."""
    last = Seal.objects.order_by("-tx_to").only("tx_to", "head", "sealed_at").first()
    waiting = Entry.objects.filter(tx__gte=last.tx_to) if last else Entry.objects.all()
    oldest = waiting.order_by("tx", "id").values_list("written_at", flat=True).first()
    return SealView(
        last.sealed_at if last else None,
        bytes(last.head).hex() if last else "",
        Seal.objects.count(),
        waiting.count(),
        oldest,
    )


WORKER = "worker"
"""The cursor in which the worker leaves its sign of life, seconds since 1970 (acts.beat)."""


def heartbeat() -> datetime | None:
    """When the worker was last seen; None where none ever ran."""
    seen = Cursor.objects.filter(name=WORKER).aggregate(tx=Max("tx"))["tx"]
    return datetime.fromtimestamp(seen, UTC) if seen else None

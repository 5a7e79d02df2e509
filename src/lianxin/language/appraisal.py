"""What a point may rest on, who scores, and what keeps a result back. The points themselves: `points`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lianxin.language.appraisals import Evidence, Item, Naming
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.reason import Reason, because
from lianxin.language.words import MatterKind

NAMING_RULE = "demonstration-2022"
"""The document below which a town may not name or put up plaques by itself (创建示范活动管理办法)."""
LEVELS = ("county", "city", "province", "central")
"""Who may approve naming: the county or anything above it; a town may not."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A document that approves naming: title, number, who issued it, of which level, from which day."""

    title: str
    number: str
    issuer: str
    level: str
    day: date


EVIDENCE: dict[Evidence, tuple[str, str]] = {
    "matter": ("事项", "a matter"), "activity": ("活动", "an activity"), "entry": ("记录", "an entry"),
    "tie": ("结对、协议", "a tie"), "document": ("文件", "a document"),
}  # fmt: skip
"""What a record is called that an item rests on."""
_PREFIXES: dict[str, Evidence] = {"HD": "activity", "JL": "entry", "GX": "tie"}
_QUOTED = re.compile(r"([A-Z]{2,4})-?(?:(\d{4})-)?0*(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A record by the number that people see: which kind it is (None: a bare number says nothing), and for a matter
    the whole number, so that another year's or prefix is noticed."""

    evidence: Evidence | None
    number: int | None
    whole: str = ""


def quoted(text: str) -> Quoted:
    """SW-2026-00001, HD-144, JL-88, GX-7 or a bare number, however it is typed."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if plain.isdecimal():
        return Quoted(None, int(plain) if len(plain) < 13 else None)
    found = _QUOTED.fullmatch(plain)
    if found is None:
        return Quoted(None, None)
    prefix, year, number = found.groups()
    if year is None:
        return Quoted(_PREFIXES.get(prefix), int(number) if prefix in _PREFIXES else None)
    return Quoted("matter", int(number), f"{prefix}-{year}-{int(number):05d}")


def may_cite(item: Item | None, evidence: Evidence) -> Reason | None:
    """Why a record cannot be cited for an item; None when it can. Nobody types points over what the records say."""
    if item is None:
        return because("item", "没有这个评分项", "there is no such item")
    if item.parts or item.indicator is not None:
        zh = "“{label}”的得分由指标和下面各项算出，不能手填"
        en = "the points of “{label}” are worked out; nobody types them"
        return because("typed", zh, en, item.source, label=item.label.zh)
    if evidence not in item.evidence:
        zh = "“{label}”要引用的依据不是这一种，要引用：{kinds}"
        en = "“{label}” rests on another kind of record: {wanted}"
        kinds = "、".join(EVIDENCE[one][0] for one in item.evidence) or "（没有可引用的）"
        wanted = " or ".join(EVIDENCE[one][1] for one in item.evidence) or "none"
        return because("evidence", zh, en, item.source, label=item.label.zh, kinds=kinds, wanted=wanted)
    return None


def belongs(post_chains: Collection[Collection[int]], unit: int | None, town: int) -> Reason | None:
    """Refuses a scorer who belongs to the unit that is appraised (or to one below it)."""
    if unit is None or unit == town or not any(unit in chain for chain in post_chains):
        return None
    return because(
        "scorer_is_scored",
        "您就在这个单位，打分的人和被打分的单位要分开，请换一位",
        "you belong to this unit: scorer and scored are kept apart; ask somebody else",
    )


def window(calendar: Calendar, told: datetime, workdays: int) -> date:
    """The last day on which an objection may be made: so many working days after the day the points were told."""
    return calendar.add_workdays(told.astimezone(SHANGHAI).date(), workdays)


def hindrances(today: date, until: date | None, open_objections: int) -> list[Reason]:
    """Why a result may not be published yet: the window runs, or somebody waits for an answer."""
    found = []
    if until is None:
        zh, en = "初评结果还没有告诉被考核单位", "the preliminary result has not been told to the appraised yet"
        found.append(because("not_told", zh, en))
    elif today <= until:
        zh, en = "异议期到 {until} 为止，到期以后才能公布", "objections may be made until {until}; publish after that"
        found.append(because("window", zh, en, until=until.isoformat()))
    if open_objections:
        zh, en = "还有 {n} 条异议没有答复，答复以后才能公布", "{n} objections wait for an answer; publish after that"
        found.append(because("objections", zh, en, n=open_objections))
    return found


def unapproved(naming: Naming, approval: Approval | None, yearly: bool) -> Reason | None:
    """Why a result that names or puts up plaques may not be published; None when it may."""
    if naming != "approved" or yearly:
        return None
    if approval is not None and level_fault(approval.level) is None:
        return None
    return because(
        "approval",
        "乡镇（街道）不得自行开展创建示范、命名授牌。请先录入县级以上机关的批准文件，或改为年度考核（不命名、不授牌）",
        "a town may not name or put up plaques by itself: record the approval of the county or above, or make it a "
        "yearly appraisal, which names nobody",
        NAMING_RULE,
    )


def level_fault(level: str) -> Reason | None:
    """Refuses an approval from below the county."""
    if level in LEVELS:
        return None
    return because(
        "approval_level",
        "批准文件要由县级以上机关作出，乡镇（街道）自己的文件不行",
        "the approval must come from the county or above; a town’s own document does not do",
        NAMING_RULE,
    )


def handed_by(kind: MatterKind) -> str | None:
    """The first step's action that hands a problem to the unit that puts it right, where it is handed on."""
    return next((key for key, one in kind.steps[kind.first].actions.items() if one.route == "input"), None)


def put_right_by(kind: MatterKind) -> str | None:
    """The field with the day by which a problem is put right, where it becomes a matter of this kind: the one to which
    its main clock runs."""
    return next((clock.on_day for clock in kind.clocks.values() if clock.main and clock.on_day), None)

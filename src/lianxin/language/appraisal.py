"""What follows from a tree of items and what is on record: points, what they rest on, and what keeps a result back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from lianxin.language.appraisals import Appraisal, Evidence, Item, Naming
from lianxin.language.calendar import SHANGHAI, Calendar
from lianxin.language.exact import half_up, number, plain
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, because
from lianxin.language.words import MatterKind

NAMING_RULE = "demonstration-2022"
"""The document below which a town may not name or put up plaques by itself (创建示范活动管理办法)."""
LEVELS = ("county", "city", "province", "central")
"""Who may approve naming: the county or anything above it; a town may not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its points. `raw` is what came before cap and floor, `times` the records cited, `reached` what an
    indicator says (None where it says nothing yet)."""

    path: str
    item: Item
    points: Fraction
    raw: Fraction
    most: Fraction
    least: Fraction
    weight: Fraction
    times: Fraction
    reached: Fraction | None
    parts: tuple[Line, ...] = ()

    @property
    def shown(self) -> str:
        """As printed: two decimals, half up."""
        return half_up(self.points)

    @property
    def held(self) -> str:
        """“cap” or “floor” where one of them decided, else nothing."""
        return "cap" if self.raw > self.most else "floor" if self.raw < self.least else ""

    @property
    def empty(self) -> bool:
        """Whether nothing is known to count: its indicator, or every one under it, says nothing and it begins with
        nothing. That is no zero: nobody was found to have done badly."""
        unknown = all(part.empty for part in self.parts) if self.parts else self.item.indicator is not None
        return unknown and self.reached is None and self.raw == 0

    def all(self) -> Iterator[Line]:
        """This line and everything under it."""
        yield self
        for part in self.parts:
            yield from part.all()


@dataclass(frozen=True, slots=True)
class Total:
    """A whole tree: the total, exact, and its lines."""

    exact: Fraction
    lines: tuple[Line, ...]

    @property
    def shown(self) -> str:
        return half_up(self.exact)

    def all(self) -> Iterator[Line]:
        """Every line of the tree, in its order."""
        for line in self.lines:
            yield from line.all()

    def empty(self) -> int:
        """How many items nothing is known of, and that therefore count nothing."""
        return sum(line.empty for line in self.all() if not line.parts)

    def apart(self) -> list[Line]:
        """The lines that are listed on their own (单项)."""
        return [line for line in self.all() if line.item.apart]


@dataclass(frozen=True, slots=True)
class Approval:
    """A document that approves naming: title, number, who issued it, of which level, from which day."""

    title: str
    number: str
    issuer: str
    level: str
    day: date


def items(parts: Mapping[str, Item], above: str = "") -> Iterator[tuple[str, Item]]:
    """Every item of a tree with its path (“innovation/results”), parents first."""
    for key, item in parts.items():
        path = f"{above}/{key}" if above else key
        yield path, item
        yield from items(item.parts, path)


def total(
    pack: Pack,
    appraisal: Appraisal,
    day: date,
    times: Mapping[str, Fraction],
    reached: Mapping[str, Fraction | None],
) -> Total:
    """The tree worked out: `times` counts the records cited for an item, `reached` is what an item's indicator says.
    Errors: KeyError, NoValue."""

    def line(path: str, item: Item) -> Line:
        parts = tuple(line(f"{path}/{key}", part) for key, part in item.parts.items())
        most, least = number(pack, item.most, day), number(pack, item.least, day)
        raw = _raw(pack, item, day, times.get(path, Fraction(0)), reached.get(path), most, parts)
        points = min(max(raw, least), most)
        weight = number(pack, item.weight, day)
        return Line(
            path, item, points, raw, most, least, weight, times.get(path, Fraction(0)), reached.get(path), parts
        )

    lines = tuple(line(key, item) for key, item in appraisal.parts.items())
    whole = sum((one.points * one.weight for one in lines), Fraction(0))
    if appraisal.most is not None:
        whole = min(whole, number(pack, appraisal.most, day))
    return Total(whole, lines)


def _raw(
    pack: Pack,
    item: Item,
    day: date,
    times: Fraction,
    reached: Fraction | None,
    most: Fraction,
    parts: tuple[Line, ...],
) -> Fraction:
    """The points before cap and floor."""
    begins = number(pack, item.begins, day)
    if parts:
        return begins + sum((part.points * part.weight for part in parts), Fraction(0))
    if item.indicator is not None and item.target is not None:
        return begins if reached is None else begins + (most - begins) * reached / number(pack, item.target, day)
    return begins + number(pack, item.each or 0, day) * times


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


def said(line: Line) -> Reason:
    """How a line came to its points, in one sentence."""
    points, most = line.shown, plain(line.most)
    if line.parts:
        zh, en = "下面各项合计 {points} 分，满分 {most} 分", "its parts come to {points} of {most}"
    elif line.item.indicator is not None:
        zh, en = "指标算出 {points} 分，满分 {most} 分", "the indicator gives {points} of {most}"
    else:
        zh, en = "引用 {times} 条依据，得 {points} 分，满分 {most} 分", "{times} records cited: {points} of {most}"
    return because("line", zh, en, line.item.source, points=points, most=most, times=plain(line.times))


def handed_by(kind: MatterKind) -> str | None:
    """The first step's action that hands a problem to the unit that puts it right, where it is handed on."""
    return next((key for key, one in kind.steps[kind.first].actions.items() if one.route == "input"), None)


def put_right_by(kind: MatterKind) -> str | None:
    """The field with the day by which a problem is put right, where it becomes a matter of this kind: the one to which
    its main clock runs."""
    return next((clock.on_day for clock in kind.clocks.values() if clock.main and clock.on_day), None)

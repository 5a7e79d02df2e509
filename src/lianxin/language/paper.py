"""What follows from a paper's text alone: lines, citations, what was typed by hand, length, what stops it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lianxin.language.reason import Reason, Refused, because

SOURCES = (
    "indicator", "rate", "set", "value", "units", "zones", "list", "choices", "streams", "honours", "years", "prizes",
    "signups", "signup_hours", "scheme", "survey", "activity", "rows", "ledger", "was",
)  # fmt: skip
"""Where a number may come from. `rows` is no number but a table of what a set holds; `ledger` is how many rows a ledger
has, and on a line of its own the rows as well; `was` is what the paper that an erratum puts right had said."""
TABLES = ("rows", "ledger")
"""What makes a table where it is all that a line says."""
SHOWS = ("above", "below", "rate", "excluded")
FORMS = ("number", "percent", "words")
OPTIONS = ("show", "form", "unit", "period", "kinds", "in", "where", "within", "part", "of", "state", "columns")
MEASURED = ("value", "target", "gap", "sample", "margin")
"""Parts of a survey's newest round that may be cited (`part`)."""
ACTIVITY = ("title", "when", "where", "hosts", "called", "agenda", "resolved", "attendance", "due", "came")
"""What a notice or minutes may say of the activity they are about; `of` is its number."""
_UNBOUND = re.compile(r"\{activity:([a-z]+)\}")
_BRACES = re.compile(r"\{([^{}\n]*)\}")
_HEADING = re.compile(r"(#{1,4})\s+(.*)")
LONGEST = 60_000
"""Characters of a text at most: what is longer is no paper."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation as it stands in a text: where from, which, and how it is shown."""

    source: str
    key: str
    options: tuple[tuple[str, str], ...] = ()

    def get(self, option: str, otherwise: str = "") -> str:
        return dict(self.options).get(option, otherwise)

    def __str__(self) -> str:
        return " ".join([f"{self.source}:{self.key}", *(f"{name}={value}" for name, value in self.options)])


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that no record answers yet: what has to be filled in."""

    wanted: str


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (level 1–4) or a paragraph (0): texts, citations and gaps in their order."""

    level: int
    parts: tuple[str | Cite | Gap, ...] = field(default=())

    @property
    def rows(self) -> Cite | None:
        """The table that this line is, if it is one."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only if isinstance(only, Cite) and only.source in TABLES else None


def read(text: str) -> list[Line]:
    """The lines of a text. Errors: Refused for a citation that cannot be read, saying which."""
    if len(text) > LONGEST:
        raise Refused(because("long", "正文太长了，最多 {n} 字", "the text is too long", n=LONGEST), field="text")
    lines = []
    for raw in text.replace("\r", "").split("\n"):
        said = raw.strip()
        if not said:
            continue
        heading = _HEADING.fullmatch(said)
        level, rest = (len(heading[1]), heading[2]) if heading else (0, said)
        lines.append(Line(level, tuple(_parts(rest))))
    return lines


def _parts(text: str) -> Iterator[str | Cite | Gap]:
    end = 0
    for found in _BRACES.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        inside = found[1].strip()
        yield Gap(inside[1:].strip()) if inside.startswith(("?", "？")) else cite(inside)
        end = found.end()
    if end < len(text):
        yield text[end:]


def cite(text: str) -> Cite:
    """A citation from what stands between its braces. Errors: Refused."""
    head, *rest = text.split() or [""]
    source, _, key = head.partition(":")
    options = [(name, value) for name, _, value in (one.partition("=") for one in rest)]
    wrong = source not in SOURCES or not re.fullmatch(r"[a-z][a-z0-9_.-]*", key)
    wrong |= any(name not in OPTIONS or not value for name, value in options)
    chosen = dict(options)
    wrong |= len(chosen) != len(options)
    wrong |= chosen.get("show", "above") not in SHOWS or chosen.get("form", "number") not in FORMS
    wrong |= not re.fullmatch(r"[1-9][0-9]{0,3}", chosen.get("within", "1"))
    wrong |= chosen.get("part", "value") not in MEASURED
    if wrong:
        raise Refused(
            because(
                "cite",
                "看不懂引用“{text}”。写成 {{rate:deeds show=above}} 这样，或从“插入数字”里选",
                "“{text}” is no citation; write {{rate:deeds show=above}}, or pick one under “insert a number”",
                text=text[:60],
            ),
            field="text",
        )
    return Cite(source, key, tuple((name, value) for name, value in options))


def cites(lines: Iterable[Line]) -> list[Cite]:
    """Every citation once, in the order of the text."""
    found = (part for line in lines for part in line.parts if isinstance(part, Cite))
    return list(dict.fromkeys(found))


def tables(lines: Iterable[Line]) -> list[Cite]:
    """Every table once, in the order of the text."""
    return list(dict.fromkeys(line.rows for line in lines if line.rows is not None))


def unbound(text: str) -> list[str]:
    """What a template says of an activity that is named when the paper is begun."""
    return list(dict.fromkeys(_UNBOUND.findall(text)))


def bound(text: str, activity_id: int, missing: Mapping[str, str]) -> str:
    """The same about one activity; what its record does not say (`missing`: key to what it is called) is a gap."""

    def said(found: re.Match[str]) -> str:
        key = found[1]
        return f"{{?{missing[key]}}}" if key in missing else f"{{activity:{key} of={activity_id}}}"

    return _UNBOUND.sub(said, text)


def plainly(text: str, answers: Mapping[str, str]) -> str:
    """The same in plain words, for a title that stands in lists."""
    return _UNBOUND.sub(lambda found: answers[found[1]], text)


def gaps(lines: Iterable[Line]) -> list[Gap]:
    """What is still to be filled in."""
    return [part for line in lines for part in line.parts if isinstance(part, Gap)]


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure somebody typed: where in a stretch of text."""

    start: int
    end: int
    text: str


_NUMERAL = r"(?:[0-9]+(?:[.,][0-9]+)*[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+)"
_MEASURE = (
    "场次|人次|余名|余人|余项|余件|余户|小时|平方公里|公里|工作日|"
    "人|件|项|场|次|户|个|条|家|名|支|张|处|所|栋|宗|份|批|本|届|位|对|辆|台|吨|元|万元|％|%"
)
_TYPED = re.compile(
    rf"(?P<number>(?:近|约|超|逾|数|上|几)?(?:{_NUMERAL}|(?<=[近约超逾数上几])[十百千万亿])(?:余|多|来|几)?)\s*(?P<measure>{_MEASURE})"
)
_NO_FIGURE = re.compile(r"(?:第|〔|[0-9]年|[0-9]月)$")
_IDLE = frozenset(
    {"一个", "一批", "一次", "一条", "一件", "一项", "一名", "一位", "一家", "一份", "一处", "一本", "万元"}
)
"""What says no number although it could: “一个个”, “一批阵地”."""


def typed(text: str) -> list[Typed]:
    """Figures typed by hand in a stretch of text: Arabic or Chinese numerals with a measure word. Dates, ordinals and
    document numbers are none."""
    found = []
    for one in _TYPED.finditer(text):
        said = one[0].replace(" ", "")
        if _NO_FIGURE.search(text[max(0, one.start() - 2) : one.start()]) or said in _IDLE:
            continue
        found.append(Typed(one.start(), one.end(), one[0]))
    return found


def hand(lines: Iterable[Line]) -> list[str]:
    """The figures typed by hand in a paper, as they stand."""
    return [one.text for line in lines for part in line.parts if isinstance(part, str) for one in typed(part)]


def words(text: str) -> int:
    """How long a text is as an office counts it: characters, punctuation too, without blanks and marks of headings."""
    plain = "\n".join(re.sub(r"^#{1,4}\s+", "", line) for line in text.split("\n"))
    return len(re.sub(r"\s", "", plain))


def said(least: int, most: int) -> str:
    """A figure in words where it is approximate: 181–189 is “180余”, 90–99 is “近百”, 1001–1999 “千余”; an exact one is
    the number, and bounds that no word says are told as they are."""
    if least == most:
        return str(least)
    over, near = least - 1, most + 1
    if over > 0 and most == over + _step(over) - 1:
        return f"{_round(over)}余"
    step = _step(near)
    if step >= 100 and least == near - step // 10:
        return f"近{_round(near)}"
    return f"{least}至{most}"


def in_words(value: int) -> str:
    """An exact number as people say it: 97 is “近百”, 187 “180余”, 1003 “千余”. What is round, or small, stays."""
    if value < 20:
        return str(value)
    place = 10 ** (len(str(value)) - 1)
    above = (value // place + 1) * place
    if _step(above) >= 100 and value >= above - _step(above) // 10:
        return f"近{_round(above)}"
    fine = place // 10 if value >= 100 else place
    below = value // fine * fine
    return str(value) if below == value else f"{_round(below)}余"


def _step(value: int) -> int:
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _round(value: int) -> str:
    return {100: "百", 1000: "千", 10_000: "万", 100_000_000: "亿"}.get(value, str(value))


def gapped(gaps: Sequence[str]) -> Reason:
    """Why a paper with open gaps is not checked."""
    zh, en = "还有 {n} 处没有填：{which}", "{n} gaps are still open: {which}"
    return because("gap", zh, en, n=len(gaps), which="、".join(gaps))


def too_long(length: int, most: int) -> Reason:
    """Why a paper of so many characters is not checked."""
    zh = "全文 {n} 字，超过 {most} 字（整治形式主义为基层减负若干规定）"
    return because("length", zh, "{n} characters, more than {most}", "burden-2024", n=length, most=most)


HIGH = frozenset({"country", "province", "city", "district"})
"""Levels that may approve a naming: the county and above. A town may not (创建示范活动管理办法)."""


def may_name(approval: dict[str, str]) -> Reason | None:
    """Why a paper that gives names or plaques may not be issued; None where it may."""
    if approval.get("yearly"):
        return None
    if approval.get("number", "").strip() and approval.get("issuer", "").strip() and approval.get("level") in HIGH:
        return None
    return because(
        "approval",
        "乡镇（街道）不得自行开展创建示范、命名授牌（《创建示范活动管理办法（试行）》）。请填县级以上批准文件的文号、"
        "发文机关和级别，或改为年度考核",
        "a town may not name or award plaques on its own (regulation on demonstration activities of 2022). Name the "
        "approval of county level or above, its issuer and level, or make it the yearly assessment",
        "naming-2022",
    )


def secret(text: str, stops: Iterable[str]) -> list[str]:
    """Words that say a text is a state secret: it must leave this system at once."""
    return [word for word in stops if word in text]
